#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/text/golden_lines.h"
#include "text/bert_text.h"
#include "text/tokenizer.h"

namespace ghost::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;

const std::string folder = GHOST_FIXTURES "/wordpiece/";

void expectGoldens(const Tokenizer& tokenizer, const std::string& name) {
  const auto lines = goldenLines("wordpiece/" + name);
  ASSERT_EQ(lines.size(), 193u);
  for (const auto& line : lines) {
    SCOPED_TRACE(line["text"].dump());
    const std::string text = line["text"];
    const auto ids = tokenizer.encode(text), framed = tokenizer.encode(text, {.addSpecialTokens = true});
    EXPECT_EQ(ids, line["ids"].get<std::vector<TokenId>>());
    EXPECT_EQ(framed, line["ids_special"].get<std::vector<TokenId>>());
    EXPECT_EQ(tokenizer.encode(text, {.addSpecialTokens = true, .maxLength = 6}), line["ids_special_6"].get<std::vector<TokenId>>());
    EXPECT_EQ(tokenizer.decode(framed), line["decoded"].get<std::string>());
    EXPECT_EQ(tokenizer.decode(framed, {.skipSpecialTokens = true}), line["decoded_skip_special"].get<std::string>());
  }
}

TEST(WordPiece, EveryGoldenLineIsEqual) {
  for (const std::string kind : {"", "-cased", "-lower-with-accents"}) {
    SCOPED_TRACE(kind);
    expectGoldens(Tokenizer::open(folder + "tokenizer" + kind + ".json"), "goldens" + kind + ".jsonl");
  }
}

TEST(VocabTxt, ReadsAsTheTokenizerJsonThatSaysTheSame) {
  const testing_base::Scratch scratch;
  scratch.write("vocab.txt", readFile(folder + "vocab.txt"));
  const Tokenizer uncased = Tokenizer::open(scratch.path());
  expectGoldens(uncased.withAddedTokens({{.content = "Wide Token"}}), "goldens.jsonl");
  scratch.write("tokenizer_config.json", R"({"do_lower_case": false, "strip_accents": false})");
  expectGoldens(Tokenizer::open(scratch.path() / "vocab.txt").withAddedTokens({{.content = "Wide Token"}}), "goldens-cased.jsonl");
}

TEST(VocabTxt, WindowsLineEndsAreNoPartOfTheTokens) {
  const testing_base::Scratch scratch;
  const Tokenizer tokenizer = Tokenizer::open(scratch.write("vocab.txt", "[UNK]\r\n[CLS]\r\n[SEP]\r\nab\r\n##c"));
  EXPECT_THAT(tokenizer.encode("ABC abd", {.addSpecialTokens = true}), ElementsAre(1, 3, 4, 0, 2));
}

TEST(VocabTxt, RefusesWhatIsNoVocabulary) {
  const testing_base::Scratch scratch;
  const auto refusal = [&](std::string_view content) { return errorOf([&] { Tokenizer::open(scratch.write("vocab.txt", content)); }); };
  EXPECT_THAT(refusal("a\nb\n"), HasSubstr("no [CLS] and [SEP]"));
  EXPECT_THAT(refusal("[CLS]\n[SEP]\na\n"), HasSubstr("the unknown token \"[UNK]\" is not in the vocabulary"));
  EXPECT_THAT(refusal("[CLS]\n\n[SEP]\n"), HasSubstr("vocab.txt, line 2: the line is empty"));
  EXPECT_THAT(refusal("[CLS]\n[SEP]\n[UNK]\n[SEP]\n"), HasSubstr("\"[SEP]\" stands twice"));
  EXPECT_THAT(refusal("[CLS]\n\xFF\n"), HasSubstr("not valid UTF-8 at byte 6"));
}

TEST(WordPiece, AMaximumLengthBelowTheSpecialTokensIsRefused) {
  const Tokenizer tokenizer = Tokenizer::open(folder);
  EXPECT_THAT(errorOf([&] { tokenizer.encode("paper", {.addSpecialTokens = true, .maxLength = 1}); }), HasSubstr("2 maximum length: 1 tokens leave no room for the 2 special ones"));
  EXPECT_EQ(tokenizer.encode("paper", {.addSpecialTokens = true, .maxLength = 2}).size(), 2u);
}

TEST(WordPiece, ReadsTheLengthItsFileAsksFor) {
  OrderedJson document = readJsonFile(folder + "tokenizer.json");
  EXPECT_EQ(Tokenizer::parse(document.dump(), "t").truncation(), std::nullopt);
  document["truncation"] = {{"direction", "Left"}, {"max_length", 128}, {"strategy", "LongestFirst"}, {"stride", 0}};
  const Tokenizer tokenizer = Tokenizer::parse(document.dump(), "t");
  EXPECT_EQ(tokenizer.truncation(), 128);
  const auto ids = tokenizer.encode("paper desk lamp");
  EXPECT_EQ(tokenizer.encode("paper desk lamp", {.maxLength = 2}), std::vector<TokenId>(ids.end() - 2, ids.end()));
}

TEST(BertText, CutsWordsAtSpacesAndMarks) {
  EXPECT_THAT(bertWords("it's  10.5\u3000$x"), ElementsAre("it", "'", "s", "10", ".", "5", "$", "x"));
  EXPECT_THAT(bertWords(" \t "), ElementsAre());
  EXPECT_EQ(bertCleaned("\u00C9\u4E2D\tx\u00AD", {}), "e \u4E2D  x");
  EXPECT_EQ(bertCleaned("\u00C9", {.stripAccents = false}), "\u00E9");
}

TEST(BertText, WorkForALongWordStaysSmall) {
  EXPECT_THAT(Tokenizer::open(folder).encode(std::string(1'000'000, 'a')), ElementsAre(1));
}

}  // namespace
}  // namespace ghost::text
