#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

#include "base/error.h"
#include "desk_fixture.h"
#include "jobs/launcher.h"
#include "models/run_facts.h"
#include "pages/figure_words.h"
#include "shell/actions.h"
#include "shell/dialogs.h"
#include "shell/import_dialog.h"
#include "shell/palette.h"
#include "views/paper/saved_figure.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

class Window : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
};

TEST_F(Window, FitsASmallScreenOnEveryPage) {
  open();
  ghost({"sid", "build", "--data", project() + "/data", "--vectors", project() + "/data/Tiny.emb-generated.npy", "--tokenizer", "skt", "--out", project() + "/artifacts/skt", "--quiet", "-o", "codes=4"});
  desk().tokens.refresh(desk().book.project(), desk().runs.rows());
  ASSERT_TRUE(waitFor([&] { return desk().tokens.book() != nullptr; }));
  for (const QString& page : window->pageIds()) {
    window->showPage(page);
    ASSERT_TRUE(waitFor([&] { return !window->page(page)->isBusy(); }));
    QCoreApplication::processEvents();
    window->resize(1024, 700);
    EXPECT_EQ(window->size(), QSize(1024, 700)) << page.toStdString();
  }
}

TEST_F(Window, TheWholeRiverFromImportToResults) {
  // Import: the data folder of tiny is the source, the project a new one.
  window->importData({project() + "/data"});
  auto* import = dialog<ImportDialog>();
  ASSERT_TRUE(import);
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  const QString target = folder() + "/imported";
  import->form()->targetLine()->setText(target);
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return desk().book.data() != nullptr; })) << window->notice().toStdString();
  EXPECT_EQ(desk().selection.project(), target);
  EXPECT_EQ(import->step(), ImportDialog::Step::Report);
  import->accept();
  EXPECT_EQ(desk().book.data()->dataSet.items(), 30);
  ASSERT_FALSE(desk().book.project()->vectors.empty()) << "vectors beside the data come along";
  ASSERT_TRUE(waitFor([&] { return desk().description.isReady(); }));

  // Tokens.
  window->showPage("tokens");
  EXPECT_FALSE(window->tokensPage().emptyReason().isEmpty()) << "it says what to do next";
  window->buildTokens();
  auto* build = dialog<BuildDialog>();
  ASSERT_TRUE(build);
  build->tokenizerChoice()->setCurrentText("skt");
  build->form()->setText("codes", "4");
  build->build();
  ASSERT_TRUE(waitFor([&] { return desk().tokens.book() != nullptr; })) << window->notice().toStdString();
  ASSERT_TRUE(desk().tokens.book()->tokens.skeleton);
  ASSERT_TRUE(waitFor([&] { return window->tokensPage().tree()->allNodes() > 30 && !window->tokensPage().isBusy(); }));
  EXPECT_TRUE(window->tokensPage().emptyReason().isEmpty());

  // Train: what the form says is what runs.
  window->showPage("train");
  window->trainPage().prepare("ghost", {{"codes", "4"}, {"epochs", "2"}, {"layers", "1"}, {"width", "16"}, {"heads", "2"}, {"kv_heads", "1"}, {"head_dim", "8"}, {"feed_forward", "32"}, {"users_per_batch", "8"}, {"probe_every", "2"}});
  const auto request = window->trainPage().request();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->values["epochs"], 2);
  window->action("start")->trigger();
  const auto* row = waitForFinished(0);
  ASSERT_TRUE(row) << window->notice().toStdString();
  ASSERT_EQ(row->state, run::State::Finished) << row->error;
  EXPECT_EQ(desk().selection.run().toStdString(), row->name);
  EXPECT_EQ(parameterOf(*row, "epochs"), 2);
  ASSERT_TRUE(waitFor([&] { return !desk().runs.curves()->empty(); })) << "live curves come from the run's events";

  // Results.
  window->showPage("results");
  ASSERT_TRUE(waitFor([&] { return window->resultsPage().emptyReason().isEmpty() && !window->resultsPage().isBusy(); })) << window->resultsPage().emptyReason().toStdString();
  EXPECT_GT(window->resultsPage().metricTable()->model()->rowCount(), 8);
  EXPECT_TRUE(metricOf(*newest(), 10, "hr_tail"));
}

