#include <fstream>

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "base/file_ops.h"
#include "desk_fixture.h"
#include "models/run_facts.h"
#include "pages/vectors_offer.h"
#include "run/project.h"
#include "shell/dialogs.h"
#include "shell/import_dialog.h"
#include "shell/vectors_dialog.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

/// From a project without item vectors to one with, without a terminal.
class Vectors : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  void SetUp() override {
    DeskFixture::SetUp();
    fs::rename((project() + "/data/Tiny.emb-generated.npy").toStdString(), mine().toStdString());
    run::changeProject(project().toStdString(), {{"vectors", ""}});
  }
  QString mine() const { return folder() + "/mine.npy"; }
  /// Presses the visible button of that text.
  static bool press(QWidget& parent, const QString& text) {
    for (auto* button : parent.findChildren<QPushButton*>()) {
      if (button->text() != text || !button->isVisible() || !button->isEnabled()) continue;
      QTest::mouseClick(button, Qt::LeftButton);
      return true;
    }
    return false;
  }
  bool hasVectors() {
    return waitFor([&] { return desk().book.project() && !desk().book.project()->vectors.empty() && desk().book.data() && desk().book.data()->vectors; });
  }
};

TEST_F(Vectors, EveryPageThatLacksThemOffersThem) {
  open();
  for (const char* id : {"data", "tokens", "train"}) {
    window->showPage(id);
    QCoreApplication::processEvents();
    ASSERT_TRUE(press(*window->page(id), "Make Vectors…")) << id;
    ASSERT_TRUE(dialog<VectorsDialog>()) << id;
    closeDialogs();
    ASSERT_TRUE(press(*window->page(id), "Attach Vectors…")) << id;
    ASSERT_TRUE(dialog<QFileDialog>()) << id;
    closeDialogs();
  }
  window->buildTokens();
  auto* build = dialog<BuildDialog>();
  ASSERT_TRUE(build);
  EXPECT_TRUE(build->vectorsOffer()->isVisible());
  ASSERT_TRUE(press(*build, "Make Vectors…"));
  EXPECT_TRUE(dialog<VectorsDialog>());
  closeDialogs();
  // Start says it, beside the same buttons, and queues nothing that can't run.
  window->showPage("train");
  window->trainPage().prepare("ghost", {});
  window->action("start")->trigger();
  EXPECT_TRUE(desk().queue.jobs().empty());
  EXPECT_TRUE(window->notice().contains("item vectors")) << window->notice().toStdString();
  EXPECT_FALSE(window->notice().contains("project.toml"));
  // What needs none isn't held up.
  window->trainPage().prepare("popularity", {});
  EXPECT_FALSE(window->trainPage().findChild<VectorsOffer*>()->isVisible());
  window->action("start")->trigger();
  EXPECT_FALSE(desk().queue.jobs().empty());
  ASSERT_TRUE(waitForFinished(0));
}

TEST_F(Vectors, TheyAreMadeOfTextsAndAttached) {
  open();
  window->action("make-vectors")->trigger();
  auto* dialog = this->dialog<VectorsDialog>();
  ASSERT_TRUE(dialog);
  EXPECT_TRUE(dialog->form()->field("dim"));
  EXPECT_FALSE(dialog->form()->field("max_tokens")) << "only what the source reads";
  dialog->form()->setText("dim", "8");
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  ASSERT_TRUE(hasVectors()) << dialog->state().toStdString();
  EXPECT_EQ(desk().book.project()->vectors, "data/Tiny.emb-tfidf.npy");
  EXPECT_EQ(desk().book.data()->vectors->dim, 8);
  for (const char* id : {"data", "train"}) {
    window->showPage(id);
    EXPECT_FALSE(window->page(id)->findChild<VectorsOffer*>()->isVisible()) << id;
  }
  window->showPage("tokens");
  EXPECT_TRUE(window->tokensPage().emptyReason().contains("build some")) << window->tokensPage().emptyReason().toStdString();
  window->trainPage().prepare("ghost", {{"epochs", "1"}});
  window->trainPage().launch();
  const auto* row = waitForFinished(0);
  ASSERT_TRUE(row) << window->notice().toStdString();
  EXPECT_EQ(row->state, run::State::Finished) << row->error;
}

