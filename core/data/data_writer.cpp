#include "data/data_writer.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file_stream.h"

namespace ghost::data {
namespace {

std::string jsonText(std::string_view text) { return Json(text).dump(); }

void writeInter(const Interactions& interactions, const std::filesystem::path& file) {
  FileStream stream(file);
  stream.write("{");
  fmt::memory_buffer line;
  for (UserId user = 0; user < interactions.users(); ++user) {
    line.clear();
    const std::string name = interactions.userNames.empty() ? fmt::format("\"{}\"", user) : jsonText(interactions.userNames[static_cast<std::size_t>(user)]);
    fmt::format_to(std::back_inserter(line), "{}\n{}: [{}]", user == 0 ? "" : ",", name, fmt::join(interactions.sequence(user), ", "));
    stream.write({line.data(), line.size()});
  }
  stream.write("\n}\n");
  stream.commit();
}

void writeItems(const ItemCatalog& catalog, const std::filesystem::path& file) {
  const auto text = [](const std::vector<std::string>& list, std::size_t i) { return i < list.size() ? std::string_view(list[i]) : std::string_view(); };
  FileStream stream(file);
  stream.write("{");
  for (std::size_t i = 0; i < static_cast<std::size_t>(catalog.items); ++i)
    stream.write(fmt::format("{}\n\"{}\": {}", i == 0 ? "" : ",", i, itemEntry(text(catalog.titles, i), text(catalog.descriptions, i), text(catalog.brands, i), text(catalog.categories, i))));
  stream.write("\n}\n");
  stream.commit();
}

/// A list of the items that `items` hands to what it is given.
template <class Items>
void writeIds(const std::filesystem::path& file, const Items& items) {
  FileStream stream(file);
  bool first = true;
  items([&](ItemId item) {
    stream.write(fmt::format("{}{}", first ? "[\n  " : ",\n  ", item));
    first = false;
  });
  stream.write(first ? "[]" : "\n]");
  stream.commit();
}

}  // namespace

std::string itemEntry(std::string_view title, std::string_view description, std::string_view brand, std::string_view categories) {
  return fmt::format("{{\"title\": {}, \"description\": {}, \"brand\": {}, \"categories\": {}}}", jsonText(title), jsonText(description), jsonText(brand), jsonText(categories));
}

void writeDataFiles(const DataSet& dataSet, const std::filesystem::path& folder) {
  const auto& seen = dataSet.interactions.items;
  const ItemId largest = seen.empty() ? -1 : *std::max_element(seen.begin(), seen.end());
  writeInter(dataSet.interactions, folder / (dataSet.name + ".inter.json"));
  const std::filesystem::path itemFile = folder / (dataSet.name + ".item.json");
  if (!std::filesystem::exists(itemFile) && (!dataSet.catalog.titles.empty() || dataSet.items() > largest + 1)) writeItems(dataSet.catalog, itemFile);
}

void writeHeadTail(const std::filesystem::path& folder, const std::string& name, const Popularity& popularity) {
  writeIds(folder / (name + ".head.json"), [&](const auto& take) {
    for (const ItemId item : popularity.headItems) take(item);
  });
  writeIds(folder / (name + ".tail.json"), [&](const auto& take) {
    for (ItemId item = 0; item < popularity.items(); ++item)
      if (!popularity.isHead(item)) take(item);
  });
}

}  // namespace ghost::data
