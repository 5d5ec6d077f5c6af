#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "recipe/recipe.h"

namespace ghost::recipe {
namespace {

using testing::HasSubstr;

TEST(Catalogue, EveryRowHasAnIdATitleAndOneSentence) {
  std::set<std::string> ids;
  for (const auto& row : catalogue()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id << " stands twice";
    EXPECT_FALSE(row.title.empty()) << row.id;
    EXPECT_TRUE(row.description.ends_with('.')) << row.id;
    EXPECT_THAT((std::vector<std::string>{"generative", "sequential", "floor"}), testing::Contains(row.kind)) << row.id;
    EXPECT_EQ(row.tokenizer.empty(), row.kind != "generative" || row.id == "given-tokens") << row.id;
    EXPECT_EQ(&recipe(row.id), &row);
  }
}

/// Each default goes back through the check that a person's value goes through.
TEST(Catalogue, EveryDefaultOfEveryRowIsAllowed) {
  for (const auto& row : catalogue()) {
    ParamValues values = parameters(row);
    for (const auto& spec : values.specs()) {
      EXPECT_NO_THROW(values.setJson(spec.key, spec.defaultValue)) << row.id << " " << spec.key;
      EXPECT_FALSE(values.isChanged(spec.key)) << row.id << " " << spec.key;
      EXPECT_TRUE(spec.help.ends_with('.')) << row.id << " " << spec.key;
      EXPECT_FALSE(spec.group.empty()) << row.id << " " << spec.key;
    }
  }
}

TEST(Catalogue, NoKeyStandsTwiceInARow) {
  for (const auto& row : catalogue()) {
    std::set<std::string> keys;
    const ParamValues values = parameters(row);
    for (const auto& spec : values.specs()) EXPECT_TRUE(keys.insert(spec.key).second) << row.id << " " << spec.key;
  }
}

TEST(Catalogue, GhostIsThePaperAndGhostReleasedThePublishedCode) {  // methods.md 1.5
  const ParamValues paper = parameters(recipe("ghost")), released = parameters(recipe("ghost-released"));
  EXPECT_EQ(paper.integer("head_levels"), 3);
  EXPECT_EQ(released.integer("head_levels"), 4);
  EXPECT_EQ(paper.integer("tail_levels"), 2);
  EXPECT_EQ(released.integer("tail_levels"), 2);
  EXPECT_FALSE(paper.boolean("balanced"));
  EXPECT_TRUE(released.boolean("balanced"));
  EXPECT_EQ(paper.text("dedup"), "colliding");
  EXPECT_EQ(released.text("dedup"), "all");
  EXPECT_EQ(paper.integer("auo_rough"), 200);
  EXPECT_EQ(released.integer("auo_rough"), 50);
  EXPECT_FALSE(paper.boolean("auo_head_targets"));
  EXPECT_TRUE(released.boolean("auo_head_targets"));
  EXPECT_FALSE(paper.boolean("auo_sample_one"));
  EXPECT_TRUE(released.boolean("auo_sample_one"));
  EXPECT_EQ(paper.text("normalisation"), "example_sums");
  EXPECT_EQ(released.text("normalisation"), "token_means");
  for (const auto* values : {&paper, &released}) {
    EXPECT_EQ(values->integer("auo_keep"), 5);
    EXPECT_EQ(values->real("alpha"), 0.1);
    EXPECT_EQ(values->integer("beams"), 20);
    EXPECT_EQ(values->real("length_penalty"), 1.0);
    EXPECT_EQ(values->real("also_length_penalty"), 0.0);
  }
}

/// What an ablation leaves out is the only thing it changes.
std::set<std::string> differences(const std::string& a, const std::string& b) {
  const OrderedJson left = parameters(recipe(a)).toJson(), right = parameters(recipe(b)).toJson();
  std::set<std::string> keys;
  for (const auto* side : {&left, &right})
    for (const auto& [key, value] : side->items())
      if (!left.contains(key) || !right.contains(key) || left[key] != right[key]) keys.insert(key);
  return keys;
}

TEST(Catalogue, AblationsDifferInNothingButWhatTheyLeaveOut) {
  using Keys = std::set<std::string>;
  EXPECT_EQ(differences("ghost", "ghost-no-auo"), Keys{"alpha"});
  EXPECT_EQ(differences("ghost", "ghost-no-skt"), (Keys{"head_levels", "tail_levels", "levels", "head_rule", "head_share", "anchor_blend", "anchor_threshold", "fallback", "fallback_heads"}));
  EXPECT_EQ(differences("ghost-no-skt", "rqk-4"), Keys{"alpha"});
  EXPECT_EQ(differences("rqk-4", "rqk-6"), Keys{"levels"});
  EXPECT_EQ(parameters(recipe("rqk-4-6")).integer("head_levels"), 4);
  EXPECT_EQ(parameters(recipe("rqk-4-6")).integer("tail_levels"), 2);
}

TEST(Catalogue, AMistypedRecipeNamesTheClosest) {
  try {
    recipe("gohst");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr("did you mean ghost?"));
  }
}

std::string refusalOf(const char* id) {
  try {
    recipe(id);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    return error.what();
  }
  return "is a recipe";
}

TEST(Catalogue, AMethodThatIsNotBuiltYetIsSaidToBe) {
  for (const char* id : {"lc-rec", "letter", "ed2", "augmentation", "substitution", "ifairlrs-rw", "ifairlrs-rr"}) {
    EXPECT_THAT(refusalOf(id), HasSubstr(std::string(id) + " isn't built yet; ")) << id;
    EXPECT_THAT(refusalOf(id), ::testing::Not(HasSubstr("did you mean"))) << id;
  }
  EXPECT_THAT(refusalOf("LCRec"), HasSubstr("lc-rec isn't built yet; its tokens are: `ghost sid build --tokenizer rqvae`"));
  EXPECT_THAT(refusalOf("skt"), HasSubstr("skt is a tokenizer, not a recipe; recipes with it: ghost, ghost-released, ghost-no-auo"));
  EXPECT_THAT(refusalOf("rqvae"), HasSubstr("given-tokens"));
  EXPECT_THAT(refusalOf("bert4rec"), HasSubstr("no such recipe; there are ghost, "));
}

TEST(Catalogue, TheProfileOfARowCantBeSwitched) {
  ParamValues values = parameters(recipe("ghost"));
  EXPECT_THROW(values.set("profile", "released"), Error);
}

}  // namespace
}  // namespace ghost::recipe
