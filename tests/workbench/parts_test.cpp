#include <csignal>
#include <fstream>
#include <regex>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QVBoxLayout>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "desk_fixture.h"
#include "jobs/launcher.h"
#include "jobs/window_words.h"
#include "models/comparison_table.h"
#include "models/item_model.h"
#include "models/result_tables.h"
#include "models/run_model.h"
#include "pages/elided_label.h"
#include "pages/parts.h"
#include "shell/appearance.h"
#include "shell/palette.h"
#include "shell/plain_text.h"
#include "views/table/number_table.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

class Parts : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argc = 1;
    static char name[] = "test_workbench";
    static char* argv[] = {name, nullptr};
    if (!qApp) new QApplication(argc, argv);
    theme::loadFonts();
  }
  QTemporaryDir folder;
  fs::path path(const char* name) const { return fs::path(folder.path().toStdString()) / name; }
  run::ProcessIdentity sleeper(const char* seconds = "60") {
    std::ofstream(path("in")) << "";
    return startDetached({{"/bin/sleep", seconds}, path("in"), path("out"), path("err"), folder.path().toStdString()});
  }
};

store::RunRow rowOf(const std::string& name, run::State state = run::State::Finished) {
  store::RunRow row;
  row.name = name;
  row.recipe = "ghost";
  row.state = state;
  row.metrics = {{"k", {{"10", {{"hr", 0.25}, {"hr_tail", 0.1}, {"hr_head", 0.3}, {"ndcg", 0.2}, {"ndcg_tail", 0.05}, {"mgu", 0.1}, {"arp", 20.0}}}}}};
  return row;
}

/// A run of ghost with this alpha and seed.
store::RunRow systemRow(const std::string& name, double alpha, int seed) {
  store::RunRow row = rowOf(name);
  row.seed = seed;
  row.manifest = {{"recipe", "ghost"}, {"seed", seed}, {"parameters", {{"alpha", alpha}, {"seed", seed}}}};
  return row;
}

TEST_F(Parts, NumbersOfAColumnHaveEqualDecimalsOrTheirPointsBelowEachOther) {
  EXPECT_EQ(alignedNumbers({0.1129, 0.0978, 0.5}), (QStringList{"0.1129", "0.0978", "0.5000"}));
  EXPECT_EQ(alignedNumbers({-12.5, -3.25, 0}), (QStringList{"-12.50", "-3.25", "0.00"}));
  EXPECT_EQ(alignedNumbers({3, 12}), (QStringList{"3", "12"}));
  EXPECT_EQ(alignedNumbers({206153.5, 1000}), (QStringList{"206,153.5", "1,000.0"}));
  const QStringList mixed = alignedNumbers({0.1129, 310.24, NAN});  // a rate and a count
  EXPECT_EQ(mixed[0], "0.1129");
  EXPECT_EQ(mixed[1], QStringLiteral("310.2") + QString(3, QChar(0x2007)));
  EXPECT_EQ(mixed[2], "–");
}

TEST_F(Parts, TheFilterOfRunsFindsParameters) {
  RunModel model;
  store::RunRow first = rowOf("20260101-000000-x-ghost-0001"), second = rowOf("20260101-000001-x-ghost-0002");
  first.manifest = {{"parameters", {{"seed", 3}, {"head_levels", 4}, {"tail_levels", 2}, {"alpha", 0.5}}}};
  second.manifest = {{"parameters", {{"seed", 31}, {"head_levels", 3}, {"tail_levels", 2}, {"tokens", "a+b (c)"}}}};
  model.setRuns({second, first});
  const auto found = [&](const QString& text) {
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
      if (model.index(row, 0).data(RunModel::filterRole).toString().contains(runFilter(text))) names += model.index(row, 0).data(RunModel::nameRole).toString().right(4);
    return names.join(' ');
  };
  EXPECT_EQ(found("seed=3"), "0001");
  EXPECT_EQ(found("SEED=31"), "0002");
  EXPECT_EQ(found("ghost tail_levels=2"), "0002 0001");
  EXPECT_EQ(found("alpha=0.5 head_levels=4"), "0001");
  EXPECT_EQ(found("alpha=0.5 head_levels=3"), "");
  EXPECT_EQ(found("levels=2"), "") << "the whole name of a parameter";
  EXPECT_EQ(found("head_levels"), "0002 0001");
  EXPECT_EQ(found("a+b"), "0002") << "signs mean themselves";
  EXPECT_EQ(found(""), "0002 0001");
}

