#include <fstream>

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include "base/file_ops.h"
#include "desk_fixture.h"
#include "models/run_facts.h"
#include "shell/dialogs.h"
#include "shell/leave_dialog.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

/// What the form shows, what Estimate asks, what is copied and what is run.
class Launch : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  void SetUp() override {
    DeskFixture::SetUp();
    // A second project whose settings share no value with those of the first.
    fs::copy(project().toStdString(), other().toStdString(), fs::copy_options::recursive);
    writeSettings(other(), "codes = 5, layers = 1, width = 16, heads = 2, kv_heads = 1, head_dim = 8, feed_forward = 32, epochs = 1, users_per_batch = 4, head_levels = 3, tail_levels = 2, auo_rough = 7, auo_keep = 2, lr = 0.00375");
    // Estimates go through a program that notes its words.
    const QString script = folder() + "/noting-ghost";
    writeFileAtomically(script.toStdString(), "#!/bin/sh\nif [ \"$1\" = run ]; then printf '%s\\n' \"$@\" > '" + words().toStdString() + ".part' && mv '" + words().toStdString() + ".part' '" + words().toStdString() + "'; fi\nexec " GHOST_BIN "/ghost \"$@\"\n");
    fs::permissions(script.toStdString(), fs::perms::owner_all);
    qputenv("GHOST_PROGRAM", script.toLocal8Bit());
  }
  void TearDown() override {
    qputenv("GHOST_PROGRAM", GHOST_BIN "/ghost");
    DeskFixture::TearDown();
  }
  QString other() const { return folder() + "/other"; }
  QString words() const { return folder() + "/words.txt"; }
  static void writeSettings(const QString& project, const std::string& set) {
    writeFileAtomically((project + "/project.toml").toStdString(), "# kept by hand\nschema = 1\nname = \"Other\"\ndata = \"data\"\nvectors = \"data/Tiny.emb-generated.npy\"\n\n[[recipes]]\nrecipe = \"ghost\"\nset = { " + set + " }\n");
  }
  TrainPage& page() { return window->trainPage(); }
  QPushButton* button(QWidget& parent, const QString& text) {
    for (auto* each : parent.findChildren<QPushButton*>())
      if (each->text() == text) return each;
    ADD_FAILURE() << "no button " << text.toStdString();
    return nullptr;
  }
  bool ready() {
    return waitFor([&] { return desk().book.data() && desk().runs.isReady() && desk().description.isReady(); });
  }
  OrderedJson resultOf(const QStringList& arguments) {
    QProcess process;
    process.start(GHOST_BIN "/ghost", arguments);
    EXPECT_TRUE(process.waitForFinished(60000));
    EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
    return parseJson(process.readAllStandardOutput().trimmed().split('\n').last().toStdString(), "ghost");
  }
  /// The form's texts as values of their parameters.
  OrderedJson shown() {
    const auto* row = desk().description.recipe(page().recipeChoice()->currentData().toString());
    ParamValues values(row->params);
    for (const auto& [key, text] : page().form()->texts()) values.set(key, text);
    return values.toJson();
  }
  /// Form, estimate and command agree; `setting` is what the open project says of the parameter codes.
  void expectOneValue(const char* way, int codes) {
    SCOPED_TRACE(way);
    const OrderedJson form = shown();
    EXPECT_EQ(form["codes"], codes);
    const auto request = page().request();
    ASSERT_TRUE(request) << window->notice().toStdString();
    EXPECT_EQ(OrderedJson::parse(Json(request->allValues()).dump()), OrderedJson::parse(Json(form).dump())) << "what is queued";
    QStringList argv;
    for (const auto& word : request->command(desk().book.project()->folder)) argv += QString::fromStdString(word);
    argv.removeFirst();
    EXPECT_EQ(resultOf(argv + QStringList{"--dry-run", "--json"})["values"], form) << "what the copied command runs";
    fs::remove(words().toStdString());
    page().estimate();
    ASSERT_TRUE(waitFor([&] { return fs::exists(words().toStdString()); }));
    QFile noted(words());
    ASSERT_TRUE(noted.open(QIODevice::ReadOnly));
    EXPECT_EQ(noted.readAll().trimmed().toStdString(), (argv + QStringList({"--dry-run", "--json"})).join('\n').toStdString()) << "what is estimated";
  }
  /// Starts the form and compares the run's own record.
  void expectRunOfForm() {
    const OrderedJson form = shown();
    const std::size_t before = desk().runs.rows().size();
    window->showPage("train");
    QTest::mouseClick(button(page(), "Start"), Qt::LeftButton);
    const auto* row = waitForFinished(before);
    ASSERT_TRUE(row) << window->notice().toStdString();
    ASSERT_EQ(row->state, run::State::Finished) << row->error;
    EXPECT_EQ(row->manifest["parameters"], form);
  }
};

