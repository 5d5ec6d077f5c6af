#include "figure/figure_edits.h"

#include <gtest/gtest.h>

#include "../base/scratch.h"
#include "figure/markup.h"

namespace ghost::figure {
namespace {

using testing_base::errorOf;

FigureData sample() {
  FigureData figure;
  figure.kind = "sample";
  figure.title = "Sample";
  figure.panels.resize(2);
  for (Panel& panel : figure.panels) {
    panel.y.label = "NLL";
    panel.x.categories = {"Ghost", "SASRec"};
    panel.remarks = {"left out"};
    Series series;
    series.name = "training";
    panel.series = {series};
    panel.rules = {{false, 1, "x_{80}", Role::Neutral}};
  }
  return figure;
}

const char* written = R"json({"title": "Music", "panels": [{"title": "left", "y_label": "loss"}, {"x_label": "step"}], "legend": {"training": "ours", "Ghost": "Ghost (ours)", "x_{80}": ""}, "footnotes": ["n = 3"], "height_mm": 60})json";

TEST(FigureEdits, AreLaidOverTheFiguresOwnWords) {
  const FigureData figure = edited(sample(), editsOf(OrderedJson::parse(written), "edits.json"));
  EXPECT_EQ(figure.title, "Music");
  EXPECT_TRUE(figure.titleShown);
  EXPECT_EQ(figure.panels[0].title, "left");
  EXPECT_EQ(figure.panels[0].y.label, "loss");
  EXPECT_EQ(figure.panels[1].y.label, "NLL");
  EXPECT_EQ(figure.panels[1].x.label, "step");
  EXPECT_EQ(figure.panels[1].series[0].name, "ours");
  EXPECT_EQ(figure.panels[1].rules[0].label, "");
  EXPECT_EQ(figure.panels[0].x.categories[0], "Ghost (ours)");
  EXPECT_EQ(figure.panels[0].remarks, std::vector<std::string>{"n = 3"});
  EXPECT_TRUE(figure.panels[1].remarks.empty());
}

TEST(FigureEdits, ReadBackAsTheyWereWritten) {
  const FigureEdits edits = editsOf(OrderedJson::parse(written), "edits.json");
  EXPECT_EQ(editsOf(toJson(edits), "again"), edits);
  EXPECT_EQ(editsOf({{"kind", "x"}, {"edits", toJson(edits)}}, "figure.json"), edits);
  EXPECT_TRUE(editsOf(OrderedJson::object(), "none").isEmpty());
  EXPECT_EQ(toJson(edited(sample(), {})), toJson(sample()));
}

TEST(FigureEdits, MistakesAreNamed) {
  const auto of = [](const char* text) { return errorOf([&] { editsOf(OrderedJson::parse(text), "e.json"); }); };
  EXPECT_EQ(of(R"({"titel": "x"})"), "3 e.json: a figure's edits have no \"titel\"; did you mean title?");
  EXPECT_EQ(of(R"({"panels": [{"ylabel": "x"}]})"), "3 e.json: a figure's edits have no \"ylabel\"; did you mean y_label?");
  EXPECT_TRUE(of(R"({"title": 3})").starts_with("3 e.json: \"title\""));
  EXPECT_TRUE(of(R"({"panels": {}})").starts_with("3 e.json: \"panels\""));
  EXPECT_TRUE(of(R"({"footnotes": "x"})").starts_with("3 e.json: \"footnotes\""));
  EXPECT_TRUE(of(R"({"height_mm": -3})").starts_with("3 e.json: \"height_mm\""));
  EXPECT_TRUE(of("[1]").starts_with("3 e.json"));
}

TEST(OneLine, KeepsLettersAndDropsWhatBreaksLines) {
  EXPECT_EQ(oneLine("a\nb\tc"), "a b c");
  EXPECT_EQ(oneLine("\xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x8E\xB8"), "\xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x8E\xB8");
  EXPECT_EQ(oneLine("a\xE2\x80\xAE"  "b"), "ab");            // right-to-left override
  EXPECT_EQ(oneLine("a\xFF"  "b\xC3"), "a\xEF\xBF\xBD"  "b\xEF\xBF\xBD");
  EXPECT_EQ(oneLine("\xE2\x80\xA8"), " ");                   // line separator
  EXPECT_EQ(escapeLatex("50% #1 & _x_ $2 {a} ~ ^ \\ | <\n>"), "50\\% \\#1 \\& \\_x\\_ \\$2 \\{a\\} \\~{} \\^{} \\textbackslash{} \\textbar{} $<$ $>$");
}

}  // namespace
}  // namespace ghost::figure
