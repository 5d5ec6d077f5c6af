#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "data/recbole_files.h"
#include "data/time_choice.h"

namespace ghost::data {

/// The atomic files of one data set.
struct RecboleFiles {
  std::optional<RecboleFile> events, items, users;
  std::vector<RecboleFile> examples;            ///< training first
  std::vector<std::filesystem::path> passedOver;  ///< knowledge graphs and the like
  TimeChoice time;                              ///< of the events

  const RecboleFile& rows() const { return events ? *events : examples.front(); }
};

/// The files of a folder, or one file and those of the same name beside it. `items` is the value of the parameter metadata. Throws Error{Data} where several data sets lie together.
RecboleFiles recboleFiles(const std::filesystem::path& source, const std::string& items);

/// Sets the columns of user, item, time and rating by the parameters, then by what the files of items and users call their ids, then by the usual names; the other one of two
/// tokens where one is known. Throws Error{Usage} with the choices where it isn't clear which column holds the user or the item.
void chooseRecboleColumns(RecboleFiles& files, const ParamValues& values);

/// The parameters `user`, `item`, those of the time, `rating`, `metadata`, `metadata_id` and `metadata_title`.
std::vector<ParamSpec> recboleColumnParams();

}  // namespace ghost::data
