#include "sid/tokenization.h"

#include "base/file_ops.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::HasSubstr;

Tokenization example() { return build("skt", "paper", randomPoints(40, 5, 8, 6), popularityWith(40, {0, 3, 6, 9, 12, 15, 18, 21}), {{"codes", "4"}, {"head_levels", "2"}}); }

TEST(Tokenization, AFolderReadsBackEqual) {
  const TemporaryFolder folder;
  const Tokenization tokens = example();
  saveTokenization(folder.path / "tokens", tokens);
  const Tokenization again = loadTokenization(folder.path / "tokens");
  EXPECT_EQ(again.tokenizer, "skt");
  EXPECT_EQ(again.parameters, tokens.parameters);
  EXPECT_EQ(again.report, tokens.report);
  for (ItemId i = 0; i < 40; ++i) EXPECT_EQ(again.table.text(i), tokens.table.text(i));
  ASSERT_TRUE(again.skeleton.has_value());
  EXPECT_EQ(again.skeleton->headLevels, 2);
  EXPECT_EQ(again.skeleton->tailLevels, 2);
  EXPECT_EQ(again.skeleton->anchor, tokens.skeleton->anchor);
  EXPECT_EQ(again.skeleton->anchorCosine, tokens.skeleton->anchorCosine);
  ASSERT_EQ(again.codebooks.size(), tokens.codebooks.size());
  for (std::size_t b = 0; b < again.codebooks.size(); ++b) {
    EXPECT_EQ(again.codebooks[b].name, tokens.codebooks[b].name);
    EXPECT_EQ(again.codebooks[b].centroids, tokens.codebooks[b].centroids);
  }
}

TEST(Tokenization, TenLevelsKeepTheirOrder) {
  const TemporaryFolder folder;
  const auto tokens = build("rqkmeans", "paper", randomPoints(40, 5, 8, 6), popularityWith(40, {0, 3}), {{"codes", "2"}, {"levels", "12"}});
  saveTokenization(folder.path / "tokens", tokens);
  const auto again = loadTokenization(folder.path / "tokens");
  ASSERT_EQ(again.codebooks.size(), 12u);
  EXPECT_EQ(again.codebooks[2].name, "level.2");
  EXPECT_EQ(again.codebooks[10].name, "level.10");
}

TEST(Tokenization, SeparateCodebooksAndImportedTablesReadBack) {
  const TemporaryFolder folder;
  const auto mixed = build("rqkmeans-mixed", "paper", randomPoints(40, 5, 8, 6), popularityWith(40, {0, 3, 5}), {{"codes", "4"}, {"separate_codebooks", "true"}});
  saveTokenization(folder.path / "mixed", mixed);
  EXPECT_EQ(loadTokenization(folder.path / "mixed").codebooks.size(), 4u + 6u);
  const auto imported = importIndex(folder.path / "mixed" / "index.json", nullptr);
  saveTokenization(folder.path / "imported", imported);
  const auto again = loadTokenization(folder.path / "imported");
  EXPECT_EQ(again.tokenizer, "imported");
  EXPECT_TRUE(again.codebooks.empty());
  EXPECT_FALSE(again.skeleton.has_value());
}

TEST(Tokenization, AnExistingFolderIsNotOverwritten) {
  const TemporaryFolder folder;
  EXPECT_THAT(messageOf([&] { saveTokenization(folder.path, example()); }, ErrorCode::Usage), HasSubstr("exists already"));
}

TEST(Tokenization, MissingOrMismatchedPartsEndWithOneClearSentence) {
  const TemporaryFolder folder;
  const auto place = folder.path / "tokens";
  const auto damaged = [&](const std::string& part, const std::function<void(const std::filesystem::path&)>& damage) {
    std::filesystem::remove_all(place);
    saveTokenization(place, example());
    damage(place / part);
    return messageOf([&] { loadTokenization(place); });
  };
  const auto removed = [](const std::filesystem::path& file) { std::filesystem::remove(file); };
  const auto replaced = [](const std::string& from, const std::string& to) {
    return [=](const std::filesystem::path& file) {
      std::string text = readFile(file);
      const auto at = text.find(from);
      ASSERT_NE(at, std::string::npos);
      writeFileAtomically(file, text.replace(at, from.size(), to));
    };
  };
  EXPECT_THAT(damaged("index.json", removed), HasSubstr("index.json: can't be read"));
  EXPECT_THAT(damaged("report.json", removed), HasSubstr("report.json: can't be read"));
  EXPECT_THAT(damaged("report.json", replaced("\"format\": 1", "\"format\": 2")), HasSubstr("has format 2, this program reads 1"));
  EXPECT_THAT(damaged("report.json", replaced("\"tokenizer\"", "\"tokeniser\"")), HasSubstr("needs format, tokenizer"));
  EXPECT_THAT(damaged("index.json", replaced("<a_", "<a_9")), HasSubstr("build"));
  EXPECT_THAT(damaged("skeleton.json", replaced("\"anchor\":[-1,", "\"anchor\":[")), HasSubstr("39 anchors"));
  EXPECT_THAT(damaged("skeleton.json", replaced("\"anchor\":[-1,", "\"anchor\":[77,")), HasSubstr("item 0 names item 77 as its anchor"));
  EXPECT_THAT(damaged("skeleton.json", replaced("\"head_levels\":2", "\"head_levels\":3")), HasSubstr("does not carry the codes of its anchor"));
}

}  // namespace
}  // namespace ghost::sid
