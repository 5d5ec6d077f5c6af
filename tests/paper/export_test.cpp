#include "views/paper/paper.h"

#include <algorithm>
#include <cmath>

#include <QImage>
#include <QPainter>
#include <QXmlStreamReader>

#include "../figure/small_project.h"
#include "figure/markup.h"
#include "base/rng.h"
#include "pdf_tools.h"
#include "views/paper/saved_figure.h"

namespace ghost::paper {
namespace {

using figure_testing::SmallProject;
using paper_testing::linesOf;
using paper_testing::PdfText;
using paper_testing::textOf;
using paper_testing::Word;
using testing_base::errorOf;

/// Every row of the figure table on a project with three whole runs, in both column widths.
struct Case {
  std::string kind;
  double widthMm = 84;
  std::map<std::string, std::string> values;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.kind << " " << c.widthMm; }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const figure::FigureKind& kind : figure::figureKinds()) {
    all.push_back({kind.id, 84, {}});
    all.push_back({kind.id, 174, {}});
  }
  all.push_back({"skeleton-tree", 84, {{"shape", "icicle"}}});
  all.push_back({"skeleton-tree", 84, {{"shape", "cone"}}});
  all.push_back({"skeleton-tree", 84, {{"nodes", "10"}}});
  all.push_back({"tail-gradients", 84, {{"groups", "all"}}});
  all.push_back({"length-heatmap", 84, {{"metric", "arp"}, {"head_to", "8"}, {"tail_to", "8"}}});
  return all;
}

/// A figure and its six files, made once for all tests of one case.
struct Exported {
  explicit Exported(const Case& c) : scratch(c.kind) {
    SmallProject project;
    std::vector<run::RunFolder> runs;
    for (const char* recipe : {"ghost", "rqk-4", "ghost-no-auo"}) runs.push_back(figure_testing::addWholeRun(project, recipe));
    const bool single = c.kind == "skeleton-tree" || c.kind == "length-heatmap";
    figure = project.make(c.kind, c.values, single ? std::vector<run::RunFolder>{runs[0]} : runs);
    PaperOptions options;
    options.folder = scratch.path;
    options.widthMm = c.widthMm;
    if (figure.emptyReason.empty()) files = exportFigure(figure, options);
  }
  /// Outlives the test that made it, unlike Scratch.
  struct Folder {
    explicit Folder(const std::string& kind) : path(std::filesystem::temp_directory_path() / fmt::format("ghost-paper-{}-{}-{}", kind, ::getpid(), count++)) {}
    ~Folder() { std::filesystem::remove_all(path); }
    static inline int count = 0;
    std::filesystem::path path;
  } scratch;
  figure::FigureData figure;
  std::vector<std::filesystem::path> files;
};

class EveryFigure : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    static std::map<std::string, Exported> all;
    std::string key = fmt::format("{} {}", GetParam().kind, GetParam().widthMm);
    for (const auto& [name, value] : GetParam().values) key += " " + name + "=" + value;
    m_exported = &all.try_emplace(key, GetParam()).first->second;
    ASSERT_EQ(m_exported->figure.emptyReason, "");
  }
  std::filesystem::path file(const std::string& extension) const {
    const auto found = std::find_if(files().begin(), files().end(), [&](const auto& f) { return f.extension() == "." + extension; });
    return found == files().end() ? std::filesystem::path() : *found;
  }
  const figure::FigureData& figure() const { return m_exported->figure; }
  const std::vector<std::filesystem::path>& files() const { return m_exported->files; }

 private:
  const Exported* m_exported = nullptr;
};

TEST_P(EveryFigure, WritesSixFiles) {
  ASSERT_EQ(files().size(), 6U);
  for (const auto& path : files()) EXPECT_GT(std::filesystem::file_size(path), 50U) << path;
}

TEST_P(EveryFigure, PdfHasTheSizeTheFontsAndNoRasterImage) {
  const std::string pdf = "'" + file("pdf").string() + "'";
  const PdfText text = textOf(file("pdf"));
  const QSizeF size = paperSize(figure(), GetParam().widthMm, style("paper")) * (72 / 25.4);
  EXPECT_NEAR(text.page.width(), size.width(), 0.02);
  EXPECT_NEAR(text.page.height(), size.height(), 0.02);
  const auto fonts = linesOf(paper_testing::run("pdffonts " + pdf).out);
  ASSERT_GE(fonts.size(), 3U);
  for (std::size_t i = 2; i < fonts.size(); ++i) {
    EXPECT_NE(fonts[i].find("LiberationSans"), std::string::npos) << fonts[i];
    EXPECT_NE(fonts[i].find(" yes "), std::string::npos) << fonts[i];
  }
  EXPECT_EQ(linesOf(paper_testing::run("pdfimages -list " + pdf).out).size(), 2U);  // its two header lines
  EXPECT_NE(paper_testing::run("pdfdetach -list " + pdf).out.find("provenance.json"), std::string::npos);
}