/// Titles as people and machines write them.
QStringList hardTitles() {
  return {QString(10000, 'x'), QString::fromUtf8("\u6771\u4eac").repeated(3000), QString::fromUtf8("\u05e9\u05dc\u05d5\u05dd ").repeated(500), QString::fromUtf8("e\u0301").repeated(4000), QString::fromUtf8("\U0001F3B8").repeated(2000),
          QStringLiteral("<b>bold</b><img src='file:///etc/passwd'> & <script>"), QStringLiteral("line\nbreak\ttab\x01\x1b[31m"), QStringLiteral("\u202Egnp.exe")};
}

TEST_F(Parts, TextOfAnyLengthAndScriptKeepsToItsRoom) {
  for (const QString& title : hardTitles()) {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* label = new ElidedLabel(&window, 12, true, 3);
    column->addWidget(label);
    label->setText(title);
    window.resize(300, 200);
    window.show();
    EXPECT_LE(window.minimumSizeHint().width(), 200);
    EXPECT_EQ(window.width(), 300);
    const QStringList lines = label->shownLines();
    ASSERT_FALSE(lines.isEmpty());
    EXPECT_LE(lines.size(), 3);
    for (const QString& line : lines) EXPECT_LE(label->fontMetrics().horizontalAdvance(line), label->width() + 2) << line.left(60).toStdString();
    EXPECT_FALSE(lines.join(QString()).contains(QRegularExpression(QStringLiteral("[\\x{0}-\\x{1f}\\x{202e}]"))));
    EXPECT_LT(label->toolTip().size(), 20000);
    EXPECT_FALSE(label->toolTip().contains("<b>") || label->toolTip().contains("<img") || label->toolTip().contains("<script"));
    const QString cut = shortText(title, 20);
    EXPECT_LE(cut.size(), 21);
    EXPECT_FALSE(cut.size() > 1 && cut[cut.size() - 2].isHighSurrogate()) << "half an emoji";
  }
}

TEST_F(Parts, NoMessageWidensAPage) {
  for (const QString& text : hardTitles() + QStringList{QStringLiteral("the file /") + QString(3000, 'd') + QStringLiteral("/x.npy can't be read"), QStringLiteral("a name")}) {
    for (const bool wraps : {false, true}) {
      QWidget window;
      auto* column = new QVBoxLayout(&window);
      auto* label = plainLabel(text, &window, 10);
      label->setWordWrap(wraps);
      column->addWidget(label);
      column->addStretch(1);
      EXPECT_LE(window.minimumSizeHint().width(), 300) << text.left(40).toStdString();
      window.resize(320, 240);
      window.show();
      EXPECT_LE(label->width(), 320);
      if (wraps && text.size() > 1000) {
        EXPECT_GT(label->heightForWidth(300), 3 * label->fontMetrics().lineSpacing());
      }
      window.grab();
    }
  }
}

TEST_F(Parts, CopiedRowsAreTheSelectedOnesAsTheyAreSorted) {
  GridModel model;
  GridModel::Grid grid;
  grid.header = {"Run", "HR", "hidden"};
  grid.rows = {{"b", 0.25, 1}, {"a", 310.5, 2}, {"=c", 0.125, 3}};
  model.setGrid(grid);
  std::unique_ptr<QTableView> view(makeTable(&model, nullptr, GridModel::sortRole, "t", nullptr));
  view->setColumnHidden(2, true);
  view->sortByColumn(0, Qt::AscendingOrder);
  EXPECT_EQ(table::selectionText(*view), "Run\tHR\n'=c\t0.1250\na\t310.5\nb\t0.2500\n");
  view->selectRow(1);
  view->show();
  view->setFocus();
  QTest::keyClick(view.get(), Qt::Key_C, Qt::ControlModifier);
  EXPECT_EQ(QGuiApplication::clipboard()->text(), "Run\tHR\na\t310.5\n");
}

