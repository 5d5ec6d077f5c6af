#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"
#include "tests/text/golden_lines.h"
#include "text/bpe_merges.h"
#include "text/byte_alphabet.h"
#include "text/tokenizer.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;

const std::string folder = GHOST_FIXTURES "/bpe/";

std::vector<std::string> tokensOf(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  std::vector<std::string> tokens;
  for (const TokenId id : ids) tokens.push_back(tokenizer.token(id));
  return tokens;
}

std::string fromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

class ByteLevelGoldens : public testing::TestWithParam<std::string> {};

TEST_P(ByteLevelGoldens, EveryLineIsEqual) {
  const Tokenizer tokenizer = Tokenizer::open(folder + GetParam());
  EXPECT_EQ(tokenizer.size(), 2311);
  const auto lines = goldenLines("bpe/goldens.jsonl");
  ASSERT_EQ(lines.size(), 307u);
  for (const auto& line : lines) {
    SCOPED_TRACE(line["group"].get<std::string>() + ": " + line["text"].dump());
    const std::string text = line["text"];
    EXPECT_EQ(text, fromHex(line["text_hex"]));
    const auto ids = tokenizer.encode(text);
    EXPECT_EQ(ids, line["ids"].get<std::vector<TokenId>>());
    EXPECT_EQ(tokensOf(tokenizer, ids), line["tokens"].get<std::vector<std::string>>());
    EXPECT_EQ(tokenizer.decode(ids), line["decoded"].get<std::string>());
    EXPECT_EQ(tokenizer.decode(ids, {.skipSpecialTokens = true}), line["decoded_skip_special"].get<std::string>());
  }
}

INSTANTIATE_TEST_SUITE_P(Files, ByteLevelGoldens, testing::Values("tokenizer.json", "tokenizer-legacy-merges.json"), [](const auto& test) { return test.index == 0 ? std::string("Pairs") : std::string("LegacyMerges"); });

TEST(AddedTokenFlags, EveryGoldenLineIsEqual) {
  OrderedJson document = readJsonFile(folder + "tokenizer.json");
  document["added_tokens"] = readJsonFile(folder + "added-token-flags.json");
  const Tokenizer tokenizer = Tokenizer::parse(document.dump(), "flags");
  const auto lines = goldenLines("bpe/goldens-added-token-flags.jsonl");
  ASSERT_EQ(lines.size(), 26u);
  for (const auto& line : lines) {
    SCOPED_TRACE(line["text"].dump());
    const auto ids = tokenizer.encode(line["text"].get<std::string>());
    EXPECT_EQ(ids, line["ids"].get<std::vector<TokenId>>());
    // The goldens show the text an added token took; without the white space it is the token.
    const auto tokens = tokensOf(tokenizer, ids);
    ASSERT_EQ(tokens.size(), line["tokens"].size());
    for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_THAT(line["tokens"][i].get<std::string>(), HasSubstr(tokens[i]));
  }
}

TEST(AddedTokenFlags, WhiteSpaceTakenTwiceCostsNoMoreThanOnce) {
  OrderedJson document = readJsonFile(folder + "tokenizer.json");
  document["added_tokens"] = OrderedJson::array();
  for (const auto& content : {"<t>", "\u3000"})
    document["added_tokens"].push_back({{"id", 2256 + document["added_tokens"].size()}, {"content", content}, {"single_word", false}, {"lstrip", true}, {"rstrip", true}, {"normalized", false}, {"special", false}});
  std::string text = "<t>";
  for (int i = 0; i < 200'000; ++i) text += "\u3000";
  EXPECT_EQ(Tokenizer::parse(document.dump(), "strip").encode(text).size(), 200'001u);  // the square would be 4 x 10^10 steps
}

TEST(ByteAlphabet, SpellsEachByteWithACharacterOfItsOwn) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  EXPECT_EQ(unspelled(spelled(all)), all);
  EXPECT_EQ(spelled(" a\n"), "\u0120a\u010A");
  EXPECT_EQ(unspelled("a b"), std::nullopt);
}

TEST(Decoding, BytesThatFormNoCharacterAreReplaced) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  const auto id = [&](const char* bytes) { return *tokenizer.find(spelled(bytes)); };
  EXPECT_EQ(tokenizer.decode(std::vector{id("\xE2"), id("\x82"), id("\xAC")}), "\u20AC");
  EXPECT_EQ(tokenizer.decode(std::vector{id("\xE2"), id("\x82"), id("a")}), "\uFFFD" "a");
  EXPECT_EQ(tokenizer.decode(std::vector{id("\xFF"), id("\xFF")}), "\uFFFD\uFFFD");
  EXPECT_EQ(tokenizer.decode({}), "");
}

