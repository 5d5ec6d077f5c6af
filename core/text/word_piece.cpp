#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "text/bert_text.h"
#include "text/longest_prefix.h"
#include "text/scheme.h"

namespace ghost::text {
namespace {

// Longer words become the unknown token in every published vocabulary at 100; the bound keeps the search for pieces linear in the text.
constexpr std::int64_t longestWordAllowed = 1000;

struct Choices {
  std::optional<BertCleaning> cleaning;
  std::string continuation = "##";
  std::string decoderPrefix = "##";
  bool tidyDecoded = true;            ///< no blank before punctuation and contractions
  bool joinBlindly = false;           ///< no decoder in the file: tokens with blanks between
  std::size_t longestWord = 100;      ///< characters
  TokenId unknown = 0;
};

class WordPiece final : public Scheme {
 public:
  WordPiece(Choices choices, const Vocabulary& vocabulary) : m_choices(std::move(choices)) {
    std::vector<LongestPrefix::Word> starts, rest;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
      const std::string& token = vocabulary.token(id);
      starts.push_back({token, id});
      if (token.starts_with(m_choices.continuation)) rest.push_back({token.substr(m_choices.continuation.size()), id});
    }
    m_starts = LongestPrefix(std::move(starts));
    m_rest = LongestPrefix(std::move(rest));
  }

  std::string normalized(std::string_view text) const override { return m_choices.cleaning ? bertCleaned(text, *m_choices.cleaning) : std::string(text); }

  void encode(std::string_view text, std::vector<TokenId>& ids) const override {
    for (const std::string_view word : bertWords(text)) encodeWord(word, ids);
  }

  std::string decode(const std::vector<std::string_view>& tokens) const override {
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::string part(tokens[i]);
      if (i > 0) {
        const bool goesOn = !m_choices.joinBlindly && tokens[i].starts_with(m_choices.decoderPrefix);
        part = goesOn ? part.substr(m_choices.decoderPrefix.size()) : " " + part;
      }
      text += m_choices.tidyDecoded && !m_choices.joinBlindly ? tidied(std::move(part)) : part;
    }
    return text;
  }

 private:
  /// Longest token first, from the left; a word that can't be put together whole is unknown as a whole.
  void encodeWord(std::string_view word, std::vector<TokenId>& ids) const {
    const auto characters = std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    const std::size_t before = ids.size();
    bool known = static_cast<std::size_t>(characters) <= m_choices.longestWord;
    for (std::string_view left = word; known && !left.empty();) {
      const auto found = (left.size() == word.size() ? m_starts : m_rest).find(left);
      known = found.length > 0;
      ids.push_back(found.value);
      left.remove_prefix(found.length);
    }
    if (known) return;
    ids.resize(before);
    ids.push_back(m_choices.unknown);
  }

  static std::string tidied(std::string part) {
    constexpr std::string_view changes[][2] = {{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"}, {" n't", "n't"}, {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
    for (const auto& [from, to] : changes)
      for (std::size_t at = 0; (at = part.find(from, at)) != std::string::npos; at += to.size()) part.replace(at, from.size(), to);
    return part;
  }

  Choices m_choices;
  LongestPrefix m_starts, m_rest;
};

void readNormalizer(const JsonPlace& root, Choices& choices) {
  for (const auto& step : stepsOf(root, "normalizer", "normalizers")) {
    if (typeOf(step) != "BertNormalizer" || choices.cleaning) step.fail(fmt::format("the normalizer {} is not supported here; WordPiece takes one BertNormalizer", typeOf(step)));
    BertCleaning cleaning;
    cleaning.cleanText = step.flagOr("clean_text", true);
    cleaning.handleChinese = step.flagOr("handle_chinese_chars", true);
    cleaning.lowercase = step.flagOr("lowercase", true);
    cleaning.stripAccents = step.flagOr("strip_accents", cleaning.lowercase);  // null: as lowercase
    choices.cleaning = cleaning;
  }
}

void checkPreTokenizer(const JsonPlace& root) {
  const auto steps = stepsOf(root, "pre_tokenizer", "pretokenizers");
  if (steps.empty()) root.fail("the WordPiece model has no BertPreTokenizer as pre_tokenizer; it can't be used without one");
  for (const auto& step : steps)
    if (typeOf(step) != "BertPreTokenizer") step.fail(fmt::format("the pre-tokenizer {} is not supported for WordPiece; BertPreTokenizer is", typeOf(step)));
}

void readDecoder(const JsonPlace& root, Choices& choices) {
  const auto steps = stepsOf(root, "decoder", "decoders");
  choices.joinBlindly = steps.empty();
  if (steps.empty()) return;
  if (steps.size() > 1 || typeOf(steps[0]) != "WordPiece") steps[0].fail(fmt::format("the decoder {} is not supported here; WordPiece takes one WordPiece decoder", typeOf(steps[0])));
  choices.decoderPrefix = steps[0].textOr("prefix", "##");
  choices.tidyDecoded = steps[0].flagOr("cleanup", true);
}

}  // namespace

std::unique_ptr<const Scheme> wordPieceScheme(const JsonPlace& root, std::shared_ptr<const Vocabulary> vocabulary) {
  Choices choices;
  readNormalizer(root, choices);
  checkPreTokenizer(root);
  readDecoder(root, choices);
  const JsonPlace model = root.at("model");
  choices.continuation = model.textOr("continuing_subword_prefix", "##");
  if (const auto longest = model.maybe("max_input_chars_per_word")) choices.longestWord = static_cast<std::size_t>(longest->integer(1, longestWordAllowed));
  const std::string unknown = model.textOr("unk_token", "[UNK]");
  const auto id = vocabulary->find(unknown);
  if (!id) model.fail(fmt::format("the unknown token \"{}\" is not in the vocabulary", unknown.substr(0, 40)));
  choices.unknown = *id;
  return std::make_unique<WordPiece>(std::move(choices), *vocabulary);
}

}  // namespace ghost::text