TEST_F(Parts, UncheckedBoxesAreSeenOnEveryGround) {
  for (const theme::Mode mode : {theme::Mode::Light, theme::Mode::Dark}) {
    applyAppearance(*qApp, mode);
    QTableView view;
    QStandardItemModel model(1, 1);
    auto* item = new QStandardItem;
    item->setCheckable(true);
    model.setItem(0, 0, item);
    view.setModel(&model);
    QCheckBox box;
    for (QWidget* widget : {static_cast<QWidget*>(&view), static_cast<QWidget*>(&box)}) {
      widget->resize(120, 60);
      widget->ensurePolished();
      const QImage picture = widget->grab().toImage();
      double best = 1;
      const QColor ground = widget == &view ? view.palette().color(QPalette::Base) : box.palette().color(QPalette::Window);
      for (int y = widget == &view ? view.horizontalHeader()->height() + 1 : 0; y < picture.height(); ++y)
        for (int x = widget == &view ? view.verticalHeader()->width() + 1 : 0; x < 40; ++x) best = std::max(best, theme::contrast(picture.pixelColor(x, y), ground));
      EXPECT_GE(best, 3.0) << (widget == &view ? "table" : "check box") << " in mode " << static_cast<int>(mode);
    }
  }
  applyAppearance(*qApp, theme::Mode::Light);
}

TEST_F(Parts, AWorkerLivesInASessionOfItsOwn) {
  const auto process = sleeper();
  ASSERT_GT(process.pid, 1);
  EXPECT_EQ(::getsid(static_cast<pid_t>(process.pid)), process.pid);
  EXPECT_EQ(run::liveness(process), run::Liveness::Alive) << "pid, start time and boot are those the run room reads";
  EXPECT_TRUE(askToStop(process));
  EXPECT_TRUE(QTest::qWaitFor([&] {
    reapChildren();
    return run::liveness(process) == run::Liveness::Gone;
  }));
}

TEST_F(Parts, AProcessThatOnlyHasTheSamePidIsNotTouched) {
  auto process = sleeper();
  auto other = process;
  other.started += 1;  // another process that got the number later
  EXPECT_FALSE(askToStop(other));
  EXPECT_EQ(run::liveness(process), run::Liveness::Alive);
  other = process;
  other.boot = "another boot";
  EXPECT_FALSE(askToStop(other));
  EXPECT_EQ(run::liveness(process), run::Liveness::Alive);
  ::kill(static_cast<pid_t>(process.pid), SIGKILL);
}

TEST_F(Parts, AProgramThatIsNotThereIsASentence) {
  std::ofstream(path("in")) << "";
  EXPECT_THROW(startDetached({{"/no/such/program"}, path("in"), path("out"), path("err"), {}}), Error);
}

TEST_F(Parts, ACommandCanBePastedIntoAShell) {
  EXPECT_EQ(commandText({"ghost", "run", "projects/tiny", "-o", "lr=2e-3"}), "ghost run projects/tiny -o lr=2e-3");
  // Whatever a folder is called, the shell gives back exactly the words.
  for (const std::string word : {"a b", "it's", "$(touch x)", "`x`", "a;b", "", "\"q\"", "ä\\n", "*"}) {
    std::string output;
    FILE* shell = ::popen(("printf '%s' " + commandText({word})).c_str(), "r");
    ASSERT_TRUE(shell);
    for (int c; (c = std::fgetc(shell)) != EOF;) output += static_cast<char>(c);
    ::pclose(shell);
    EXPECT_EQ(output, word);
  }
}

