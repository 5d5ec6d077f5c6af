#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/events.h"
#include "data/importers.h"

namespace ghost::data {

/// One item of a metadata file. Texts are as written; fields that aren't asked for may be empty.
struct ItemRow {
  const std::string* file = nullptr;
  std::int64_t line = 0;
  std::string_view id;
  std::string title, description, brand, categories;
  bool usable = true;        ///< false: the row is there, but says nothing that can be used (a title that is a piece of a web page)
  std::string fault;         ///< what is wrong with the row
  std::string_view text = {};  ///< the line as written; may be empty
};
using TakeItem = std::function<void(const ItemRow& row)>;

/// What an event format knows of its source; everything from there on is the same for all of them.
struct EventSource {
  std::string name;                                     ///< <D> where the parameter `name` is empty; empty = from the name of the source
  std::vector<std::filesystem::path> eventFiles, itemFiles;
  ValueForms forms;                                     ///< how times and ratings are written
  std::vector<std::string> columns;                     ///< for a preview: of user, item, rating, time, title those that are there
  /// Hands on the rows of all event files.
  std::function<void(const TakeEvent& take)> events;
  /// Hands on the rows of all item files; with `texts` all fields, without at least id, title and usable. Null where the source has no metadata.
  std::function<void(bool texts, const TakeItem& take)> items;
  bool numberUsers = true;                              ///< users become "0", "1", ... with a <D>.user2id beside them; false: they keep their names
  bool keepItemNumbers = false;                         ///< item ids that are exactly 0..N-1 stay as they are
  std::vector<std::string> warnings;
  std::vector<Preview::Finding> found;                  ///< for a preview
  std::vector<std::string> headings;                    ///< for a preview

  // Only of sources whose rows are examples that were read and put together before (sequence_rebuild.h):
  bool rebuilt = false;                                 ///< rows come in the order of the events; their `time` is the part of the split, 0, 1 or 2
  ImportReport read;                                    ///< what was counted while reading the examples
  std::string splitRule;                                ///< other than leave-one-out: the rule told in <D>.split.json
  // Only taken when item numbers stay:
  std::vector<GeneratedFile> generated;                 ///< names without <D>: ".index.json"
  std::vector<std::filesystem::path> companions;
};

/// Rows -> log -> sequences -> data set, with the texts of the items that are left. Reads the metadata twice where it decides which items stay, so that only
/// the texts of those are ever held. Throws Error{Data} when no user is left, and when metadata is required but there is none.
Imported importEvents(const EventSource& source, const EventOptions& options, const ImportInput& input);
/// The first rows of the source; what would end an import with these options at once is the preview's `problem`.
Preview previewEvents(const EventSource& source, const EventOptions& options, const ImportInput& input, std::size_t rows);
/// The same of a source yet to be found; where the parameters leave it open which field is which (Error{Usage}), what `raw` shows with that sentence as the problem.
Preview previewEvents(const std::function<EventSource()>& source, const std::function<Preview()>& raw, const EventOptions& options, const ImportInput& input, std::size_t rows);
/// Cuts what a source with very many columns would show: a screenful of columns, and headings as many as can be chosen from.
void keepToAScreen(Preview& preview);
/// Throws Error{Data} when items without metadata are to be left out and the source has none.
void requireMetadata(const EventSource& source, const EventOptions& options, const ImportInput& input);
/// Throws Error{Usage} when the options ask for a window of time and the source has no times.
void requireTimes(const EventSource& source, const EventOptions& options, const ImportInput& input);
/// "ratings.csv.gz, 12.3 MB"
std::string fileFinding(const std::filesystem::path& file);

/// `given` (the parameter `name`) where it isn't empty, else the name of the file or folder up to its first point; letters, digits, _ and - only.
std::string dataSetName(const std::filesystem::path& source, const std::string& given);
/// The source itself, or the regular files of the folder it is in order of their names; hidden ones and those below folders are passed over.
std::vector<std::filesystem::path> filesOf(const std::filesystem::path& source);

}  // namespace ghost::data
