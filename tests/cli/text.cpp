#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;

const std::string bpe = std::string(GHOST_FIXTURES) + "/bpe", wordPiece = std::string(GHOST_FIXTURES) + "/wordpiece";

/// The lines of stdout, each as JSON.
std::vector<OrderedJson> linesOf(const std::string& out) {
  std::vector<OrderedJson> lines;
  for (std::string_view rest = out; !rest.empty();) {
    const auto end = rest.find('\n');
    lines.push_back(parseJson(rest.substr(0, end), "stdout"));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return lines;
}

TEST(Text, GoesToIdsAndBackLineByLine) {
  std::string input;
  std::vector<OrderedJson> ids;
  std::vector<std::string> texts;
  const std::string goldens = readFile(bpe + "/goldens.jsonl");
  for (const auto& line : linesOf(goldens)) {
    const std::string text = line["text"];
    if (text.find('\n') != std::string::npos) continue;
    input += text + "\n";
    ids.push_back(line["ids"]);
    texts.push_back(line["decoded"]);
  }
  const Called encoded = ghost({"text", "encode", bpe}, {.input = input});
  ASSERT_EQ(encoded.exitCode, 0) << encoded.err;
  EXPECT_EQ(linesOf(encoded.out), ids);
  const Called decoded = ghost({"text", "decode", bpe}, {.input = encoded.out});
  ASSERT_EQ(decoded.exitCode, 0) << decoded.err;
  EXPECT_EQ(linesOf(decoded.out), std::vector<OrderedJson>(texts.begin(), texts.end()));
}

TEST(Text, JsonAddsOneObjectAndQuietKeepsTheLines) {
  const Called json = ghost({"text", "encode", bpe, "--json"}, {.input = "a\n\nb"});
  EXPECT_EQ(json.exitCode, 0);
  EXPECT_EQ(linesOf(json.out).size(), 4u);
  EXPECT_EQ(json.json(), OrderedJson({{"lines", 3}, {"tokens", 2}}));
  const Called quiet = ghost({"text", "decode", bpe, "--quiet"}, {.input = "[64]\n[]\n"});
  EXPECT_EQ(quiet.out, "\"a\"\n\"\"\n");
  EXPECT_EQ(quiet.err, "");
  EXPECT_EQ(ghost({"text", "encode", bpe}).out, "");
}

TEST(Text, SpecialTokensAndLengths) {
  const auto ids = linesOf(ghost({"text", "encode", wordPiece, "--special", "--max-length", "4"}, {.input = "paper desk lamp pen\n"}).out).at(0);
  ASSERT_EQ(ids.size(), 4u);
  EXPECT_EQ(ids[0], 2);
  EXPECT_EQ(ids[3], 3);
  EXPECT_EQ(ghost({"text", "decode", wordPiece, "--skip-special"}, {.input = ids.dump()}).out, "\"paper desk\"\n");
  EXPECT_EQ(ghost({"text", "encode", wordPiece, "--special", "--max-length", "1"}, {.input = "paper"}).exitCode, 2);
  EXPECT_EQ(ghost({"text", "encode", wordPiece, "--max-length", "0"}).exitCode, 2);
}

TEST(Text, ABadLineIsNamed) {
  struct Bad { std::string verb, input, says; };
  for (const auto& bad : {Bad{"encode", "good\nb\xFF" "d\n", "stdin, line 2: text: not valid UTF-8 at byte 1"}, Bad{"decode", "[1]\n[1,\n", "stdin, line 2: ids: not valid JSON"},
                          Bad{"decode", "[1]\n[2]\n{}\n", "stdin, line 3: ids: a JSON array of token ids was expected"}, Bad{"decode", "[1.5]", "stdin, line 1: ids: 1.5 is no token id"},
                          Bad{"decode", "[2311]", "the id 2311 is none of this tokenizer"}, Bad{"decode", "[-1]", "-1 is no token id"}, Bad{"decode", "[99999999999999999999]", "is no token id"},
                          Bad{"decode", "\n", "stdin, line 1: ids: not valid JSON"}, Bad{"decode", "[[[1]]]", "stdin, line 1"}, Bad{"decode", "[\"\xFF\"]", "stdin, line 1"}}) {
    const Called called = ghost({"text", bad.verb, bpe}, {.input = bad.input});
    EXPECT_EQ(called.exitCode, 3) << bad.input;
    EXPECT_THAT(called.sentence(), HasSubstr(bad.says));
  }
}

TEST(Text, ATokenizerThatIsNoneIsNamed) {
  const Scratch scratch;
  const Called called = ghost({"text", "encode", scratch / "nowhere"}, {.input = "a"});
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("nowhere"));
  writeText(scratch / "tokenizer.json", R"({"model": {"type": "Unigram", "vocab": []}})");
  EXPECT_THAT(ghost({"text", "encode", scratch.path().string()}).sentence(), HasSubstr("the model Unigram is not supported"));
  EXPECT_EQ(ghost({"text"}).exitCode, 2);
  EXPECT_EQ(ghost({"text", "encode"}).exitCode, 2);
}

TEST(Text, EachLineIsAnsweredBeforeTheNextComes) {
  Running running({"text", "encode", bpe});
  running.write("a\n");
  EXPECT_EQ(running.line(), "[64]");
  running.write("b\n");
  EXPECT_EQ(running.line(), "[65]");
  running.signal(SIGINT);
  EXPECT_EQ(running.wait(), 130);
}

}  // namespace
}  // namespace ghost::cli
