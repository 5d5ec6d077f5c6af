#include "data/format_hint.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/name_list.h"
#include "data/item_attributes.h"
#include "data/object_line.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// The Netflix prize's files: a line with a movie's number and a colon, then its ratings.
bool isBlocks(std::string_view text) {
  const auto end = text.find('\n');
  std::string_view first = text.substr(0, end);
  if (first.ends_with('\r')) first.remove_suffix(1);
  if (end == std::string_view::npos || first.size() < 2 || !first.ends_with(':') || first.find_first_not_of("0123456789") != first.size() - 1) return false;
  const std::string_view second = text.substr(end + 1, text.find('\n', end + 1) - end - 1);
  return std::count(second.begin(), second.end(), ',') >= 1;
}

}  // namespace

std::string formatHint(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string sample = rows::startOfText(file);
  if (isBlocks(sample))
    return fmt::format("{} has blocks as the Netflix prize's files do (\"{}\", then user,rating,date): write them as a table first, movie,user,rating,date in each line, for example awk -F, '/:$/{{sub(\":\",\"\");m=$0;next}}{{print m\",\"$0}}' {}", name, shownName(sample.substr(0, sample.find_first_of("\r\n"))), name);
  if (isAttributeMap(file)) return fmt::format("{} is one JSON object of lists: as users and the numbers of their items, from 0, it is imported when it is called <name>.inter.json; as items and their attributes it belongs beside a file of sequences, as -o metadata=FILE", name);
  if (const auto fields = fieldNames(file); fields.size() > 1) return fmt::format("{} holds objects, but it isn't clear which field is the user and which the item; say so with --format jsonl -o user=FIELD -o item=FIELD, one of {}", name, nameList(fields));
  return {};
}

}  // namespace ghost::data