TEST(Decoding, AnIdOutsideTheVocabularyIsRefused) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  EXPECT_THAT(errorOf([&] { tokenizer.decode(std::vector<TokenId>{2311}); }), HasSubstr("the id 2311 is none of this tokenizer, which has the ids 0 to 2310"));
  EXPECT_THAT(errorOf([&] { tokenizer.decode(std::vector<TokenId>{-1}); }), HasSubstr("the id -1"));
}

TEST(Encoding, RefusesWhatIsNoText) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  EXPECT_THAT(errorOf([&] { tokenizer.encode("ab\xFF"); }), HasSubstr("3 text: not valid UTF-8 at byte 2"));
  EXPECT_THAT(errorOf([&] { tokenizer.encode(std::string((64 << 20) + 1, 'a')); }), HasSubstr("the limit is"));
}

TEST(Encoding, EveryIdHasATokenThatIsFoundAgain) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  for (TokenId id = 0; id < tokenizer.size(); ++id) EXPECT_EQ(tokenizer.find(tokenizer.token(id)), id);
  EXPECT_EQ(tokenizer.find("no such token"), std::nullopt);
}

/// Text in NFC from characters that matter here: letters, marks, spaces, digits, added tokens, anything.
std::string randomText(Rng& rng) {
  static const std::vector<std::string> parts{"a", "the", " ", "  ", "\n", "\r\n", "\t", "7", "'s", "'\u017F", "\u0301", "\u0338", "<a_0>", "<d_1>", "<|im_end|>", "<", ">", "\u00E9", "\u4E2D", "\u3000", "\U0001F600", "\u200D", ".", "!!", std::string(1, '\0')};
  std::string text;
  for (auto n = rng.below(24); n > 0; --n) {
    if (rng.below(8) > 0) text += parts[rng.below(parts.size())];
    else {
      const auto c = static_cast<char32_t>(rng.below(0x110000));
      appendUtf8(text, c >= 0xD800 && c < 0xE000 ? U'x' : c);
    }
  }
  return composed(text);
}

TEST(Encoding, DecodingGivesTheTextBack) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  Rng rng(2311);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = randomText(rng);
    EXPECT_EQ(tokenizer.decode(tokenizer.encode(text)), text);
  }
}

/// A vocabulary of a, aa, aaaa, ... up to 2^n, and the merges that double.
Tokenizer doubling(int steps) {
  OrderedJson document = readJsonFile(folder + "tokenizer.json");
  document["added_tokens"] = OrderedJson::array();
  OrderedJson vocabulary = OrderedJson::object(), merges = OrderedJson::array();
  std::string token = "a";
  for (int i = 0; i <= steps; ++i, token += token) {
    vocabulary[token] = i;
    if (i < steps) merges.push_back({token, token});
  }
  document["model"]["vocab"] = vocabulary;
  document["model"]["merges"] = merges;
  return Tokenizer::parse(document.dump(), "doubling");
}

TEST(LongPieces, WorkGrowsWithTheLengthAndNotFaster) {
  OrderedJson model = readJsonFile(folder + "tokenizer.json")["model"];
  const JsonPlace place(model, "model");
  const Vocabulary vocabulary(place.at("vocab"));
  const BpeMerges merges(place.at("merges"), vocabulary);
  Rng rng(3);
  std::vector<TokenId> symbols;
  for (int i = 0; i < 1'000'000; ++i) symbols.push_back(*vocabulary.find(std::string(1, static_cast<char>('a' + rng.below(26)))));
  for (const std::size_t length : {1'000u, 100'000u, 1'000'000u}) {
    BpeMerger merger(merges);
    std::vector<TokenId> tokens;
    merger.merge(std::span(symbols).first(length), tokens);
    EXPECT_LT(merger.steps(), 3 * length);  // n - 1 pairs at first, at most two more a merge
    EXPECT_LT(tokens.size(), length);
  }
}