TEST_F(Vectors, AnEncoderFolderIsReadAndABadOneSaysWhy) {
  open();
  window->makeVectors();
  auto* dialog = this->dialog<VectorsDialog>();
  ASSERT_TRUE(dialog);
  dialog->sourceChoice()->setCurrentIndex(1);
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  EXPECT_TRUE(dialog->state().contains("choose the folder")) << dialog->state().toStdString();
  dialog->folderChoice()->setEditText(folder() + "/nowhere");
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return dialog->state().contains("nowhere"); })) << dialog->state().toStdString();
  EXPECT_TRUE(desk().book.project()->vectors.empty());
  dialog->folderChoice()->setEditText(QStringLiteral(GHOST_FIXTURES "/encoders/bert-tiny"));
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  ASSERT_TRUE(hasVectors()) << dialog->state().toStdString();
  EXPECT_EQ(desk().book.project()->vectors, "data/Tiny.emb-bert-tiny.npy");
}

TEST_F(Vectors, CancelLeavesNothing) {
  // A data set large enough that its vectors take a moment.
  OrderedJson items = OrderedJson::object(), sequences = OrderedJson::object();
  constexpr int count = 6000;
  for (int i = 0; i < count; ++i) {
    std::string text;
    for (int word = 0; word < 40; ++word) text += "w" + std::to_string((i * 31 + word * word * 17) % 9000) + " ";
    items[std::to_string(i)] = {{"title", text}, {"description", ""}, {"brand", ""}, {"categories", ""}};
    sequences[std::to_string(i)] = {i, i % 60, (i * 7 + 1) % 60, (i * 11 + 2) % 60, (i + 1) % count};  // a few stand out
  }
  writeFileAtomically((project() + "/data/Tiny.item.json").toStdString(), items.dump());
  writeFileAtomically((project() + "/data/Tiny.inter.json").toStdString(), sequences.dump());
  open();
  const auto files = [&] { return QDir(project() + "/data").entryList(QDir::Files | QDir::Hidden); };
  const QStringList before = files();
  const std::string settings = readFile((project() + "/project.toml").toStdString());
  window->makeVectors();
  auto* dialog = this->dialog<VectorsDialog>();
  ASSERT_TRUE(dialog);
  dialog->form()->setText("dim", "512");
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return !dialog->state().contains("Reading the data"); }));
  ASSERT_TRUE(press(*dialog, "Cancel")) << dialog->state().toStdString();
  ASSERT_TRUE(waitFor([&] { return dialog->state().contains("Cancelled"); })) << dialog->state().toStdString();
  EXPECT_EQ(files(), before);
  EXPECT_EQ(readFile((project() + "/project.toml").toStdString()), settings);
  closeDialogs();
}

TEST_F(Vectors, AFileIsAttachedAndAWrongOneRefused) {
  open();
  writeFileAtomically((folder() + "/short.tsv").toStdString(), "0.5\t1\n1\t2\n");
  window->attachFile(folder() + "/short.tsv");
  ASSERT_TRUE(waitFor([&] { return window->notice().contains("short.tsv"); })) << window->notice().toStdString();
  EXPECT_TRUE(desk().book.project()->vectors.empty());
  window->showPage("tokens");
  ASSERT_TRUE(press(window->tokensPage(), "Attach Vectors…"));
  auto* chooser = dialog<QFileDialog>();
  ASSERT_TRUE(chooser);
  emit chooser->fileSelected(mine());
  ASSERT_TRUE(hasVectors()) << window->notice().toStdString();
  EXPECT_EQ(desk().book.project()->vectors, "data/mine.npy");
  closeDialogs();
}

