#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

#include "base/file_ops.h"
#include "desk_fixture.h"
#include "jobs/launcher.h"
#include "jobs/window_words.h"
#include "shell/import_dialog.h"
#include "shell/import_source.h"
#include "tests/data/amazon_corpus.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;
using testing_data::AmazonCorpus;

class Import : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  QString corpusFolder(const AmazonCorpus& corpus, int copies = 1) const {
    corpus.write((folder() + "/Shop").toStdString(), copies);
    return folder() + "/Shop";
  }
  QString file(const QString& name, const QByteArray& text) const {
    QFile out(folder() + "/" + name);
    EXPECT_TRUE(out.open(QIODevice::WriteOnly));
    out.write(text);
    return out.fileName();
  }
  /// The dialog as the menu opens it, with its preview read.
  ImportDialog* opened(const QStringList& sources) {
    window->action("import-data")->trigger();
    auto* found = dialog<ImportDialog>();
    EXPECT_TRUE(found);
    if (found && !sources.isEmpty()) {
      found->setSources(sources);
      EXPECT_TRUE(settled(*found));
    }
    return found;
  }
  static bool settled(ImportDialog& dialog) {
    return waitFor([&] { return !dialog.form()->preview()->isReading(); });
  }
  /// The sentence that the command line ends with, in the words of the window.
  static QString sentenceOf(const QStringList& words) {
    QProcess process;
    process.start(GHOST_BIN "/ghost", words);
    EXPECT_TRUE(process.waitForFinished(60000));
    EXPECT_NE(process.exitCode(), 0);
    for (const QByteArray& line : process.readAllStandardError().split('\n'))
      if (line.startsWith("ghost: ")) return inWindowWords(QString::fromUtf8(line.mid(7)));
    return {};
  }
  static void press(QWidget& parent, const QString& text) {
    for (auto* button : parent.findChildren<QPushButton*>())
      if (button->text() == text && button->isVisible()) return QTest::mouseClick(button, Qt::LeftButton);
    ADD_FAILURE() << "no button " << text.toStdString();
  }
  /// Names in the test's folder: what an import leaves shows here.
  QStringList entries() const { return QDir(folder()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); }
};

TEST_F(Import, ACorpusIsPreviewedChangedImportedAndReportedOn) {
  const AmazonCorpus corpus(7, 2018);
  auto* import = opened({corpusFolder(corpus, 30)});
  ASSERT_TRUE(import);
  ASSERT_TRUE(import->form()->importButton()->isEnabled()) << import->notice().toStdString();
  auto* rows = import->form()->preview()->table()->model();
  EXPECT_EQ(rows->rowCount(), 50);
  EXPECT_EQ(rows->index(0, 0).data().toString().toStdString(), corpus.world.ratings[0].user);
  const QString words = import->form()->preview()->words();
  for (const QString& each : {QStringLiteral("amazon2018"), QStringLiteral("reviews of 2018: reviews.json.gz"), QStringLiteral("metadata: meta.json.gz"), QStringLiteral("line %1: not a JSON object").arg(corpus.badReviews[0].line), QStringLiteral("503 Service Unavailable")})
    EXPECT_TRUE(words.contains(each)) << each.toStdString() << "\n" << words.toStdString();
  for (const char* key : {"min_rating", "from", "to", "duplicates", "require_metadata", "max_title_words", "k_core", "ties", "seed", "split", "text", "metadata", "name"}) EXPECT_TRUE(import->form()->params()->field(key)) << key;
  int helps = 0;
  for (auto* label : import->form()->params()->findChildren<QLabel*>()) helps += label->text().startsWith("Take out users and items with fewer events");
  EXPECT_EQ(helps, 1) << "help stands beside its parameter";

  auto* core = qobject_cast<QSpinBox*>(import->form()->params()->field("k_core"));
  ASSERT_TRUE(core);
  core->setValue(4);
  ASSERT_TRUE(waitFor([&] { return import->form()->preview()->isReading(); })) << "a changed parameter is looked at";
  ASSERT_TRUE(settled(*import));
  import->form()->params()->setText("name", "Drums");
  ASSERT_TRUE(waitFor([&] { return import->form()->preview()->isReading(); }));
  ASSERT_TRUE(settled(*import));
  EXPECT_TRUE(import->form()->targetLine()->text().endsWith("/Drums")) << "the suggested folder follows the name";
  const QString target = folder() + "/drums";
  import->form()->targetLine()->setText(target);
  press(*import, "Copy as Command");
  EXPECT_TRUE(QGuiApplication::clipboard()->text().contains("data import")) << QGuiApplication::clipboard()->text().toStdString();
  EXPECT_TRUE(QGuiApplication::clipboard()->text().contains("-o k_core=4 -o ") || QGuiApplication::clipboard()->text().contains("-o k_core=4"));

  QStringList progress;
  QObject::connect(import->progress()->bar(), &QProgressBar::valueChanged, import, [&](int value) {
    if (value > 0) progress += import->progress()->words();
  });
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return import->step() != ImportDialog::Step::Running; }));
  ASSERT_EQ(import->step(), ImportDialog::Step::Report) << import->notice().toStdString();
  ASSERT_FALSE(progress.isEmpty());
  EXPECT_TRUE(progress.front().contains(" of ")) << progress.front().toStdString();

  ASSERT_TRUE(waitFor([&] { return desk().book.data() != nullptr; }));
  EXPECT_EQ(desk().selection.project(), target);
  EXPECT_EQ(window->currentPage(), "data");
  const auto sequences = testing_data::expected(corpus.world, {.core = 4});
  EXPECT_EQ(desk().book.data()->dataSet.interactions.users(), static_cast<int>(sequences.size()));
  EXPECT_EQ(desk().book.data()->dataSet.name, "Drums");
  const QString report = import->report()->text();
  for (const QString& each : {QStringLiteral("users"), QStringLiteral("repeats of a user's item"), QStringLiteral("outside the k-core"), QStringLiteral("MB/s"), QStringLiteral("of memory"), QStringLiteral("reviews.json.gz, line %1: not a JSON object").arg(corpus.badReviews[0].line),
                              QStringLiteral("503 Service Unavailable"), QStringLiteral("k_core = 4")})
    EXPECT_TRUE(report.contains(each)) << each.toStdString() << "\n" << report.toStdString();
  press(*import, "Copy Report");
  EXPECT_EQ(QGuiApplication::clipboard()->text(), report);
  import->report()->save(folder() + "/report.txt");
  EXPECT_EQ(QString::fromStdString(readFile((folder() + "/report.txt").toStdString())), report);
  import->report()->save(folder() + "/report.json");
  EXPECT_EQ(readJsonFile((folder() + "/report.json").toStdString())["options"]["k_core"], 4);
  import->accept();

  // It stays with the project.
  press(window->dataPage(), "Import Report");
  ASSERT_TRUE(dialog<QDialog>());
  EXPECT_EQ(dialog<QDialog>()->windowTitle(), "Import report");
  closeDialogs();
}

