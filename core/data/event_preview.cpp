#include <algorithm>

#include "data/event_import.h"
#include "data/event_time.h"

namespace ghost::data {
namespace fs = std::filesystem;

Preview previewEvents(const EventSource& source, std::size_t rows) {
  Preview preview;
  preview.columns = source.columns;
  preview.warnings = source.warnings;
  if (!source.items) preview.warnings.push_back("no item metadata was found: items will have no texts");
  int faulty = 0;
  source.events([&](const EventRow& row) {
    const CheckedEvent event = checkEvent(row, source.milliseconds);
    if (!event.fault.empty()) {
      if (preview.rejected.size() < ImportReport::kept) preview.rejected.push_back({*row.file, row.line, event.fault});
      return ++faulty < 1000;  // of a large file with nothing good in it the beginning is enough
    }
    std::vector<std::string> cells;
    for (const auto& column : source.columns)
      cells.emplace_back(column == "user" ? row.user : column == "item" ? row.item : column == "rating" ? row.rating : column == "title" ? row.title : std::string_view());
    for (std::size_t i = 0; i < source.columns.size(); ++i)
      if (source.columns[i] == "time" && !row.time.empty()) cells[i] = timeText(event.time);
    preview.rows.push_back(std::move(cells));
    return preview.rows.size() < rows;
  });
  return preview;
}

std::string dataSetName(const fs::path& source, const std::string& given) {
  const fs::path place = source.lexically_normal();
  std::string name = given.empty() ? (place.has_filename() ? place : place.parent_path()).filename().string() : given;
  if (given.empty() && name.find('.', 1) != std::string::npos) name.resize(name.find('.', 1));
  for (char& c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) c = '_';
  return name.empty() || name == "_" ? "Data" : name;
}

std::vector<fs::path> filesOf(const fs::path& source) {
  if (!fs::is_directory(source)) return {source};
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(source, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error) && !it->path().filename().string().starts_with('.')) files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace ghost::data
