#include <QClipboard>
#include <QListWidget>
#include <QSpinBox>
#include <QTableView>

#include "base/file_ops.h"
#include "desk_fixture.h"
#include "pages/token_tables.h"
#include "views/chart/item_cloud.h"
#include "views/chart/panel_chart.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

/// Two sets on the tiny project: skt, which inherits, and rqkmeans without suffixes over two codes a level, whose 30 items must collide.
class Compare : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  void build(const QString& tokenizer, const QString& name, const QStringList& options) {
    QStringList arguments{"sid", "build", "--data", project() + "/data", "--vectors", project() + "/data/Tiny.emb-generated.npy", "--tokenizer", tokenizer, "--out", project() + "/artifacts/" + name, "--quiet"};
    for (const QString& option : options) arguments += {"-o", option};
    ghost(arguments);
  }
  void openBoth() {
    build("skt", "skt", {"codes=4"});
    build("rqkmeans", "flat", {"codes=2", "levels=2", "dedup=none"});
    open();
    window->showPage("tokens");
    window->tokensPage().showCompare(true);
    ASSERT_TRUE(settled());
  }
  bool settled() {
    return waitFor([&] { return !window->tokensPage().isBusy(); });
  }
  TokenCompare& page() { return *window->tokensPage().compare(); }
  const figure::FigureData& figure(TokenCompare::Part part) { return page().card(part)->view()->figure(); }
  const figure::FigureData& shown(TokenCompare::Part part) {
    page().showPart(part);
    EXPECT_TRUE(settled());
    return figure(part);
  }
  QListWidgetItem* entry(const QString& key) {
    for (int row = 0; row < page().list()->count(); ++row)
      if (page().list()->item(row)->data(Qt::UserRole) == key) return page().list()->item(row);
    return nullptr;
  }
  static int columnOf(const QAbstractItemModel& model, const QString& header) {
    for (int column = 0; column < model.columnCount(); ++column)
      if (model.headerData(column, Qt::Horizontal) == header) return column;
    return -1;
  }
  static QString cell(const QAbstractItemModel& model, int row, const QString& header) { return model.index(row, columnOf(model, header)).data().toString(); }
};

TEST_F(Compare, TwoSetsStandInOneTableAndInEveryFigure) {
  openBoth();
  ASSERT_TRUE(page().compared().book());
  const auto& table = *page().summary()->model();
  ASSERT_EQ(table.rowCount(), 2);  // both were built, so both are checked
  EXPECT_EQ(cell(table, 0, "Tokenizer"), "skt");
  EXPECT_EQ(cell(table, 1, "Tokenizer"), "rqkmeans");
  EXPECT_TRUE(cell(table, 1, "Differs in").contains("codes=2")) << cell(table, 1, "Differs in").toStdString();
  EXPECT_EQ(cell(table, 1, "Items"), "30");
  EXPECT_GE(cell(table, 1, "Collisions").toInt(), 26) << "30 items, at most 4 code lists";
  EXPECT_EQ(cell(table, 1, "Collisions"), cell(table, 1, "After suffixes")) << "there are no suffixes";
  EXPECT_TRUE(cell(table, 1, "Anchor median").isEmpty());
  EXPECT_FALSE(cell(table, 0, "Anchor median").isEmpty());
  EXPECT_FALSE(cell(table, 0, "Error left").isEmpty()) << "the build recorded its vectors";
  page().copyTable();
  const QString copied = QGuiApplication::clipboard()->text();
  EXPECT_TRUE(copied.contains("Collisions") && copied.contains("rqkmeans")) << copied.toStdString();

  for (const auto part : {TokenCompare::Codebooks, TokenCompare::Error, TokenCompare::Branching}) {
    const auto& made = shown(part);
    ASSERT_FALSE(made.panels.empty()) << part << made.emptyReason;
    std::vector<std::string> names;
    for (const auto& series : made.panels.front().series) names.push_back(series.name);
    EXPECT_EQ(names, (std::vector<std::string>{"skt", "flat"})) << part;
    auto* chart = qobject_cast<chart::PanelChart*>(page().card(part)->view()->panelWidget(0));
    ASSERT_TRUE(chart) << part;
    EXPECT_GE(chart->shapeCount(), 2);
    EXPECT_FALSE(chart->drawnPoints(1).isEmpty());
  }
  EXPECT_EQ(shown(TokenCompare::Anchors).panels[1].series.front().name, "skt");
  EXPECT_GT(page().items(TokenCompare::Anchors)->model()->rowCount(), 5);
  EXPECT_TRUE(page().items(TokenCompare::Anchors)->model()->index(0, 1).data(GridModel::sortRole).toDouble() <= page().items(TokenCompare::Anchors)->model()->index(1, 1).data(GridModel::sortRole).toDouble());

  // Unchecking one leaves the other, in every figure.
  entry("artifact:skt")->setCheckState(Qt::Unchecked);
  ASSERT_TRUE(settled());
  EXPECT_EQ(table.rowCount(), 1);
  EXPECT_FALSE(figure(TokenCompare::Anchors).emptyReason.empty()) << "rqkmeans has no anchors";
  EXPECT_EQ(shown(TokenCompare::Branching).panels.front().series.size(), 1u);
  entry("artifact:flat")->setCheckState(Qt::Unchecked);
  ASSERT_TRUE(settled());
  EXPECT_EQ(figure(TokenCompare::Branching).emptyReason, "Check one or more token sets at the left.");
}

