#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/data_set.h"
#include "data/split.h"
#include "decode/beam_search.h"
#include "decode/ranked_list.h"
#include "embed/item_vectors.h"
#include "sample/token_tree.h"
#include "sid/reduction.h"
#include "sid/sid_trie.h"
#include "sid/tokenization.h"
#include "sid/tokenizers.h"

namespace ghost::run {

class ItemModel;

struct TrainInput {
  const data::DataSet& dataSet;
  const data::Popularity& popularity;
  const sid::Tokenization& tokens;
  const sample::SampleSet& samples;
  const ParamValues& values;               ///< recipe::parameters(): model and training groups
  std::filesystem::path checkpoints;       ///< <run>/checkpoints; step-N folders are written here
  bool resume = false;                     ///< continue from the newest valid checkpoint
  Reporter& reporter;
  std::stop_token stop;
};
struct TrainResult {
  bool stopped = false;                    ///< ended by the stop token, after a checkpoint
  std::filesystem::path bestCheckpoint;    ///< lowest validation NLL
  OrderedJson summary;                     ///< epochs, steps, best_epoch, valid_nll, parameters, tokens_per_second, seconds
};

struct DecodeInput {
  const data::DataSet& dataSet;
  const sid::Tokenization& tokens;
  const sid::SidTrie& trie;
  std::filesystem::path checkpoint;
  decode::BeamOptions beam;
  data::Part part = data::Part::Test;
  std::span<const data::UserId> users;     ///< those to decode, in this order
  int slots = 20;
  int threads = 1;
  Reporter& reporter;
  std::stop_token stop;
  bool keepHistory = true;                 ///< false: items that the user already has take no slot
};

/// What trains and decodes, and builds the tokens of tensor-backed rows. core/model implements it with tensors; FrequencyBackend (torch-free) with counts.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string id() const = 0;
  /// Whether buildTokens() can execute this row. Here: rows that need no tensors.
  virtual bool builds(const sid::Tokenizer& row) const { return row.build != nullptr; }
  /// The tokens of a row: by the row itself, or by the backend where the row is tensor-backed, from vectors that were reduced first where `values` ask for it
  /// (sid/reduction.h). As Tokenizer::build; throws Error{Usage} when builds() is false or the reduction needs tensors that the backend hasn't, Error{Data} when all
  /// vectors are the same. Equal vectors, collapsed levels and shared SIDs are noted as warnings and kept in report["warnings"], to be said again with the product.
  sid::Tokenization buildTokens(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values);
  virtual TrainResult train(const TrainInput& input) = 0;
  /// One list a user, in the order of `users`; fewer when stopped.
  virtual std::vector<decode::RankedList> decode(const DecodeInput& input) = 0;
  /// The same weights under several length penalties, one result each. The beams don't depend on the penalty, only the ranking of finished SIDs does,
  /// so a backend can search once; this default searches once a penalty. `input.beam.lengthPenalty` is not read.
  virtual std::vector<std::vector<decode::RankedList>> decodeForPenalties(const DecodeInput& input, std::span<const double> penalties);
  /// Optimiser step of the checkpoint that train() with `resume` would continue from, 0 if there is none it would accept.
  /// Here: the newest step-N folder with a manifest.json. A backend that checks more must override it with the same checks.
  virtual std::int64_t resumeStep(const std::filesystem::path& checkpoints) const;
  /// Estimate for dry runs of train() and decode(): {"rows_per_epoch", "parameters", "seconds" of both, "seconds_by_stage" {"train", "decode"}, "bytes" of memory this
  /// process takes for the training at most}; null for what can't be known. May try some of the work out, but writes nothing; where checkpoints lie isn't looked at.
  virtual OrderedJson estimate(const TrainInput& input) = 0;
  /// The model behind a recipe of the kind "sequential" (item_model.h); null where this backend has none, as here. The backend owns it.
  virtual const ItemModel* itemModel(std::string_view recipe) const { return nullptr; }

 private:
  sid::Tokenization reducedAndBuilt(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values);

 protected:
  virtual sid::Tokenization build(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values);
  /// Here: principal components.
  virtual sid::Reduced reduce(const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values);
};

/// Interpolated token n-grams over the SID streams: a real, tiny model for tests, for the worker without LibTorch and as an oracle of the whole river.
std::unique_ptr<Backend> frequencyBackend();

}  // namespace ghost::run
