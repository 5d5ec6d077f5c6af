#include "figure/metric_table.h"

#include <gtest/gtest.h>

#include "../base/scratch.h"

namespace ghost::figure {
namespace {

using Rank = MetricTable::Cell::Rank;
using testing_base::errorOf;

OrderedJson row(const std::string& run, double hr, double mgu, double arp) { return {{"run", run}, {"recipe", "ghost"}, {"metrics", {{"k", {{"10", {{"hr", hr}, {"mgu", mgu}, {"arp", arp}}}}}}}, {"cns", {{"10", nullptr}}}}; }

OrderedJson comparison() {
  OrderedJson result = {{"rows", {row("a", 0.11284, 0.2, 310.25), row("b", 0.10281, 0.3, 150), row("c", 0.11279, 0.25, 200)}}, {"recipes", OrderedJson::array()}};
  result["rows"][0]["interval"] = {{"10", {{"hr", {0.11, 0.1151}}}}};
  return result;
}

const std::map<std::string, std::string> labels{{"a", "Ghost 4/2"}, {"b", "50% & more_"}, {"c", "=cmd"}};

TEST(MetricTable, MarksBestAndSecondByDirection) {
  const MetricTable table = metricTableOf(comparison(), labels, 10);
  ASSERT_EQ(table.columns.size(), 3U) << "what no run has isn't a column";
  EXPECT_EQ(table.columns[0].title, "HR@10");
  // .1128 and .1128 are printed alike, so both are best.
  EXPECT_EQ(table.rows[0].cells[0].rank, Rank::Best);
  EXPECT_EQ(table.rows[2].cells[0].rank, Rank::Best);
  EXPECT_EQ(table.rows[1].cells[0].rank, Rank::Second);
  EXPECT_EQ(table.rows[0].cells[1].rank, Rank::Best) << "a small MGU is good";
  EXPECT_EQ(table.rows[1].cells[2].rank, Rank::Best) << "a small ARP too";
  EXPECT_EQ(table.rows[2].cells[2].rank, Rank::Second);
  EXPECT_TRUE(errorOf([] { metricTableOf(comparison(), {}, 7); }).starts_with("2 K = 7: "));
}

TEST(MetricTable, LatexIsBooktabsWithEqualDecimals) {
  const std::string tex = toLatex(metricTableOf(comparison(), labels, 10));
  EXPECT_EQ(tex,
            "% \\usepackage{booktabs}\n\\begin{tabular}{lrrr}\n\\toprule\n & HR@10 & MGU@10 & ARP@10 \\\\\n\\midrule\n"
            "Ghost 4/2 & \\textbf{0.1128} {\\scriptsize[0.1100, 0.1151]} & \\textbf{0.2000} & 310.2 \\\\\n"
            "50\\% \\& more\\_ & \\underline{0.1028} & 0.3000 & \\textbf{150.0} \\\\\n"
            "=cmd & \\textbf{0.1128} & \\underline{0.2500} & \\underline{200.0} \\\\\n"
            "\\bottomrule\n\\end{tabular}\n% In brackets: 95 % intervals over bootstrap draws of the users.\n");
}

TEST(MetricTable, CsvRoundTripsAndIsNoFormula) {
  const std::string csv = toCsv(metricTableOf(comparison(), labels, 10));
  EXPECT_NE(csv.find("label,runs,seeds,hr@10,hr@10_low,hr@10_high,hr@10_sd,mgu@10"), std::string::npos) << csv;
  EXPECT_NE(csv.find("Ghost 4/2,a,1,0.11284,0.11,0.1151,,0.2,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("'=cmd,c,1,"), std::string::npos) << csv;
}

TEST(MetricTable, SeedsAreOneRowOfMeans) {
  OrderedJson result = comparison();
  result["recipes"].push_back({{"recipe", "ghost"}, {"runs", 2}, {"names", {"a", "c"}}, {"k", {{"10", {{"hr", {{"mean", 0.112815}, {"sd", 0.00004}}}}}}}});
  const MetricTable table = metricTableOf(result, {{"a", "Ghost 4/2, seed 1"}, {"c", "Ghost 4/2, seed 7"}}, 10);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].label, "Ghost 4/2 (2 seeds)");
  EXPECT_EQ(table.rows[1].label, "b");
  EXPECT_NE(toLatex(table).find("\\textbf{0.1128} {\\scriptsize$\\pm$0.0000}"), std::string::npos) << toLatex(table);
}

TEST(MetricTable, BaselinesAreRowsAndRepeatsAreNot) {
  OrderedJson result = comparison();
  result["rows"][1]["repeats"] = "a";
  result["baselines"] = {row("baseline:popularity", 0.01, 0.4, 900)};
  const MetricTable table = metricTableOf(result, {{"baseline:popularity", "Popularity"}}, 10);
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[2].label, "Popularity");
  EXPECT_EQ(table.rows[1].label, "c");
}

TEST(MetricTable, NothingIsBestAcrossSettingsOfTheHistory) {
  OrderedJson result = comparison();
  for (std::size_t i = 0; i < 3; ++i) result["rows"][i]["history"] = i == 1 ? "left out" : "kept";
  const MetricTable table = metricTableOf(result, labels, 10);
  for (const auto& row : table.rows)
    for (const auto& cell : row.cells) EXPECT_EQ(cell.rank, Rank::None);
  EXPECT_EQ(toLatex(table).find("\\textbf"), std::string::npos);
  EXPECT_NE(toLatex(table).find("no best is marked"), std::string::npos);
}

}  // namespace
}  // namespace ghost::figure