TEST_F(Import, ACancelledImportLeavesNothing) {
  const AmazonCorpus corpus(7, 2018);
  auto* import = opened({corpusFolder(corpus, 1500)});
  ASSERT_TRUE(import);
  const QString target = folder() + "/cancelled";
  import->form()->targetLine()->setText(target);
  const QStringList before = entries();
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return import->progress()->bar()->maximum() > 0 && import->progress()->bar()->value() > 0; })) << import->notice().toStdString();
  QTest::mouseClick(import->progress()->cancelButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return import->step() == ImportDialog::Step::Form; }));
  EXPECT_EQ(import->notice(), "The import was cancelled; nothing was written.");
  EXPECT_EQ(entries(), before);
  EXPECT_TRUE(import->form()->importButton()->isEnabled()) << "it can be tried again";
  EXPECT_FALSE(desk().book.project());

  // Closing the dialog while it imports is cancelling too.
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return import->progress()->bar()->maximum() > 0 && import->progress()->bar()->value() > 0; }));
  import->close();
  ASSERT_TRUE(waitFor([&] { return import->step() == ImportDialog::Step::Form; }));
  EXPECT_EQ(entries(), before);
  closeDialogs();
}

TEST_F(Import, WhatIsWrongIsSaidAsTheCommandLineSaysIt) {
  const AmazonCorpus corpus(7, 2018);
  const QString shop = corpusFolder(corpus);
  auto* import = opened({});
  ASSERT_TRUE(import);
  EXPECT_FALSE(import->form()->importButton()->isEnabled());
  const auto said = [&](const QString& source) {
    import->setSources({source});
    EXPECT_TRUE(settled(*import));
    EXPECT_FALSE(import->form()->importButton()->isEnabled()) << source.toStdString();
    return import->notice();
  };
  const QString prose = file("prose.txt", "There is nothing here\nthat could be imported.\n");
  EXPECT_EQ(said(prose), sentenceOf({"data", "preview", prose}));
  EXPECT_EQ(said(folder() + "/nowhere"), sentenceOf({"data", "preview", folder() + "/nowhere"}));
  const QString alone = shop + "/reviews.json.gz";
  const QString asked = sentenceOf({"data", "import", alone, "--project", folder() + "/no"});
  EXPECT_TRUE(asked.contains("the field \"metadata\"")) << asked.toStdString();
  EXPECT_EQ(said(alone), asked) << "what would end the import is said before it, by the fields of the form";
  import->form()->params()->setText("require_metadata", "false");
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  EXPECT_EQ(import->notice(), QString());
  import->form()->params()->setText("from", "once upon a time");
  ASSERT_TRUE(waitFor([&] { return !import->notice().isEmpty(); }));
  EXPECT_EQ(import->notice(), sentenceOf({"data", "preview", alone, "-o", "from=once upon a time"}));

  import->form()->params()->reset();  // values stay with the form while the format does
  // What only the whole source shows ends the import, leads back to the form and leaves nothing.
  fs::resize_file(alone.toStdString(), fs::file_size(alone.toStdString()) - 20);
  import->setSources({shop});
  ASSERT_TRUE(settled(*import));
  const QString target = folder() + "/none";
  import->form()->targetLine()->setText(target);
  const QStringList before = entries();
  for (const bool cut : {true, false}) {
    if (!cut) {
      corpus.write(shop.toStdString());
      import->form()->params()->setText("k_core", "500");
      ASSERT_TRUE(waitFor([&] { return import->form()->preview()->isReading(); }));
      ASSERT_TRUE(settled(*import));
    }
    ASSERT_TRUE(cut || import->form()->importButton()->isEnabled()) << import->notice().toStdString();
    import->form()->importButton()->setEnabled(true);
    QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return import->step() == ImportDialog::Step::Form && !import->notice().isEmpty(); }));
    QStringList words{"data", "import", shop, "--project", target};
    if (!cut) words += {"-o", "k_core=500"};
    EXPECT_EQ(import->notice(), sentenceOf(words));
    EXPECT_TRUE(import->notice().contains(cut ? "breaks off" : "no user is left"));
    EXPECT_EQ(entries(), before);
  }
  closeDialogs();
}