TEST_F(Launch, FormEstimateCommandAndRunAreOneValueHoweverAProjectWasOpened) {
  // As a word of the command line: the project is open before the program has said what it can do.
  ASSERT_FALSE(desk().description.isReady());
  ASSERT_TRUE(window->openProject(other()));
  ASSERT_TRUE(ready());
  expectOneValue("command line", 5);
  // Closing and opening another, in a dialog.
  window->action("close-project")->trigger();
  window->action("open-project")->trigger();
  auto* chooser = dialog<QFileDialog>();
  ASSERT_TRUE(chooser);
  emit chooser->fileSelected(project());
  closeDialogs();
  ASSERT_TRUE(ready());
  expectOneValue("dialog after closing another", 4);
  // Switching without closing, from the menu of recent ones.
  auto* recent = window->findChild<QMenu*>("recent");
  ASSERT_TRUE(recent);
  emit recent->aboutToShow();
  for (auto* action : recent->actions())
    if (action->text() == other()) action->trigger();
  ASSERT_TRUE(ready());
  expectOneValue("recent", 5);
  // From the start page.
  window->action("close-project")->trigger();
  QListWidget* list = nullptr;
  for (auto* each : window->findChildren<QListWidget*>())
    if (each->accessibleName() == "Recent projects") list = each;
  ASSERT_TRUE(list);
  for (int row = 0; row < list->count(); ++row)
    if (list->item(row)->data(Qt::UserRole).toString() == project()) QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualItemRect(list->item(row)).center());
  ASSERT_TRUE(desk().book.project());
  EXPECT_EQ(desk().selection.project(), project());
  ASSERT_TRUE(ready());
  expectOneValue("start page", 4);
  // Another recipe and back.
  auto& recipes = *page().recipeChoice();
  recipes.setCurrentIndex(recipes.findData("rqk-6"));
  expectOneValue("a recipe that the project doesn't name", 256);
  recipes.setCurrentIndex(recipes.findData("ghost"));
  expectOneValue("back", 4);
  // What was typed for one project is no wish for the next.
  page().form()->setText("codes", "9");
  expectOneValue("typed", 9);
  ASSERT_TRUE(window->openProject(other()));
  ASSERT_TRUE(ready());
  expectOneValue("another after typing", 5);
  EXPECT_TRUE(page().form()->edits().empty());
  expectRunOfForm();
}

TEST_F(Launch, SettingsChangedOnDiskReachTheFormAndKeepWhatWasTyped) {
  ASSERT_TRUE(window->openProject(other()));
  ASSERT_TRUE(ready());
  page().form()->setText("alpha", "0.125");
  writeSettings(other(), "codes = 6, layers = 1, width = 16, heads = 2, kv_heads = 1, head_dim = 8, feed_forward = 32, epochs = 1, users_per_batch = 4, head_levels = 2, tail_levels = 1, auo_rough = 7, auo_keep = 2");
  ASSERT_TRUE(waitFor([&] { return page().form()->texts().at("codes") == "6"; })) << "seen without being asked";
  EXPECT_EQ(page().form()->texts().at("alpha"), "0.125");
  EXPECT_EQ(page().form()->texts().at("lr"), ParamValues(desk().description.recipe("ghost")->params).toJson()["lr"].dump()) << "no longer set by the project";
  expectOneValue("reloaded", 6);
  // Nobody has looked yet: Start shows the change instead of running it.
  writeSettings(other(), "codes = 7, epochs = 1");
  page().launch();
  EXPECT_TRUE(desk().queue.jobs().empty());
  EXPECT_TRUE(window->notice().contains("changed on disk")) << window->notice().toStdString();
  expectOneValue("after the refusal", 7);
  // A file that is no TOML any more is told, and nothing is started from the old one.
  writeFileAtomically((other() + "/project.toml").toStdString(), "schema = = 1\n");
  EXPECT_FALSE(page().request());
  EXPECT_TRUE(window->notice().contains("project.toml")) << window->notice().toStdString();
  // A value that the recipe doesn't take leaves no form of other values behind.
  writeSettings(other(), "codes = \"many\"");
  EXPECT_FALSE(page().request());
  EXPECT_TRUE(window->notice().contains("codes")) << window->notice().toStdString();
  EXPECT_TRUE(page().form()->texts().empty());
}

