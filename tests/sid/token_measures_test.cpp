#include <cmath>
#include <fstream>

#include "base/content_hash.h"
#include "base/json_file.h"
#include "sid/code_errors.h"
#include "sid/collisions.h"
#include "sid/level_use.h"
#include "sid/token_origin.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Six items, 0 and 1 head: codes (a, b) of lengths 1 to 2.
Tokenization hand() {
  Tokenization tokens;
  tokens.tokenizer = "rqkmeans";
  tokens.table = SidTable::fromTokens({{"<a_0>", "<b_0>"}, {"<a_0>", "<b_1>"}, {"<a_1>", "<b_0>", "<p_1>"}, {"<a_1>", "<b_0>", "<p_2>"}, {"<a_1>"}, {"<a_0>", "<b_1>"}});
  tokens.codebooks = {{"level.0", 4, 1, {0, 10, 77, 88}}, {"level.1", 2, 1, {0, 2}}};
  return tokens;
}

TEST(LevelUse, CountsEachItemOnceALevel) {
  const auto rows = levelUse(hand());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].used, 2);
  EXPECT_EQ(rows[0].available, 4);
  EXPECT_THAT(rows[0].loads, ElementsAre(3, 3));
  EXPECT_NEAR(rows[0].perplexity, 2, 1e-12);
  EXPECT_THAT(rows[1].loads, ElementsAre(3, 2));  // item 4 ends before
  EXPECT_NEAR(rows[1].perplexity, std::exp(-(0.6 * std::log(0.6) + 0.4 * std::log(0.4))), 1e-12);
  const auto heads = levelUse(hand(), {true, true, false, false, false, false});
  EXPECT_THAT(heads[0].loads, ElementsAre(2));
  EXPECT_NEAR(heads[0].perplexity, 1, 1e-12);
  Tokenization imported = hand();
  imported.codebooks.clear();
  EXPECT_FALSE(levelUse(imported)[0].available);
}

TEST(Collisions, GroupsByCodesAndByWholeSids) {
  const SidTable table = hand().table;
  const auto groups = collisionGroups(table);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_THAT(groups[0].items, ElementsAre(1, 5));
  EXPECT_EQ(groups[0].unresolved, 2);
  EXPECT_THAT(groups[1].items, ElementsAre(2, 3));
  EXPECT_EQ(groups[1].unresolved, 0);  // their suffixes tell them apart
  EXPECT_EQ(collisionCounts(table).beforeSuffixes, 2);
  EXPECT_EQ(collisionCounts(table).afterSuffixes, 1);
  EXPECT_THAT(sharedSids(table), ElementsAre(false, true, false, false, false, true));
}

TEST(CodeErrors, AreMeansOverTheSameItemsAtEveryStep) {
  // Residuals: 0: 1, 1, 1 · 1: 3, 3, 1 · 2: 11, 1, 1 · 3: 9, -1, -1 · 4: 10, 0 (kept) · 5: 2, 2, 0.
  const auto errors = codeErrors(hand(), vectorsOf({{1}, {3}, {11}, {9}, {10}, {2}}), popularityWith(6, {0, 1}));
  EXPECT_EQ(errors.reason, "");
  EXPECT_THAT(errors.head, ElementsAre(5, 5, 1));
  EXPECT_THAT(errors.tail, ElementsAre((121 + 81 + 100 + 4) / 4.0, (1 + 1 + 0 + 4) / 4.0, 0.5));
  EXPECT_THAT(errors.all, ElementsAre((10 + 306) / 6.0, (10 + 6) / 6.0, (2 + 2) / 6.0));
}

TEST(CodeErrors, AreThoseOfTheReducedVectorsWhereTheBuildReducedThem) {
  Tokenization tokens = hand();
  tokens.projection = embed::Projection{{5, 1}, 1, false, {{1, 2, {0, 1}, {0}}}};  // the second number less 1
  const auto errors = codeErrors(tokens, vectorsOf({{9, 2}, {9, 4}, {9, 12}, {9, 10}, {9, 11}, {9, 3}}), popularityWith(6, {0, 1}));
  EXPECT_EQ(errors.reason, "");
  EXPECT_THAT(errors.head, ElementsAre(5, 5, 1));
  EXPECT_THAT(codeErrors(tokens, randomPoints(6, 3, 1), popularityWith(6, {0, 1})).reason, HasSubstr("2 dimensions, the item vectors 3"));
}