TEST(LongPieces, AMegabyteOfOneLetterIsMergedFromTheLeft) {
  const Tokenizer tokenizer = doubling(8);
  const auto ids = tokenizer.encode(std::string((1 << 20) + 5, 'a'));
  ASSERT_EQ(ids.size(), (1u << 12) + 2);
  EXPECT_TRUE(std::all_of(ids.begin(), ids.end() - 2, [](TokenId id) { return id == 8; }));
  EXPECT_THAT(std::vector(ids.end() - 2, ids.end()), ElementsAre(2, 0));
}

TEST(Merges, OfEqualRankTheLeftmostGoesFirst) {
  EXPECT_THAT(doubling(1).encode("aaa"), ElementsAre(1, 0));
  EXPECT_THAT(doubling(2).encode("aaaaaaa"), ElementsAre(2, 1, 0));
}

OrderedJson smallModel(const std::string& model, const std::string& preTokenizer) {
  return parseJson(R"({"added_tokens": [], "normalizer": null, "pre_tokenizer": )" + preTokenizer + R"(, "post_processor": null, "decoder": {"type": "ByteLevel"}, "model": )" + model + "}", "small");
}

TEST(Variants, GptTwoWithoutTypeAndWithTheBuiltInPattern) {
  const auto document = smallModel(R"({"dropout": null, "unk_token": "", "continuing_subword_prefix": "", "end_of_word_suffix": "", "vocab": {"a": 0, "b": 1, "\u0120": 2, "\u0120a": 3, "ab": 4, "1": 5}, "merges": ["\u0120 a", "a b"]})",
                                   R"({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true})");
  const Tokenizer tokenizer = Tokenizer::parse(document.dump(), "small");
  EXPECT_THAT(tokenizer.encode("ab ab1"), ElementsAre(4, 3, 1, 5));
  EXPECT_THAT(tokenizer.encode("azb"), ElementsAre(4));  // a byte the vocabulary lacks vanishes, and its neighbours meet
  EXPECT_EQ(tokenizer.decode(tokenizer.encode("ab ab1")), "ab ab1");
}

TEST(Variants, APrefixBlankAnUnknownTokenAndWholePieces) {
  const auto document = smallModel(R"({"type": "BPE", "unk_token": "?", "fuse_unk": true, "ignore_merges": true, "vocab": {"?": 0, "a": 1, "b": 2, "\u0120": 3, "\u0120abb": 4, "\u0120a": 5}, "merges": [["\u0120", "a"]]})",
                                   R"({"type": "ByteLevel", "add_prefix_space": true, "use_regex": false})");
  const Tokenizer tokenizer = Tokenizer::parse(document.dump(), "small");
  EXPECT_THAT(tokenizer.encode("abb"), ElementsAre(4));           // whole, though no merges lead there
  EXPECT_THAT(tokenizer.encode("abbb"), ElementsAre(5, 2, 2, 2));
  EXPECT_THAT(tokenizer.encode("axyb"), ElementsAre(5, 0, 2));    // both unknown bytes are one
}

TEST(Variants, SpecialTokensAreAddedWhereTheFileSaysSo) {
  OrderedJson document = readJsonFile(folder + "tokenizer.json");
  document["post_processor"] = parseJson(R"({"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|im_start|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [], "special_tokens": {"<|im_start|>": {"id": "<|im_start|>", "ids": [2257], "tokens": ["<|im_start|>"]}}}]})", "t");
  const Tokenizer tokenizer = Tokenizer::parse(document.dump(), "t");
  const auto plain = tokenizer.encode("hello there");
  auto framed = plain;
  framed.insert(framed.begin(), 2257);
  EXPECT_EQ(tokenizer.encode("hello there", {.addSpecialTokens = true}), framed);
  framed.resize(2);
  EXPECT_EQ(tokenizer.encode("hello there", {.addSpecialTokens = true, .maxLength = 2}), framed);
}

}  // namespace
}  // namespace ghost::text
