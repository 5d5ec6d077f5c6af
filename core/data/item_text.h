#pragma once
#include <string>
#include <string_view>

namespace ghost::data {

/// How texts of items are cleaned. Plain: entities undone, tags and comments taken out, white space drawn together. LcRec: methods.md 0.4, clean_text: entities
/// undone, tags, quotes and line ends taken out, exactly one full stop at the end, and "" for what has 2,000 characters or more. Raw: as it is.
enum class TextRule { Plain, LcRec, Raw };

/// "plain", "lcrec", "raw".
TextRule textRule(std::string_view name);
std::string textRuleName(TextRule rule);
/// `text` and the result are UTF-8.
std::string cleanText(std::string_view text, TextRule rule);
/// &amp;, &#39;, &#x27; and the like; what isn't known stays.
std::string undoEntities(std::string_view text);
/// Words between white space.
int wordsOf(std::string_view text);

}  // namespace ghost::data
