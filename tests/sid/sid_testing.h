#pragma once
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "data/data_set.h"
#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "sid/tokenizers.h"

namespace ghost::sid {

/// What an action that must fail says; the failure's code is checked too.
inline std::string messageOf(const std::function<void()>& action, ErrorCode code = ErrorCode::Data) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

struct TemporaryFolder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("ghost-sid-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
  TemporaryFolder() { std::filesystem::create_directories(path); }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  static inline int counter = 0;
};

/// The real data set, read once a process.
struct Instruments {
  data::DataSet dataSet = data::readDataFolder(folder());
  data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  embed::ItemVectors vectors = embed::readItemVectors(folder() / "Instruments.emb-sasrec.npy", dataSet.items());

  static std::filesystem::path folder() { return std::filesystem::path(GHOST_PROJECTS) / "instruments" / "data"; }
  static const Instruments& get() {
    static const Instruments instruments;
    return instruments;
  }
};

inline embed::ItemVectors vectorsOf(const std::vector<std::vector<float>>& rows) {
  embed::ItemVectors vectors{static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.front().size()), {}};
  for (const auto& row : rows) vectors.values.insert(vectors.values.end(), row.begin(), row.end());
  return vectors;
}

/// Points around `centres` random places, so that there is something to cluster.
inline embed::ItemVectors randomPoints(std::int64_t rows, std::int64_t dim, std::uint64_t seed, std::int64_t centres = 10, double offset = 0) {
  Rng rng(seed);
  std::vector<double> places(static_cast<std::size_t>(centres * dim));
  for (auto& value : places) value = rng.normal() * 2 + offset;
  embed::ItemVectors points{rows, dim, std::vector<float>(static_cast<std::size_t>(rows * dim))};
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t centre = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(centres)));
    for (std::int64_t j = 0; j < dim; ++j) points.values[static_cast<std::size_t>(i * dim + j)] = static_cast<float>(places[static_cast<std::size_t>(centre * dim + j)] + rng.normal());
  }
  return points;
}

/// Popularity with the given heads, in that order, and nothing else known.
inline data::Popularity popularityWith(std::int32_t items, std::vector<ItemId> heads) {
  data::Popularity popularity;
  popularity.count.assign(static_cast<std::size_t>(items), 1);
  popularity.head.assign(static_cast<std::size_t>(items), false);
  for (const ItemId item : heads) {
    popularity.head[static_cast<std::size_t>(item)] = true;
    popularity.count[static_cast<std::size_t>(item)] = 10;
  }
  popularity.headItems = std::move(heads);
  return popularity;
}

struct Setting {
  const char* key;
  const char* value;
};

/// Builds with the row's defaults of a profile and some settings over them.
inline Tokenization build(const char* tokenizerId, const char* profile, const embed::ItemVectors& vectors, const data::Popularity& popularity, const std::vector<Setting>& settings = {},
                          Reporter& reporter = silentReporter(), std::stop_token stop = {}, int threads = 1) {
  const Tokenizer& row = tokenizer(tokenizerId);
  ParamValues values = tokenizerDefaults(row, profile);
  for (const auto& [key, value] : settings) values.set(key, value);
  return row.build({vectors, popularity, reporter, stop, threads}, values);
}

/// The items' code numbers, suffix included as its ordinal.
inline std::vector<int> numbersOf(const SidTable& table, ItemId item) {
  std::vector<int> numbers;
  for (const SidToken token : table.sid(item)) numbers.push_back(table.code(token));
  return numbers;
}

}  // namespace ghost::sid
