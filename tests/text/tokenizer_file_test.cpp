#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"
#include "tests/text/golden_lines.h"
#include "text/tokenizer.h"

namespace ghost::text {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;

const std::string bpeFile = GHOST_FIXTURES "/bpe/tokenizer.json";
const std::string wordPieceFile = GHOST_FIXTURES "/wordpiece/tokenizer.json";

/// Five tokens and one merge.
OrderedJson small() {
  return parseJson(R"({"added_tokens": [{"id": 4, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}], "normalizer": {"type": "NFC"},
    "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "\\s+"}, "behavior": "Isolated", "invert": false}, {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]},
    "post_processor": null, "decoder": {"type": "ByteLevel"}, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3}, "merges": [["a", "b"]]}})", "small");
}

/// What reading the small file says once this JSON pointer holds that value.
std::string refusal(const std::string& pointer, const OrderedJson& value) {
  OrderedJson document = small();
  document[OrderedJson::json_pointer(pointer)] = value;
  return errorOf([&] { Tokenizer::parse(document.dump(), "t.json"); });
}
std::string refusalWithout(const std::string& parent, const std::string& key) {
  OrderedJson document = small();
  document[OrderedJson::json_pointer(parent)].erase(key);
  return errorOf([&] { Tokenizer::parse(document.dump(), "t.json"); });
}
std::string refusalOfText(const std::string& text) {
  return errorOf([&] { Tokenizer::parse(text, "t.json"); });
}

TEST(TokenizerFile, TheSmallOneIsRead) {
  const Tokenizer tokenizer = Tokenizer::parse(small().dump(), "t.json");
  EXPECT_THAT(tokenizer.encode("ab<s>ca"), ElementsAre(3, 4, 2, 0));
}

