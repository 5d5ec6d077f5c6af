#include "data/recbole_columns.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/example_rows.h"
#include "data/source_tables.h"
#include "data/usual_fields.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

using Kind = RecboleFile::Kind;

std::string stemOf(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.find('.', 1));
}

/// The column that a parameter names; -1 where it is empty.
int given(const RecboleFile& file, const ParamValues& values, const char* parameter) {
  const std::string name = values.text(parameter);
  if (name.empty()) return -1;
  const auto colon = name.rfind(':');  // the header's own way to write it
  const int column = std::max(file.column(name), colon == std::string::npos ? -1 : file.column(std::string_view(name).substr(0, colon)));
  if (column >= 0) return column;
  throw usageError(fmt::format("parameter {}", parameter), fmt::format("there is no column \"{}\" in {}; give one of {}", shownName(name), file.path.filename().string(), nameList(file.names)));
}

/// The column of ids that both files have.
int shared(const RecboleFile& rows, const std::optional<RecboleFile>& other) {
  if (!other) return -1;
  for (std::size_t i = 0; i < other->names.size(); ++i)
    if (const int column = rows.column(other->names[i]); column >= 0 && other->isToken(i) && rows.isToken(static_cast<std::size_t>(column))) return column;
  return -1;
}

/// The other one of two columns of tokens.
int otherToken(const RecboleFile& file, int known) {
  int other = -1;
  for (std::size_t i = 0; i < file.names.size(); ++i) {
    if (!file.isToken(i) || static_cast<int>(i) == known || file.names[i] == "split") continue;
    if (other >= 0) return -1;
    other = static_cast<int>(i);
  }
  return other;
}

[[noreturn]] void ask(const RecboleFile& file) {
  const std::string what = file.user < 0 && file.item < 0 ? "the user and the item" : file.user < 0 ? "the user" : "the item";
  const std::string say = file.user < 0 && file.item < 0 ? "-o user=COLUMN -o item=COLUMN" : file.user < 0 ? "-o user=COLUMN" : "-o item=COLUMN";
  const auto tokens = file.tokens();
  throw usageError(file.path.string(), fmt::format("it isn't clear which of its columns holds {}; say so with {}, one of {}", what, say, nameList(tokens.empty() ? file.names : tokens)));
}

void chooseIds(RecboleFile& file, const RecboleFiles& files, const ParamValues& values) {
  const int usualUser = file.user, usualItem = file.item;
  const int givenUser = given(file, values, "user"), givenItem = given(file, values, "item");
  const auto first = [](std::initializer_list<int> columns, int taken) {
    for (const int column : columns)
      if (column >= 0 && column != taken) return column;
    return -1;
  };
  file.item = first({givenItem, shared(file, files.items), usualItem}, givenUser);
  file.user = first({givenUser, shared(file, files.users), usualUser}, file.item);
  if (file.user < 0 && file.item >= 0) file.user = otherToken(file, file.item);
  if (file.item < 0 && file.user >= 0) file.item = otherToken(file, file.user);
  if (file.user < 0 || file.item < 0) ask(file);
}

/// The column of the time and how it is read, by names and values.
void chooseTime(RecboleFiles& files, const ParamValues& values) {
  RecboleFile& file = *files.events;
  ColumnSample sample;
  sample.names = file.names;
  sample.rows = file.rows;
  sample.user = file.user;
  sample.item = file.item;
  sample.others = {file.rating};
  for (std::size_t i = 0; i < file.types.size(); ++i)
    if (file.types[i].ends_with("_seq")) sample.others.push_back(static_cast<int>(i));
  const auto place = [&](const std::string& name) {
    const auto colon = name.rfind(':');
    return std::max(file.column(name), colon == std::string::npos ? -1 : file.column(std::string_view(name).substr(0, colon)));
  };
  files.time = data::chooseTime(sample, timeWishOf(values, "column", place, [&]() -> int { return given(file, values, "time"); }));
  if (!files.time.question.empty()) throw usageError(file.path.string(), files.time.question);
  file.time = files.time.column;
  file.clock = files.time.clock;
}