TEST_F(Parts, TheRunModelKeepsItsPromisesThroughEveryChange) {
  RunModel model(nullptr, true);
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.setRuns({rowOf("3"), rowOf("1")});
  EXPECT_EQ(model.rowCount(), 2);
  model.setRuns({rowOf("4"), rowOf("3"), rowOf("2"), rowOf("1")});
  EXPECT_EQ(model.rowOf("2"), 2);
  Job waiting;
  waiting.id = "j";
  waiting.request.recipe = "rqk-4";
  model.setJobs({waiting});
  EXPECT_EQ(model.rowOf("2"), 3) << "waiting jobs stand above";
  EXPECT_EQ(model.index(0, RunModel::Run).data().toString(), "rqk-4");
  QSignalSpy checked(&model, &RunModel::checkedChanged);
  EXPECT_TRUE(model.setData(model.index(3, RunModel::Run), Qt::Checked, Qt::CheckStateRole));
  EXPECT_EQ(checked.size(), 1);
  EXPECT_EQ(model.checked().count("2"), 1u);
  model.setRuns({rowOf("4"), rowOf("1", run::State::Failed)});
  EXPECT_TRUE(model.checked().empty()) << "a run that went can't stay chosen";
  model.setJobs({});
  EXPECT_EQ(model.rowCount(), 2);
  model.setRuns({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(Parts, TheItemModelKeepsItsPromises) {
  run::Project project;
  project.folder = fs::path(GHOST_PROJECTS) / "tiny";
  const auto data = readDataBook(project);
  ItemModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.setData(data);
  EXPECT_EQ(model.rowCount(), 30);
  EXPECT_EQ(model.index(20, ItemModel::Rank).data(ItemModel::sortRole).toLongLong(), data->rank[20]);
  model.setData(nullptr);
  EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(Parts, ItemsAreFoundByIdAndTitle) {
  run::Project project;
  project.folder = fs::path(GHOST_PROJECTS) / "tiny";
  const auto data = readDataBook(project);
  EXPECT_EQ(findItem("12", *data, nullptr), 12);
  EXPECT_EQ(findItem(itemTitle(*data, 7), *data, nullptr), 7);
  EXPECT_EQ(findItem("31", *data, nullptr), -1);
  EXPECT_EQ(findItem("no such thing", *data, nullptr), -1);
  EXPECT_EQ(findItem("  ", *data, nullptr), -1);
}

TEST_F(Parts, ItemsWithoutATitleAreCalledByTheirIdInTheSource) {
  run::Project project;
  project.folder = fs::path(GHOST_PROJECTS) / "instruments";
  const auto data = readDataBook(project);
  ASSERT_TRUE(data->dataSet.catalog.titles.empty());
  EXPECT_EQ(itemTitle(*data, 0), "B000FFWZKI");
  EXPECT_EQ(itemLine(*data, 0), "B000FFWZKI (item 0)");
  EXPECT_EQ(findItem("b000ffwzki", *data, nullptr), 0);
  EXPECT_EQ(findItem("000KGYAY", *data, nullptr), 1);
  ItemModel model;
  model.setData(data);
  EXPECT_EQ(model.index(1, ItemModel::Title).data().toString(), "B000KGYAYQ");
  EXPECT_EQ(model.headerData(ItemModel::Title, Qt::Horizontal).toString(), "Id in the source");
  EXPECT_TRUE(model.index(1, 0).data(ItemModel::searchRole).toString().contains("B000KGYAYQ"));
}

TEST_F(Parts, ComparisonMarksTheBestAndKnowsWhatCnsNeeds) {
  auto a = systemRow("a", 0.1, 1), b = systemRow("b", 0.2, 1), c = systemRow("c", 0.3, 1);
  b.metrics["k"]["10"]["hr"] = 0.5;
  c.metrics["k"]["10"]["mgu"] = 0.01;
  const auto two = comparisonTable({&a, &b}, {}, 10).grid;
  EXPECT_EQ(two.rows[0].last().toString(), QStringLiteral("–")) << "CNS needs three systems";
  const auto three = comparisonTable({&a, &b, &c}, {}, 10).grid;
  EXPECT_EQ(three.rows[0].last().typeId(), QMetaType::Double);
  EXPECT_TRUE(three.emphasis.contains({1, static_cast<int>(three.header.indexOf("HR"))})) << "largest HR";
  EXPECT_TRUE(three.emphasis.contains({2, static_cast<int>(three.header.indexOf("MGU"))})) << "smallest MGU";
}

TEST_F(Parts, SeedsOfOneSystemAreOneRowAndARepeatIsNoSample) {
  auto first = systemRow("a", 0.1, 1), second = systemRow("b", 0.1, 2), repeat = systemRow("c", 0.1, 2), other = systemRow("d", 0.3, 1);
  first.metrics["k"]["10"]["hr"] = 0.20;
  second.metrics["k"]["10"]["hr"] = 0.26;
  repeat.metrics["k"]["10"]["hr"] = 0.26;
  const auto table = comparisonTable({&first, &second, &repeat, &other}, {}, 10);
  ASSERT_EQ(table.systems, 2);
  ASSERT_EQ(table.grid.rows.size(), 2);
  EXPECT_EQ(table.grid.rows[0][1].toInt(), 2) << "n";
  EXPECT_EQ(table.grid.rows[0][2].toString(), QStringLiteral("1, 2")) << "seeds";
  EXPECT_EQ(table.grid.rows[1][1].toInt(), 1);
  const int hr = static_cast<int>(table.grid.header.indexOf("HR"));
  EXPECT_NEAR(table.grid.rows[0][hr].toDouble(), 0.23, 1e-12);
  EXPECT_EQ(table.grid.beside.value({0, hr}), QStringLiteral(" ± ") + numberText(0.03 * std::sqrt(2))) << "n - 1 below the sum of squares";
  EXPECT_FALSE(table.grid.beside.contains({1, hr})) << "one run has no deviation";
  ASSERT_EQ(table.remarks.size(), 1);
  EXPECT_TRUE(table.remarks[0].contains("repeats")) << table.remarks[0].toStdString();
}

TEST_F(Parts, AMixOfHistoriesIsSaidAndMarksNoBest) {
  auto kept = systemRow("a", 0.1, 1), out = systemRow("b", 0.2, 1), third = systemRow("c", 0.3, 1);
  for (auto* row : {&kept, &third}) row->metrics["history"] = "kept";
  out.metrics["history"] = "left out";
  out.metrics["k"]["10"]["hr"] = 0.9;
  const auto mixed = comparisonTable({&kept, &out, &third}, {}, 10);
  EXPECT_TRUE(mixed.grid.emphasis.isEmpty());
  EXPECT_EQ(mixed.grid.rows[0].last().toString(), QStringLiteral("–")) << "and no CNS";
  ASSERT_EQ(mixed.remarks.size(), 1);
  EXPECT_TRUE(mixed.remarks[0].contains("left out")) << mixed.remarks[0].toStdString();
  out.metrics["history"] = "kept";
  EXPECT_FALSE(comparisonTable({&kept, &out, &third}, {}, 10).grid.emphasis.isEmpty());
}

TEST_F(Parts, BaselinesStandBelowAndARunBelowNextItemIsSaid) {
  auto run = systemRow("a", 0.1, 1);
  run.metrics["history"] = "kept";
  run::Baseline next{"next-item", run.metrics, {}};
  next.metrics["k"]["10"]["hr"] = 0.4;
  const auto table = comparisonTable({&run}, {next}, 10);
  ASSERT_EQ(table.grid.rows.size(), 2);
  EXPECT_EQ(table.systems, 1);
  EXPECT_TRUE(table.grid.rows[1][0].toString().contains("next-item"));
  ASSERT_EQ(table.remarks.size(), 1);
  EXPECT_TRUE(table.remarks[0].contains("below next-item")) << table.remarks[0].toStdString();
  EXPECT_TRUE(table.grid.emphasis.contains({1, static_cast<int>(table.grid.header.indexOf("HR"))})) << "the best is the best, baseline or not";
}

TEST_F(Parts, OnlyParametersThatDifferAreListed) {
  auto a = rowOf("a"), b = rowOf("b");
  a.manifest = {{"parameters", {{"alpha", 0.1}, {"seed", 42}}}};
  b.manifest = {{"parameters", {{"alpha", 0.3}, {"seed", 42}, {"extra", true}}}};
  const auto grid = parameterGrid({&a, &b});
  ASSERT_EQ(grid.rows.size(), 2);
  EXPECT_EQ(grid.rows[0], (QVariantList{"alpha", "0.1", "0.3"}));
  EXPECT_EQ(grid.rows[1], (QVariantList{"extra", "–", "true"}));
}

TEST_F(Parts, InstructionsOfTheCommandLineAreSaidInTheWordsOfTheWindow) {
  EXPECT_EQ(inWindowWords("it isn't clear which column holds the user; say so with -o user=COLUMN, one of a, b"), "it isn't clear which column holds the user; say so with the field \"user\", one of a, b");
  EXPECT_EQ(inWindowWords("the text isn't UTF-8; give -o encoding=latin1 or convert the file"), "the text isn't UTF-8; set encoding = latin1 or convert the file");
  EXPECT_EQ(inWindowWords("No run yet; start one with `ghost run` or on the page Train."), "No run yet; start one with Start on the page Train.");
  EXPECT_EQ(inWindowWords("name both, as in -o time=DATE+HOUR"), "name both, as in time = DATE+HOUR");
  EXPECT_EQ(inWindowWords("say so with -o metadata_id=FIELD -o metadata_title=FIELD, among a"), "say so with the field \"metadata_id\" and the field \"metadata_title\", among a");
  EXPECT_EQ(inWindowWords("train it again from step 0 by adding --start-over to --resume"), "train it again from step 0 with Start Over… (menu Run)");
  EXPECT_EQ(inWindowWords("a -- dash, x-o and --- stay; so does a/b -of"), "a -- dash, x-o and --- stay; so does a/b -of");
  // Whatever core says: no option and no verb to type is left.
  const std::regex literal(R"re("((?:[^"\\]|\\.)*)")re"), typed(R"((^|[\s(`])(-o \w|--[a-z])|`ghost (run|train|embed|eval|sid build|data import|project set|compare|figure))");
  const fs::path root = fs::path(GHOST_PROJECTS).parent_path();
  int translated = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root / "core")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      for (std::sregex_iterator each(line.begin(), line.end(), literal), end; each != end; ++each) {
        const std::string said = (*each)[1];
        if (std::count(said.begin(), said.end(), '`') % 2 == 1) continue;  // half a sentence
        if (said.find(' ') == std::string::npos || !std::regex_search(said, typed)) continue;
        const QString words = inWindowWords(QString::fromStdString(said));
        EXPECT_FALSE(std::regex_search(words.toStdString(), typed)) << entry.path() << ": " << words.toStdString();
        EXPECT_EQ(inWindowWords(words), words);
        ++translated;
      }
  }
  EXPECT_GT(translated, 15);
}

TEST_F(Parts, LettersInOrderMatch) {
  EXPECT_TRUE(matchesLetters("View: Compare", "vcom"));
  EXPECT_FALSE(matchesLetters("View: Compare", "moc"));
  EXPECT_TRUE(matchesLetters("View: Compare", "view com"));
}

TEST_F(Parts, NumbersAreWrittenForPeople) {
  EXPECT_EQ(numberText(206153), "206,153");
  EXPECT_EQ(numberText(0.04567), "0.0457");
  EXPECT_EQ(numberText(NAN), "–");
  EXPECT_EQ(durationText(42), "42 s");
  EXPECT_EQ(durationText(600), "10 min");
  EXPECT_EQ(durationText(-1), "–");
}

/// Titles and names come from other people's files: no widget may read them as markup, and no chart series may vanish from exports.
TEST_F(Parts, NoForeignTextIsReadAsMarkupAndNoSeriesUsesOpenGl) {
  const std::regex forbidden(R"(new QLabel\([^)]*["a-z]\w*,|setToolTip\(|QMessageBox|setUseOpenGL|useOpenGL)");
  const fs::path root = fs::path(GHOST_PROJECTS).parent_path();
  int files = 0;
  for (const char* floor : {"app/workbench", "views"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / floor)) {
      if (entry.path().extension() != ".cpp" || entry.path().filename() == "plain_text.cpp") continue;
      ++files;
      std::ifstream in(entry.path());
      int number = 0;
      for (std::string line; std::getline(in, line);) {
        ++number;
        if (const auto comment = line.find("//"); comment != std::string::npos) line.resize(comment);
        EXPECT_FALSE(std::regex_search(line, forbidden)) << entry.path() << ":" << number << ": " << line;
      }
    }
  }
  EXPECT_GT(files, 30);
}

}  // namespace
}  // namespace ghost::workbench
