#include "data/data_set.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/foreign_input.h"
#include "data/json_entries.h"
#include "data/split_file.h"
#include "rows/line_reader.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view interEnding = ".inter.json";

bool endsInInter(const std::string& name) { return name.size() > interEnding.size() && name.ends_with(interEnding); }

Interactions readInteractions(const fs::path& file) {
  Interactions interactions;
  readInterJson(file, [&](InterEntry&& entry) {
    const auto where = fmt::format("{}, line {}", file.string(), entry.line);
    if (!entry.fault.empty()) throw dataError(where, entry.fault + "; correct the file or bring it in with data import, which leaves bad users out");
    if (entry.items.size() < 3)
      throw dataError(where, fmt::format("user \"{}\" has {} items, at least 3 are needed for a training, a validation and a test item; leave this user out (data import does)", entry.user, entry.items.size()));
    interactions.items.insert(interactions.items.end(), entry.items.begin(), entry.items.end());
    interactions.offsets.push_back(interactions.events());
    interactions.userNames.push_back(std::move(entry.user));
  });
  if (interactions.users() == 0) throw dataError(file.string(), "the file holds no user; expected {\"user id\": [item ids in time order], ...}");
  return interactions;
}

void checkIds(const Interactions& interactions, std::int32_t items, const fs::path& interFile, const fs::path& itemFile) {
  for (UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = interactions.sequence(user);
    const auto bad = std::find_if(sequence.begin(), sequence.end(), [&](ItemId item) { return item >= items; });
    if (bad != sequence.end())
      throw dataError(interFile.string(), fmt::format("user \"{}\", position {}: item id {} is not in {}, which ends at {}; the two files must belong together", interactions.userNames[static_cast<std::size_t>(user)], bad - sequence.begin(), *bad, itemFile.filename().string(), items - 1));
  }
}

/// <D>.item2id: raw id, tab, number. A file that isn't made so names nothing, and says so; items beyond the catalogue, whose end may only be known by what was seen, are passed over.
void readRawIds(const fs::path& file, DataSet& dataSet) {
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown)) return;
  std::vector<std::string> ids(static_cast<std::size_t>(dataSet.items()));
  rows::Reading reading;
  rows::LineReader lines(file, reading);
  for (rows::Line line; lines.next(line);) {
    const auto tab = line.text.rfind('\t');
    std::int64_t number = -1;
    const std::string_view digits = tab == std::string_view::npos ? std::string_view() : line.text.substr(tab + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (line.text.empty() && line.fault == nullptr) continue;
    if (line.fault != nullptr || digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size() || number < 0 || !rows::validUtf8(line.text.substr(0, tab)))
      return dataSet.warnings.push_back(fmt::format("{}, line {}: expected the source's id, a tab and an item's number; items are called by their numbers", file.filename().string(), line.number));
    if (number < dataSet.items()) ids[static_cast<std::size_t>(number)] = line.text.substr(0, tab);
  }
  dataSet.catalog.rawIds = std::move(ids);
}

void warnOfOddities(DataSet& dataSet) {
  const auto& interactions = dataSet.interactions;
  std::vector<UserId> lastBuyer(static_cast<std::size_t>(dataSet.items()), -1);
  std::int64_t repeats = 0;
  for (UserId user = 0; user < interactions.users(); ++user)
    for (const ItemId item : interactions.sequence(user)) {
      auto& buyer = lastBuyer[static_cast<std::size_t>(item)];
      if (buyer == user) ++repeats;
      buyer = user;
    }
  if (repeats > 0) dataSet.warnings.push_back(fmt::format("{} events repeat an item of the same user; LC-Rec data keeps the first only", repeats));
  const auto unseen = std::count(lastBuyer.begin(), lastBuyer.end(), -1);
  if (unseen > 0) dataSet.warnings.push_back(fmt::format("{} of {} item ids occur in no user's sequence; they count as tail", unseen, dataSet.items()));
}

}  // namespace

fs::path interFileOf(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (endsInInter(it->path().filename().string())) found.push_back(it->path());
  if (error) throw dataError(folder.string(), fmt::format("the data folder can't be read ({}); check the path and its permissions", error.message()));
  if (found.empty()) throw dataError(folder.string(), "no <name>.inter.json lies here; give a data folder of the LC-Rec kind, or make one with data import");
  if (found.size() > 1) {
    std::sort(found.begin(), found.end());
    throw dataError(folder.string(), fmt::format("{} data sets lie here ({}, {}, ...); keep one <name>.inter.json a folder", found.size(), found[0].filename().string(), found[1].filename().string()));
  }
  return found.front();
}

