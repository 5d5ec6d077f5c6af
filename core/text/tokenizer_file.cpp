#include "text/tokenizer_file.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

namespace fs = std::filesystem;

// The largest published tokenizer.json has 35 MB.
constexpr JsonLimits limits{.maxBytes = 128ull << 20, .maxDepth = 32};
constexpr std::uint64_t vocabularyTextLimit = 64ull << 20;

/// Token -> line number, from 0.
OrderedJson vocabularyOf(const std::string& text, const std::string& where) {
  if (firstInvalidUtf8(text) != std::string_view::npos) throw dataError(where, fmt::format("not valid UTF-8 at byte {}; a vocabulary is text, one token a line", firstInvalidUtf8(text)));
  OrderedJson vocabulary = OrderedJson::object();
  // Entries are appended as they are: the document's own lookup would compare each with all before; equal ones come out when it is parsed.
  auto& entries = vocabulary.get_ref<OrderedJson::object_t&>();
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) throw dataError(fmt::format("{}, line {}", where, entries.size() + 1), "the line is empty; each holds one token");
    entries.push_back({std::string(line), entries.size()});
  }
  return vocabulary;
}

struct BertTokens {
  OrderedJson added = OrderedJson::array();
  std::int64_t cls = -1, sep = -1;
};

BertTokens bertTokens(const OrderedJson& vocabulary) {
  BertTokens tokens;
  for (const auto& [token, id] : vocabulary.get_ref<const OrderedJson::object_t&>()) {
    if (token == "[CLS]") tokens.cls = id.get<std::int64_t>();
    if (token == "[SEP]") tokens.sep = id.get<std::int64_t>();
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
      if (token == special) tokens.added.push_back({{"id", id}, {"content", token}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false}, {"special", true}});
  }
  return tokens;
}

OrderedJson bertDocument(const fs::path& file, OrderedJson normalizer) {
  OrderedJson vocabulary = vocabularyOf(readFile(file, vocabularyTextLimit), file.string());
  BertTokens tokens = bertTokens(vocabulary);
  if (tokens.cls < 0 || tokens.sep < 0) throw dataError(file.string(), "holds no [CLS] and [SEP]; this is no vocabulary of BERT");
  const OrderedJson cls = OrderedJson::array({"[CLS]", tokens.cls}), sep = OrderedJson::array({"[SEP]", tokens.sep});
  return {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", std::move(tokens.added)}, {"normalizer", std::move(normalizer)}, {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
          {"post_processor", {{"type", "BertProcessing"}, {"sep", sep}, {"cls", cls}}}, {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
          {"model", {{"type", "WordPiece"}, {"unk_token", "[UNK]"}, {"continuing_subword_prefix", "##"}, {"max_input_chars_per_word", 100}, {"vocab", std::move(vocabulary)}}}};
}

}  // namespace

TokenizerFile parseTokenizerFile(std::string_view json, const std::string& where) { return {parseJson(json, where, limits), where, {}}; }

TokenizerFile readTokenizerFile(const fs::path& place) {
  fs::path file = place;
  TokenizerSettings settings;
  const bool folder = fs::is_directory(place);
  if (folder) {
    file = place / "tokenizer.json";
    if (!fs::exists(file)) file = place / "vocab.txt";
    if (!fs::exists(file)) throw dataError(place.string(), "holds neither tokenizer.json nor vocab.txt; give the folder of a Hugging Face tokenizer");
    settings = TokenizerSettings::of(place);
  }
  if (file.extension() == ".txt") {
    // A bare vocabulary is BERT's whatever class the files beside it name.
    if (!settings.bertNormalizer) settings.bertNormalizer = TokenizerSettings::bertNormalizerBeside(file);
    TokenizerFile read = parseTokenizerFile(bertDocument(file, *settings.bertNormalizer).dump(), file.string());
    read.settings = std::move(settings);
    return read;
  }
  TokenizerFile read{readJsonFile(file, limits), file.string(), std::move(settings)};
  if (read.settings.bertNormalizer && read.document.is_object()) read.document["normalizer"] = *read.settings.bertNormalizer;
  return read;
}

}  // namespace ghost::text