TEST_F(Compare, CollidingItemsAndPointsAreSelectedByAClick) {
  openBoth();
  shown(TokenCompare::Collisions);
  QTableView* table = page().items(TokenCompare::Collisions);
  ASSERT_GT(table->model()->rowCount(), 20);
  const QModelIndex row = table->model()->index(3, 0);
  table->scrollTo(row);
  QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, table->visualRect(row).center());
  EXPECT_EQ(desk().selection.item(), row.data(GridModel::itemRole).toInt());
  EXPECT_EQ(QString::number(desk().selection.item()), cell(*table->model(), 3, "Item"));

  const auto& made = shown(TokenCompare::Projection);
  ASSERT_EQ(made.panels.size(), 2u) << made.emptyReason;
  auto* cloud = qobject_cast<chart::ItemCloud*>(page().card(TokenCompare::Projection)->view()->panelWidget(1));
  ASSERT_TRUE(cloud);
  int hit = 0;
  for (int item = 0; item < 30; ++item) {
    const QPointF at = cloud->position(item);
    ASSERT_TRUE(QRectF(cloud->rect()).contains(at)) << item;
    const int on = cloud->itemAt(at);
    QTest::mouseClick(cloud, Qt::LeftButton, Qt::NoModifier, at.toPoint());
    EXPECT_EQ(desk().selection.item(), cloud->itemAt(at.toPoint()));
    hit += on == item;
  }
  EXPECT_GT(hit, 20) << "few items lie on each other";
  EXPECT_EQ(page().levelChoice()->maximum(), 5) << "three head and two tail levels";
  page().levelChoice()->setValue(4);
  ASSERT_TRUE(settled());
  EXPECT_EQ(figure(TokenCompare::Projection).panels.size(), 1u) << "flat has two levels";
  bool said = false;
  for (const auto& remark : figure(TokenCompare::Projection).panels.front().remarks) said |= remark.find("flat: no item has a code at level 3") != std::string::npos;
  EXPECT_TRUE(said);
}

