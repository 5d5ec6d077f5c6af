#include "data/recbole_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_stream.h"
#include "data/recbole_files.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

void writeInteractions(const DataSet& dataSet, const fs::path& file) {
  const auto& interactions = dataSet.interactions;
  FileStream stream(file);
  stream.write("user_id:token\titem_id:token\ttimestamp:float\n");
  for (UserId user = 0; user < interactions.users(); ++user) {
    const std::string& name = interactions.userNames[static_cast<std::size_t>(user)];
    if (name.empty()) throw dataError(dataSet.folder.string(), fmt::format("user number {} has no name, which RecBole takes for missing; give the user one in <name>.inter.json", user));
    const std::string cell = recboleField(name);
    const auto sequence = interactions.sequence(user);
    for (std::size_t i = 0; i < sequence.size(); ++i) stream.write(fmt::format("{}\t{}\t{}\n", cell, sequence[i], i));
  }
  stream.commit();
}

/// Texts that hold a character which no reader of tables takes.
bool writeItems(const ItemCatalog& catalog, const fs::path& file) {
  FileStream stream(file);
  stream.write("item_id:token\ttitle:token_seq\tbrand:token\tcategories:token_seq\tdescription:token_seq\n");
  bool changed = false;
  for (std::size_t item = 0; item < static_cast<std::size_t>(catalog.items); ++item) {
    std::string line = std::to_string(item);
    for (const auto* texts : {&catalog.titles, &catalog.brands, &catalog.categories, &catalog.descriptions}) {
      const std::string text = item < texts->size() ? (*texts)[item] : std::string();
      changed = changed || text.find('\0') != std::string::npos;
      line += '\t' + recboleField(text);
    }
    stream.write(line + "\n");
  }
  stream.commit();
  return changed;
}

}  // namespace

std::string recboleField(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  if (isPandasMissing(text)) text += ' ';
  if (!text.starts_with('"') && text.find_first_of("\t\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::vector<std::string> writeRecbole(const DataSet& dataSet, const fs::path& folder) {
  writeInteractions(dataSet, folder / (dataSet.name + ".inter"));
  std::vector<std::string> lost{"times and ratings aren't in a data folder: the timestamps written are positions in each user's sequence",
                                "RecBole splits by its own settings; what this program does is eval_args: {split: {LS: valid_and_test}, order: TO, mode: full}"};
  if (writeItems(dataSet.catalog, folder / (dataSet.name + ".item"))) lost.emplace_back("NUL characters in texts were written as blanks");
  const auto& names = dataSet.interactions.userNames;
  if (const auto guarded = std::count_if(names.begin(), names.end(), isPandasMissing); guarded > 0)
    lost.push_back(fmt::format("{} users bear names that RecBole takes for missing (NA, null, ...); a blank was set behind them", guarded));
  lost.emplace_back("RecBole reads none of the other files beside the two: semantic IDs, vectors, raw ids and split lie there for an import by this program");
  return lost;
}

}  // namespace ghost::data