TEST_F(Window, EveryMenuActionHasACommandAndCanBeTriggered) {
  ghost({"run", project(), "--recipe", "ghost", "-o", "epochs=1", "--quiet"});
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  open();
  window->trainPage().prepare("popularity", {{"keep_history", "false"}});  // one that equals the run above is asked about first
  desk().selection.setRun(QString::fromStdString(desk().runs.rows().back().name));
  ASSERT_TRUE(waitFor([&] { return !desk().selection.run().isEmpty(); }));
  int triggered = 0;
  for (const ActionRow& row : actionRows()) {
    const QString id = row.id;
    EXPECT_FALSE(row.command(*window).empty()) << row.id;
    EXPECT_FALSE(commandText(row.command(*window)).empty());
    EXPECT_GT(std::string(row.help).size(), 5u) << row.id;
    if (id == "quit" || id == "close-project" || id == "trash") continue;  // these end what the others need
    ASSERT_TRUE(window->action(id)->isEnabled()) << row.id;
    window->action(id)->trigger();
    QCoreApplication::processEvents();
    closeDialogs();
    ++triggered;
  }
  EXPECT_GT(triggered, 30);
  ASSERT_TRUE(waitFor([&] { return desk().queue.jobs().empty() && desk().runs.rows().size() >= 3 && desk().runs.row(desk().selection.run())->state != run::State::Running; })) << window->notice().toStdString();
  window->action("trash")->trigger();
  EXPECT_EQ(desk().trashedRuns().size(), 1) << window->notice().toStdString() << " / " << desk().selection.run().toStdString();
  window->action("close-project")->trigger();
  EXPECT_EQ(desk().book.project(), nullptr);
  for (const ActionRow& row : actionRows()) {
    if (row.needs == ActionRow::Needs::Nothing) continue;
    EXPECT_FALSE(window->action(row.id)->isEnabled()) << row.id;
  }
  window->action("quit")->trigger();
  EXPECT_FALSE(window->isVisible());
}

TEST_F(Window, TheSentenceOfABadProjectIsShownAndNothingBreaks) {
  const auto write = [&](const QString& file, const QByteArray& text) {
    QFile out(project() + "/" + file);
    ASSERT_TRUE(out.open(QIODevice::WriteOnly));
    out.write(text);
  };
  open();
  EXPECT_FALSE(window->openProject(folder() + "/nowhere"));
  EXPECT_TRUE(window->notice().contains("nowhere")) << window->notice().toStdString();
  EXPECT_EQ(desk().selection.project(), project()) << "what was open stays";
  for (const auto& [toml, expected] : std::vector<std::pair<QByteArray, QString>>{{"this is = = no toml", "project.toml"}, {"schema = 999\nname = \"x\"\n", "newer version"}, {"schema = 1\nname = \"x\"\ndata = \"/etc\"\n", "absolute"}, {"schema = 1\n", "name"}}) {
    write("project.toml", toml);
    EXPECT_FALSE(window->openProject(project()));
    EXPECT_TRUE(window->notice().contains(expected)) << window->notice().toStdString();
  }
  write("project.toml", "schema = 1\nname = \"Tiny\"\ndata = \"data\"\nvectors = \"data/Tiny.emb-generated.npy\"\n");
  const auto dataSentence = [&](const QByteArray& inter) {
    write("data/Tiny.inter.json", inter);
    EXPECT_TRUE(window->openProject(project()));
    EXPECT_TRUE(waitFor([&] { return !desk().book.isReading(); }));
    return desk().book.dataProblem();
  };
  EXPECT_TRUE(dataSentence("{ not json").contains("Tiny.inter.json"));
  EXPECT_TRUE(dataSentence("{\"0\": [0, 99]}").contains("Tiny.inter.json"));
  EXPECT_TRUE(dataSentence("{\"0\": [0, 1]}").contains("Tiny.inter.json"));
  for (const QString& page : window->pageIds()) {
    window->showPage(page);
    QCoreApplication::processEvents();
    EXPECT_FALSE(window->grab().isNull());
  }
  EXPECT_FALSE(window->dataPage().emptyReason().isEmpty());
}

