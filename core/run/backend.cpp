#include "run/backend.h"

#include "base/error.h"
#include "run/checkpoint_folders.h"
#include "sid/build_steps.h"

namespace ghost::run {
namespace fs = std::filesystem;

sid::Tokenization Backend::buildTokens(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
  if (!sid::reduces(values)) return build(row, input, values);
  sid::checkInput(input);
  sid::Reduced reduced = reduce(sid::preparedVectors(input, values), input, values);
  if (reduced.vectors.rows == 0) return {};
  ParamValues inner = values;
  inner.setJson("normalise", false);  // was done before the reduction
  sid::Tokenization tokens = build(row, {reduced.vectors, input.popularity, input.reporter, input.stop, input.threads, input.interactions, input.kernels, input.nearest}, inner);
  if (tokens.table.items() == 0) return tokens;
  tokens.parameters = values.toJson();
  tokens.projection = std::move(reduced.projection);
  tokens.report["reduction"] = std::move(reduced.report);
  return tokens;
}

sid::Reduced Backend::reduce(const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values) {
  if (values.text("reduce") != "pca")
    throw usageError("reduce=" + values.text("reduce"), "the backend \"" + id() + "\" can't learn layers, that needs tensors; choose reduce=pca or the torch backend of a build with LibTorch");
  return sid::reducedByComponents(vectors, input, values);
}

sid::Tokenization Backend::build(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
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
  std::error_code ignored;
  for (const auto& [step, folder] : checkpointsNewestFirst(checkpoints))
    if (fs::exists(folder / "manifest.json", ignored)) return step;
  return 0;
}

}  // namespace ghost::run