/// In the file of items: its id is called as in the events, else as usual, else it is the first token.
void chooseTexts(RecboleFile& items, const std::string& item, const ParamValues& values) {
  const int byName = given(items, values, "metadata_id"), title = given(items, values, "metadata_title");
  items.item = byName >= 0 ? byName : items.column(item) >= 0 ? items.column(item) : items.item;
  for (std::size_t i = 0; items.item < 0 && i < items.names.size(); ++i)
    if (items.isToken(i)) items.item = static_cast<int>(i);
  if (items.item < 0) throw dataError(items.path.string(), fmt::format("no column here holds the items' ids; name it with -o metadata_id=COLUMN, one of {}", nameList(items.names)));
  items.texts = itemColumns(items.sample(), items.names[static_cast<std::size_t>(items.item)], title < 0 ? std::string() : items.names[static_cast<std::size_t>(title)]);
}

}  // namespace

RecboleFiles recboleFiles(const fs::path& source, const std::string& given) {
  RecboleFiles files;
  std::vector<RecboleFile> events, items;
  const bool one = !fs::is_directory(source);
  const fs::path folder = source.parent_path().empty() ? fs::path(".") : source.parent_path();
  for (const auto& path : one ? filesOf(folder) : filesOf(source)) {
    const bool named = path.filename() == source.filename();
    if (one && !named && stemOf(path) != stemOf(source)) continue;
    RecboleFile file = recboleFile(path);
    const bool rows = file.kind == Kind::Events || file.kind == Kind::Examples;
    if (one && rows && !named) continue;  // this one file was asked for
    if (file.kind == Kind::Events) events.push_back(std::move(file));
    else if (file.kind == Kind::Items && given.empty()) items.push_back(std::move(file));
    else if (file.kind == Kind::Examples) files.examples.push_back(std::move(file));
    else if (file.kind == Kind::Other && path.filename().string().find(".user") != std::string::npos) files.users = std::move(file);
    else if (file.kind != Kind::None) files.passedOver.push_back(path);
  }
  std::stable_sort(files.examples.begin(), files.examples.end(), [](const RecboleFile& a, const RecboleFile& b) { return partOf(a.path) < partOf(b.path); });
  if (events.size() + (files.examples.empty() ? 0 : 1) > 1) {
    std::vector<fs::path> names;
    for (const auto& file : events) names.push_back(file.path);
    throw dataError(source.string(), fmt::format("several files here hold interactions ({}{}); name one of them instead of the folder", fileNames(names), files.examples.empty() ? "" : " and split files"));
  }
  if (!events.empty()) files.events = events.front();
  if (!files.events && files.examples.empty()) throw dataError(source.string(), "no file here begins with a header like \"user_id:token<TAB>item_id:token\"");
  const std::string stem = stemOf(files.rows().path);
  if (items.size() > 1) std::erase_if(items, [&](const RecboleFile& file) { return stemOf(file.path) != stem; });
  if (items.size() > 1) throw dataError(source.string(), "several files here hold items; name one of them with -o metadata=FILE");
  if (!given.empty()) items = {recboleFile(given)};
  if (!given.empty() && items.front().kind == Kind::None) throw dataError(given, "this doesn't begin with a header like \"item_id:token<TAB>title:token_seq\"; correct -o metadata=FILE");
  if (!items.empty()) files.items = items.front();
  return files;
}

void chooseRecboleColumns(RecboleFiles& files, const ParamValues& values) {
  const auto choose = [&](RecboleFile& file) {
    chooseIds(file, files, values);
    if (const int rating = given(file, values, "rating"); rating >= 0) file.rating = rating;
    if (file.rating == file.user || file.rating == file.item) file.rating = -1;
  };
  if (files.events) {
    choose(*files.events);
    chooseTime(files, values);
  }
  for (auto& file : files.examples) choose(file);
  if (files.items) chooseTexts(*files.items, files.rows().names[static_cast<std::size_t>(files.rows().item)], values);
}

std::vector<ParamSpec> recboleColumnParams() {
  std::vector<ParamSpec> params{textParam("user", "", "Column of the user, as the header names it without its type; empty = the usual ones are looked for, and what a .user file calls it."),
                                textParam("item", "", "Column of the item; empty = the usual ones, and what the .item file calls it."),
                                textParam("rating", "", "Column of the rating.")};
  const auto times = timeParams("Column");
  params.insert(params.begin() + 2, times.begin(), times.end());
  for (auto& spec : params) spec.group = "columns";
  std::vector<ParamSpec> more{textParam("metadata", "", "File with the items' texts, with RecBole's typed header; empty = the .item file beside the interactions."),
                              textParam("metadata_id", "", "Its column of the item's id; empty = called as in the interactions."),
                              textParam("metadata_title", "", "Its column of the item's title; empty = found by names and values.")};
  for (auto& spec : more) spec.group = "rows";
  params.insert(params.end(), more.begin(), more.end());
  return params;
}

}  // namespace ghost::data