TEST(TokenizerFile, AFolderWithoutOneAndFilesThatAreNone) {
  const testing_base::Scratch scratch;
  EXPECT_THAT(errorOf([&] { Tokenizer::open(scratch.path()); }), HasSubstr("holds neither tokenizer.json nor vocab.txt"));
  EXPECT_THAT(errorOf([&] { Tokenizer::open(scratch.path() / "nowhere"); }), StartsWith("3 "));
  EXPECT_THAT(errorOf([&] { Tokenizer::open(scratch.write("tokenizer.json", "{\"model\":")); }), HasSubstr("tokenizer.json: not valid JSON"));
  EXPECT_THAT(refusalOfText("[]"), HasSubstr("t.json: an object was expected, found array"));
  EXPECT_THAT(refusalOfText("{}"), HasSubstr("\"model\" is missing"));
  EXPECT_THAT(refusalOfText(std::string(100'000, '[')), HasSubstr("nested deeper"));
}

TEST(TokenizerFile, OtherKindsAreRefusedByName) {
  EXPECT_THAT(refusal("/model/type", "Unigram"), StartsWith("3 t.json, model: the model Unigram is not supported; byte-level BPE and WordPiece are"));
  EXPECT_THAT(refusal("/model/type", "WordLevel"), HasSubstr("the model WordLevel"));
  EXPECT_THAT(refusal("/normalizer/type", "NFKC"), HasSubstr("the normalizer NFKC is not supported"));
  EXPECT_THAT(refusal("/normalizer", {{"type", "Sequence"}, {"normalizers", {{{"type", "NFC"}}, {{"type", "Replace"}}}}}), HasSubstr("t.json, normalizer.normalizers[1]: the normalizer Replace"));
  EXPECT_THAT(refusal("/pre_tokenizer", {{"type", "Metaspace"}}), HasSubstr("the pre-tokenizer Metaspace is not supported"));
  EXPECT_THAT(refusal("/pre_tokenizer/pretokenizers/0/type", "Digits"), HasSubstr("t.json, pre_tokenizer.pretokenizers[0]: the pre-tokenizer Digits"));
  EXPECT_THAT(refusal("/pre_tokenizer", nullptr), HasSubstr("no ByteLevel pre_tokenizer"));
  EXPECT_THAT(refusal("/pre_tokenizer/pretokenizers/0/behavior", "Removed"), HasSubstr("the split behaviour \"Removed\" is not supported; Isolated is"));
  EXPECT_THAT(refusal("/post_processor", {{"type", "Unheard"}}), HasSubstr("the post-processor Unheard is not supported"));
  EXPECT_THAT(refusal("/decoder/type", "Metaspace"), HasSubstr("the decoder Metaspace is not supported"));
  EXPECT_THAT(refusal("/model/dropout", 0.1), HasSubstr("t.json, model.dropout: a tokenizer that drops merges at random"));
  EXPECT_THAT(refusal("/model/byte_fallback", true), HasSubstr("byte_fallback"));
  EXPECT_THAT(refusal("/model/end_of_word_suffix", "</w>"), HasSubstr("end_of_word_suffix"));
  EXPECT_THAT(refusal("/model/unk_token", "<unk>"), HasSubstr("\"<unk>\" is not in the vocabulary"));
}

TEST(TokenizerFile, VocabulariesThatAreNone) {
  EXPECT_THAT(refusalWithout("/model", "vocab"), HasSubstr("t.json, model: \"vocab\" is missing"));
  EXPECT_THAT(refusal("/model/vocab", OrderedJson::array()), HasSubstr("an object was expected, found array"));
  EXPECT_THAT(refusal("/model/vocab", OrderedJson::object()), HasSubstr("holds no token"));
  EXPECT_THAT(refusal("/model/vocab/b", 0), HasSubstr("the token \"b\" has the id 0, which \"a\" has too"));
  EXPECT_THAT(refusal("/model/vocab/b", 4), HasSubstr("has the id 4; the ids of 4 tokens run from 0 to 3 without gaps"));
  EXPECT_THAT(refusal("/model/vocab/b", -1), HasSubstr("has the id -1"));
  EXPECT_THAT(refusal("/model/vocab/b", 18446744073709551615ull), HasSubstr("has the id 18446744073709551615"));
  EXPECT_THAT(refusal("/model/vocab/b", 1.0), HasSubstr("has no integer id"));
  EXPECT_THAT(refusal("/model/vocab/b", "1"), HasSubstr("has no integer id"));
  EXPECT_THAT(refusalOfText(R"({"model": {"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []}})"), HasSubstr("\"a\" stands twice"));
}

TEST(TokenizerFile, MergesThatAreNone) {
  EXPECT_THAT(refusalWithout("/model", "merges"), HasSubstr("\"merges\" is missing"));
  EXPECT_THAT(refusal("/model/merges/0/1", "z"), HasSubstr("t.json, model.merges[0]: \"z\" is not in the vocabulary"));
  EXPECT_THAT(refusal("/model/merges/0", OrderedJson::array({"b", "c"})), HasSubstr("\"bc\" is not in the vocabulary"));
  for (const OrderedJson& wrong : {OrderedJson("ab"), OrderedJson("a b c"), OrderedJson(" b"), OrderedJson("a "), OrderedJson(1), OrderedJson(nullptr), OrderedJson::array({"a"}), OrderedJson::array({"a", 1}), OrderedJson::array({"", "a"})})
    EXPECT_THAT(refusal("/model/merges", OrderedJson::array({wrong})), HasSubstr("merges[0]: is no pair of tokens")) << wrong;
  EXPECT_THAT(refusal("/model/merges", OrderedJson::object()), HasSubstr("a list was expected"));
}

TEST(TokenizerFile, AddedTokensThatAreNone) {
  EXPECT_THAT(refusal("/added_tokens/0/id", 5), HasSubstr("the added token \"<s>\" has the id 5; ids go on after the vocabulary without gaps, so 4 was expected"));
  EXPECT_THAT(refusal("/added_tokens/0/id", 0), HasSubstr("has the id 0"));
  EXPECT_THAT(refusal("/added_tokens/0/id", 4000000000ll), HasSubstr("t.json, added_tokens[0].id: an integer from 0 to"));
  EXPECT_THAT(refusal("/added_tokens/0/content", ""), HasSubstr("is empty"));
  EXPECT_THAT(refusal("/added_tokens/0/content", "ab"), HasSubstr("the vocabulary gives it 3"));
  EXPECT_THAT(refusal("/added_tokens/0/content", std::string(2000, 'x')), HasSubstr("the limit is 1024"));
  EXPECT_THAT(refusal("/added_tokens/0/special", 1), HasSubstr("added_tokens[0].special: true or false was expected, found number"));
  EXPECT_THAT(refusalWithout("/added_tokens/0", "lstrip"), HasSubstr("added_tokens[0]: \"lstrip\" is missing"));
  EXPECT_THAT(refusal("/added_tokens/1", small()["added_tokens"][0]), HasSubstr("stands twice"));
  EXPECT_THAT(refusal("/added_tokens", 7), HasSubstr("a list was expected, found number"));
}

TEST(TokenizerFile, PostProcessorsThatLoseTheTextOrNameUnknownIds) {
  const auto frame = [](const char* single, const char* ids) { return parseJson(std::string(R"({"type": "TemplateProcessing", "single": )") + single + R"(, "special_tokens": {"<s>": {"id": "<s>", "ids": )" + ids + "}}}", "frame"); };
  const char* good = R"([{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}])";
  EXPECT_EQ(refusal("/post_processor", frame(good, "[4]")), "");
  EXPECT_THAT(refusal("/post_processor", frame(good, "[5]")), HasSubstr("an integer from 0 to 4 was expected, found 5"));
  EXPECT_THAT(refusal("/post_processor", frame(R"([{"SpecialToken": {"id": "<s>"}}])", "[4]")), HasSubstr("the text itself would be lost"));
  EXPECT_THAT(refusal("/post_processor", frame(R"([{"Sequence": {"id": "A"}}, {"Sequence": {"id": "A"}}])", "[4]")), HasSubstr("holds the sequence A once"));
  EXPECT_THAT(refusal("/post_processor", frame(R"([{"SpecialToken": {"id": "<t>"}}, {"Sequence": {"id": "A"}}])", "[4]")), HasSubstr("\"<t>\" is missing"));
  EXPECT_THAT(refusal("/post_processor", {{"type", "BertProcessing"}, {"sep", {"<s>", 9}}, {"cls", {"<s>", 4}}}), HasSubstr("found 9"));
}

TEST(TokenizerFile, EndlessTextsAndListsAreRefused) {
  OrderedJson document = small();
  document["model"]["vocab"]["@"] = 4;
  std::string text = document.dump();
  text.replace(text.find('@'), 1, std::string(100'000'000, 'x'));
  EXPECT_THAT(refusalOfText(text), AllOf(HasSubstr("is 100000000 bytes long"), testing::SizeIs(testing::Lt(400u))));
  const std::string huge(1'000'000, 'x');
  EXPECT_THAT(refusal("/pre_tokenizer/pretokenizers/0/pattern/Regex", huge), HasSubstr("the limit is 16384"));
  EXPECT_THAT(refusal("/model/type", huge), testing::SizeIs(testing::Lt(400u)));
  OrderedJson steps = OrderedJson::array();
  for (int i = 0; i < 1000; ++i) steps.push_back({{"type", "ByteLevel"}});
  EXPECT_THAT(refusal("/pre_tokenizer/pretokenizers", steps), HasSubstr("1000 steps; the limit is 32"));
}

TEST(WithAddedTokens, AreFoundWrittenAndReadAgain) {
  const testing_base::Scratch scratch;
  const Tokenizer before = Tokenizer::open(bpeFile);
  std::vector<AddedToken> tokens;
  for (int i = 0; i < 64; ++i) tokens.push_back({.content = "<e_" + std::to_string(i) + ">", .special = i % 2 == 0, .normalized = i % 3 == 0});
  const Tokenizer after = before.withAddedTokens(tokens);
  EXPECT_EQ(after.size(), before.size() + 64);
  EXPECT_EQ(after.find("<e_63>"), before.size() + 63);
  EXPECT_THAT(after.encode("<e_7><e_60>"), ElementsAre(before.size() + 7, before.size() + 60));
  EXPECT_EQ(after.decode(after.encode("x <e_7> y")), "x <e_7> y");
  EXPECT_GT(before.encode("<e_7>").size(), 1u);  // a value: the first one stays as it is

  after.write(scratch.path() / "tokenizer.json");
  const Tokenizer again = Tokenizer::open(scratch.path());
  EXPECT_EQ(again.json(), after.json());
  EXPECT_EQ(again.addedTokens(), after.addedTokens());
  for (TokenId id = 0; id < after.size(); ++id) EXPECT_EQ(again.token(id), after.token(id));
  for (const auto& line : goldenLines("bpe/goldens.jsonl")) EXPECT_EQ(again.encode(line["text"].get<std::string>()), line["ids"].get<std::vector<TokenId>>());
}

TEST(WithAddedTokens, WhatIsThereAlreadyStays) {
  const Tokenizer tokenizer = Tokenizer::parse(small().dump(), "t.json");
  const AddedToken present = tokenizer.addedTokens().front();
  const Tokenizer same = tokenizer.withAddedTokens({present, {.content = "<t>"}});
  EXPECT_EQ(same.size(), 6);
  EXPECT_EQ(same.find("<t>"), 5);
  EXPECT_EQ(tokenizer.withAddedTokens({{.content = "ab"}}).size(), 5);  // a token of the vocabulary keeps its id
  EXPECT_THAT(errorOf([&] { tokenizer.withAddedTokens({{.content = "<s>", .special = false}}); }), HasSubstr("is there already, with other flags"));
  EXPECT_THAT(errorOf([&] { tokenizer.withAddedTokens({{.content = ""}}); }), HasSubstr("is empty"));
  EXPECT_THAT(errorOf([&] { tokenizer.withAddedTokens({{.content = "<t>"}, {.content = "<t>"}}); }), StartsWith("3 t.json: the added token \"<t>\""));
}

TEST(WithAddedTokens, AnUnchangedFileSaysTheSame) {
  for (const auto& file : {bpeFile, wordPieceFile}) EXPECT_EQ(parseJson(Tokenizer::open(file).json(), "again"), readJsonFile(file));
}

/// One random change to a document: a value replaced by one of another kind, an entry dropped, doubled or exchanged with its neighbour.
void mutate(OrderedJson& value, Rng& rng, int depth = 0) {
  static const std::vector<OrderedJson> strangers{nullptr, true, -1, 0, 3, 2147483647, 18446744073709551615ull, 0.5, "", "a", "BPE", "WordPiece", "ByteLevel", "NFC", "\\s+(?!\\S)", "(a+)+b", "[", OrderedJson::array(), OrderedJson::object(), OrderedJson::array({"a", "b"})};
  const bool deeper = value.is_structured() && !value.empty() && depth < 8 && rng.below(12) > 0;
  if (!deeper) {
    value = strangers[rng.below(strangers.size())];
    return;
  }
  auto it = value.begin();
  std::advance(it, static_cast<std::ptrdiff_t>(rng.below(value.size())));
  const auto kind = rng.below(10);
  if (kind == 0) value.erase(it);
  else if (kind == 1) *it = *value.begin();
  else mutate(*it, rng, depth + 1);
}

/// Reads what may be malformed and, where it is taken, uses it. Nothing but an Error{Data} may come out.
bool survives(const std::string& text) {
  try {
    const Tokenizer tokenizer = Tokenizer::parse(text, "mutated");
    for (const char* sample : {"", "abcab a\u0301 <s> ", "Paper [SEP] caf\u00E9", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa  \n\n 12"}) tokenizer.decode(tokenizer.encode(sample, {.addSpecialTokens = true}));
    Tokenizer::parse(tokenizer.json(), "again");
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data) << error.what();
    return false;
  }
}

/// A WordPiece file as small as small().
OrderedJson smallWordPiece() {
  OrderedJson document = readJsonFile(wordPieceFile);
  document["model"]["vocab"] = {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"[MASK]", 4}, {"a", 5}, {"##b", 6}, {"paper", 7}};
  document["added_tokens"].erase(std::size_t{5});
  return document;
}

TEST(MutatedFiles, GiveAnErrorOrATokenizer) {
  Rng rng(1126);
  int taken = 0;
  for (int i = 0; i < 4000; ++i) {
    OrderedJson document = i % 2 == 0 ? small() : smallWordPiece();
    for (auto changes = 1 + rng.below(3); changes > 0; --changes) mutate(document, rng);
    taken += survives(document.dump()) ? 1 : 0;
  }
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 3900);
}

TEST(MutatedFiles, ChangedBytesToo) {
  Rng rng(1127);
  const std::vector<std::string> originals{small().dump(), smallWordPiece().dump()};
  for (int i = 0; i < 4000; ++i) {
    std::string text = originals[static_cast<std::size_t>(i % 2)];
    for (auto changes = 1 + rng.below(4); changes > 0; --changes) {
      const auto at = rng.below(text.size());
      if (rng.below(3) == 0) text.erase(at, 1 + rng.below(8));
      else text[at] = static_cast<char>(rng.below(4) == 0 ? rng.below(256) : "{}[]\",:019ea\\"[rng.below(13)]);
      if (text.empty()) text = "x";
    }
    survives(text);
  }
}

}  // namespace
}  // namespace ghost::text
