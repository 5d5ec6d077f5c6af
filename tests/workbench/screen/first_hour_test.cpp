#include <fstream>

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

#include "../desk_fixture.h"
#include "models/run_facts.h"
#include "run/project.h"
#include "shell/import_dialog.h"
#include "shell/pictures.h"

namespace ghost::workbench {
namespace {

/// The first hour of somebody with a file of their own: every step is a click or a key on a widget found by the name a screen reader says, and nothing is typed into a
/// terminal. With GHOST_FILM_STRIP=DIR each step leaves a picture there.
class FirstHour : public DeskFixture {
 protected:
  static void SetUpTestSuite() {
    ASSERT_FALSE(qEnvironmentVariableIsEmpty("DISPLAY")) << "the tests of VTK views need an X display: run them through `./ghost test`, which starts one, or under xvfb-run";
    startApplication("xcb");
  }
  /// The window, or the dialog before it.
  QWidget& front() {
    QWidget* before = QApplication::activeModalWidget();
    if (!before) before = dialog<QDialog>();
    return before ? *before : *window;
  }
  template <class Widget>
  Widget* named(const QString& name) {
    for (auto* each : front().findChildren<Widget*>())
      if (each->isVisible() && (each->accessibleName() == name || textOf(each) == name)) return each;
    ADD_FAILURE() << "nothing here is called " << name.toStdString();
    return nullptr;
  }
  static QString textOf(const QWidget* widget) {
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return button ? button->text() : QString();
  }
  void click(QWidget* widget) {
    ASSERT_TRUE(widget);
    bringIntoView(widget);
    ASSERT_TRUE(widget->isEnabled()) << widget->accessibleName().toStdString() << textOf(widget).toStdString();
    QTest::mouseClick(widget, Qt::LeftButton);
    QCoreApplication::processEvents();
  }
  void press(const QString& name) { click(named<QAbstractButton>(name)); }
  static void bringIntoView(QWidget* widget) {
    for (QWidget* above = widget->parentWidget(); above; above = above->parentWidget())
      if (auto* area = qobject_cast<QScrollArea*>(above)) area->ensureWidgetVisible(widget);
    QCoreApplication::processEvents();
  }
  void type(const QString& name, const QString& text) {
    auto* line = named<QLineEdit>(name);
    ASSERT_TRUE(line);
    click(line);
    QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(line, text);
  }
  /// By keyboard, as in a form: Home, then down to the row that begins with `text`.
  void choose(const QString& name, const QString& text) {
    auto* box = named<QComboBox>(name);
    ASSERT_TRUE(box);
    bringIntoView(box);
    if (box->isEditable()) {
      QTest::mouseClick(box->lineEdit(), Qt::LeftButton);
      QTest::keyClick(box->lineEdit(), Qt::Key_A, Qt::ControlModifier);
      QTest::keyClicks(box->lineEdit(), text);
      return;
    }
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    for (int i = 0; i < box->count() && !box->currentText().startsWith(text); ++i) QTest::keyClick(box, Qt::Key_Down);
    EXPECT_TRUE(box->currentText().startsWith(text)) << box->currentText().toStdString();
  }
  /// A parameter of the form in front.
  void set(const QString& parameter, const QString& text) {
    QWidget* field = nullptr;
    for (auto* each : front().findChildren<QWidget*>(parameter))
      if (each->accessibleName() == parameter && each->isVisible()) field = each;
    ASSERT_TRUE(field) << parameter.toStdString();
    bringIntoView(field);
    QWidget* editor = field;
    if (auto* spin = qobject_cast<QAbstractSpinBox*>(field)) editor = spin->findChild<QLineEdit*>();
    QTest::mouseClick(editor, Qt::LeftButton);
    QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, text);
    QTest::keyClick(editor, Qt::Key_Tab);
  }
  void page(const QString& title) {
    auto* pages = named<QListWidget>("Pages");
    ASSERT_TRUE(pages);
    const auto found = pages->findItems(title, Qt::MatchExactly);
    ASSERT_EQ(found.size(), 1);
    QTest::mouseClick(pages->viewport(), Qt::LeftButton, Qt::NoModifier, pages->visualItemRect(found.front()).center());
    ASSERT_TRUE(waitFor([&] { return !window->page(window->currentPage())->isBusy(); }));
  }
  /// Types a path into the file chooser in front.
  void saveAs(const QString& file) {
    auto* line = front().findChild<QLineEdit*>("fileNameEdit");
    ASSERT_TRUE(line);
    QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(line, file);
    QTest::keyClick(line, Qt::Key_Return);
  }
  /// The window with the dialog before it.
  void picture(const QString& name) {
    const QString strip = qEnvironmentVariable("GHOST_FILM_STRIP");
    if (strip.isEmpty()) return;
    QDir().mkpath(strip);
    EXPECT_TRUE(waitFor([&] { return !desk().book.project() || !window->page(window->currentPage())->isBusy(); }));
    window->grab();  // lets views of the graphics card draw at their size
    QCoreApplication::processEvents();
    QPixmap whole = window->grab();
    if (QWidget& dialog = front(); &dialog != window.get()) {
      QPainter painter(&whole);
      painter.fillRect(whole.rect(), QColor(0, 0, 0, 70));
      painter.drawPixmap((window->width() - dialog.width()) / 2, (window->height() - dialog.height()) / 2, dialog.grab());
    }
    EXPECT_TRUE(whole.save(QStringLiteral("%1/hour-%2-%3.png").arg(strip).arg(++m_pictures).arg(name)));
  }
  /// A shop of five kinds of things: users mostly buy one kind, a few things are bought by everyone.
  QString shop() const {
    const QString file = folder() + "/my-shop.csv";
    const char* makes[] = {"maple", "ebony", "brass", "nylon", "travel", "student", "concert", "antique", "silent", "folding", "baroque", "jazz"};
    const char* kinds[] = {"guitar strings", "drum sticks", "piano stool", "violin bow", "flute case"};
    std::ofstream out(file.toStdString());
    out << "customer,product,bought_at,title\n";
    std::uint32_t state = 7;
    const auto next = [&](std::uint32_t n) { return (state = state * 1664525u + 1013904223u) / 65536u % n; };
    for (int user = 0; user < 240; ++user)
      for (int i = 0, count = 5 + static_cast<int>(next(6)); i < count; ++i) {
        const int kind = next(5) == 0 ? static_cast<int>(next(5)) : user % 5, rank = static_cast<int>(std::min(next(12), next(12)));
        out << "c" << user << ",p" << kind * 12 + rank << "," << "2021-0" << 1 + i % 9 << "-" << 10 + next(18) << " 12:00:00,\"" << makes[rank] << " " << kinds[kind] << " for " << makes[(rank + kind + 5) % 12] << " players\"\n";
      }
    return file;
  }
  int m_pictures = 0;
};

TEST_F(FirstHour, FromAFileOfOnesOwnToTheFiguresOfAPaper) {
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
  ASSERT_TRUE(waitFor([&] { return desk().description.isReady(); }));
  // Own data.
  press("New Project from Data…");
  auto* import = dialog<ImportDialog>();
  ASSERT_TRUE(import);
  auto* source = import->form()->sourceLine();
  click(source);
  QTest::keyClicks(source, shop());
  QTest::keyClick(source, Qt::Key_Return);
  ASSERT_TRUE(waitFor([&] { return !import->form()->preview()->isReading(); }));
  choose("user", "customer");
  choose("item", "product");
  choose("time", "bought_at");
  ASSERT_TRUE(waitFor([&] { return import->form()->importButton()->isEnabled(); })) << import->notice().toStdString();
  auto* target = import->form()->targetLine();
  click(target);
  QTest::keyClick(target, Qt::Key_A, Qt::ControlModifier);
  QTest::keyClicks(target, folder() + "/my-shop");
  picture("import");
  press("Import");
  ASSERT_TRUE(waitFor([&] { return desk().book.data() && import->step() == ImportDialog::Step::Report; })) << import->notice().toStdString();
  picture("report");
  // Vectors.
  press("Make Vectors…");
  set("dim", "16");
  picture("vectors");
  press("Make");
  ASSERT_TRUE(waitFor([&] { return desk().book.data() && desk().book.data()->vectors; })) << window->notice().toStdString();
  closeDialogs();
  page("Data");
  picture("data");
  // Tokens.
  page("Tokens");
  press("Build Tokens…");
  choose("Tokenizer", "skt");
  set("codes", "8");
  set("head_levels", "2");
  set("tail_levels", "1");
  picture("build");
  press("Build");
  ASSERT_TRUE(waitFor([&] { return desk().tokens.book() && !window->page("tokens")->isBusy(); })) << window->notice().toStdString();
  picture("tokens");
  // Two runs with two seeds.
  page("Train");
  choose("Recipe", "Ghost");
  for (const auto& [parameter, value] : std::vector<std::pair<QString, QString>>{{"head_levels", "2"}, {"tail_levels", "1"}, {"codes", "8"}, {"layers", "1"}, {"width", "32"}, {"heads", "2"}, {"kv_heads", "1"}, {"head_dim", "16"}, {"feed_forward", "64"}, {"epochs", "24"}, {"users_per_batch", "32"}, {"probe_every", "4"}, {"seed", "1"}}) set(parameter, value);
  picture("form");
  press("Start");
  set("seed", "2");
  press("Start");
  ASSERT_TRUE(waitFor([&] { return newest() && newest()->state == run::State::Running && newest()->stage == "train"; })) << window->notice().toStdString();
  picture("train");
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().size() == 2 && desk().queue.jobs().empty() && newest()->state == run::State::Finished; }, 240000)) << window->notice().toStdString();
  for (const auto& row : desk().runs.rows()) EXPECT_EQ(row.state, run::State::Finished) << row.error;
  EXPECT_NE(desk().runs.rows()[0].seed, desk().runs.rows()[1].seed);
  page("Results");
  picture("results");
  // Both seeds are one system: a mean, a deviation, a band.
  page("Compare");
  press("Check All");
  press("Bootstrap Intervals");
  ASSERT_TRUE(waitFor([&] { return !window->comparePage().isBusy(); }, 120000));
  auto* compared = named<QTableView>("Comparison");
  ASSERT_TRUE(compared);
  QStringList cells;
  for (int row = 0; row < compared->model()->rowCount(); ++row)
    for (int column = 0; column < compared->model()->columnCount(); ++column) cells += compared->model()->index(row, column).data().toString();
  EXPECT_FALSE(cells.filter(QStringLiteral("±")).isEmpty()) << cells.join(" | ").toStdString();
  picture("compare");
  // The table of the paper.
  press("Export Table…");
  const QString table = folder() + "/my-shop/comparison.tex";
  saveAs(table);
  ASSERT_TRUE(waitFor([&] { return QFileInfo::exists(table) && QFileInfo::exists(folder() + "/my-shop/comparison.csv"); }, 120000)) << window->notice().toStdString();
  QFile latex(table);
  ASSERT_TRUE(latex.open(QIODevice::ReadOnly));
  EXPECT_TRUE(QString::fromUtf8(latex.readAll()).contains("\\toprule"));
  // And its figure.
  page("Figures");
  auto* kinds = named<QListWidget>("Kinds of figures");
  ASSERT_TRUE(kinds);
  const auto kind = kinds->findItems("Head and tail in the lists", Qt::MatchStartsWith);
  ASSERT_FALSE(kind.isEmpty());
  kinds->scrollToItem(kind.front());
  QTest::mouseClick(kinds->viewport(), Qt::LeftButton, Qt::NoModifier, kinds->visualItemRect(kind.front()).center());
  ASSERT_TRUE(waitFor([&] { return !window->figuresPage().isBusy(); }));
  press("Export");
  ASSERT_TRUE(waitFor([&] { return !QDir(folder() + "/my-shop/figures").entryList({"*.pdf"}).isEmpty(); })) << window->notice().toStdString();
  picture("figures");
}

}  // namespace
}  // namespace ghost::workbench