TEST_P(EveryFigure, TextIsLargeEnoughInsideThePageAndApart) {
  const PdfText text = textOf(file("pdf"));
  ASSERT_FALSE(text.words.empty());
  // A word's box is as high as its font's ascent and descent, 1.117 times the size.
  constexpr double least = 6 * 1.117 - 0.1;
  for (const Word& word : text.words) {
    const double thickness = word.text.size() >= 3 ? std::min(word.box.width(), word.box.height()) : std::max(word.box.width(), word.box.height());
    EXPECT_GE(thickness, least) << word.text;
    EXPECT_TRUE(text.page.adjusted(-0.6, -0.6, 0.6, 0.6).contains(word.box)) << word.text << " leaves the page";
  }
  for (std::size_t i = 0; i < text.words.size(); ++i) {
    for (std::size_t j = i + 1; j < text.words.size(); ++j) {
      const auto core = [](const QRectF& box) { return box.adjusted(0.15 * box.width(), 0.22 * box.height(), -0.15 * box.width(), -0.22 * box.height()); };
      EXPECT_FALSE(core(text.words[i].box).intersects(core(text.words[j].box))) << text.words[i].text << " lies on " << text.words[j].text;
    }
  }
}

TEST_P(EveryFigure, SvgIsWholeAndHoldsEveryLabel) {
  QXmlStreamReader reader(QByteArray::fromStdString(readFile(file("svg"))));
  std::string all, width;
  while (!reader.atEnd()) {
    if (reader.readNext() != QXmlStreamReader::StartElement) continue;
    EXPECT_NE(reader.name().toString(), "image");
    if (reader.name() == QLatin1String("svg")) width = reader.attributes().value(QLatin1String("width")).toString().toStdString();
    if (reader.name() == QLatin1String("text")) all += reader.readElementText().toStdString() + "\n";
  }
  EXPECT_FALSE(reader.hasError()) << reader.errorString().toStdString();
  EXPECT_TRUE(width.ends_with("mm")) << width;
  EXPECT_NEAR(std::stod(width), GetParam().widthMm, 0.01);
  for (const figure::Panel& panel : figure().panels) {
    for (const figure::Series& s : panel.series) EXPECT_NE(all.find(s.name), std::string::npos) << s.name;
    for (const std::string& remark : panel.remarks) EXPECT_NE(all.find(remark.substr(0, remark.find(' '))), std::string::npos) << remark;
    if (!panel.tree.empty()) continue;
    for (const figure::TextRun& run : figure::parseMarkup(panel.y.label)) EXPECT_NE(all.find(run.text), std::string::npos) << run.text;
  }
}

TEST_P(EveryFigure, PngIsWhatAWindowWouldPaint) {
  const QImage image(QString::fromStdString(file("png").string()));
  EXPECT_EQ(image.width(), static_cast<int>(std::lround(GetParam().widthMm / 25.4 * 300)));
  EXPECT_NEAR(image.dotsPerMeterX() * 0.0254, 300, 0.1);
  const Json record = Json::parse(image.text("ghost").toStdString());
  EXPECT_EQ(record["kind"], GetParam().kind);
  QImage preview(image.size(), QImage::Format_RGB32);
  preview.fill(Qt::white);
  {
    QPainter painter(&preview);
    paintFigure(painter, figure(), paperSize(figure(), GetParam().widthMm, style("paper")), style("paper"), 300 / 25.4);
  }
  EXPECT_EQ(image.convertToFormat(QImage::Format_RGB32), preview);
}