TEST(CodeErrors, SayWhyThereAreNone) {
  Tokenization tokens = hand();
  const auto popularity = popularityWith(6, {0, 1});
  EXPECT_THAT(codeErrors(tokens, randomPoints(6, 3, 1), popularity).reason, HasSubstr("1 dimensions, the item vectors 3"));
  EXPECT_THAT(codeErrors(tokens, randomPoints(5, 1, 1), popularity).reason, HasSubstr("5 item vectors for 6 items"));
  tokens.parameters = {{"latent", 32}};
  EXPECT_THAT(codeErrors(tokens, randomPoints(6, 1, 1), popularity).reason, HasSubstr("latents"));
  tokens.parameters = {{"geometry", "hyperbolic"}};
  EXPECT_THAT(codeErrors(tokens, randomPoints(6, 1, 1), popularity).reason, HasSubstr("Poincare"));
  tokens.codebooks.clear();
  tokens.tokenizer = "imported";
  EXPECT_EQ(codeErrors(tokens, randomPoints(6, 1, 1), popularity).reason, "an imported index has no codebooks");
}

/// What a build recorded while it clustered is what its codes and codebooks leave of the vectors.
TEST(CodeErrors, AgreeWithTheInertiaOfBuilds) {
  const embed::ItemVectors vectors = randomPoints(160, 5, 7);
  std::vector<ItemId> heads;
  for (ItemId item = 0; item < 40; ++item) heads.push_back(item);
  const auto popularity = popularityWith(160, heads);
  const auto build = [&](const char* name, const std::map<std::string, std::string>& options) {
    const Tokenizer& row = tokenizer(name);
    ParamValues values = tokenizerDefaults(row, "paper");
    for (const auto& [key, value] : options) values.set(key, value);
    return row.build({vectors, popularity, silentReporter(), {}}, values);
  };
  const Tokenization plain = build("rqkmeans", {{"codes", "6"}, {"levels", "3"}});
  const CodeErrors all = codeErrors(plain, vectors, popularity);
  ASSERT_EQ(all.all.size(), 4u);
  for (std::size_t level = 0; level < 3; ++level) EXPECT_NEAR(all.all[level + 1], plain.report["inertia"][level].get<double>(), 1e-4 * all.all[0]) << level;
  const Tokenization skt = build("skt", {{"codes", "6"}, {"head_levels", "2"}, {"tail_levels", "2"}});
  const CodeErrors parted = codeErrors(skt, vectors, popularity);
  ASSERT_EQ(parted.head.size(), 5u);
  for (std::size_t level = 0; level < 2; ++level) EXPECT_NEAR(parted.head[level + 1], skt.report["inertia"][level].get<double>(), 1e-4 * parted.head[0]) << level;
  for (std::size_t level = 2; level < 4; ++level) EXPECT_NEAR(parted.tail[level + 1], skt.report["inertia"][level].get<double>(), 1e-4 * parted.tail[0]) << level;
  const Tokenization apart = build("rqkmeans-mixed", {{"codes", "6"}, {"head_levels", "2"}, {"tail_levels", "1"}, {"separate_codebooks", "true"}});
  const CodeErrors two = codeErrors(apart, vectors, popularity);
  EXPECT_NEAR(two.head[2], apart.report["inertia"][1].get<double>(), 1e-4 * two.head[0]);
  EXPECT_NEAR(two.tail[3], apart.report["inertia"][4].get<double>(), 1e-4 * two.tail[0]);
  // Whatever the build: loads add up to the items, and groups to what the report counts.
  for (const Tokenization* tokens : {&plain, &skt, &apart}) {
    double first = 0;
    const auto use = levelUse(*tokens);
    for (const double load : use[0].loads) first += load;
    EXPECT_EQ(first, 160);
    std::int64_t extra = 0;
    for (const auto& group : collisionGroups(tokens->table)) extra += std::ssize(group.items) - 1;
    EXPECT_EQ(extra, tokens->report["collisions_before_dedup"].get<std::int64_t>());
    EXPECT_EQ(collisionCounts(tokens->table).beforeSuffixes, extra);
  }
}

TEST(TokenOrigin, IsFoundAgainWhereTheProjectMoved) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path / "one/data");
  std::ofstream(folder.path / "one/data/vectors.npy") << "x";
  saveTokenization(folder.path / "one/artifacts/built", hand(), {folder.path / "one/data/vectors.npy", "cafe", 1.5});
  EXPECT_EQ(loadTokenization(folder.path / "one/artifacts/built").table.items(), 6);
  std::filesystem::rename(folder.path / "one", folder.path / "two");
  const auto origin = readOrigin(folder.path / "two/artifacts/built");
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->vectors, folder.path / "two/data/vectors.npy");
  EXPECT_EQ(origin->sha256, "cafe");
  EXPECT_EQ(origin->seconds, 1.5);
  EXPECT_EQ(readJsonFile(folder.path / "two/artifacts/built/report.json")["origin"]["vectors"]["file"], "../../data/vectors.npy");
  saveTokenization(folder.path / "bare", hand());
  EXPECT_FALSE(readOrigin(folder.path / "bare"));
  EXPECT_FALSE(readOrigin(folder.path / "nowhere"));
}

}  // namespace
}  // namespace ghost::sid
