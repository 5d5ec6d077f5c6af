#include "base/param_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"

namespace ghost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;

ParamValues values() {
  return ParamValues({integerParam("codes", 256, 2, 65536, "Codes a level."), realParam("alpha", 0.1, 0, 1, "Weight."), booleanParam("balanced", true, "Equal sizes."),
                      choiceParam("dedup", "all", {"all", "colliding", "none"}, "Suffix."), textParam("note", "", "Free text.")});
}
std::string setError(const char* key, const char* text) {
  auto v = values();
  const auto before = v.toJson();
  const auto error = errorOf([&] { v.set(key, text); });
  EXPECT_EQ(v.toJson(), before) << "a refused value changes nothing";
  return error;
}

TEST(ParamValues, StartAtTheDefaultsInTheOrderOfTheSpecs) {
  EXPECT_EQ(values().toJson().dump(), R"({"codes":256,"alpha":0.1,"balanced":true,"dedup":"all","note":""})");
  EXPECT_FALSE(values().isChanged("codes"));
}

TEST(ParamValues, TextIsReadByType) {
  auto v = values();
  v.set("codes", "64");
  v.set("alpha", "1e-3");
  v.set("balanced", "no");
  v.set("dedup", "none");
  v.set("note", "a=b c");
  EXPECT_EQ(v.integer("codes"), 64);
  EXPECT_EQ(v.real("alpha"), 1e-3);
  EXPECT_FALSE(v.boolean("balanced"));
  EXPECT_EQ(v.text("dedup"), "none");
  EXPECT_EQ(v.text("note"), "a=b c");
  EXPECT_TRUE(v.isChanged("codes"));
  v.set("codes", "256");
  EXPECT_FALSE(v.isChanged("codes"));
  v.set("codes", "2");
  v.set("codes", "65536");
  v.set("alpha", "1");
}

TEST(ParamValues, WrongValuesNameTheKeyTheValueAndWhatIsAllowed) {
  EXPECT_EQ(setError("codes", "1"), "2 parameter codes: \"1\" is not allowed here; give an integer from 2 to 65536");
  for (const char* text : {"65537", "12.0", "", "abc", "12x", " 12", "99999999999999999999"}) EXPECT_THAT(setError("codes", text), StartsWith("2 parameter codes: ")) << text;
  for (const char* text : {"1.01", "-0.1", "nan", "inf", "", "x"}) EXPECT_THAT(setError("alpha", text), HasSubstr("give a number from 0 to 1")) << text;
  for (const char* text : {"maybe", "", "True"}) EXPECT_THAT(setError("balanced", text), HasSubstr("give true or false")) << text;
  EXPECT_THAT(setError("dedup", "some"), HasSubstr("give one of all, colliding, none"));
}

TEST(ParamValues, AnUnknownKeyNamesTheClosest) {
  EXPECT_THAT(setError("code", "1"), HasSubstr("2 parameter code: no such parameter; did you mean codes?"));
  EXPECT_THAT(setError("dedupe", "1"), HasSubstr("did you mean dedup?"));
  EXPECT_THAT(errorOf([] { values().integer("alhpa"); }), HasSubstr("did you mean alpha?"));
  EXPECT_THAT(errorOf([] { ParamValues().set("x", "1"); }), StartsWith("2 parameter x: "));
}

TEST(ParamValues, JsonOfTheWrongKindIsRefused) {
  auto v = values();
  v.setJson("alpha", 1);
  EXPECT_EQ(v.toJson().at("alpha").dump(), "1.0") << "a real stays one, so that hashes don't depend on how it was written";
  for (const auto& [key, value] : std::vector<std::pair<std::string, Json>>{
           {"codes", 3.5}, {"codes", "64"}, {"codes", true}, {"alpha", "0.5"}, {"balanced", 1}, {"balanced", "true"}, {"dedup", 1}, {"dedup", "x"}, {"note", nullptr}, {"note", Json::array()}})
    EXPECT_THAT(errorOf([&, k = key, x = value] { v.setJson(k, x); }), StartsWith("2 parameter " + key)) << value;
}

TEST(ParamSpec, JsonHoldsWhatAFormNeeds) {
  const auto json = toJson(integerParam("codes", 256, 2, 65536, "Codes a level."));
  EXPECT_EQ(json.at("type"), "integer");
  EXPECT_EQ(json.at("default"), 256);
  EXPECT_EQ(json.at("min"), 2);
  EXPECT_EQ(json.at("max"), 65536);
  EXPECT_EQ(toJson(choiceParam("d", "a", {"a", "b"}, "x")).at("choices"), Json({"a", "b"}));
  EXPECT_FALSE(toJson(textParam("t", "", "x")).contains("min"));
}

}  // namespace
}  // namespace ghost