TEST_P(EveryFigure, TexReadsTheCsvBesideIt) {
  const std::string tex = readFile(file("tex"));
  const bool tree = GetParam().kind == "skeleton-tree";
  EXPECT_NE(tex.find(tree ? "\\includegraphics[width=" : GetParam().kind + ".csv"), std::string::npos) << tex;
  EXPECT_EQ(std::count(tex.begin(), tex.end(), '{'), std::count(tex.begin(), tex.end(), '}'));
  EXPECT_EQ(readFile(file("csv")), toCsv(figure()));
  EXPECT_EQ(Json::parse(readFile(file("json")))["kind"], GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(Paper, EveryFigure, testing::ValuesIn(cases()));

figure::FigureData lineFigure(int points) {
  figure::FigureData figure;
  figure.kind = "line";
  figure::Panel panel;
  figure::Series s;
  s.name = "noise";
  for (int i = 0; i < points; ++i) {
    s.x.push_back(i);
    s.y.push_back(std::sin(i * 0.1) + 0.3 * std::sin(i * 12.9898));
  }
  panel.series = {s};
  figure.panels = {panel};
  return figure;
}

TEST(Export, DecimatesWhatPaperCantShow) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path();
  options.formats = {"pdf", "csv"};
  const auto files = exportFigure(lineFigure(300000), options);
  EXPECT_LT(std::filesystem::file_size(files[0]), 400000U);                          // a dot is 1/1200 inch: at most 4 points a column
  EXPECT_EQ(linesOf(readFile(files[1])).size(), 300001U);                            // the CSV keeps every value
}

TEST(Export, RefusesWhatItCantDoInOneSentence) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path() / "out";
  const auto with = [&](auto change) {
    PaperOptions changed = options;
    change(changed);
    return errorOf([&] { exportFigure(lineFigure(3), changed); });
  };
  EXPECT_EQ(with([](PaperOptions& o) { o.formats = {"bmp"}; }), "2 format bmp: no such figure format; those there are: pdf, svg, png, csv, tex, json");
  EXPECT_EQ(with([](PaperOptions& o) { o.style = "papre"; }), "2 style papre: no such style; did you mean paper?");
  EXPECT_TRUE(with([](PaperOptions& o) { o.widthMm = 5; }).starts_with("2 ")) << with([](PaperOptions& o) { o.widthMm = 5; });
  EXPECT_TRUE(with([](PaperOptions& o) { o.widthMm = std::nan(""); }).starts_with("2 "));
  EXPECT_FALSE(std::filesystem::exists(options.folder));                             // nothing is written before everything is checked
  scratch.write("file", "x");
  EXPECT_TRUE(with([&](PaperOptions& o) { o.folder = scratch.path() / "file"; }).starts_with("4 "));
  figure::FigureData empty;
  empty.kind = "tail-gradients";
  empty.emptyReason = "No run has gradient probes.";
  EXPECT_EQ(errorOf([&] { exportFigure(empty, options); }), "2 figure tail-gradients: No run has gradient probes.");
}

TEST(Export, SurvivesEmptyAndDegenerateValues) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.existing = Existing::Replace;
  options.folder = scratch.path();
  options.formats = {"pdf", "svg", "tex"};
  for (int points : {0, 1, 2}) {
    figure::FigureData figure = lineFigure(points);
    figure.panels[0].y.logarithmic = true;
    EXPECT_NO_THROW(exportFigure(figure, options));
  }
  figure::FigureData constant = lineFigure(10);
  for (double& y : constant.panels[0].series[0].y) y = 0;
  EXPECT_NO_THROW(exportFigure(constant, options));
  figure::FigureData heat;
  heat.kind = "heat";
  heat.panels.resize(1);
  heat.panels[0].x.categories = heat.panels[0].y.categories = {"1"};
  heat.panels[0].cells = {{0, 0, std::nullopt, "~1 h", "", ""}};
  EXPECT_NO_THROW(exportFigure(heat, options));
}

TEST(Export, ACloudFillsItsPlot) {
  const testing_base::Scratch scratch;
  figure::FigureData cloud = lineFigure(0);
  figure::Series dots;
  dots.kind = figure::Series::Kind::Points;
  dots.x = {-0.4, 0.1, 0.4};
  dots.y = {-0.36, 0, 0.57};
  dots.items = {0, 1, 2};
  cloud.panels[0].series = {dots};
  PaperOptions options;
  options.folder = scratch.path();
  options.formats = {"pdf"};
  std::vector<std::string> words;
  for (const Word& word : textOf(exportFigure(cloud, options)[0]).words) words.push_back(word.text);
  EXPECT_EQ(std::count(words.begin(), words.end(), "1.0"), 0) << "nothing reaches 1";
}