TEST_F(Window, BrokenVectorsAndTokensAreSaidAndTheRestStaysUsable) {
  QFile vectors(project() + "/data/Tiny.emb-generated.npy");
  ASSERT_TRUE(vectors.open(QIODevice::WriteOnly));
  vectors.write("no numpy");
  vectors.close();
  fs::create_directories((project() + "/artifacts/broken").toStdString());
  QFile index(project() + "/artifacts/broken/index.json");
  ASSERT_TRUE(index.open(QIODevice::WriteOnly));
  index.write("{\"0\": [\"<a_1>\"], \"2\": [\"<a_1>\"]}");
  index.close();
  open();
  EXPECT_TRUE(desk().book.data());
  EXPECT_FALSE(desk().book.data()->vectorsProblem.empty());
  ASSERT_TRUE(waitFor([&] { return !desk().tokens.isLoading(); }));
  EXPECT_FALSE(desk().tokens.problem().isEmpty());
  EXPECT_TRUE(window->notice().contains("broken")) << window->notice().toStdString();
}

TEST_F(Window, EqualVectorsAndCollapsedLevelsAreSaidInPlace) {
  embed::ItemVectors made{30, 4, std::vector<float>(120, 0.25f)};
  for (std::int64_t row = 0; row < 30; row += 2) made.row(row)[0] = 1;
  const std::string file = (project() + "/data/Tiny.emb-generated.npy").toStdString();
  embed::writeNpy(file, made);
  ghost({"sid", "build", "--data", project(), "--vectors", QString::fromStdString(file), "--tokenizer", "rqkmeans", "--out", project() + "/artifacts/poor", "-o", "codes=4", "-o", "levels=2", "--quiet"});
  open();
  ASSERT_TRUE(waitFor([&] { return desk().tokens.book() != nullptr; })) << desk().tokens.problem().toStdString();
  const auto* ofData = window->dataPage().findChild<QLabel*>("data-warnings");
  const auto* ofTokens = window->tokensPage().findChild<QLabel*>("tokens-warnings");
  ASSERT_TRUE(ofData && ofTokens);
  EXPECT_FALSE(ofData->isHidden());
  EXPECT_TRUE(ofData->text().contains("hold only 2 different ones")) << ofData->text().toStdString();
  EXPECT_FALSE(ofTokens->isHidden());
  EXPECT_TRUE(ofTokens->text().contains("hold only 2 different ones")) << ofTokens->text().toStdString();
  EXPECT_TRUE(ofTokens->text().contains("have the same code")) << ofTokens->text().toStdString();
}

TEST_F(Window, ADamagedOrForeignIndexDoesNotStopTheWindow) {
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  QFile index(project() + "/ghost.db");
  ASSERT_TRUE(index.open(QIODevice::WriteOnly));
  index.write(QByteArray(9000, 'z'));
  index.close();
  open();
  EXPECT_EQ(desk().runs.rows().size(), 1u) << "rebuilt from the folders";
}

TEST_F(Window, ARunIsStoppedAndResumed) {
  open();
  window->showPage("train");  // curves are read for who looks at them
  window->trainPage().prepare("ghost", {{"epochs", "100000"}, {"checkpoint_every", "20"}});
  window->trainPage().launch();
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->stage == "train"; })) << window->notice().toStdString();
  ASSERT_TRUE(waitFor([&] { return !desk().runs.curves()->empty(); })) << "curves while it runs";
  window->action("stop")->trigger();
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Stopped && desk().queue.jobs().empty(); })) << window->notice().toStdString();
  window->action("resume")->trigger();
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Running && newest()->attempts == 2; })) << window->notice().toStdString();
  EXPECT_EQ(desk().runs.rows().size(), 1u);
  window->action("stop")->trigger();
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Stopped; })) << window->notice().toStdString();
}

TEST_F(Window, ClosingItLeavesTheRunAndReopeningFindsIt) {
  open();
  window->trainPage().prepare("ghost", {{"epochs", "100000"}});
  window->trainPage().launch();
  window->trainPage().prepare("popularity", {});
  window->trainPage().launch();
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->stage == "train"; })) << window->notice().toStdString();
  EXPECT_EQ(desk().queue.waiting(), 1);
  const std::string name = newest()->name;
  const auto process = run::ProcessIdentity::fromJson(run::RunFolder::open(project().toStdString() + "/runs/" + name).status());
  window.reset();
  EXPECT_EQ(run::liveness(process), run::Liveness::Alive);
  window = std::make_unique<MainWindow>();
  window->show();
  open();
  EXPECT_EQ(desk().queue.running(), 1);
  EXPECT_EQ(desk().queue.waiting(), 1);
  ASSERT_TRUE(waitFor([&] { return desk().runs.row(QString::fromStdString(name)) && desk().runs.row(QString::fromStdString(name))->state == run::State::Running; }));
  desk().selection.setRun(QString::fromStdString(name));
  window->action("stop")->trigger();
  // Opening starts nothing: the waiting job takes its turn when it is let.
  ASSERT_TRUE(waitFor([&] { return desk().queue.running() == 0; }));
  EXPECT_EQ(desk().queue.held(), 1);
  window->action("resume-queue")->trigger();
  ASSERT_TRUE(waitFor([&] { return desk().queue.jobs().empty() && desk().runs.rows().size() == 2 && newest()->state == run::State::Finished; })) << window->notice().toStdString();
  EXPECT_EQ(newest()->recipe, "popularity");
}

