// What a mistyped name probably stands for, and that a far one is never proposed.
#include "base/closest.h"

#include <vector>

#include <gtest/gtest.h>

namespace ghost {
namespace {

const std::vector<std::string_view> names{"ghost", "ghost-released", "rqk-4", "rqk-6", "tiger", "sasrec", "popularity", "item-knn"};

TEST(Closest, OneOrTwoSlipsAreSeenThrough) {
  for (const auto& [word, meant] : std::vector<std::pair<std::string_view, std::string_view>>{{"gohst", "ghost"}, {"Ghost", "ghost"}, {"ghost_released", "ghost-released"}, {"rqk4", "rqk-4"}, {"RQK 6", "rqk-6"}, {"SASRec", "sasrec"},
                                                                                              {"tigger", "tiger"}, {"popular", "popularity"}, {"itemknn", "item-knn"}, {"item", "item-knn"}, {"popularty", "popularity"}, {"ghost-large", "ghost"}})
    EXPECT_EQ(closestOf(word, names), meant) << word;
}

TEST(Closest, WhatIsFarIsNotProposed) {
  for (const std::string_view word : {"lc-rec", "letter", "ed2", "bert4rec", "augmentation", "ifairlrs-rw", "", "x", "-", "lightgcn"}) EXPECT_EQ(closestOf(word, names), "") << word;
  EXPECT_EQ(closestOf("ghost", {}), "");
}

TEST(Closest, TheSentenceListsWhatThereIsWhenNothingIsNear) {
  EXPECT_EQ(noSuch("recipe", "gohst", names), "no such recipe; did you mean ghost?");
  EXPECT_EQ(noSuch("recipe", "bert4rec", names), "no such recipe; there are ghost, ghost-released, rqk-4, rqk-6, tiger, sasrec, popularity and item-knn");
  const std::vector<std::string_view> many(100, "name");
  EXPECT_EQ(noSuch("parameter", "nothing-like-it", many), "no such parameter among 100; `ghost describe` lists them");
}

}  // namespace
}  // namespace ghost