TEST(Export, FilesThatAreThereAreNeverReplacedUnasked) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path();
  options.formats = {"svg", "csv"};
  exportFigure(lineFigure(3), options);
  const std::string before = readFile(scratch.path() / "line.csv");
  EXPECT_EQ(errorOf([&] { exportFigure(lineFigure(5), options); }), "2 " + (scratch.path() / "line.svg").string() + ": this file and 1 more of this figure are there already; replace them with --force, or give another --name or --out");
  EXPECT_EQ(readFile(scratch.path() / "line.csv"), before);
  EXPECT_EQ(existingFiles(lineFigure(5), options).size(), 2U);
  options.existing = Existing::Number;
  EXPECT_EQ(exportFigure(lineFigure(5), options)[0].filename(), "line-2.svg");
  std::filesystem::remove(scratch.path() / "line-2.svg");
  EXPECT_EQ(exportFigure(lineFigure(5), options)[0].filename(), "line-3.svg") << "line-2.csv is still there";
  EXPECT_EQ(readFile(scratch.path() / "line.csv"), before);
  options.existing = Existing::Replace;
  exportFigure(lineFigure(5), options);
  EXPECT_NE(readFile(scratch.path() / "line.csv"), before);
  // A link to nowhere is something too, and a tex brings its csv along.
  options.existing = Existing::Refuse;
  options.name = "linked";
  std::filesystem::create_symlink("/nowhere", scratch.path() / "linked.csv");
  options.formats = {"tex"};
  EXPECT_TRUE(errorOf([&] { exportFigure(lineFigure(3), options); }).starts_with("2 " + (scratch.path() / "linked.csv").string()));
}

TEST(Export, AFileThatCantBeWrittenLeavesASentenceAboutTheOthers) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path();
  options.existing = Existing::Replace;
  std::filesystem::create_directories(scratch.path() / "line.csv");
  options.formats = {"pdf", "svg", "csv", "json"};
  const std::string error = errorOf([&] { exportFigure(lineFigure(3), options); });
  EXPECT_NE(error.find("; new: line.pdf, line.svg; line.csv, line.json as before the export"), std::string::npos) << error;
}

std::vector<std::string> wordsOf(const std::filesystem::path& pdf) {
  std::vector<std::string> words;
  for (const Word& word : textOf(pdf).words) words.push_back(word.text);
  return words;
}

TEST(Export, EditsArePrintedAndKeptInTheJson) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path();
  options.formats = {"pdf", "json"};
  options.edits.title = "Musical";
  options.edits.panels = {{"left", "step", "loss", std::nullopt}};
  options.edits.legend["noise"] = "ours";
  options.edits.footnotes = std::vector<std::string>{"seeds"};
  options.edits.heightMm = 70;
  options.request = {{"parameters", {{"scale", "log"}}}, {"runs", {"RUN"}}};
  const auto files = exportFigure(lineFigure(30), options);
  const auto words = wordsOf(files[0]);
  for (const char* word : {"Musical", "left", "step", "loss", "ours", "seeds"}) EXPECT_NE(std::find(words.begin(), words.end(), word), words.end()) << word;
  EXPECT_NEAR(textOf(files[0]).page.height(), 70 * 72 / 25.4, 0.02);
  const SavedFigure saved = readSavedFigure(files[1]);
  EXPECT_TRUE(isSavedFigure(files[1]));
  EXPECT_EQ(saved.kind, "line");
  EXPECT_EQ(saved.paper.edits, options.edits);
  EXPECT_EQ(saved.runs, std::vector<std::string>{"RUN"});
  EXPECT_EQ(saved.parameters.at("scale"), "log");
  EXPECT_EQ(saved.paper.formats, options.formats);
  scratch.write("other.json", "{\"a\": 1}");
  EXPECT_TRUE(errorOf([&] { readSavedFigure(scratch.path() / "other.json"); }).starts_with("3 "));
  EXPECT_FALSE(isSavedFigure(scratch.path() / "other.json"));
}