TEST_F(Window, AJobThatCanNotRunTellsItsSentence) {
  fs::remove(project().toStdString() + "/data/Tiny.emb-generated.npy");
  open();
  window->trainPage().prepare("ghost", {});
  window->trainPage().launch();
  ASSERT_TRUE(waitFor([&] { return window->notice().contains("Tiny.emb-generated.npy"); })) << window->notice().toStdString();
  ASSERT_TRUE(waitFor([&] { return desk().queue.running() == 0; }));
}

TEST_F(Window, AWrongParameterIsToldBeforeAnythingStarts) {
  open();
  window->trainPage().prepare("ghost", {{"lr", "fast"}});
  EXPECT_FALSE(window->trainPage().request());
  EXPECT_TRUE(window->notice().contains("lr")) << window->notice().toStdString();
  EXPECT_TRUE(desk().queue.jobs().empty());
}

TEST_F(Window, AHeatmapCellOpensItsRunAndEmptiesWithIt) {
  ghost({"run", project(), "--recipe", "ghost", "-o", "epochs=1", "-o", "head_levels=2", "-o", "tail_levels=2", "--quiet"});
  open();
  window->showPage("compare");
  auto& page = window->comparePage();
  ASSERT_TRUE(waitFor([&] { return page.heatmap() && !page.isBusy(); }));
  const auto& panel = page.findChild<views::FigureView*>()->figure();
  Q_UNUSED(panel);
  const auto cellOf = [&](bool withRun) -> std::optional<figure::Cell> {
    for (auto* view : page.findChildren<views::FigureView*>())
      for (const auto& each : view->figure().panels)
        for (const auto& cell : each.cells)
          if (cell.link.empty() != withRun) return cell;
    return std::nullopt;
  };
  const auto click = [&](const figure::Cell& cell) { QTest::mouseClick(page.heatmap(), Qt::LeftButton, Qt::NoModifier, page.heatmap()->cellCentre(cell.column, cell.row).toPoint()); };
  const auto full = cellOf(true), empty = cellOf(false);
  ASSERT_TRUE(full && empty);
  click(*full);
  EXPECT_EQ(desk().selection.run().toStdString(), full->link);
  EXPECT_EQ(window->currentPage(), "results");
  // Deleting the run empties its cell; it can be brought back.
  window->showPage("compare");
  ASSERT_TRUE(desk().trashRun(QString::fromStdString(full->link)));
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().empty(); }));
  ASSERT_EQ(desk().trashedRuns().size(), 1);
  ASSERT_TRUE(desk().restoreRun(desk().trashedRuns().front()));
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().size() == 1 && !page.isBusy() && cellOf(true); }));
  // An empty cell says what it costs and is launched with everything else equal.
  click(*empty);
  page.launchCell();
  const auto* row = waitForFinished(1);
  ASSERT_TRUE(row) << window->notice().toStdString();
  EXPECT_EQ(row->state, run::State::Finished) << row->error;
  EXPECT_EQ(parameterOf(*row, "epochs"), 1) << "as in the run of the other cells";
  ASSERT_TRUE(waitFor([&] {
    for (auto* view : page.findChildren<views::FigureView*>())
      for (const auto& each : view->figure().panels)
        for (const auto& cell : each.cells)
          if (cell.link == row->name) return cell.column == empty->column && cell.row == empty->row;
    return false;
  })) << "its cell fills";
}

TEST_F(Window, ThePaletteFindsActionsAndCopiesThemAsCommands) {
  open();
  window->showPalette();
  auto* palette = dialog<CommandPalette>();
  ASSERT_TRUE(palette);
  QTest::keyClicks(palette->line(), "comp");
  ASSERT_GT(palette->list()->count(), 0);
  palette->line()->setText("view compare");
  ASSERT_EQ(palette->list()->count(), 1);
  QTest::keyClick(palette->line(), Qt::Key_C, Qt::ControlModifier);
  EXPECT_TRUE(QGuiApplication::clipboard()->text().endsWith("--page compare")) << QGuiApplication::clipboard()->text().toStdString();
  QTest::keyClick(palette->line(), Qt::Key_Return);
  EXPECT_EQ(window->currentPage(), "compare");
}