TEST_F(Vectors, AnImportWithoutThemLeadsOnToThem) {
  QByteArray text = "user,item,timestamp,title\n";
  for (int i = 0; i < 300; ++i) {
    const int item = i % 3 == 0 ? i * 7 % 31 : i * 5 % 4;  // four stand out
    const QByteArray title = QByteArray(4, static_cast<char>('a' + item % 5)) + " " + QByteArray(4, static_cast<char>('k' + item % 7));  // no two alike
    text += "u" + QByteArray::number(i % 20) + ",i" + QByteArray::number(item) + "," + QByteArray::number(1400000000 + i) + "," + title + "\n";
  }
  writeFileAtomically((folder() + "/shop.csv").toStdString(), text.toStdString());
  window->importData({folder() + "/shop.csv"});
  auto* import = dialog<ImportDialog>();
  ASSERT_TRUE(import);
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  import->form()->targetLine()->setText(folder() + "/shop");
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return desk().book.data() && import->step() == ImportDialog::Step::Report; })) << import->notice().toStdString();
  ASSERT_TRUE(press(*import, "Make Vectors…"));
  auto* dialog = this->dialog<VectorsDialog>();
  ASSERT_TRUE(dialog);
  QTest::mouseClick(dialog->makeButtonOf(), Qt::LeftButton);
  ASSERT_TRUE(hasVectors()) << dialog->state().toStdString();
  closeDialogs();
}

/// A killed worker and a stopped run, and what the pages say of them.
TEST_F(Vectors, AKilledRunIsInterruptedAndAStoppedOneNamesItsStep) {
  ghost({"project", "set", project(), "vectors=" + mine()});
  open();
  window->trainPage().prepare("ghost", {{"epochs", "100000"}, {"checkpoint_every", "20"}});
  window->trainPage().launch();
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->checkpoint >= 20; })) << window->notice().toStdString();
  const QString name = QString::fromStdString(newest()->name);
  const auto process = run::ProcessIdentity::fromJson(run::RunFolder::open((project() + "/runs/" + name).toStdString()).status());
  ::kill(static_cast<pid_t>(process.pid), SIGKILL);
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Unknown && desk().queue.jobs().empty(); }));
  EXPECT_TRUE(newest()->interrupted);
  EXPECT_EQ(stateText(*newest()), "interrupted");
  EXPECT_TRUE(window->notice().contains("interrupted")) << window->notice().toStdString();
  window->showPage("results");
  EXPECT_TRUE(window->resultsPage().emptyReason().contains("was interrupted")) << window->resultsPage().emptyReason().toStdString();
  ASSERT_TRUE(press(window->resultsPage(), "Resume"));
  EXPECT_EQ(window->currentPage(), "train");
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Running && newest()->attempts == 2 && newest()->stage == "train"; })) << window->notice().toStdString();
  window->action("stop")->trigger();
  ASSERT_TRUE(waitFor([&] { return newest()->state == run::State::Stopped && desk().queue.jobs().empty(); }));
  EXPECT_EQ(fateText(*newest()), QStringLiteral("was stopped at step %1").arg(newest()->checkpoint));
  const auto shows = [&](Page& page, const QString& words) {
    for (auto* label : page.findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains(words)) return true;
    return false;
  };
  EXPECT_TRUE(waitFor([&] { return shows(window->trainPage(), "was stopped at step"); }));
  // Results of a run with results, then of this one: nothing of the first stays.
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  desk().runs.refresh();
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().size() == 2; }));
  window->showPage("results");
  desk().selection.setRun(QString::fromStdString(newest()->name));
  ASSERT_TRUE(waitFor([&] { return window->resultsPage().emptyReason().isEmpty(); }));
  EXPECT_TRUE(shows(window->resultsPage(), runTitle(*newest())));
  desk().selection.setRun(name);
  EXPECT_TRUE(window->resultsPage().emptyReason().contains("was stopped at step"));
  EXPECT_FALSE(shows(window->resultsPage(), runTitle(*newest()))) << "the heading is of the run shown";
  EXPECT_TRUE(shows(window->resultsPage(), runTitle(*desk().runs.row(name))));
}

}  // namespace
}  // namespace ghost::workbench