/// Six panels of many points, as a projection of six token sets has them.
figure::FigureData cloudFigure(int panels, int items) {
  figure::FigureData figure;
  figure.kind = "cloud";
  Rng rng(7);
  for (int p = 0; p < panels; ++p) {
    figure::Panel panel;
    for (int colour = 0; colour < 5; ++colour) {
      figure::Series s;
      s.kind = figure::Series::Kind::Points;
      s.index = colour;
      s.size = 0.4;
      for (int i = colour; i < items; i += 5) {
        s.x.push_back(rng.uniform() + rng.uniform() + rng.uniform());
        s.y.push_back(rng.uniform() + rng.uniform() + rng.uniform());
        s.items.push_back(i);
      }
      panel.series.push_back(std::move(s));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

TEST(Export, CrowdsStaySmallInEveryVectorFormat) {
  for (const auto& [panels, items, width] : {std::tuple(6, 8000, 174.0), std::tuple(6, 8000, 84.0), std::tuple(1, 50000, 174.0), std::tuple(1, 390, 84.0)}) {
    const testing_base::Scratch scratch;
    PaperOptions options;
    options.folder = scratch.path();
    options.formats = {"pdf", "svg"};
    options.widthMm = width;
    for (const auto& file : exportFigure(cloudFigure(panels, items), options)) EXPECT_LT(std::filesystem::file_size(file), 300000U) << file << " of " << panels << " x " << items;
  }
}

TEST(Export, ALongTailOfAHundredThousandItemsStaysSmall) {
  figure::FigureData figure = lineFigure(0);
  figure::Panel& panel = figure.panels[0];
  panel.x.logarithmic = panel.y.logarithmic = true;
  for (int rank = 1; rank <= 100000; ++rank) {
    panel.series[0].x.push_back(rank);
    panel.series[0].y.push_back(std::floor(1 + 300000.0 / rank + 3000 / std::sqrt(rank)));
  }
  for (const bool logarithmic : {true, false}) {
    panel.x.logarithmic = panel.y.logarithmic = logarithmic;
    const testing_base::Scratch scratch;
    PaperOptions options;
    options.folder = scratch.path();
    options.formats = {"pdf", "svg"};
    options.widthMm = 174;
    for (const auto& file : exportFigure(figure, options)) EXPECT_LT(std::filesystem::file_size(file), 300000U) << file;
  }
}

/// Names and words that files, XML, TeX and spreadsheets might take for something else.
const char* hostileTexts[] = {"50% #1 & _x_ $2 {a} ~ ^ \\input{x} \"q\" 'r' <b>|", "100 %", "#", "a_b^c", "=cmd|' /C calc'!A0", "two\nlines", "\x01\x1b[31m", "\xff\xfe", "\xe6\x9d\xb1\xe4\xba\xac", "a,b;c"};

TEST(Export, NoWordOfAFigureBreaksAFile) {
  for (const char* text : hostileTexts) {
    const testing_base::Scratch scratch;
    figure::FigureData figure = lineFigure(8);
    figure.title = text;
    figure.panels[0].series[0].name = figure.panels[0].title = text;
    figure.panels[0].remarks = {text};
    figure.panels[0].rules = {{false, 0.5, text, figure::Role::Neutral}};
    PaperOptions options;
    options.folder = scratch.path();
    const auto files = exportFigure(figure, options);
    QXmlStreamReader reader(QByteArray::fromStdString(readFile(scratch.path() / "line.svg")));
    while (!reader.atEnd()) reader.readNext();
    EXPECT_FALSE(reader.hasError()) << reader.errorString().toStdString() << " for " << text;
    EXPECT_NO_THROW(Json::parse(readFile(scratch.path() / "line.json"))) << text;
    const std::string tex = readFile(scratch.path() / "line.tex");
    for (const std::string& line : linesOf(tex)) EXPECT_TRUE(line.find('\x01') == std::string::npos && (line.starts_with('%') || line.find("\\input{") == std::string::npos)) << line;
    for (const std::string& row : linesOf(readFile(scratch.path() / "line.csv"))) EXPECT_EQ(row.find(",="), std::string::npos) << row;
  }
}

/// Names of files that TeX would read as commands; the figure is drawn as pgfplots and as an included picture.
TEST(Export, NoNameOfAFileBreaksTheTex) {
  const testing_base::Scratch scratch;
  for (const char* name : {"50% #1", "a&b_c$d", "til~de^hat", "two words", "{braces}", "back\\slash", "plain-1.5_x"}) {
    PaperOptions options;
    options.folder = scratch.path();
    options.name = name;
    options.formats = {"tex"};
    ASSERT_EQ(exportFigure(lineFigure(8), options).size(), 2U) << name;
    const std::string tex = readFile(scratch.path() / (std::string(name) + ".tex"));
    const bool plain = std::string_view(name) == "plain-1.5_x";
    EXPECT_EQ(tex.find(std::string(name) + ".csv") != std::string::npos, plain) << tex;
    EXPECT_EQ(tex.find("row sep=") == std::string::npos, plain) << tex;
  }
  PaperOptions options;
  options.folder = scratch.path();
  for (const char* name : {"a/b", "..", ".", "line\nbreak", "tab\t"}) {
    options.name = name;
    EXPECT_TRUE(errorOf([&] { exportFigure(lineFigure(3), options); }).starts_with("2 figure name: ")) << name;
  }
}

/// Where TeX is installed it has to read what is written for it, whatever the names and words.
TEST(Export, TexCompiles) {
  if (paper_testing::run("kpsewhich pgfplots.sty pgfplotstable.sty").code != 0 || paper_testing::run("which pdflatex").code != 0) GTEST_SKIP() << "pdflatex with pgfplots isn't installed";
  const testing_base::Scratch scratch;
  figure::FigureData line = lineFigure(20), bars = lineFigure(0), tree = lineFigure(0), heat = lineFigure(0);
  line.panels[0].series[0].name = line.panels[0].title = line.panels[0].y.label = hostileTexts[0];
  bars.panels[0].x.categories = {"a, b", "50% #"};
  figure::Series series;
  series.kind = figure::Series::Kind::Bars;
  series.x = {0, 1};
  series.y = {0.2, 0.3};
  series.low = {0.1, 0.25};
  series.high = {0.3, 0.35};
  bars.panels[0].series = {series};
  heat.panels[0].series.clear();
  heat.panels[0].x.categories = heat.panels[0].y.categories = {"1", "2"};
  heat.panels[0].cells = {{0, 0, 0.1, ".1", "", ""}, {1, 0, 0.2, ".2", "", ""}, {0, 1, 0.3, ".3", "", ""}, {1, 1, 0.4, ".4", "", ""}};
  tree.panels[0].series.clear();
  figure::TreeNode root, leaf;
  root.items = leaf.items = 1;
  leaf.id = 1;
  leaf.parent = 0;
  leaf.depth = 1;
  leaf.angleEnd = 3;
  tree.panels[0].tree = {root, leaf};
  figure::FigureData many = lineFigure(20000);
  many.panels[0].series[0].name = "#";
  std::string document = "\\documentclass{article}\\usepackage{graphicx,pgfplots,pgfplotstable}\\usetikzlibrary{patterns}\\usepgfplotslibrary{statistics}\\pgfplotsset{compat=1.17}\\begin{document}\n";
  for (const auto& [figure, name] : {std::pair(&line, "50% #1 & _x~y^z$w"), std::pair(&bars, "plain"), std::pair(&bars, "{odd}"), std::pair(&heat, "heat"), std::pair(&heat, "he at%"), std::pair(&tree, "tr%ee #1_$"), std::pair(&tree, "tree"), std::pair(&many, "many")}) {
    PaperOptions options;
    options.folder = scratch.path();
    options.name = name;
    options.formats = {"tex"};
    for (const auto& file : exportFigure(*figure, options))
      if (file.extension() == ".tex") document += readFile(file) + "\n\n";
  }
  writeFileAtomically(scratch.path() / "document.tex", document + "\\end{document}\n");
  const auto ran = paper_testing::run("cd '" + scratch.path().string() + "' && pdflatex -interaction=nonstopmode -halt-on-error document.tex");
  EXPECT_EQ(ran.code, 0) << ran.out.substr(ran.out.size() - std::min<std::size_t>(ran.out.size(), 1500));
}

TEST(Export, WordsOfAnyLengthStayOnThePage) {
  const std::string endless(5000, 'W');
  for (const double height : {0.0, 60.0}) {
    const testing_base::Scratch scratch;
    figure::FigureData figure = lineFigure(30);
    PaperOptions options;
    options.folder = scratch.path();
    options.formats = {"pdf"};
    options.edits.title = endless;
    options.edits.panels = {{endless, endless, endless, std::nullopt}};
    options.edits.legend["noise"] = endless;
    options.edits.footnotes = std::vector<std::string>{std::string(400, 'M') + " and more"};
    options.heightMm = height;
    const PdfText text = textOf(exportFigure(figure, options)[0]);
    ASSERT_FALSE(text.words.empty());
    EXPECT_LT(text.page.height(), 400);
    for (const Word& word : text.words) EXPECT_TRUE(text.page.adjusted(-0.6, -0.6, 0.6, 0.6).contains(word.box)) << word.text.substr(0, 40) << " leaves the page";
  }
}

TEST(Export, GivenHeightIsThePageHeight) {
  const testing_base::Scratch scratch;
  PaperOptions options;
  options.folder = scratch.path();
  options.formats = {"pdf"};
  options.heightMm = 60;
  EXPECT_NEAR(textOf(exportFigure(lineFigure(50), options)[0]).page.height(), 60 * 72 / 25.4, 0.02);
}

}  // namespace
}  // namespace ghost::paper