std::string dataNameOf(const fs::path& interFile) {
  const std::string name = interFile.filename().string();
  if (!endsInInter(name)) throw dataError(interFile.string(), "the file name doesn't end in .inter.json, so it isn't clear what it holds");
  return name.substr(0, name.size() - interEnding.size());
}

ItemCatalog readItemCatalog(const fs::path& file, const std::function<void(std::int64_t, const std::string&)>& report) {
  std::unordered_map<ItemId, ItemEntry> entries;
  ItemId largest = -1;
  readItemJson(file, [&](ItemEntry&& entry) {
    if (!entry.fault.empty()) return report(entry.line, entry.fault);
    const ItemId id = entry.item;
    const auto line = entry.line;
    if (!entries.try_emplace(id, std::move(entry)).second) return report(line, fmt::format("the item {} stands twice", id));
    largest = std::max(largest, id);
  });
  if (entries.empty()) throw dataError(file.string(), "the file holds no usable item; expected {\"0\": {\"title\": ..., \"description\": ...}, ...}");
  // Ids must be 0..N-1: a file with wild ids must not be able to ask for gigabytes.
  if (static_cast<std::size_t>(largest) >= 2 * entries.size() + 1000)
    throw dataError(file.string(), fmt::format("the largest item id is {}, but only {} items are given; ids must run from 0 without gaps", largest, entries.size()));
  ItemCatalog catalog;
  catalog.items = largest + 1;
  for (auto* list : {&catalog.titles, &catalog.descriptions, &catalog.brands, &catalog.categories}) list->resize(static_cast<std::size_t>(catalog.items));
  for (ItemId id = 0; id <= largest; ++id) {
    const auto it = entries.find(id);
    if (it == entries.end()) {
      report(0, fmt::format("the item {} is missing; ids must run from 0 without gaps", id));
      continue;
    }
    const auto i = static_cast<std::size_t>(id);
    catalog.titles[i] = std::move(it->second.title);
    catalog.descriptions[i] = std::move(it->second.description);
    catalog.brands[i] = std::move(it->second.brand);
    catalog.categories[i] = std::move(it->second.categories);
  }
  return catalog;
}

namespace {

DataSet read(const fs::path& folder) {
  DataSet dataSet;
  const fs::path interFile = interFileOf(folder);
  dataSet.folder = folder;
  dataSet.name = dataNameOf(interFile);
  dataSet.interactions = readInteractions(interFile);
  const fs::path itemFile = folder / (dataSet.name + ".item.json");
  const ItemId largest = *std::max_element(dataSet.interactions.items.begin(), dataSet.interactions.items.end());
  if (fs::exists(itemFile)) {
    dataSet.catalog = readItemCatalog(itemFile, [&](std::int64_t line, const std::string& fault) {
      throw dataError(line > 0 ? fmt::format("{}, line {}", itemFile.string(), line) : itemFile.string(), fault + "; correct the file");
    });
    checkIds(dataSet.interactions, dataSet.items(), interFile, itemFile);
  } else {
    if (static_cast<std::int64_t>(largest) >= 64 * dataSet.interactions.events() + 1000)
      throw dataError(interFile.string(), fmt::format("the largest item id is {}, but there are only {} events; ids must run from 0 without large gaps", largest, dataSet.interactions.events()));
    dataSet.catalog.items = largest + 1;
    dataSet.warnings.push_back(fmt::format("no {} beside the interactions: items have no titles, and the catalogue ends at the largest id seen ({})", itemFile.filename().string(), largest));
  }
  readRawIds(folder / (dataSet.name + ".item2id"), dataSet);
  warnOfOddities(dataSet);
  if (const std::string rule = splitRuleIn(folder / splitFileName(dataSet.name)); !rule.empty() && rule != "leave_one_out")
    dataSet.warnings.push_back(fmt::format("{} tells of a split by the rule \"{}\"; this program splits by leave-one-out, so its numbers can't be compared with published ones", splitFileName(dataSet.name), rule));
  return dataSet;
}

}  // namespace

DataSet readDataFolder(const fs::path& folder) {
  return readForeign([&] { return folder.string(); }, [&] { return read(folder); });
}

}  // namespace ghost::data
