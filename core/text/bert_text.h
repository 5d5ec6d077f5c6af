#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ghost::text {

/// How BERT prepares text; the names are those of a BertNormalizer in a tokenizer.json.
struct BertCleaning {
  bool cleanText = true;           ///< controls vanish, every white space becomes a blank
  bool handleChinese = true;       ///< blanks around each CJK ideograph
  bool stripAccents = true;        ///< NFD without nonspacing marks
  bool lowercase = true;
};
std::string bertCleaned(std::string_view text, const BertCleaning& cleaning);

/// The words of a cleaned text: white space parts them, each punctuation mark (all ASCII symbols included) is one of its own. Views of the text.
std::vector<std::string_view> bertWords(std::string_view text);

}  // namespace ghost::text