TEST_F(Import, ColumnsOfATableAreChosenFromThePreview) {
  QByteArray text = "who;what;when\n";
  for (int i = 0; i < 200; ++i) text += "u" + QByteArray::number(i % 20) + ";i" + QByteArray::number(i * 7 % 31) + ";" + QByteArray::number(1400000000 + i) + "\n";
  auto* import = opened({file("odd.csv", text)});
  ASSERT_TRUE(import);
  EXPECT_FALSE(import->form()->importButton()->isEnabled());
  EXPECT_TRUE(import->notice().contains("which column holds the user")) << import->notice().toStdString();
  EXPECT_EQ(import->form()->preview()->table()->model()->headerData(1, Qt::Horizontal).toString(), "what") << "the table as it stands";
  for (const auto& [key, column] : {std::pair("user", "who"), std::pair("item", "what"), std::pair("time", "when")}) {
    auto* choice = qobject_cast<QComboBox*>(import->form()->params()->field(key));
    ASSERT_TRUE(choice) << key;
    ASSERT_GE(choice->findText(column), 0) << key;
    choice->setCurrentIndex(choice->findText(column));
  }
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  EXPECT_EQ(import->form()->preview()->table()->model()->index(0, 2).data().toString(), "2014-05-13 16:53:20");
  import->form()->targetLine()->setText(folder() + "/odd");
  QTest::mouseClick(import->form()->importButton(), Qt::LeftButton);
  ASSERT_TRUE(waitFor([&] { return desk().book.data() != nullptr; })) << import->notice().toStdString();
  EXPECT_EQ(desk().book.data()->dataSet.interactions.users(), 20);
  closeDialogs();
}

TEST_F(Import, SeveralReadingsOfATimeAreAskedInTheForm) {
  QByteArray text = "user,item,ordered,delivered,day\n";
  for (int i = 8; i > 0; --i) text += "u,i" + QByteArray::number(i) + ",2020-01-1" + QByteArray::number(i) + ",2020-02-1" + QByteArray::number(i * 4 % 9) + ",0" + QByteArray::number(i) + "/03/2020\n";
  auto* import = opened({file("orders.csv", text)});
  ASSERT_TRUE(import);
  EXPECT_FALSE(import->form()->importButton()->isEnabled());
  EXPECT_TRUE(import->notice().contains("put the rows in different orders; say which is with time = ordered, time = delivered")) << import->notice().toStdString();
  auto* time = qobject_cast<QComboBox*>(import->form()->params()->field("time"));
  ASSERT_TRUE(time);
  EXPECT_GE(time->findText("none"), 0) << "the order of the file";
  time->setCurrentIndex(time->findText("day"));
  ASSERT_TRUE(waitFor([&] { return import->notice().contains("may begin with the day or the month"); })) << import->notice().toStdString();
  import->form()->params()->setText("time_format", "day_first");
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  EXPECT_EQ(import->form()->preview()->table()->model()->index(0, 2).data().toString(), "2020-03-08 00:00:00");
  EXPECT_TRUE(import->form()->preview()->words().contains("times: dates, the day first: \"08/03/2020\" is 2020-03-08")) << import->form()->preview()->words().toStdString();
  time->setCurrentIndex(time->findText("ordered"));
  ASSERT_TRUE(waitFor([&] { return import->form()->preview()->table()->model()->index(0, 2).data().toString() == "2020-01-18 00:00:00"; }));
  closeDialogs();
}