TEST_F(Window, CopyAsCommandGivesTheRunOfTheForm) {
  open();
  window->showPage("train");
  window->trainPage().prepare("ghost", {{"alpha", "0.3"}});
  window->action("copy-command")->trigger();
  const QString command = QGuiApplication::clipboard()->text();
  EXPECT_TRUE(command.startsWith("ghost run ")) << command.toStdString();
  EXPECT_TRUE(command.contains("--recipe ghost")) << command.toStdString();
  EXPECT_TRUE(command.contains("-o alpha=0.3")) << command.toStdString();
}

TEST_F(Window, AFigureIsExportedAsItsCommandSays) {
  open();
  window->showPage("figures");
  window->figuresPage().chooseKind("long-tail");
  const QStringList files = window->figuresPage().exportNow();
  ASSERT_EQ(files.size(), 5) << window->notice().toStdString();
  for (const QString& file : files) EXPECT_GT(QFileInfo(file).size(), 500) << file.toStdString();
  const auto command = window->figuresPage().command();
  EXPECT_EQ(command[0], "ghost");
  EXPECT_NE(std::find(command.begin(), command.end(), "pdf,svg,png,csv,json"), command.end());
}

TEST_F(Window, AnExportAsksBeforeItReplacesAndKeepsBothOnReturn) {
  open();
  window->showPage("figures");
  auto& figures = window->figuresPage();
  figures.chooseKind("long-tail");
  figures.nameField()->setText("tail of mine");
  figures.folderField()->setText(folder() + "/figs");
  ASSERT_EQ(figures.exportNow().size(), 5) << window->notice().toStdString();
  const QString csv = folder() + "/figs/tail of mine.csv";
  ASSERT_TRUE(QFile::exists(csv));
  QFile mark(csv);
  ASSERT_TRUE(mark.open(QIODevice::Append));
  mark.write("mine\n");
  mark.close();
  EXPECT_TRUE(figures.exportNow().isEmpty());
  auto* dialog = figures.findChild<ExistingFilesDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_FALSE(QFile::exists(folder() + "/figs/tail of mine-2.csv")) << "nothing is written before the answer";
  QTest::keyClick(dialog, Qt::Key_Return);
  EXPECT_TRUE(QTest::qWaitFor([&] { return QFile::exists(folder() + "/figs/tail of mine-2.csv"); }));
  ASSERT_TRUE(mark.open(QIODevice::ReadOnly));
  EXPECT_TRUE(mark.readAll().endsWith("mine\n")) << "the first one is as it was";
}

TEST_F(Window, AComparisonIsExportedAsLatexAndCsv) {
  open();
  QStringList runs;
  for (const char* recipe : {"popularity", "next-item"}) ghost({"run", project(), "--recipe", recipe, "--quiet"});
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().size() == 2 && metricOf(desk().runs.rows().front(), 10, "hr") && metricOf(desk().runs.rows().back(), 10, "hr"); }));
  for (const auto& row : desk().runs.rows()) runs += QString::fromStdString(row.name);
  window->showPage("compare");
  auto* table = window->comparePage().tableExport();
  const QString tex = folder() + "/table.tex";
  table->writeTo(runs, tex);
  ASSERT_TRUE(waitFor([&] { return !table->isBusy(); }));
  QFile file(tex);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << window->notice().toStdString();
  const QByteArray text = file.readAll();
  EXPECT_TRUE(text.contains("\\toprule")) << text.toStdString();
  EXPECT_TRUE(text.contains("Next item")) << text.toStdString();
  EXPECT_TRUE(QFile::exists(folder() + "/table.csv"));
  // A second time it asks; Return gives the new ones a number.
  table->writeTo(runs, tex);
  auto* asked = dialog<ExistingFilesDialog>();
  ASSERT_NE(asked, nullptr);
  QTest::keyClick(asked, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return !table->isBusy() && QFile::exists(folder() + "/table-2.csv"); }));
}

