// Codebooks that have collapsed are said, sound ones are not; warnings of a report are kept and added once.
#include "sid/collapse.h"

#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// `items` of two levels; the first level's codes go round `used`, the second's round as many as there are items.
Tokenization made(int items, int used, std::int64_t available) {
  std::vector<std::vector<std::string>> sids;
  for (int i = 0; i < items; ++i) sids.push_back({"<a_" + std::to_string(i % used) + ">", "<b_" + std::to_string(i) + ">"});
  Tokenization tokens;
  tokens.table = SidTable::fromTokens(sids);
  for (const auto& [name, codes] : {std::pair<std::string, std::int64_t>("level.0", available), {"level.1", items}}) tokens.codebooks.push_back({name, codes, 1, std::vector<float>(static_cast<std::size_t>(codes))});
  return tokens;
}

TEST(CollapsedLevels, FewCodesOfManyAreSaid) {
  EXPECT_THAT(collapsedLevels(made(400, 5, 256)), ElementsAre(HasSubstr("level 1 (a): only 5 of 256 codes are in use")));
  EXPECT_THAT(collapsedLevels(made(400, 13, 256)), IsEmpty());  // a twentieth
  EXPECT_THAT(collapsedLevels(made(30, 2, 256)), IsEmpty());    // thirty items can't use more than thirty
  EXPECT_THAT(collapsedLevels(made(30, 2, 4)), IsEmpty());
}

TEST(CollapsedLevels, OneCodeForAllIsSaidWhateverTheBook) {
  EXPECT_THAT(collapsedLevels(made(400, 1, 256)), ElementsAre(HasSubstr("level 1 (a): all 400 items have the same code")));
  Tokenization imported = made(12, 1, 4);
  imported.codebooks.clear();
  EXPECT_THAT(collapsedLevels(imported), ElementsAre(HasSubstr("all 12 items have the same code")));
  EXPECT_THAT(collapsedLevels(made(1, 1, 4)), IsEmpty());
}

TEST(Warnings, AReportKeepsThoseOfTheBuildingBesideItsOwn) {
  Tokenization tokens = made(400, 1, 256);
  tokens.report["warnings"] = {"said by the building"};
  const OrderedJson report = reportOf(tokens, nullptr);
  EXPECT_THAT(warningsOf(report), ElementsAre("said by the building", HasSubstr("all 400 items have the same code")));
  tokens.report = report;
  EXPECT_EQ(reportOf(tokens, nullptr)["warnings"], report["warnings"]);
  EXPECT_THAT(warningsOf(OrderedJson{{"warnings", 3}}), IsEmpty());
}

}  // namespace
}  // namespace ghost::sid
