#include "rows/json_fields.h"

#include <algorithm>

#include "rows/utf8.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

/// The library accepts all that the scanner does, but for invalid UTF-8 and numbers beyond a double.
bool libraryAccepts(std::string_view line) { return Json::accept(line.begin(), line.end()); }

std::size_t deepest(std::string_view line) { return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return c == '[' || c == '{'; })); }

std::string readLine(std::string_view line) {
  static const std::vector<std::string> keys{"asin", "title", "rating"};
  rows::JsonFields fields(keys);
  const char* fault = fields.read(line);
  const bool known = line.find('\0') == std::string_view::npos && !line.starts_with("\xef\xbb\xbf") && deepest(line) < 60;  // the library ends at a NUL, passes over a byte order mark and has no limit of depth
  if (fault != nullptr) {
    const std::string_view text = fault;
    if (known && text.starts_with("not JSON")) require(!libraryAccepts(line), "what the scanner calls no JSON isn't any");
    return fault;
  }
  const Json whole = Json::parse(line.begin(), line.end(), nullptr, false);
  if (!whole.is_discarded()) require(whole.is_object(), "what the scanner takes is an object");
  else require(!rows::validUtf8(line) || line.find_first_of("eE0123456789") != std::string_view::npos, "the library takes what the scanner takes");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string_view raw = fields.raw(i);
    require(raw.empty() || (raw.data() >= line.data() && raw.data() + raw.size() <= line.data() + line.size()), "a field lies in its line");
    std::string scratch;
    const auto text = fields.text(i, scratch);
    const Json value = fields.value(i);
    require(!text || rows::validUtf8(*text), "the text of a field is valid UTF-8");
    if (whole.is_discarded()) continue;
    require(whole.contains(keys[i]) ? value == whole[keys[i]] : value.is_null(), "a field holds what the whole object holds");
    if (value.is_string()) require(text && *text == value.get_ref<const std::string&>(), "a text is what the library reads");
  }
  return "an object";
}

}  // namespace

std::string runJsonLines(std::string_view bytes) {
  std::string ending;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    ending = readLine(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return ending;
}

}  // namespace ghost::fuzz
