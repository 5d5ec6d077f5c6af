#include "figure/run_labels.h"

#include <set>

#include <gtest/gtest.h>

namespace ghost::figure {
namespace {

using Labels = std::vector<std::string>;
const OrderedJson base = {{"head_levels", 3}, {"tail_levels", 1}, {"alpha", 0.1}, {"seed", 42}, {"threads", 2}};

OrderedJson with(OrderedJson changes) {
  OrderedJson all = base;
  for (const auto& [key, value] : changes.items()) all[key] = value;
  return all;
}

Labels labelsOf(const std::vector<OrderedJson>& parameters) {
  std::vector<LabelledRun> runs;
  for (const OrderedJson& values : parameters) runs.push_back({"Ghost", values, "20260101-000000-x-ghost-00" + std::to_string(10 + runs.size())});
  return runLabels(runs);
}

TEST(RunLabels, LengthsAreNamedAsPeopleNameThem) {
  EXPECT_EQ(labelsOf({with({{"head_levels", 4}, {"tail_levels", 2}}), base}), (Labels{"Ghost 4/2", "Ghost 3/1"}));
  EXPECT_EQ(labelsOf({with({{"tail_levels", 2}}), base}), (Labels{"Ghost 3/2", "Ghost 3/1"}));
}

TEST(RunLabels, OnlyWhatDiffersIsSaid) {
  EXPECT_EQ(labelsOf({base}), Labels{"Ghost"});
  EXPECT_EQ(labelsOf({base, with({{"alpha", 0.5}, {"threads", 8}})}), (Labels{"Ghost alpha 0.1", "Ghost alpha 0.5"}));
  EXPECT_EQ(labelsOf({base, with({{"seed", 7}})}), (Labels{"Ghost seed 42", "Ghost seed 7"}));
  // Lengths tell these apart already; alpha follows them and says nothing new.
  EXPECT_EQ(labelsOf({base, with({{"tail_levels", 2}, {"alpha", 0.2}})}), (Labels{"Ghost 3/1", "Ghost 3/2"}));
  EXPECT_EQ(labelsOf({base, with({{"tail_levels", 2}}), with({{"tail_levels", 2}, {"seed", 1}})}), (Labels{"Ghost 3/1, seed 42", "Ghost 3/2, seed 42", "Ghost 3/2, seed 1"}));
}

TEST(RunLabels, EqualRunsEndAsTheirFoldersDo) { EXPECT_EQ(labelsOf({base, with({{"threads", 4}})}), (Labels{"Ghost 0010", "Ghost 0011"})); }

TEST(RunLabels, AParameterThatARunDoesNotHaveIsADifference) {
  OrderedJson older = base;
  older.erase("alpha");
  EXPECT_EQ(labelsOf({older, base}), (Labels{"Ghost alpha -", "Ghost alpha 0.1"}));
}

TEST(RunLabels, StayUniqueWhereTitlesAreMadeToCollide) {
  const Labels labels = runLabels({{"A", {{"k", 1}}, "same"}, {"A", {{"k", 1}}, "same"}, {"A same", {}, "same"}});
  EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), 3U) << testing::PrintToString(labels);
}

}  // namespace
}  // namespace ghost::figure