TEST_F(Launch, AQueuedRunIsWhatTheFormShowedWhateverProjectTomlSaysLater) {
  ASSERT_TRUE(window->openProject(other()));
  ASSERT_TRUE(ready());
  page().prepare("ghost", {{"epochs", "100000"}});
  page().launch();
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->stage == "train"; })) << window->notice().toStdString();
  page().prepare("ghost", {});
  const OrderedJson form = shown();
  page().launch();
  ASSERT_EQ(desk().queue.waiting(), 1);
  writeSettings(other(), "codes = 4, alpha = 0, lr = 0.5, epochs = 100000");
  desk().selection.setRun(QString::fromStdString(newest()->name));
  window->action("stop")->trigger();
  const auto* row = waitForFinished(1);
  ASSERT_TRUE(row) << window->notice().toStdString();
  ASSERT_EQ(row->state, run::State::Finished) << row->error;
  EXPECT_EQ(row->manifest["parameters"], form);
}

TEST_F(Launch, WhatDiffersFromTheDefaultIsMarkedAndSetBackWithOneClick) {
  ASSERT_TRUE(window->openProject(other()));
  ASSERT_TRUE(ready());
  window->showPage("train");
  auto& form = *page().form();
  EXPECT_EQ(form.originOf("codes"), ParamForm::Origin::Baseline);
  EXPECT_EQ(form.originOf("alpha"), ParamForm::Origin::Default);
  EXPECT_FALSE(form.backButton("codes")->isHidden());
  EXPECT_TRUE(form.backButton("alpha")->isHidden());
  form.setText("alpha", "0.25");
  form.setText("codes", "8");
  EXPECT_EQ(form.originOf("alpha"), ParamForm::Origin::User);
  EXPECT_EQ(form.originOf("codes"), ParamForm::Origin::User);
  EXPECT_NE(form.backButton("codes")->accessibleName(), form.backButton("alpha")->accessibleName());
  QTest::mouseClick(form.backButton("codes"), Qt::LeftButton);
  EXPECT_EQ(form.texts().at("codes"), "5") << "what the user changed goes back to the project's value";
  QTest::mouseClick(form.backButton("codes"), Qt::LeftButton);
  EXPECT_EQ(form.texts().at("codes"), "256") << "and what the project sets to the recipe's default";
  EXPECT_EQ(form.originOf("codes"), ParamForm::Origin::User) << "which is now the user's wish";
  expectOneValue("a default said against the project", 256);
  QTest::mouseClick(form.backButton("alpha"), Qt::LeftButton);
  EXPECT_EQ(form.originOf("alpha"), ParamForm::Origin::Default);
  form.reset();
  EXPECT_EQ(form.texts().at("codes"), "5");
}

