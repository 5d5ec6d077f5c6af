#pragma once
#include <unistd.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/file_ops.h"
#include "data/importers.h"

namespace ghost::testing_data {

using Values = std::vector<std::pair<std::string, std::string>>;
/// User and their items by the source's own ids, users in the order of the data folder.
using RawSequences = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// In memory where that is possible: an import syncs each of its many small files.
inline std::filesystem::path inMemory() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code error;
  const auto space = std::filesystem::space(memory, error);
  return !error && ::access(memory.c_str(), W_OK) == 0 && space.available > 64u << 20 ? memory : std::filesystem::temp_directory_path();
}

/// An import with parameters given as text, read back.
struct ImportResult {
  data::ImportReport report;
  data::DataSet dataSet;
  std::filesystem::path folder;

  std::string text(const std::string& ending) const { return readFile(folder / (dataSet.name + ending)); }
  bool has(const std::string& ending) const { return std::filesystem::exists(folder / (dataSet.name + ending)); }

  /// number -> raw id of <D>.user2id or <D>.item2id; the number itself where there is no such file.
  std::vector<std::string> rawIds(const std::string& ending, std::size_t count) const {
    std::vector<std::string> raw(count);
    for (std::size_t i = 0; i < count; ++i) raw[i] = std::to_string(i);
    if (!has(ending)) return raw;
    std::istringstream lines(text(ending));
    for (std::string line; std::getline(lines, line);) {
      const auto tab = line.rfind('\t');
      raw.at(std::stoul(line.substr(tab + 1))) = line.substr(0, tab);
    }
    return raw;
  }
  RawSequences sequences() const {
    const auto& interactions = dataSet.interactions;
    const auto users = has(".user2id") ? rawIds(".user2id", static_cast<std::size_t>(interactions.users())) : interactions.userNames;
    const auto items = rawIds(".item2id", static_cast<std::size_t>(dataSet.items()));
    RawSequences all;
    for (data::UserId user = 0; user < interactions.users(); ++user) {
      all.push_back({users[static_cast<std::size_t>(user)], {}});
      for (const auto item : interactions.sequence(user)) all.back().second.push_back(items[static_cast<std::size_t>(item)]);
    }
    return all;
  }
};

inline ImportResult importOf(const std::filesystem::path& source, const std::filesystem::path& target, const Values& values = {}, const std::string& format = "auto") {
  const data::Importer& importer = data::importerFor(source, format);
  ParamValues parameters(importer.params);
  for (const auto& [key, value] : values) parameters.set(key, value);
  ImportResult result;
  result.folder = target;
  result.report = data::importData(importer, source, parameters, target, silentReporter());
  result.dataSet = data::readDataFolder(target);
  return result;
}

inline data::Preview previewOf(const std::filesystem::path& source, std::size_t rows, const Values& values = {}, const std::string& format = "auto") {
  const data::Importer& importer = data::importerFor(source, format);
  ParamValues parameters(importer.params);
  for (const auto& [key, value] : values) parameters.set(key, value);
  rows::Reading reading;
  return data::previewData(importer, {source, parameters, reading}, rows);
}

}  // namespace ghost::testing_data