TEST_F(Compare, BrokenForeignAndDeletedSetsLeaveTheOthersAlone) {
  build("skt", "skt", {"codes=4"});
  build("rqkmeans", "flat", {"codes=2", "levels=2"});
  const fs::path artifacts = (project() + "/artifacts").toStdString();
  fs::create_directories(artifacts / "broken");
  QFile broken(project() + "/artifacts/broken/index.json");
  ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
  broken.write("{");
  broken.close();
  QFile index(project() + "/data/Small.index.json");  // two items only
  ASSERT_TRUE(index.open(QIODevice::WriteOnly));
  index.write("{\"0\": [\"<a_1>\"], \"1\": [\"<a_1>\"]}");
  index.close();
  open();
  window->showPage("tokens");
  window->tokensPage().showCompare(true);
  ASSERT_TRUE(settled());
  entry("index:Small.index.json")->setCheckState(Qt::Checked);
  ASSERT_TRUE(settled());
  const auto& table = *page().summary()->model();
  ASSERT_EQ(table.rowCount(), 4);
  QStringList remarks;
  for (int row = 0; row < 4; ++row) remarks += cell(table, row, "Remark");
  EXPECT_TRUE(remarks.join('\n').contains("these tokens name 2 items, the project has 30")) << remarks.join('\n').toStdString();
  EXPECT_TRUE(entry("artifact:broken")->text().contains("can't be shown"));
  EXPECT_EQ(shown(TokenCompare::Branching).panels.front().series.size(), 2u);

  fs::remove_all(artifacts / "skt");
  fs::remove_all(artifacts / "broken");
  desk().tokens.refresh(desk().book.project(), desk().runs.rows());
  ASSERT_TRUE(settled());
  EXPECT_FALSE(entry("artifact:skt"));
  EXPECT_EQ(figure(TokenCompare::Branching).panels.front().series.size(), 1u);
  fs::remove(project().toStdString() + "/data/Tiny.emb-generated.npy");
  entry("index:Small.index.json")->setCheckState(Qt::Unchecked);
  ASSERT_TRUE(settled());
  EXPECT_NE(shown(TokenCompare::Projection).emptyReason.find("are gone"), std::string::npos) << figure(TokenCompare::Projection).emptyReason;
}