TEST_F(Launch, TheFormOfBuildTokensShowsWhatAProfileBuilds) {
  open();
  window->buildTokens();
  auto* build = dialog<BuildDialog>();
  ASSERT_TRUE(build);
  build->tokenizerChoice()->setCurrentText("skt");
  build->form()->setText("codes", "4");
  build->form()->setText("profile", "released");
  ASSERT_TRUE(waitFor([&] { return build->form()->texts().at("balanced") == "true"; }));
  build->form()->setText("head_levels", "2");
  build->form()->setText("tail_levels", "1");
  const auto texts = build->form()->texts();
  EXPECT_EQ(texts.at("codes"), "4") << "what was typed stays";
  EXPECT_EQ(texts.at("dedup"), "all");
  build->build();
  ASSERT_TRUE(waitFor([&] { return desk().tokens.book() != nullptr; })) << window->notice().toStdString();
  const OrderedJson& built = desk().tokens.book()->tokens.parameters;
  for (const auto& [key, value] : built.items())
    if (texts.contains(key) && !value.is_number_float()) {
      EXPECT_EQ(value.is_string() ? value.get<std::string>() : value.dump(), texts.at(key)) << key;
    }
}

TEST_F(Launch, LeavingARunningProjectAsksAndOpeningStartsNothing) {
  open();
  page().prepare("ghost", {{"epochs", "100000"}});
  page().launch();
  page().prepare("popularity", {});
  page().launch();
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->stage == "train"; })) << window->notice().toStdString();
  const QString name = QString::fromStdString(newest()->name);
  const auto stateOf = [&] { return run::RunFolder::open((project() + "/runs/" + name).toStdString()).state(); };
  const auto process = run::ProcessIdentity::fromJson(run::RunFolder::open((project() + "/runs/" + name).toStdString()).status());
  const auto answer = [&](const QString& text) {
    auto* asked = dialog<LeaveDialog>();
    ASSERT_TRUE(asked) << "nothing was asked before " << text.toStdString();
    QTest::mouseClick(button(*asked, text), Qt::LeftButton);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  };
  // Cancel stays, whatever was about to happen.
  window->action("quit")->trigger();
  answer("Cancel");
  EXPECT_TRUE(window->isVisible());
  window->action("close-project")->trigger();
  answer("Cancel");
  EXPECT_TRUE(desk().book.project());
  window->wantProject(other());
  answer("Cancel");
  EXPECT_EQ(desk().selection.project(), project());
  window->wantProject(project());
  EXPECT_FALSE(dialog<LeaveDialog>()) << "the project that is open isn't left";
  ASSERT_TRUE(ready());
  EXPECT_EQ(desk().queue.held(), 1) << "opened again: what waits is held";
  EXPECT_EQ(desk().queue.running(), 1);
  // Runs go on.
  window->wantProject(other());
  answer("Let Runs Go On and Open the Other");
  EXPECT_EQ(desk().selection.project(), other());
  EXPECT_EQ(run::liveness(process), run::Liveness::Alive);
  // Back: the queue is there, paused, and nothing of it starts when the run ends.
  window->wantProject(project());
  ASSERT_TRUE(ready());
  window->showPage("train");
  EXPECT_EQ(desk().queue.waiting(), 1);
  EXPECT_TRUE(button(page(), "Resume Queue")->isVisible());
  window->action("quit")->trigger();
  answer("Stop Runs and Quit");
  EXPECT_FALSE(window->isVisible());
  ASSERT_TRUE(waitFor([&] { return run::liveness(process) == run::Liveness::Gone || stateOf() == run::State::Stopped; }));
  window = std::make_unique<MainWindow>();
  window->show();
  open();
  window->showPage("train");
  ASSERT_TRUE(waitFor([&] { return desk().queue.running() == 0 && stateOf() == run::State::Stopped; }));
  EXPECT_EQ(desk().queue.held(), 1);
  EXPECT_EQ(desk().runs.rows().size(), 1u) << "nothing was started";
  window->action("quit")->trigger();
  EXPECT_FALSE(dialog<LeaveDialog>()) << "a queue that was held all the time is not asked about";
  window->show();
  QTest::mouseClick(button(page(), "Resume Queue"), Qt::LeftButton);
  const auto* row = waitForFinished(1);
  ASSERT_TRUE(row) << window->notice().toStdString();
  EXPECT_EQ(row->recipe, "popularity");
  EXPECT_FALSE(button(page(), "Resume Queue")->isVisible());
}

}  // namespace
}  // namespace ghost::workbench
