#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/interactions.h"
#include "data/item_text.h"

namespace ghost::embed {

/// What of an item's text an encoder reads. Joined: "title. description", the words of MiniOneRec's and most sentence encoders' practice. Title: the title alone.
/// Separate: title and description each for itself, to be averaged (LC-Rec, methods.md 0.4). Everything: title, brand, categories and description.
enum class TextFields { Joined, Title, Separate, Everything };
/// "joined", "title", "separate", "everything"; throws Error{Usage}.
TextFields textFields(std::string_view name);

/// One list of texts, entry = item id; two for Separate.
struct ItemSentences {
  std::vector<std::vector<std::string>> lists;
  std::int64_t empty = 0;  ///< items without any text, that is, without a letter or a digit
};
/// A description that is a Python list of strings kept as text is read as that list, its parts that aren't blank joined by a blank.
/// Throws Error{Data} when the catalogue has no titles.
ItemSentences itemSentences(const data::ItemCatalog& catalog, TextFields fields, data::TextRule rule);

}  // namespace ghost::embed
