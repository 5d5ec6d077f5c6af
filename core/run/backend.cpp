#include "run/backend.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "embed/variety.h"
#include "run/checkpoint_folders.h"
#include "sid/build_steps.h"
#include "sid/collapse.h"

namespace ghost::run {
namespace fs = std::filesystem;

namespace {

/// Items that no suffix tells apart, where the values ask for none.
std::vector<std::string> sharedIds(const sid::Tokenization& tokens, const ParamValues& values) {
  const std::string dedup = values.has("dedup") ? values.text("dedup") : "";
  const auto shared = tokens.report.value("collisions_before_dedup", std::int64_t{0});
  if (shared == 0 || (dedup != "none" && dedup != "repair")) return {};
  return {fmt::format("{} items share their semantic ID with an earlier one and can't be told apart{}; dedup=colliding gives them a suffix", shared, dedup == "repair" ? ", since no code of their last level is free" : "")};
}

}  // namespace

sid::Tokenization Backend::buildTokens(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
  sid::checkInput(input);
  const embed::Variety variety = embed::varietyOf(input.vectors);
  embed::requireVariety(variety, "item vectors");
  sid::Tokenization tokens = reducedAndBuilt(row, input, values);
  if (tokens.table.items() == 0) return tokens;
  const std::vector<std::string> ofTokens = sid::warningsOf(tokens.report);
  tokens.report["warnings"] = embed::remarks(variety);
  sid::addWarnings(tokens.report, ofTokens);
  sid::addWarnings(tokens.report, sharedIds(tokens, values));
  for (const std::string& warning : sid::warningsOf(tokens.report)) input.reporter.note("warning", warning);
  return tokens;
}

sid::Tokenization Backend::reducedAndBuilt(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
  if (!sid::reduces(values)) return build(row, input, values);
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
