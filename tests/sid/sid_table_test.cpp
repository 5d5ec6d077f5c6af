#include "sid/sid_table.h"

#include "base/file_ops.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SidTable, TokensAreNumberedInBytewiseOrderOfTheirNames) {
  const auto table = SidTable::fromTokens({{"<a_2>", "<b_0>", "<p_1>"}, {"<a_12>", "<b_0>"}});
  ASSERT_EQ(table.tokens(), 4);
  EXPECT_EQ(table.tokenName(0), "<a_12>");  // '1' < '2'
  EXPECT_EQ(table.tokenName(1), "<a_2>");
  EXPECT_EQ(table.tokenName(2), "<b_0>");
  EXPECT_EQ(table.tokenName(3), "<p_1>");
  EXPECT_THAT(table.sid(0), ElementsAre(1, 2, 3));
  EXPECT_THAT(table.codes(0), ElementsAre(1, 2));
  EXPECT_EQ(table.code(0), 12);
  EXPECT_EQ(table.level(2), 1);
  EXPECT_TRUE(table.isSuffix(3));
  EXPECT_EQ(table.maxLength(), 3);
  EXPECT_EQ(table.text(0), "<a_2><b_0><p_1>");
}

TEST(SidTable, CommonPrefixLooksAtCodesOnly) {
  const auto table = SidTable::fromTokens({{"<a_1>", "<b_2>", "<p_1>"}, {"<a_1>", "<b_2>", "<c_3>", "<p_1>"}, {"<a_1>", "<b_2>", "<p_2>"}, {"<a_0>", "<b_2>"}});
  EXPECT_EQ(table.commonPrefix(0, 1), 2);
  EXPECT_EQ(table.commonPrefix(0, 2), 2);
  EXPECT_EQ(table.commonPrefix(0, 3), 0);
}

TEST(SidTable, PartsAndTokensGiveTheSameTable) {
  const std::vector<SidPart> parts{{0, 2}, {1, 10}, {-1, 1}, {0, 12}, {1, 9}};
  const auto fromParts = SidTable::fromParts({0, 3, 5}, parts);
  const auto fromTokens = SidTable::fromTokens({{"<a_2>", "<b_10>", "<p_1>"}, {"<a_12>", "<b_9>"}});
  ASSERT_EQ(fromParts.tokens(), fromTokens.tokens());
  for (SidToken t = 0; t < fromParts.tokens(); ++t) EXPECT_EQ(fromParts.tokenName(t), fromTokens.tokenName(t));
  for (ItemId i = 0; i < 2; ++i) EXPECT_EQ(fromParts.text(i), fromTokens.text(i));
}

TEST(SidTable, HyphenTokensOfEd2AreTaken) {
  const auto table = SidTable::fromTokens({{"<a-12>", "<b-3>", "<p-0>"}});
  EXPECT_EQ(table.code(table.sid(0)[0]), 12);
  EXPECT_TRUE(table.isSuffix(table.sid(0)[2]));
  EXPECT_EQ(table.text(0), "<a-12><b-3><p-0>");
}

TEST(SidTable, BadTokensAreRefusedWithItemAndToken) {
  for (const char* token : {"", "a_1", "<a_>", "<_1>", "<a_1", "<A_1>", "<a_-1>", "<a_1x>", "<a 1>", "<a_99999999999>", "<zzzzzz_1>"}) {
    const auto message = messageOf([&] { SidTable::fromTokens({{"<a_0>"}, {token}}, "x.json"); });
    EXPECT_THAT(message, HasSubstr("x.json: item 1: \"" + std::string(token) + "\"")) << token;
  }
  EXPECT_THAT(messageOf([] { SidTable::fromTokens({{"<a_0>"}, {}}); }), HasSubstr("item 1 has an empty SID"));
  EXPECT_THAT(messageOf([] { SidTable::fromTokens({{"<p_1>"}}); }), HasSubstr("may only stand last"));
  EXPECT_THAT(messageOf([] { SidTable::fromTokens({{"<a_1>", "<p_1>", "<b_1>"}}); }), HasSubstr("may only stand last"));
  EXPECT_THAT(messageOf([] { SidTable::fromTokens({std::vector<std::string>(33, "<a_1>")}); }), HasSubstr("33 tokens"));
  EXPECT_THAT(messageOf([] { SidTable::fromParts({0, 1}, std::vector<SidPart>{{suffixLetter, 1}}); }), HasSubstr("can't be written"));
}

TEST(IndexFile, WrittenIndexReadsBackEqual) {
  const TemporaryFolder folder;
  const auto table = SidTable::fromTokens({{"<a_2>", "<b_0>", "<p_1>"}, {"<a_12>", "<b_0>"}, {"<a-1>", "<b-2>"}});
  writeIndex(folder.path / "i.json", table);
  const auto again = readIndex(folder.path / "i.json", 3);
  ASSERT_EQ(again.items(), 3);
  for (ItemId i = 0; i < 3; ++i) EXPECT_EQ(again.text(i), table.text(i));
}

TEST(IndexFile, DamagedAndForeignFilesEndWithOneClearSentence) {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& text, std::int32_t expected = -1) {
    writeFileAtomically(folder.path / "i.json", text);
    return messageOf([&] { readIndex(folder.path / "i.json", expected); });
  };
  EXPECT_THAT(message(R"({"0":["<a_0>"],"2":["<a_1>"]})"), HasSubstr("item 1 is missing"));
  EXPECT_THAT(message(R"({"0":["<a_0>"],"2000000000":["<a_1>"]})"), HasSubstr("item 1 is missing"));
  EXPECT_THAT(message(R"({"0":["<a_0>"],"0":["<a_1>"]})"), HasSubstr("item 0 stands twice"));
  EXPECT_THAT(message(R"({"0":["<a_0>"]})", 2), HasSubstr("item 1 is missing"));
  EXPECT_THAT(message(R"({"0":["<a_0>"],"1":["<a_1>"]})", 1), HasSubstr("the catalogue only 1"));
  EXPECT_THAT(message(R"({"x":["<a_0>"]})"), HasSubstr("\"x\" is no item id"));
  EXPECT_THAT(message(R"({"-1":["<a_0>"]})"), HasSubstr("no item id"));
  EXPECT_THAT(message(R"({"0":"<a_0>"})"), HasSubstr("item 0 holds a string"));
  EXPECT_THAT(message(R"({"0":[1]})"), HasSubstr("item 0 holds a number"));
  EXPECT_THAT(message(R"({"0":[["<a_0>"]]})"), HasSubstr("an array inside a SID"));
  EXPECT_THAT(message(R"({"0":{}})"), HasSubstr("an object"));
  EXPECT_THAT(message("[]"), HasSubstr("object of item ids"));
  EXPECT_THAT(message("{}"), HasSubstr("holds no item"));
  EXPECT_THAT(message("5"), HasSubstr("number"));
  EXPECT_THAT(message(R"({"0":["<a_0>")"), HasSubstr("not valid JSON at byte"));
  EXPECT_THAT(message(""), HasSubstr("not valid JSON"));
  EXPECT_THAT(message(std::string("{\"0\":[\"<a_0>\"]}\0more", 20)), HasSubstr("NUL byte"));
  EXPECT_THAT(messageOf([&] { readIndex(folder.path / "none.json"); }), HasSubstr("can't be read"));
}

}  // namespace
}  // namespace ghost::sid
