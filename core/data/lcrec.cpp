#include "data/lcrec.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/regular_file.h"
#include "data/event_import.h"
#include "data/json_entries.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

fs::path interFileIn(const fs::path& source) { return fs::is_directory(source) ? interFileOf(source) : source; }

ItemCatalog catalogOf(const fs::path& file, ImportReport& report) {
  const std::string name = file.filename().string();
  std::int64_t missing = 0;
  ItemCatalog catalog = readItemCatalog(file, [&](std::int64_t line, const std::string& fault) {
    if (line == 0) return void(++missing);  // no row at all, so none to reject
    ++report.rowsRead;
    report.reject(name, line, fault);
  });
  report.rowsRead += catalog.items - missing;
  if (missing > 0) report.warnings.push_back(fmt::format("{}: {} of {} item ids have no entry; they keep an empty title", name, missing, catalog.items));
  return catalog;
}

/// Takes users into `dataSet`; ids are held against `limit`, the catalogue's size, where there is an item file.
ItemId readUsers(const fs::path& file, ItemId limit, DataSet& dataSet, ImportReport& report) {
  const std::string name = file.filename().string();
  auto& interactions = dataSet.interactions;
  ItemId largest = -1;
  readInterJson(file, [&](InterEntry&& entry) {
    ++report.rowsRead;
    if (!entry.fault.empty()) return report.reject(name, entry.line, entry.fault);
    if (entry.items.size() < 3) return report.reject(name, entry.line, fmt::format("user \"{}\" has {} items, at least 3 are needed", entry.user, entry.items.size()));
    const ItemId most = *std::max_element(entry.items.begin(), entry.items.end());
    if (most >= limit) return report.reject(name, entry.line, fmt::format("user \"{}\" has item id {}, the item file ends at {}", entry.user, most, limit - 1));
    largest = std::max(largest, most);
    interactions.items.insert(interactions.items.end(), entry.items.begin(), entry.items.end());
    interactions.offsets.push_back(interactions.events());
    interactions.userNames.push_back(std::move(entry.user));
  });
  return largest;
}

}  // namespace

std::vector<fs::path> lcrecCompanions(const fs::path& folder, const std::string& name) {
  std::vector<fs::path> found;
  for (const auto& entry : entriesOf(folder)) {
    const std::string file = entry.path().filename().string();
    const bool vectors = file.starts_with(name + ".emb-") && (file.ends_with(".npy") || file.ends_with(".safetensors") || file.ends_with(".tsv"));
    const bool index = file.starts_with(name + ".") && file.ends_with("index.json");
    constexpr std::string_view endings[] = {".inter.user.json", ".user.json", ".user2id", ".item2id", ".split.json"};
    const bool beside = std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) { return file == name + std::string(ending); });
    if (entry.is_regular_file() && (vectors || index || beside || file == "codebooks.safetensors" || file == "embeddings.item.tsv")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool sniffLcrec(const fs::path& source) {
  try {
    const fs::path file = interFileIn(source);
    std::string start(512, '\0');
    start.resize(RegularFile(file).readAt(0, start.data(), start.size()));
    if (start.starts_with("\xef\xbb\xbf")) start.erase(0, 3);  // a byte order mark
    std::erase_if(start, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    // {"user":[12,... : an object whose first value is a list of numbers.
    const auto colon = start.find("\":[");
    return start.starts_with("{\"") && colon != std::string::npos && start.find('"', 2) == colon && colon + 3 < start.size() && (std::isdigit(static_cast<unsigned char>(start[colon + 3])) || start[colon + 3] == ']');
  } catch (const Error&) {
    return false;
  }
}

Imported readLcrec(const ImportInput& input) {
  Imported imported;
  const fs::path interFile = interFileIn(input.source);
  const fs::path folder = interFile.parent_path().empty() ? fs::path(".") : interFile.parent_path();
  imported.dataSet.name = dataNameOf(interFile);
  const fs::path itemFile = folder / (imported.dataSet.name + ".item.json");
  const bool hasItems = fs::exists(itemFile);
  if (hasItems) imported.dataSet.catalog = catalogOf(itemFile, imported.report);
  const ItemId limit = hasItems ? imported.dataSet.items() : std::numeric_limits<ItemId>::max();
  const ItemId largest = readUsers(interFile, limit, imported.dataSet, imported.report);
  const auto& interactions = imported.dataSet.interactions;
  if (interactions.users() == 0) {
    const auto& first = imported.report.rejectedFirst;
    throw dataError(interFile.string(), fmt::format("none of {} users can be used{}", imported.report.rowsRead, first.empty() ? std::string("; the file is empty") : "; the first fault: " + first.front().what));
  }
  if (!hasItems) {
    if (static_cast<std::int64_t>(largest) >= 64 * interactions.events() + 1000)
      throw dataError(interFile.string(), fmt::format("the largest item id is {}, but there are only {} events; ids must run from 0 without large gaps", largest, interactions.events()));
    imported.dataSet.catalog.items = largest + 1;
    imported.report.warnings.push_back(fmt::format("no {} beside the interactions: items have no titles", itemFile.filename().string()));
  }
  imported.companions = lcrecCompanions(folder, imported.dataSet.name);
  for (const auto& file : {interFile, itemFile}) {
    std::error_code absent;
    if (const auto size = fs::file_size(file, absent); !absent) input.reading.advance(size, size);
  }
  return imported;
}

Preview previewLcrec(const ImportInput& input, std::size_t rows) {
  Preview preview;
  const fs::path interFile = interFileIn(input.source);
  preview.name = dataNameOf(interFile);
  preview.columns = {"user", "items"};
  const fs::path itemFile = interFile.parent_path() / (dataNameOf(interFile) + ".item.json");
  preview.found = {{"sequences", fileFinding(interFile)}, {"items", fs::exists(itemFile) ? fileFinding(itemFile) : "none"}};
  for (const auto& file : lcrecCompanions(interFile.parent_path().empty() ? fs::path(".") : interFile.parent_path(), dataNameOf(interFile))) preview.found.push_back({"comes along", fileFinding(file)});
  readInterJson(interFile, [&](InterEntry&& entry) {
    ++preview.looked;
    if (!entry.fault.empty() && preview.rejected.size() < ImportReport::kept) preview.rejected.push_back({interFile.filename().string(), entry.line, entry.fault});
    else if (entry.fault.empty() && preview.rows.size() < rows) preview.rows.push_back({entry.user, fmt::format("{}", fmt::join(entry.items, " "))});
  });
  if (!fs::exists(itemFile)) preview.warnings.push_back("there is no item file beside the interactions: items will have no texts");
  return preview;
}

}  // namespace ghost::data