TEST_F(Window, WordsOfAFigureAreEditedKeptAndOpenedAgain) {
  open();
  window->showPage("figures");
  auto& figures = window->figuresPage();
  figures.chooseKind("long-tail");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !figures.isBusy(); }));
  figures.editWords();
  auto* dialog = figures.findChild<FigureWordsDialog*>();
  ASSERT_NE(dialog, nullptr);
  ASSERT_NE(dialog->field("1/y_label"), nullptr);
  EXPECT_EQ(dialog->field("1/y_label")->text(), "training events");
  dialog->field("title")->setText("My tail");
  dialog->field("1/y_label")->setText("events");
  dialog->footnotes()->setPlainText("of 2024\n");
  QTest::keyClick(dialog->field("title"), Qt::Key_Return);
  const QString kept = project() + "/figures/long-tail.edits.json";
  EXPECT_TRUE(QFile::exists(kept));
  const QStringList files = figures.exportNow();
  ASSERT_EQ(files.size(), 5) << window->notice().toStdString();
  const auto argv = figures.command();
  EXPECT_NE(std::find(argv.begin(), argv.end(), kept.toStdString()), argv.end());
  const auto saved = paper::readSavedFigure(files.back().toStdString());
  EXPECT_EQ(saved.paper.edits.title, "My tail");
  EXPECT_EQ(saved.paper.edits.panels.at(0).yLabel, "events");
  EXPECT_EQ(saved.paper.edits.footnotes, std::vector<std::string>{"of 2024"});
  // Another kind has words of its own; the saved figure brings all back.
  figures.chooseKind("length-heatmap");
  EXPECT_EQ(figures.nameField()->text(), "length-heatmap");
  EXPECT_TRUE(figures.openSaved(files.back()));
  EXPECT_EQ(figures.kinds()->currentItem()->data(Qt::UserRole).toString(), "long-tail");
  const auto again = figures.command();
  EXPECT_EQ(again, argv);
  EXPECT_FALSE(figures.openSaved(project() + "/project.toml"));
}

TEST_F(Window, ItRemembersProjectsAndSchemeAndFollowsTheScheme) {
  open();
  window->action("scheme-dark")->trigger();
  EXPECT_EQ(desk().mode(), theme::Mode::Dark);
  EXPECT_LT(qApp->palette().color(QPalette::Window).lightnessF(), 0.3);
  window.reset();
  window = std::make_unique<MainWindow>();
  EXPECT_EQ(window->scheme(), Scheme::Dark);
  window->setScheme(Scheme::Light);
  EXPECT_GT(qApp->palette().color(QPalette::Window).lightnessF(), 0.8);
}

TEST_F(Window, EveryWidgetThatTakesInputHasANameForScreenReaders) {
  open();
  QStringList nameless;
  for (QWidget* widget : window->findChildren<QWidget*>()) {
    const bool input = qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QAbstractSpinBox*>(widget);
    if (!input || qobject_cast<QHeaderView*>(widget) || qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) || qobject_cast<QComboBox*>(widget->parentWidget()) || widget->objectName().startsWith("qt_")) continue;
    if (qobject_cast<QComboBox*>(widget->parentWidget() ? widget->parentWidget()->parentWidget() : nullptr)) continue;  // the list inside a combo box
    if (widget->accessibleName().isEmpty()) nameless += QString::fromLatin1(widget->metaObject()->className()) + " in " + (widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
  }
  EXPECT_TRUE(nameless.isEmpty()) << nameless.join("\n").toStdString();
}

TEST_F(Window, WithoutOpenGlTheTreeIsPaintedAndPicked) {
  ghost({"sid", "build", "--data", project() + "/data", "--vectors", project() + "/data/Tiny.emb-generated.npy", "--tokenizer", "skt", "--out", project() + "/artifacts/built", "-o", "codes=4", "--quiet"});
  open();
  window->showPage("tokens");
  auto* tree = window->tokensPage().tree();
  ASSERT_TRUE(waitFor([&] { return tree->allNodes() > 30 && !window->tokensPage().isBusy(); }));
  EXPECT_FALSE(tree->usesOpenGl());
  const auto& tokens = *desk().tokens.book();
  const auto node = tokens.trie.find(tokens.tokens.table.sid(7));
  QTest::mouseClick(tree, Qt::LeftButton, Qt::NoModifier, tree->screenPosition(node).toPoint());
  EXPECT_EQ(desk().selection.node(), node);
  EXPECT_TRUE(std::ranges::count(tokens.trie.itemsAt(node), desk().selection.item())) << desk().selection.item();
}

}  // namespace
}  // namespace ghost::workbench
