#include "run/run_identity.h"

#include <gtest/gtest.h>

#include "recipe/recipe.h"

namespace ghost::run {
namespace {

OrderedJson manifestOf(const char* recipe, std::int64_t seed) {
  ParamValues values = recipe::parameters(recipe::recipe(recipe));
  values.setJson("seed", seed);
  return {{"recipe", recipe}, {"profile", "paper"}, {"seed", seed}, {"backend", "frequency"}, {"parameters", values.toJson()}, {"data", {{"Tiny.inter.json", "aa"}, {"data/Tiny.npy", "cc"}}}};
}

TEST(RunIdentity, SeedAndThreadsAloneMakeNoOtherSystem) {
  const OrderedJson one = manifestOf("ghost", 1);
  OrderedJson two = manifestOf("ghost", 2);
  two["parameters"]["threads"] = 7;
  EXPECT_EQ(systemOf(one), systemOf(two));
  EXPECT_EQ(sampleSeedOf(two), 2);
  EXPECT_NE(systemOf(one), systemOf(one, "test-lp0.0"));
}

TEST(RunIdentity, WhatElseChangesAResultMakesAnother) {
  const OrderedJson one = manifestOf("ghost", 1);
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, OrderedJson>>{{"/recipe", "rqk-4"}, {"/profile", "released"}, {"/backend", "torch"}, {"/parameters/epochs", 99}, {"/parameters/keep_history", false},
                                                                                       {"/data/Tiny.inter.json", "ab"}, {"/data/data~1Tiny.npy", "cd"}}) {
    OrderedJson other = one;
    other[OrderedJson::json_pointer(pointer)] = value;
    EXPECT_NE(systemOf(one), systemOf(other)) << pointer;
  }
}

TEST(RunIdentity, ARepeatHasTheRecipeTheValuesAndTheSeed) {
  const OrderedJson made = manifestOf("ghost", 1);
  OrderedJson wanted = made["parameters"];
  EXPECT_TRUE(isRunOf(made, "ghost", wanted));
  wanted["threads"] = 9;
  EXPECT_TRUE(isRunOf(made, "ghost", wanted)) << "threads change no result";
  wanted["seed"] = 2;
  EXPECT_FALSE(isRunOf(made, "ghost", wanted)) << "another sample";
  wanted["seed"] = 1;
  wanted["epochs"] = 99;
  EXPECT_FALSE(isRunOf(made, "ghost", wanted));
  EXPECT_FALSE(isRunOf(made, "rqk-4", made["parameters"]));
  OrderedJson older = made;
  older["parameters"].erase("alpha");
  EXPECT_TRUE(isRunOf(older, "ghost", made["parameters"])) << "an older run had the default";
}

TEST(RunIdentity, FilesAreKnownByTheirContentNotByTheirNames) {
  const OrderedJson one = manifestOf("ghost", 1);
  OrderedJson other = one;
  other["data"] = {{"vectors/other.npy", "cc"}, {"Copy.inter.json", "aa"}};
  EXPECT_EQ(systemOf(one), systemOf(other));
  EXPECT_EQ(interactionsHashOf(other), "aa");
}

TEST(RunIdentity, AParameterThatAnOlderVersionDidntHaveCountsAsItsDefault) {
  const OrderedJson one = manifestOf("ghost", 1);
  OrderedJson old = one;
  old["parameters"].erase("neighbour_search");
  EXPECT_EQ(systemOf(one), systemOf(old));
}

TEST(RunIdentity, UntrainedRecipesDrawNothingSoEverySeedIsARepeat) {
  EXPECT_EQ(sampleSeedOf(manifestOf("item-knn", 1)), sampleSeedOf(manifestOf("item-knn", 2)));
  EXPECT_TRUE(isUntrained("next-item"));
  EXPECT_FALSE(isUntrained("sasrec") || isUntrained("of tomorrow"));
}

TEST(RunIdentity, ADamagedManifestIsASystemWithoutASeed) {
  for (const OrderedJson& broken : {OrderedJson::object(), OrderedJson{{"recipe", 3}, {"parameters", 7}, {"data", "x"}, {"seed", "y"}}}) {
    EXPECT_NO_THROW(systemOf(broken));
    EXPECT_FALSE(sampleSeedOf(broken));
    EXPECT_EQ(interactionsHashOf(broken), "");
  }
}

}  // namespace
}  // namespace ghost::run
