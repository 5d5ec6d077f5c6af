#include "data/etegrec.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/etegrec_files.h"
#include "data/example_rows.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view mapEnding = ".emb_map.json";

struct EtegrecFiles {
  std::array<fs::path, 3> parts;
  fs::path map;
  std::vector<std::string> vectors;  ///< names of files that hold vectors
};

EtegrecFiles locate(const fs::path& source) {
  EtegrecFiles files;
  for (const auto& file : filesOf(source)) {
    const std::string name = file.filename().string();
    if (name.ends_with(mapEnding)) files.map = file;
    if (file.extension() == ".npy") files.vectors.push_back(name);
    if (!isEtegrecRows(file)) continue;
    const int part = fs::is_directory(source) ? partOf(file) : 2;
    if (part < 0) continue;
    auto& place = files.parts[static_cast<std::size_t>(part)];
    if (!place.empty()) throw dataError(source.string(), fmt::format("{} and {} are the same part of a split; put one data set in a folder of its own", place.filename().string(), name));
    place = file;
  }
  if (files.parts[2].empty()) throw dataError(source.string(), "no test file with lines {\"inter_history\": [...], \"target_id\": ...} lies here; its name must say test");
  return files;
}

/// Rows of a part; a faulty one is counted and keeps its place, so that rows of two files still stand beside each other.
std::vector<std::optional<EtegrecRow>> partRows(const fs::path& file, ImportReport& report, rows::Reading& reading) {
  std::vector<std::optional<EtegrecRow>> all;
  if (file.empty()) return all;
  readEtegrecRows(file, reading, [&](const EtegrecRow& row) {
    ++report.rowsRead;
    if (!row.fault.empty()) report.reject(file.filename().string(), row.line, row.fault, row.text);
    all.push_back(row.fault.empty() ? std::optional(row) : std::nullopt);
    return true;
  });
  return all;
}

/// The test row's history must end with what the validation row shows: its history's end and its target.
bool fits(const EtegrecRow& valid, const EtegrecRow& test) {
  if (test.history.empty() || test.history.back() != valid.target) return false;
  const auto shared = std::min(test.history.size() - 1, valid.history.size());
  return std::equal(valid.history.end() - static_cast<std::ptrdiff_t>(shared), valid.history.end(), test.history.end() - 1 - static_cast<std::ptrdiff_t>(shared));
}

class EtegrecReader {
 public:
  EtegrecReader(const EtegrecFiles& files, const ImportInput& input) : m_files(files), m_input(input) {}

  EventSource source() {
    for (const auto& part : m_files.parts)
      if (!part.empty()) m_input.reading.expect(part);
    m_source.numberUsers = false;
    if (!m_files.map.empty()) takeMap();
    else m_source.warnings.push_back("no emb_map.json lies here: items are numbered anew and published vectors don't fit");
    const auto train = partRows(m_files.parts[0], m_source.read, m_input.reading), valid = partRows(m_files.parts[1], m_source.read, m_input.reading), test = partRows(m_files.parts[2], m_source.read, m_input.reading);
    addUsers(valid, test);
    setEvents(m_source, std::move(m_examples), "as published");
    for (const auto& name : m_files.vectors) m_source.warnings.push_back(name + " isn't taken over: use it as item vectors where it has a row for every item (row = number in the map - 1)");
    return std::move(m_source);
  }

