#include <csignal>
#include <fstream>
#include <regex>

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "desk_fixture.h"
#include "jobs/launcher.h"
#include "models/item_model.h"
#include "models/result_tables.h"
#include "models/run_model.h"
#include "shell/palette.h"
#include "shell/plain_text.h"

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
  auto a = rowOf("a"), b = rowOf("b"), c = rowOf("c");
  b.metrics["k"]["10"]["hr"] = 0.5;
  c.metrics["k"]["10"]["mgu"] = 0.01;
  const auto two = comparisonGrid({&a, &b}, 10);
  EXPECT_EQ(two.rows[0].last().toString(), QStringLiteral("–")) << "CNS needs three systems";
  const auto three = comparisonGrid({&a, &b, &c}, 10);
  EXPECT_EQ(three.rows[0].last().typeId(), QMetaType::Double);
  EXPECT_TRUE(three.emphasis.contains({1, 1})) << "largest HR";
  EXPECT_TRUE(three.emphasis.contains({2, static_cast<int>(three.header.indexOf("MGU"))})) << "smallest MGU";
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
