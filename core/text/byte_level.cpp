#include <array>
#include <optional>

#include <fmt/format.h>

#include "text/bpe_merges.h"
#include "text/byte_alphabet.h"
#include "text/scheme.h"
#include "text/split_pattern.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

// What the ByteLevel pre-tokenizer splits by when its file sets use_regex and gives no pattern.
constexpr std::string_view byteLevelPattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr TokenId none = -1;

struct Choices {
  bool compose = false;                 ///< NFC
  std::vector<SplitPattern> splits;     ///< one after the other
  bool blankFirst = false;              ///< a piece that doesn't begin with a blank gets one
  std::optional<SplitPattern> byteLevelSplit;
  bool wholePieces = false;             ///< ignore_merges: a piece that is a token stays one
  TokenId unknown = none;               ///< for bytes the vocabulary lacks; without it they vanish
  bool fuseUnknown = false;
};

class ByteLevelBpe final : public Scheme {
 public:
  ByteLevelBpe(Choices choices, BpeMerges merges, std::shared_ptr<const Vocabulary> vocabulary) : m_choices(std::move(choices)), m_merges(std::move(merges)), m_vocabulary(std::move(vocabulary)) {
    for (int byte = 0; byte < 256; ++byte) m_ofByte[static_cast<std::size_t>(byte)] = m_vocabulary->find(characterOfByte(static_cast<unsigned char>(byte))).value_or(none);
  }

  std::string normalized(std::string_view text) const override { return m_choices.compose ? composed(text) : std::string(text); }

  void encode(std::string_view text, std::vector<TokenId>& ids) const override {
    std::vector<std::string_view> pieces{text};
    for (const SplitPattern& split : m_choices.splits) pieces = cut(split, pieces);
    BpeMerger merger(m_merges);
    for (const std::string_view piece : pieces) {
      if (piece.empty()) continue;
      const bool lacksBlank = m_choices.blankFirst && piece.front() != ' ';
      const std::string longer = lacksBlank ? " " + std::string(piece) : std::string();
      const std::string_view whole = lacksBlank ? longer : piece;
      if (!m_choices.byteLevelSplit) encodePiece(whole, merger, ids);
      else
        for (const std::string_view part : m_choices.byteLevelSplit->split(whole).pieces) encodePiece(part, merger, ids);
    }
  }

  std::string decode(const std::vector<std::string_view>& tokens) const override {
    std::string bytes;
    for (const std::string_view token : tokens) bytes += unspelled(token).value_or(std::string(token));
    return replaceInvalidUtf8(std::move(bytes));
  }

 private:
  static std::vector<std::string_view> cut(const SplitPattern& split, const std::vector<std::string_view>& pieces) {
    std::vector<std::string_view> smaller;
    for (const std::string_view piece : pieces) {
      const auto parts = split.split(piece).pieces;
      smaller.insert(smaller.end(), parts.begin(), parts.end());
    }
    return smaller;
  }

  void encodePiece(std::string_view piece, BpeMerger& merger, std::vector<TokenId>& ids) const {
    if (m_choices.wholePieces)
      if (const auto id = m_vocabulary->find(spelled(piece))) return ids.push_back(*id);
    std::vector<TokenId> symbols;
    symbols.reserve(piece.size());
    bool unknownBefore = false;
    for (const char byte : piece) {
      const TokenId known = m_ofByte[static_cast<unsigned char>(byte)], id = known == none ? m_choices.unknown : known;
      const bool fused = known == none && unknownBefore && m_choices.fuseUnknown;
      if (id != none && !fused) symbols.push_back(id);
      unknownBefore = known == none;
    }
    merger.merge(symbols, ids);
  }

  Choices m_choices;
  BpeMerges m_merges;
  std::shared_ptr<const Vocabulary> m_vocabulary;
  std::array<TokenId, 256> m_ofByte;
};

SplitPattern splitOf(const JsonPlace& step) {
  const auto behaviour = step.at("behavior");
  if (behaviour.text() != "Isolated") behaviour.fail(fmt::format("the split behaviour \"{}\" is not supported; Isolated is", behaviour.brief()));
  const auto pattern = step.at("pattern");
  if (const auto regex = pattern.maybe("Regex")) return SplitPattern::compile(regex->text(), SplitPattern::Kind::Regex, regex->where());
  const auto literal = pattern.at("String");
  return SplitPattern::compile(literal.text(), SplitPattern::Kind::Literal, literal.where());
}

void readNormalizer(const JsonPlace& root, Choices& choices) {
  for (const auto& step : stepsOf(root, "normalizer", "normalizers")) {
    if (typeOf(step) != "NFC") step.fail(fmt::format("the normalizer {} is not supported for byte-level BPE; NFC is", typeOf(step)));
    choices.compose = true;
  }
}

void readPreTokenizer(const JsonPlace& root, Choices& choices) {
  const auto steps = stepsOf(root, "pre_tokenizer", "pretokenizers");
  if (steps.empty()) root.fail("the BPE model has no ByteLevel pre_tokenizer; only byte-level BPE is supported");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool last = i + 1 == steps.size();
    const std::string type = typeOf(steps[i]);
    if (type == "Split" && !last) choices.splits.push_back(splitOf(steps[i]));
    else if (type != "ByteLevel" || !last) steps[i].fail(fmt::format("the pre-tokenizer {} is not supported here; BPE takes any number of Split and then one ByteLevel", type));
  }
  choices.blankFirst = steps.back().flagOr("add_prefix_space", true);
  if (steps.back().flagOr("use_regex", true)) choices.byteLevelSplit = SplitPattern::compile(byteLevelPattern, SplitPattern::Kind::Regex, steps.back().where());
}

void readModel(const JsonPlace& model, const Vocabulary& vocabulary, Choices& choices) {
  if (const auto dropout = model.maybe("dropout"); dropout && dropout->value() != 0) dropout->fail("a tokenizer that drops merges at random is not supported; set it to null");
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
    if (const auto affix = model.maybe(key); affix && !affix->text().empty()) affix->fail("is not supported for byte-level BPE; it must be empty or null");
  if (const auto fallback = model.maybe("byte_fallback"); fallback && fallback->flag()) fallback->fail("is not supported; byte-level BPE knows every byte as it is");
  choices.wholePieces = model.flagOr("ignore_merges", false);
  choices.fuseUnknown = model.flagOr("fuse_unk", false);
  if (const auto unknown = model.maybe("unk_token"); unknown && !unknown->text().empty()) {
    const auto id = vocabulary.find(unknown->text());
    if (!id) unknown->fail(fmt::format("\"{}\" is not in the vocabulary", unknown->brief()));
    choices.unknown = *id;
  }
}

void checkDecoder(const JsonPlace& root) {
  for (const auto& step : stepsOf(root, "decoder", "decoders"))
    if (typeOf(step) != "ByteLevel") step.fail(fmt::format("the decoder {} is not supported for byte-level BPE; ByteLevel is", typeOf(step)));
}

}  // namespace

std::unique_ptr<const Scheme> byteLevelScheme(const JsonPlace& root, std::shared_ptr<const Vocabulary> vocabulary) {
  Choices choices;
  readNormalizer(root, choices);
  readPreTokenizer(root, choices);
  const JsonPlace model = root.at("model");
  readModel(model, *vocabulary, choices);
  checkDecoder(root);
  BpeMerges merges(model.at("merges"), *vocabulary);
  return std::make_unique<ByteLevelBpe>(std::move(choices), std::move(merges), std::move(vocabulary));
}

}  // namespace ghost::text