 private:
  void takeMap() {
    const auto raw = etegrecIds(m_files.map);
    std::string list;
    for (std::uint32_t i = 0; i < raw.size(); ++i) {
      m_numbers.idOf(raw[i]);
      list += fmt::format("{}\t{}\n", raw[i], i);
    }
    m_source.keepItemNumbers = true;
    m_source.generated = {{".item2id", list}};
    m_source.items = [count = raw.size(), name = m_files.map.filename().string()](bool, const TakeItem& take) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::string id = std::to_string(i);
        take({&name, 0, id});
      }
    };
  }
  /// The number of a raw id as text, the raw id itself where there is no map; empty for an id that the map lacks.
  std::string itemOf(const std::string& raw) const {
    if (m_numbers.size() == 0) return raw;
    const std::uint32_t number = m_numbers.find(raw);
    return number == NameTable::none ? std::string() : std::to_string(number);
  }
  bool known(const EtegrecRow& row) const {
    return !itemOf(row.target).empty() && std::none_of(row.history.begin(), row.history.end(), [&](const std::string& raw) { return itemOf(raw).empty(); });
  }
  void add(int part, const std::string& user, const EtegrecRow& row) {
    std::vector<std::string> history;
    for (const auto& raw : row.history) history.push_back(itemOf(raw));
    m_examples.add(part, user, history, itemOf(row.target));
  }
  /// A user's validation row where there is none that fits: the test row's history, its last item being the target.
  static EtegrecRow validationOf(const EtegrecRow& test) {
    EtegrecRow valid = test;
    valid.target = valid.history.back();
    valid.history.pop_back();
    return valid;
  }
  void addUsers(const std::vector<std::optional<EtegrecRow>>& valid, const std::vector<std::optional<EtegrecRow>>& test) {
    const std::string file = m_files.parts[2].filename().string();
    std::size_t longest = 0, atLongest = 0, unfitting = 0, users = 0;
    for (std::size_t i = 0; i < test.size(); ++i) {
      if (!test[i]) continue;
      const EtegrecRow& last = *test[i];
      const bool pair = valid.size() == test.size() && valid[i] && fits(*valid[i], last);
      if (last.history.size() < 2) m_source.read.reject(file, last.line, "the user has fewer than 3 items");
      else if (!known(last) || (pair && !known(*valid[i]))) m_source.read.reject(file, last.line, "an item isn't in the emb_map");
      else {
        const std::string user = std::to_string(users++);
        unfitting += !pair;
        add(1, user, pair ? *valid[i] : validationOf(last));
        add(2, user, last);
        atLongest = last.history.size() > longest ? 1 : atLongest + (last.history.size() == longest);
        longest = std::max(longest, last.history.size());
      }
    }
    if (unfitting > 0) m_source.warnings.push_back(fmt::format("{} test rows have no validation row that fits them; the last item of their history is taken for it", unfitting));
    if (longest >= 10 && atLongest > 1) m_source.warnings.push_back(fmt::format("{} users have a history of exactly {} items, the longest: earlier events may have been cut off", atLongest, longest));
  }

  const EtegrecFiles& m_files;
  const ImportInput& m_input;
  EventSource m_source;
  ExampleRows m_examples;
  NameTable m_numbers;
};

}  // namespace

std::vector<ParamSpec> etegrecParams() {
  std::vector<ParamSpec> params{textParam("name", "", "Name of the data set and of its files; empty = from the name of the source.")};
  params.front().group = "rows";
  return params;
}

bool sniffEtegrec(const fs::path& source) {
  const auto files = filesOf(source);
  return std::any_of(files.begin(), files.end(), isEtegrecRows);
}

Imported readEtegrec(const ImportInput& input) {
  const EtegrecFiles files = locate(input.source);
  EventOptions options;
  options.keepAllRepeats = true;
  options.requireMetadata = false;
  options.kCore = 0;
  return importEvents(EtegrecReader(files, input).source(), options, input);
}

Preview previewEtegrec(const ImportInput& input, std::size_t rows) {
  const EtegrecFiles files = locate(input.source);
  Preview preview;
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.columns = {"history", "item"};
  for (const auto& file : files.parts)
    if (!file.empty()) preview.found.push_back({"examples", fileFinding(file)});
  preview.found.push_back({"item numbers", files.map.empty() ? "none" : fileFinding(files.map)});
  readEtegrecRows(files.parts[2], input.reading, [&](const EtegrecRow& row) {
    if (row.fault.empty()) preview.rows.push_back({fmt::format("{}", fmt::join(row.history, " ")), row.target});
    else preview.rejected.push_back({files.parts[2].filename().string(), row.line, row.fault, shownLine(row.text)});
    ++preview.looked;
    return preview.rows.size() < rows && preview.rejected.size() < ImportReport::kept;
  });
  preview.warnings.push_back("rows name no user: the import takes each test row for one");
  return preview;
}

}  // namespace ghost::data
