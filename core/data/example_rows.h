#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/event_import.h"
#include "data/name_table.h"
#include "data/sequence_rebuild.h"

namespace ghost::data {

/// The examples of a published split on their way to sequences: users and items by number, windows by user and part (0 training, 1 validation, 2 test).
struct ExampleRows {
  NameTable users, items;
  std::array<std::vector<std::vector<Window>>, 3> windows;  ///< [part][user]

  /// Blanks at the ends of ids are taken off.
  void add(int part, std::string_view user, const std::vector<std::string>& history, std::string_view target);
};

/// Sequences of all users in order of first appearance, and how the parts fall.
struct RebuiltUsers {
  std::vector<Rebuilt> users;
  std::vector<std::array<std::size_t, 2>> ends;  ///< of the training and the validation part in each sequence
  std::int64_t gaps = 0, usersWithGaps = 0;
  bool leaveOneOut = true;                       ///< every user has one validation and one test target
};
RebuiltUsers rebuild(const ExampleRows& rows);

/// A source that hands on the rebuilt events: `source.events`, `rebuilt`, `splitRule` (`rule` unless it is leave-one-out) and warnings about gaps.
void setEvents(EventSource& source, ExampleRows rows, const std::string& rule);

/// Training, validation or test by the name of the file or of the folder it lies in: 0, 1, 2; -1 when neither says.
int partOf(const std::filesystem::path& file);
/// Training first: users are then numbered as the training rows name them.
void sortByPart(std::vector<std::filesystem::path>& files);

}  // namespace ghost::data
