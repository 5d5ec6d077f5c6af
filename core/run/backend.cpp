#include "run/backend.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace ghost::run {
namespace fs = std::filesystem;

sid::Tokenization Backend::buildTokens(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
  if (!row.build) throw usageError("tokenizer " + row.id, "the backend \"" + id() + "\" can't execute it, it is learned with tensors; choose another tokenizer or the torch backend of a build with LibTorch");
  return row.build(input, values);
}

std::vector<std::vector<decode::RankedList>> Backend::decodeForPenalties(const DecodeInput& input, std::span<const double> penalties) {
  std::vector<std::vector<decode::RankedList>> results;
  for (const double penalty : penalties) {
    DecodeInput one = input;
    one.beam.lengthPenalty = penalty;
    results.push_back(decode(one));
  }
  return results;
}

std::int64_t Backend::resumeStep(const fs::path& checkpoints) const {
  std::int64_t newest = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(checkpoints, ignored)) {
    const std::string name = entry.path().filename().string();
    std::int64_t step = 0;
    if (!name.starts_with("step-") || !fs::exists(entry.path() / "manifest.json", ignored)) continue;
    const auto [end, error] = std::from_chars(name.data() + 5, name.data() + name.size(), step);
    if (error == std::errc() && end == name.data() + name.size()) newest = std::max(newest, step);
  }
  return newest;
}

}  // namespace ghost::run
