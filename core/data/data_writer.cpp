#include "data/data_writer.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file_ops.h"

namespace ghost::data {
namespace {

std::string quoted(const std::string& text) { return Json(text).dump(); }

std::string interJson(const Interactions& interactions) {
  std::string json = "{";
  for (UserId user = 0; user < interactions.users(); ++user)
    json += fmt::format("{}\n{}: [{}]", user == 0 ? "" : ",", quoted(interactions.userNames[static_cast<std::size_t>(user)]), fmt::join(interactions.sequence(user), ", "));
  return json + "\n}\n";
}

std::string itemJson(const ItemCatalog& catalog) {
  const auto text = [](const std::vector<std::string>& list, std::size_t i) { return i < list.size() ? quoted(list[i]) : std::string("\"\""); };
  std::string json = "{";
  for (std::size_t i = 0; i < static_cast<std::size_t>(catalog.items); ++i)
    json += fmt::format("{}\n\"{}\": {{\"title\": {}, \"description\": {}, \"brand\": {}, \"categories\": {}}}", i == 0 ? "" : ",", i, text(catalog.titles, i), text(catalog.descriptions, i), text(catalog.brands, i), text(catalog.categories, i));
  return json + "\n}\n";
}

std::string idList(const std::vector<ItemId>& ids) {
  if (ids.empty()) return "[]";
  return fmt::format("[\n  {}\n]", fmt::join(ids, ",\n  "));
}

}  // namespace

void writeDataFiles(const DataSet& dataSet, const std::filesystem::path& folder) {
  const auto& seen = dataSet.interactions.items;
  const ItemId largest = seen.empty() ? -1 : *std::max_element(seen.begin(), seen.end());
  writeFileAtomically(folder / (dataSet.name + ".inter.json"), interJson(dataSet.interactions));
  if (!dataSet.catalog.titles.empty() || dataSet.items() > largest + 1) writeFileAtomically(folder / (dataSet.name + ".item.json"), itemJson(dataSet.catalog));
}

void writeHeadTail(const std::filesystem::path& folder, const std::string& name, const Popularity& popularity) {
  std::vector<ItemId> tail;
  for (ItemId item = 0; item < popularity.items(); ++item)
    if (!popularity.isHead(item)) tail.push_back(item);
  writeFileAtomically(folder / (name + ".head.json"), idList(popularity.headItems));
  writeFileAtomically(folder / (name + ".tail.json"), idList(tail));
}

}  // namespace ghost::data
