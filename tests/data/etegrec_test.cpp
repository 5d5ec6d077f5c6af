#include "data/etegrec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

std::string row(const std::vector<std::string>& sequence, std::size_t target, std::size_t cap) {
  OrderedJson history = OrderedJson::array();
  for (std::size_t i = target - std::min(target, cap); i < target; ++i) history.push_back(sequence[i]);
  return OrderedJson{{"inter_history", history}, {"target_id", sequence[target]}}.dump() + "\n";
}

TEST(Etegrec, TestRowsAreUsersAndTheMapNumbersItems) {
  const Scratch scratch(testing_data::inMemory());
  Rng rng(8);
  RawSequences expected;
  std::string parts[3];
  for (int user = 0; user < 40; ++user) {
    std::vector<std::string> sequence;
    for (auto n = 4 + rng.below(12); n > 0; --n) sequence.push_back("B" + std::to_string(rng.below(30)));
    for (std::size_t i = 1; i + 2 < sequence.size(); ++i) parts[0] += row(sequence, i, 50);
    parts[1] += row(sequence, sequence.size() - 2, 50);
    parts[2] += row(sequence, sequence.size() - 1, 50);
    expected.push_back({std::to_string(user), sequence});
  }
  OrderedJson map = OrderedJson::object();
  for (int i = 29; i >= 0; --i) map["B" + std::to_string(i)] = 30 - i;
  for (const auto& [part, name] : {std::pair(0, "D.train.jsonl"), std::pair(1, "D.valid.jsonl"), std::pair(2, "D.test.jsonl")}) scratch.write(name, parts[part]);
  scratch.write("D.emb_map.json", map.dump());
  const auto result = importOf(scratch.path(), scratch.path() / "to", {{"name", "D"}});
  EXPECT_EQ(result.report.format, "etegrec");
  EXPECT_EQ(result.sequences(), expected);
  EXPECT_EQ(result.dataSet.items(), 30);
  EXPECT_EQ(result.rawIds(".item2id", 30)[0], "B29");
  EXPECT_FALSE(result.has(".split.json"));
  EXPECT_THAT(result.report.warnings, testing::Not(Contains(HasSubstr("no validation row"))));
}

TEST(Etegrec, WhatIsMissingIsTold) {
  const Scratch scratch(testing_data::inMemory());
  scratch.write("x.test.jsonl", "{\"inter_history\": [\"a\", 7], \"target_id\": \"c\"}\n{\"inter_history\": [\"a\"], \"target_id\": \"c\"}\n{\"inter_history\": 5, \"target_id\": 6}\nrubbish\n{\"inter_history\": [\"a\", null, \"b\"], \"target_id\": 6}\n");
  const auto result = importOf(scratch.path(), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"0", {"a", "7", "c"}}}));
  EXPECT_EQ(result.report.rowsRejected, 4);
  EXPECT_THAT(result.report.warnings, testing::IsSupersetOf({HasSubstr("no emb_map.json"), HasSubstr("1 test rows have no validation row")}));
  EXPECT_THAT(previewOf(scratch.path(), 3).rows, ElementsAre(ElementsAre("a 7", "c"), ElementsAre("a", "c")));
  scratch.write("x.emb_map.json", R"({"a": 1, "7": 3, "c": 2, "d": 9})");
  EXPECT_THAT(errorOf([&] { importOf(scratch.path(), scratch.path() / "x"); }), HasSubstr("\"d\" is mapped to 9; the numbers must run from 1 to 4"));
}

}  // namespace
}  // namespace ghost::data