TEST_F(Import, EnterLooksAndAShortTargetLiesAtHome) {
  const QString source = file("t.csv", "user,item,time\nu,a,1\nu,b,2\nu,c,3\n");
  auto* import = opened({});
  ASSERT_TRUE(import);
  import->form()->sourceLine()->setFocus();
  import->form()->sourceLine()->setText(source);
  QTest::keyClick(import->form()->sourceLine(), Qt::Key_Return);
  EXPECT_TRUE(import->form()->preview()->isReading());
  EXPECT_FALSE(dialog<QFileDialog>()) << "Enter is not the first button";
  ASSERT_TRUE(settled(*import));
  ASSERT_TRUE(import->form()->importButton()->isEnabled()) << import->notice().toStdString();
  for (const auto& [typed, meant] : {std::pair(QStringLiteral("~/study"), QDir::homePath() + "/study"), {QStringLiteral("study"), QDir::homePath() + "/study"}, {QStringLiteral(" /srv/a/../study "), QStringLiteral("/srv/study")}, {QString(), QString()}}) {
    import->form()->targetLine()->setText(typed);
    EXPECT_EQ(import->form()->target(), meant) << typed.toStdString();
  }
  closeDialogs();
}

TEST_F(Import, ProgressOfSeveralPassesSaysSo) {
  const QString source = file("passes.csv", QByteArray(100000, 'x'));
  ImportProgress progress;
  progress.begin(source);
  wire::Event event;
  event.kind = "progress";
  event.body = {{"done", 50000}, {"total", 300000}, {"rate", 10000}, {"eta", 25}};
  progress.follow(event);
  EXPECT_TRUE(progress.words().contains("in 3 passes over 100 kB")) << progress.words().toStdString();
  event.body["total"] = 100000;
  progress.follow(event);
  EXPECT_FALSE(progress.words().contains("passes")) << progress.words().toStdString();
}

TEST_F(Import, SeveralFilesAreAFolderOrEventsWithMetadata) {
  const AmazonCorpus corpus(7, 2014);
  const QString shop = corpusFolder(corpus), reviews = shop + "/reviews.json.gz", metadata = shop + "/meta.json.gz";
  EXPECT_EQ(importSourceOf({reviews, metadata}).source, shop) << "all files of a folder are the folder";
  const QString other = file("Shop/notes.txt", "nothing to import");
  const ImportSource two = importSourceOf({metadata, reviews});
  EXPECT_EQ(two.source, reviews);
  EXPECT_EQ(two.metadata, metadata);
  EXPECT_FALSE(importSourceOf({reviews, other}).problem.isEmpty());
  auto* import = opened({metadata, reviews});
  ASSERT_TRUE(import);
  EXPECT_EQ(qobject_cast<QLineEdit*>(import->form()->params()->field("metadata"))->text(), metadata);
  EXPECT_TRUE(import->form()->preview()->words().contains("metadata: meta.json.gz")) << import->form()->preview()->words().toStdString();
  EXPECT_TRUE(import->form()->importButton()->isEnabled()) << import->notice().toStdString();
  closeDialogs();
}

TEST_F(Import, WhatIsDroppedOnTheWindowIsOpenedOrImported) {
  const auto drop = [&](const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &event);
  };
  drop(project());
  EXPECT_EQ(desk().selection.project(), project());
  drop(project() + "/data");
  auto* import = dialog<ImportDialog>();
  ASSERT_TRUE(import);
  EXPECT_EQ(import->form()->sourceLine()->text(), project() + "/data");
  ASSERT_TRUE(settled(*import));
  EXPECT_TRUE(import->form()->preview()->words().contains("lcrec"));
  EXPECT_TRUE(import->form()->importButton()->isEnabled());
  closeDialogs();
}

}  // namespace
}  // namespace ghost::workbench
