#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/error.h"
#include "data/clean_ids.h"
#include "data/event_import.h"
#include "data/event_passes.h"
#include "data/event_time.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// What an import of so many rows takes. Memory is a rule of thumb from a measured import (docs/reproduction.md): names and sequences of what is left.
std::string needsOf(double rows, const EventOptions& options) {
  constexpr double program = 0.2e9, leftOfARow = 4, spilledOfARow = 32;  // bytes
  const std::string memory = options.kCore >= 5 ? fmt::format("about {:.1f} GB of memory", (program + rows * leftOfARow) / 1e9) : fmt::format("more than {:.1f} GB of memory, as without a 5-core more is left", (program + rows * leftOfARow) / 1e9);
  return fmt::format("about {:.0f} million rows, read twice; an import may take {} and up to {:.1f} GB of temporary files beside the target", rows / 1e6, memory, rows * spilledOfARow / 1e9);
}

}  // namespace

Preview previewEvents(const EventSource& written, const EventOptions& options, const ImportInput& input, std::size_t rows) {
  const auto ids = std::make_shared<IdCounts>();
  const EventSource source = withCleanIds(written, options.keepMissingIds, ids);
  Preview preview;
  const std::string given = input.values.text("name");
  preview.name = dataSetName(input.source, given.empty() ? source.name : given);
  preview.columns = source.columns;
  preview.warnings = source.warnings;
  preview.found = source.found;
  preview.headings = source.headings;
  keepToAScreen(preview);
  try {
    requireMetadata(source, options, input);
    requireTimes(source, options, input);
    if (!source.items) preview.warnings.push_back("no item metadata was found: items will have no texts");
  } catch (const Error& error) {
    preview.problem = error.what();
  }
  std::uint64_t looked = 0;  // bytes
  source.events([&](const EventRow& row) {
    ++preview.looked;
    looked += row.text.size() + 1;
    const bool wanted = preview.rows.size() < rows;
    const CheckedEvent event = checkEvent(row, source.forms);
    if (!event.fault.empty()) {
      if (preview.rejected.size() < ImportReport::kept) preview.rejected.push_back({*row.file, row.line, event.fault, shownLine(row.text)});
    } else if (wanted && !row.withoutId) {
      std::vector<std::string> cells;
      for (const auto& column : source.columns)
        cells.emplace_back(column == "user" ? row.user : column == "item" ? row.item : column == "rating" ? row.rating : column == "title" ? row.title : std::string_view());
      for (std::size_t i = 0; i < source.columns.size(); ++i)
        if (source.columns[i] == "time" && !row.time.empty()) cells[i] = timeText(event.time);
      preview.rows.push_back(std::move(cells));
    }
    return preview.looked < Preview::mostLooked || (preview.rows.size() < rows && preview.looked < 10 * Preview::mostLooked);
  });
  for (auto& sentence : idWarnings(*ids, options.keepMissingIds)) preview.warnings.push_back(std::move(sentence));
  if (looked > 0 && worthPasses(source, options)) preview.found.push_back({"a large source", needsOf(static_cast<double>(textBytes(source)) * static_cast<double>(preview.looked) / static_cast<double>(looked), options)});
  return preview;
}

Preview previewEvents(const std::function<EventSource()>& source, const std::function<Preview()>& raw, const EventOptions& options, const ImportInput& input, std::size_t rows) {
  try {
    return previewEvents(source(), options, input, rows);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Usage) throw;
    Preview preview = raw();
    preview.problem = error.what();
    keepToAScreen(preview);
    return preview;
  }
}

void keepToAScreen(Preview& preview) {
  constexpr std::size_t mostColumns = 24, mostHeadings = 500;
  if (preview.columns.size() > mostColumns) {
    preview.found.push_back({"columns", fmt::format("{}, the first {} are shown", preview.columns.size(), mostColumns)});
    preview.columns.resize(mostColumns);
    for (auto& row : preview.rows) row.resize(std::min(row.size(), mostColumns));
  }
  preview.headings.resize(std::min(preview.headings.size(), mostHeadings));
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

std::string fileFinding(const fs::path& file) {
  std::error_code unknown;
  const auto bytes = static_cast<double>(fs::file_size(file, unknown));
  const std::string name = file.filename().string();
  if (unknown) return name;
  return bytes < 1e6 ? fmt::format("{}, {:.1f} kB", name, bytes / 1e3) : bytes < 1e9 ? fmt::format("{}, {:.1f} MB", name, bytes / 1e6) : fmt::format("{}, {:.2f} GB", name, bytes / 1e9);
}

}  // namespace ghost::data
