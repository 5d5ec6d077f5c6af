#include "rows/text_stream.h"
#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"
#include "tests/rows/gzip.h"

namespace ghost::fuzz {
namespace {

/// The text as far as it is small enough to be compared.
std::string readAll(const std::filesystem::path& file) {
  rows::Reading reading;
  rows::TextStream stream(file, reading);
  std::string text;
  for (;;) {
    const std::string_view block = stream.next();
    if (block.empty()) return text;
    if (text.size() < (1u << 20)) text += block;
  }
}

}  // namespace

std::string runGzip(std::string_view bytes) {
  const std::string text = readAll(scratchFile("text.gz", bytes));
  if (!bytes.starts_with("\x1f\x8b")) {
    require(text == bytes, "what isn't gzip is read as it is");
    return "plain";
  }
  if (text.size() < (1u << 16)) require(again([&] { return readAll(scratchFile("again.gz", testing_rows::gzipped(text))); }) == text, "text packed again reads equal");
  return text.empty() ? "nothing packed" : "packed";
}

}  // namespace ghost::fuzz