TEST_F(Compare, OnlyWhatIsCutIsSaidToBeCutAndAnEmptyListIsNotShown) {
  openBoth();
  const auto& known = *desk().book.data();
  EXPECT_TRUE(collidingItems(*page().compared().book(), known, 3, theme::Mode::Light).cut);
  const auto whole = collidingItems(*page().compared().book(), known, 30, theme::Mode::Light);
  EXPECT_FALSE(whole.cut);
  EXPECT_GE(whole.rows.size(), 30) << "together they are more than one set may have";
  shown(TokenCompare::Anchors);
  EXPECT_TRUE(page().items(TokenCompare::Anchors)->isVisible());
  entry("artifact:skt")->setCheckState(Qt::Unchecked);
  ASSERT_TRUE(settled());
  EXPECT_FALSE(page().items(TokenCompare::Anchors)->isVisible()) << "rqkmeans has no anchors";
  entry("artifact:skt")->setCheckState(Qt::Checked);
  ASSERT_TRUE(settled());
  EXPECT_TRUE(page().items(TokenCompare::Anchors)->isVisible());
  const auto& table = *page().summary()->model();
  for (const char* column : {"Error left", "Collisions", "Mean z", "Exit step of tails", "Build s"}) EXPECT_FALSE(table.headerData(columnOf(table, column), Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty()) << column;
}

TEST_F(Compare, TheListIsUsedByKeyboard) {
  openBoth();
  page().list()->setFocus();
  page().list()->setCurrentRow(1);
  const QString key = page().list()->item(1)->data(Qt::UserRole).toString();
  ASSERT_TRUE(page().compared().isChosen(key));
  QTest::keyClick(page().list(), Qt::Key_Space);
  EXPECT_FALSE(page().compared().isChosen(key));
  ASSERT_TRUE(settled());
  EXPECT_EQ(page().list()->currentRow(), 1) << "the keyboard goes on where it was";
  QTest::keyClick(page().list(), Qt::Key_Space);
  EXPECT_TRUE(page().compared().isChosen(key));
}

TEST_F(Compare, RunsAndBuildsAreSeenFirstAndAChoiceStays) {
  for (const char* name : {"Tiny.one.index.json", "Tiny.two.index.json"}) {
    OrderedJson index;
    for (int item = 0; item < 30; ++item) index[std::to_string(item)] = {"<a_" + std::to_string(item % 3) + ">", "<b_" + std::to_string(item) + ">"};
    writeFileAtomically((project() + "/data/" + name).toStdString(), index.dump());
  }
  const QStringList common{"run", project(), "--recipe", "rqk-4", "-o", "epochs=1", "-o", "seed=1", "--quiet"};
  ghost(common);
  ghost(common + QStringList{"-o", "lr=0.01"});   // other weights, the same tokens
  ghost(common + QStringList{"-o", "levels=2"});
  build("skt", "skt", {"codes=4"});
  open();
  window->showPage("tokens");
  window->tokensPage().showCompare(true);
  ASSERT_TRUE(settled());
  const auto& runs = desk().runs.rows();
  ASSERT_EQ(runs.size(), 3u);
  const auto key = [&](std::size_t run) { return QStringLiteral("run:") + QString::fromStdString(runs[run].name); };
  EXPECT_EQ(page().compared().chosen(), (QStringList{key(0), key(1), "artifact:skt", "index:Tiny.one.index.json"})) << page().compared().chosen().join(' ').toStdString();
  const auto& table = *page().summary()->model();
  ASSERT_EQ(table.rowCount(), 4);
  EXPECT_TRUE(cell(table, 0, "Set").startsWith("RQ-KMeans, 4 levels (")) << "a legend's word, not the whole title: " << cell(table, 0, "Set").toStdString();

  // What a person chose stays when the project changes.
  entry("artifact:skt")->setCheckState(Qt::Unchecked);
  entry("index:Tiny.two.index.json")->setCheckState(Qt::Checked);
  const QStringList own = page().compared().chosen();
  fs::copy((project() + "/data/Tiny.one.index.json").toStdString(), (project() + "/data/Tiny.three.index.json").toStdString());
  desk().tokens.refresh(desk().book.project(), runs);
  EXPECT_EQ(page().compared().chosen(), own);
  // Another project has its own.
  const QString other = folder() + "/other";
  fs::copy(fs::path(GHOST_PROJECTS) / "tiny", other.toStdString(), fs::copy_options::recursive);
  fs::copy((project() + "/data/Tiny.one.index.json").toStdString(), (other + "/data/Tiny.two.index.json").toStdString());
  ASSERT_TRUE(window->openProject(other));
  ASSERT_TRUE(waitFor([&] { return desk().runs.isReady(); }));
  EXPECT_EQ(page().compared().chosen().last(), "index:Tiny.two.index.json") << page().compared().chosen().join(' ').toStdString();
}

TEST_F(Compare, ASeventhSetIsRefusedAndExportsAreThoseOfTheCommand) {
  build("rqkmeans", "one", {"codes=2", "levels=2"});
  for (int copy = 2; copy <= 7; ++copy) fs::copy((project() + "/artifacts/one").toStdString(), (project() + QStringLiteral("/artifacts/s%1").arg(copy)).toStdString(), fs::copy_options::recursive);
  open();
  window->showPage("tokens");
  window->tokensPage().showCompare(true);
  ASSERT_TRUE(settled());
  EXPECT_EQ(page().compared().chosen().size(), 4) << "a legible few at first";
  QString left;
  for (int row = 0; row < page().list()->count(); ++row) {
    const QString key = page().list()->item(row)->data(Qt::UserRole).toString();
    if (page().compared().chosen().size() < 6) entry(key)->setCheckState(Qt::Checked);
    else if (!page().compared().isChosen(key)) left = key;
  }
  ASSERT_EQ(page().compared().chosen().size(), 6);
  ASSERT_FALSE(left.isEmpty());
  entry(left)->setCheckState(Qt::Checked);
  EXPECT_FALSE(page().compared().isChosen(left));
  EXPECT_EQ(entry(left)->checkState(), Qt::Unchecked);
  EXPECT_TRUE(window->notice().contains("At most 6")) << window->notice().toStdString();
  ASSERT_TRUE(settled());
  shown(TokenCompare::Collisions);
  const auto argv = page().command();
  EXPECT_EQ(argv[3], "collisions");
  page().exportNow();
  ASSERT_TRUE(settled());
  for (const char* ending : {"pdf", "svg", "png", "csv"}) EXPECT_TRUE(QFile::exists(project() + "/figures/collisions." + ending)) << window->notice().toStdString();
  QFile csv(project() + "/figures/collisions.csv");
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  const QByteArray bytes = csv.readAll();
  QStringList words;
  for (std::size_t i = 1; i < argv.size(); ++i) words += QString::fromStdString(argv[i]);
  words[words.indexOf("--out") + 1] = folder() + "/again";
  ghost(words);
  QFile again(folder() + "/again/collisions.csv");
  ASSERT_TRUE(again.open(QIODevice::ReadOnly));
  EXPECT_EQ(again.readAll(), bytes);
}

}  // namespace
}  // namespace ghost::workbench
