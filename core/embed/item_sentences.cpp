#include "embed/item_sentences.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "rows/python_literal.h"

namespace ghost::embed {
namespace {

/// Neither a letter nor a digit: nothing that a reader of texts could tell apart. Bytes above ASCII count as letters.
bool isWordless(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80 || std::isalnum(c); });
}

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string descriptionOf(const std::string& text) {
  if (text.empty() || text.front() != '[' || text.back() != ']') return text;
  const rows::PythonLiteral list = rows::parsePythonLiteral(text);
  if (!list.fault.empty() || !list.value.is_array()) return text;
  std::string joined;
  for (const auto& part : list.value) {
    if (!part.is_string()) return text;
    const auto& words = part.get_ref<const std::string&>();
    if (!isBlank(words)) joined += (joined.empty() ? "" : " ") + words;
  }
  return joined;
}

const std::string& entry(const std::vector<std::string>& list, std::size_t item) {
  static const std::string none;
  return item < list.size() ? list[item] : none;
}

std::string sentences(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts)
    if (!isBlank(part)) all += (all.empty() ? "" : ". ") + std::string(part);
  return all;
}

}  // namespace

TextFields textFields(std::string_view name) {
  if (name == "joined") return TextFields::Joined;
  if (name == "title") return TextFields::Title;
  if (name == "separate") return TextFields::Separate;
  if (name == "everything") return TextFields::Everything;
  throw usageError("text fields " + std::string(name), "no such choice; give joined, title, separate or everything");
}

ItemSentences itemSentences(const data::ItemCatalog& catalog, TextFields fields, data::TextRule rule) {
  if (catalog.titles.empty()) throw dataError("item texts", "the data folder has no <name>.item.json with titles and descriptions, so there is nothing to encode; import the texts, or give vectors");
  ItemSentences result;
  result.lists.resize(fields == TextFields::Separate ? 2 : 1);
  for (std::size_t item = 0; item < static_cast<std::size_t>(catalog.items); ++item) {
    const std::string title = data::cleanText(entry(catalog.titles, item), rule), description = data::cleanText(descriptionOf(entry(catalog.descriptions, item)), rule);
    switch (fields) {
      // A title without a description keeps its full stop: the texts of all items then have one form.
      case TextFields::Joined: result.lists[0].push_back(isBlank(title) && isBlank(description) ? "" : description.empty() ? title + "." : title + ". " + description); break;
      case TextFields::Title: result.lists[0].push_back(title); break;
      case TextFields::Separate:
        result.lists[0].push_back(title);
        result.lists[1].push_back(description);
        break;
      case TextFields::Everything: result.lists[0].push_back(sentences({title, entry(catalog.brands, item), entry(catalog.categories, item), description})); break;
    }
    result.empty += std::all_of(result.lists.begin(), result.lists.end(), [](const auto& list) { return isWordless(list.back()); });
  }
  return result;
}

}  // namespace ghost::embed
