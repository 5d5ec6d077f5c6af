#include "model/rqvae_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "model/collision_repair.h"
#include "model/rqvae_training.h"
#include "sid/build_steps.h"

namespace ghost::model {
namespace {

std::vector<std::int64_t> widthsOf(const std::string& text, std::int64_t input) {
  if (text.empty()) return usualWidths(input);
  std::vector<std::int64_t> widths;
  for (const char *at = text.data(), *end = at + text.size(); at < end; ++at) {
    std::int64_t width = 0;
    const auto [next, error] = std::from_chars(at, end, width);
    if (error != std::errc() || width < 1 || width > 65536 || (next != end && (*next != ',' || next + 1 == end)))
      throw usageError("hidden", fmt::format("\"{}\" is no list of widths; give whole numbers from 1 to 65536 separated by commas, as 512,256,128", text));
    widths.push_back(width);
    at = next;
  }
  return widths;
}

LetterOptions letterOptions(const ParamValues& values, std::int64_t items) {
  LetterOptions letter{values.real("alpha"), values.real("beta_div"), values.integer("clusters"), {}};
  if (letter.alpha == 0) return letter;
  const std::string file = values.text("cf");
  if (file.empty()) throw usageError("cf", "the collaborative loss needs a file of item vectors; give cf=FILE, or alpha=0 to do without");
  letter.collaborative = embed::readItemVectors(file, static_cast<std::int32_t>(items));
  if (letter.collaborative.dim != values.integer("latent"))
    throw dataError(file, fmt::format("the vectors have {} dimensions, the latent has {}; set latent={} or give vectors of that size", letter.collaborative.dim, values.integer("latent"), letter.collaborative.dim));
  return letter;
}

RqvaeOptions optionsOf(const sid::TokenizerInput& input, const ParamValues& values) {
  RqvaeOptions options;
  options.epochs = values.integer("epochs");
  options.batch = values.integer("batch");
  options.rate = values.real("lr");
  options.warmupEpochs = values.integer("warmup_epochs");
  options.weightDecay = values.real("weight_decay");
  options.clip = values.real("clip");
  options.evaluateEvery = values.integer("eval_every");
  options.restartDead = values.text("dead_codes") == "restart";
  options.quantise = {values.real("beta"), {values.real("sinkhorn_epsilon"), values.integer("sinkhorn_iterations")}};
  options.seed = static_cast<std::uint64_t>(values.integer("seed"));
  options.threads = input.threads;
  if (values.has("cf")) options.letter = letterOptions(values, input.vectors.rows);
  return options;
}

double meanSquare(const std::vector<float>& values, std::int64_t rows) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return sum / static_cast<double>(rows);
}

void subtract(embed::ItemVectors& residuals, const sid::Codebook& book, const std::vector<std::int32_t>& codes) {
  for (std::int64_t row = 0; row < residuals.rows; ++row) {
    const float* code = book.centroids.data() + codes[static_cast<std::size_t>(row)] * book.dim;
    for (float& value : residuals.row(row)) value -= *code++;
  }
}

/// Codes of the trained network, repaired as LC-Rec does, then by free codes where `dedup` asks for it, with the residuals they leave.
struct Coded {
  sid::ResidualCodes codes;
  Repair repair;
};

Coded codesOf(const Rqvae& network, const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values) {
  Coded coded;
  const embed::ItemVectors latents = encodeAll(network, vectors);
  embed::ItemVectors residuals = latents;
  coded.codes.codes = nearestCodes(network, residuals);
  for (std::int64_t level = 0; level < network.shape().levels; ++level) {
    auto book = vectorsOf(network.book(level));
    auto& codes = coded.codes.codes[static_cast<std::size_t>(level)];
    if (level + 1 == network.shape().levels) {
      const SinkhornOptions sinkhorn{values.real("sinkhorn_epsilon"), values.integer("sinkhorn_iterations")};
      coded.repair = repairCollisions(coded.codes.codes, {residuals, book.values, sinkhorn, values.integer("repair_rounds")});
      codes = coded.repair.lastCodes;
    }
    coded.codes.books.push_back({fmt::format("level.{}", level), book.rows, book.dim, std::move(book.values)});
    subtract(residuals, coded.codes.books.back(), codes);
    coded.codes.inertia.push_back(meanSquare(residuals.values, residuals.rows));
  }
  sid::repairIfAsked(coded.codes, latents, input, values);
  return coded;
}

/// One factor for all, so that angles and relative distances stay.
embed::ItemVectors inputVectors(const sid::TokenizerInput& input, const ParamValues& values) {
  embed::ItemVectors vectors = sid::preparedVectors(input, values);
  if (values.text("scale") == "none") return vectors;
  const double meanOfSquares = meanSquare(vectors.values, vectors.rows) / static_cast<double>(vectors.dim);
  if (meanOfSquares == 0) return vectors;
  const auto factor = static_cast<float>(1 / std::sqrt(meanOfSquares));
  for (float& value : vectors.values) value *= factor;
  return vectors;
}

RqvaeShape shapeOf(const sid::TokenizerInput& input, const ParamValues& values) {
  RqvaeShape shape{input.vectors.dim, widthsOf(values.text("hidden"), input.vectors.dim), values.integer("latent"), values.integer("levels"), std::min<std::int64_t>(values.integer("codes"), input.vectors.rows)};
  if (shape.codes < values.integer("codes"))
    input.reporter.note("warning", fmt::format("the levels have {} codes instead of {}: there are only {} items", shape.codes, values.integer("codes"), input.vectors.rows));
  return shape;
}

}  // namespace

bool buildsLearned(const sid::Tokenizer& row) { return row.id == "rqvae" || row.id == "letter"; }

sid::Tokenization buildLearned(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) {
  sid::checkInput(input);
  const embed::ItemVectors vectors = inputVectors(input, values);
  const RqvaeOptions options = optionsOf(input, values);
  Rqvae network(shapeOf(input, values), Rng(options.seed).split("weights"));
  const RqvaeTrained trained = trainRqvae(network, vectors, options, input.reporter, input.stop);
  if (trained.stopped) return {};
  const Coded coded = codesOf(network, vectors, input, values);
  if (coded.codes.stopped) return {};
  sid::CodeLists lists;
  std::vector<std::int32_t> list(coded.codes.codes.size());
  for (std::int64_t item = 0; item < vectors.rows; ++item) {
    for (std::size_t level = 0; level < list.size(); ++level) list[level] = coded.codes.codes[level][static_cast<std::size_t>(item)];
    lists.add(list);
  }
  sid::Tokenization tokens = sid::finished(row.id, input, values, lists, {&coded.codes}, {});
  tokens.report["collisions_before_repair"] = coded.repair.before;
  tokens.report["repair_rounds"] = coded.repair.rounds;
  tokens.report["best_epoch"] = trained.bestEpoch;
  tokens.report["reconstruction"] = trained.reconstruction;
  tokens.report["code_restarts"] = trained.restarts;
  return tokens;
}

}  // namespace ghost::model
