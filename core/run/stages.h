#pragma once
#include <initializer_list>
#include <optional>
#include <stop_token>
#include <string>

#include "data/data_set.h"
#include "data/popularity.h"
#include "decode/beam_search.h"
#include "embed/item_vectors.h"
#include "recipe/recipe.h"
#include "run/backend.h"
#include "run/project.h"
#include "sample/token_tree.h"
#include "sid/tokenization.h"
#include "sid/tokenizers.h"

namespace ghost::run {

/// Inner header of the room: the stages before training as plain functions, and what a recipe's values mean to each.

struct LoadedData {
  data::DataSet dataSet;
  data::Popularity popularity;
  std::string hash;          ///< of the stage
  OrderedJson files;         ///< name -> SHA-256, for the manifest
};
LoadedData loadData(const Project& project);

/// Item vectors of the project, checked against the catalogue. Throws Error{Data} when the project names none.
embed::ItemVectors loadVectors(const Project& project, std::int32_t items);

/// What the token stage will do: the tokenizer's row with its values filled in from the recipe's, or tokens that are there already; and the name of the product.
struct TokenPlan {
  const sid::Tokenizer* tokenizer = nullptr;  ///< null: `given`
  ParamValues values;
  std::filesystem::path given;                ///< folder of a Tokenization or an index file
  std::string hash;
};
/// The tokens a plan names instead of a tokenizer. Throws as sid::loadTokenization() and sid::importIndex() do, and Error{Data} for another number of items.
sid::Tokenization givenTokens(const TokenPlan& plan, const data::Popularity& popularity);
/// Throws Error{Usage} when a recipe without a tokenizer is given no tokens, Error{Data} when they aren't there.
TokenPlan planTokens(const Project& project, const recipe::Recipe& recipe, const ParamValues& values, const LoadedData& data);
/// The backend's model for a recipe of the kind "sequential". Throws Error{Usage} when it has none.
const ItemModel& itemModelOf(const Backend& backend, const recipe::Recipe& recipe);
sample::SampleOptions sampleOptions(const ParamValues& values);
sample::UndesiredOptions undesiredOptions(const ParamValues& values, int threads);
decode::BeamOptions beamOptions(const ParamValues& values);
/// length_penalty, then also_length_penalty where it differs.
std::vector<double> lengthPenalties(const ParamValues& values);
/// "1.0", "0.0", "0.75": keys and file names.
std::string penaltyText(double penalty);
/// The parameter `threads`; 0 = defaultThreads().
int threadsOf(const ParamValues& values);
/// Values of the parameters in these groups, for hashes.
OrderedJson valuesOf(const ParamValues& values, std::initializer_list<std::string_view> groups);

}  // namespace ghost::run
