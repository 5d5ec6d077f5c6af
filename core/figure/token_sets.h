#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/popularity.h"
#include "run/project.h"
#include "sid/tokenization.h"

namespace ghost::figure {

/// Where a token set of a project lies.
struct TokenPlace {
  std::string key;                 ///< "artifact:<folder>", "run:<name>", "index:<file>", or "path:<...>" outside the project
  std::string name;                ///< short, for labels; not unique
  std::filesystem::path place;     ///< token folder, or an index file (*.json)
  std::string run;                 ///< name, when it is a run's
};

/// What people built below artifacts/ (folders named by a hash are products of runs), newest name last; then published indices in the data folder.
std::vector<TokenPlace> builtTokens(const run::Project& project);
/// A key, or the name of a folder below artifacts/, of a run, of an index file in the data folder (with or without .index.json), or a path, relative ones
/// below the project or the working directory. Throws Error{Data} naming what the project has.
TokenPlace tokenPlace(const run::Project& project, const std::string& word);

/// A token set, loaded; immutable and shared.
struct TokenSet {
  TokenPlace place;
  sid::Tokenization tokens;
  OrderedJson report;              ///< keys of `sid inspect --json`
  std::optional<double> seconds;   ///< its build took; nothing for imported ones and those an earlier build was taken for
};
/// Throws Error{Data} as loadTokenization() and readIndex() do, and where it speaks of other items than `popularity`.
std::shared_ptr<const TokenSet> loadTokenSet(const TokenPlace& place, const data::Popularity& popularity);

/// The file of item vectors a set was built from, as far as it is known.
struct VectorPlace {
  std::filesystem::path file;      ///< empty = nothing is known
  std::string sha256;              ///< empty = not recorded: then it is a guess
  bool unitLength = false;         ///< the build scaled rows to unit length
  std::string remark;              ///< what is guessed; empty if nothing
};
/// The set's own record; for a run its manifest; else the project's vectors, with a remark.
VectorPlace vectorPlace(const run::Project& project, const TokenSet& set);

/// The numbers a set is judged by; what it can't have is empty.
struct TokenSummary {
  std::vector<int> lengths;                ///< distinct tokens an item, suffix included, ascending
  std::vector<std::int64_t> codesUsed;     ///< per level
  std::int64_t collisionsBefore = 0, collisionsAfter = 0, largestGroup = 0;
  std::optional<double> meanZ, maxZ;
  std::vector<std::pair<int, double>> exitShares;   ///< exit step -> share of tails, ascending
  std::optional<double> anchorMedian, anchorLow;    ///< cosine to the anchor: median and 5 % quantile
};
TokenSummary summaryOf(const TokenSet& set);

/// Per set the parameters that tell it from the others, "key=value, ...": those that sets share with other values, and those only its tokenizer has, where they differ
/// from their default. Threads are none.
std::vector<std::string> differingParameters(const std::vector<std::shared_ptr<const TokenSet>>& sets);

}  // namespace ghost::figure
