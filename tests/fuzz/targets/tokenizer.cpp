#include "text/tokenizer.h"

#include "base/error.h"
#include "text/unicode.h"
#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

/// Blanks, digits, capitals, accents in both forms, an ideograph, a character beyond 16 bits, a run, a control.
constexpr std::string_view sample = "The end, don't: 12345 \xc3\x89te\xcc\x81 \xe4\xb8\xad\xf0\x9f\x98\x80  aaaaaaaaaaaaaaaaaaaaaaaa\n\tx <s>[MASK] low lower\x01";

std::string exercise(const text::Tokenizer& tokenizer) {
  std::vector<text::TokenId> ids;
  try {
    ids = tokenizer.encode(sample, {.addSpecialTokens = true});
  } catch (const Error& error) {
    return std::string("encoding ends: ") + error.what();
  }
  for (const auto id : ids) require(id >= 0 && id < tokenizer.size(), "ids lie below the size of the vocabulary");
  require(text::firstInvalidUtf8(tokenizer.decode(ids)) == std::string_view::npos, "decoded text is valid UTF-8");
  const auto second = again([&] { return text::Tokenizer::parse(tokenizer.json(), "again"); });
  require(second.size() == tokenizer.size() && again([&] { return second.encode(sample, {.addSpecialTokens = true}); }) == ids, "a tokenizer written again gives the same ids");
  return ids.empty() ? "no ids" : "ids";
}

}  // namespace

std::string runTokenizer(std::string_view bytes) { return exercise(text::Tokenizer::parse(bytes, "tokenizer.json")); }
std::string runVocabulary(std::string_view bytes) { return exercise(text::Tokenizer::open(scratchFile("vocab.txt", bytes))); }

}  // namespace ghost::fuzz
