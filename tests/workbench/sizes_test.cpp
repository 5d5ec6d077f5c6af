#include <QAbstractButton>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QGraphicsTextItem>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QTabBar>

#include "desk_fixture.h"
#include "models/run_facts.h"

namespace ghost::workbench {
namespace {

/// What a person would see cut off on a page: words wider than the widget they stand in, ticks that overlap or end in dots, buttons outside the page.
class Clipped {
 public:
  explicit Clipped(const QWidget& page) : m_page(page) {
    for (const QWidget* widget : page.findChildren<QWidget*>())
      if (widget->isVisible()) look(*widget);
  }
  const QStringList& faults() const { return m_faults; }

 private:
  void fault(const QWidget& widget, const QString& what) { m_faults += QStringLiteral("%1 %2: %3").arg(QString::fromLatin1(widget.metaObject()->className()), widget.accessibleName(), what); }

  void look(const QWidget& widget) {
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) return lookAt(*label);
    if (const auto* chart = qobject_cast<const QChartView*>(&widget)) return lookAt(*chart);
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget); button && !button->text().isEmpty() && widget.width() < widget.minimumSizeHint().width()) fault(widget, QStringLiteral("\"%1\" is cut").arg(button->text()));
  }

  void lookAt(const QLabel& label) {
    if (label.text().isEmpty() || label.textFormat() != Qt::PlainText) return;
    const QRect room = label.contentsRect();
    if (label.wordWrap()) {
      if (label.heightForWidth(label.width()) > label.height() + 1) fault(label, QStringLiteral("\"%1\" loses lines").arg(label.text().left(40)));
      return;
    }
    for (const QString& line : label.text().split('\n'))
      if (label.fontMetrics().horizontalAdvance(line) > room.width() + 1) fault(label, QStringLiteral("\"%1\" needs %2 of %3 pixels").arg(line.left(40)).arg(label.fontMetrics().horizontalAdvance(line)).arg(room.width()));
  }

  void lookAt(const QChartView& view) {
    QList<QPair<QRectF, QString>> texts;
    for (const QGraphicsItem* item : view.scene()->items()) {
      const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item);
      if (!text || !text->isVisible() || text->toPlainText().trimmed().isEmpty()) continue;
      const QString words = text->toPlainText();
      if (words.endsWith(QStringLiteral("...")) || words == QStringLiteral("\u2026")) fault(view, QStringLiteral("\"%1\" is elided").arg(words));
      const QRectF box = text->sceneBoundingRect();
      texts += {box.adjusted(0.2 * box.width(), 0.3 * box.height(), -0.2 * box.width(), -0.3 * box.height()), words};
    }
    for (qsizetype i = 0; i < texts.size(); ++i)
      for (qsizetype j = i + 1; j < texts.size(); ++j)
        if (texts[i].first.intersects(texts[j].first)) fault(view, QStringLiteral("\"%1\" lies on \"%2\"").arg(texts[i].second, texts[j].second));
  }

  const QWidget& m_page;
  QStringList m_faults;
};

bool isWholeInSight(const QWidget& widget) { return widget.isVisible() && widget.visibleRegion().boundingRect() == widget.rect(); }

class Sizes : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
};

TEST_F(Sizes, NothingIsCutOffOnAnyPageAtAnySize) {
  open();
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  ghost({"run", project(), "--recipe", "ghost", "--quiet", "-o", "epochs=2"});
  ASSERT_TRUE(waitFor([&] { return desk().runs.rows().size() == 2 && metricOf(desk().runs.rows().front(), 10, "hr"); }));
  desk().selection.setRun(QString::fromStdString(newest()->name));
  desk().selection.setItem(0);
  for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(1440, 920), QSize(3840, 2160)}) {
    window->resize(size);
    for (const QString& id : window->pageIds()) {
      window->showPage(id);
      ASSERT_TRUE(waitFor([&] { return !window->page(id)->isBusy(); })) << id.toStdString();
      ASSERT_EQ(window->size(), size) << id.toStdString();
      QStringList faults;  // charts settle a moment after a resize
      waitFor([&] { return (faults = Clipped(*window->page(id)).faults()).isEmpty(); }, 3000);
      EXPECT_TRUE(faults.isEmpty()) << id.toStdString() << " at " << size.width() << " x " << size.height() << ":\n" << faults.join('\n').toStdString();
    }
    window->showPage(QStringLiteral("train"));
    QCoreApplication::processEvents();
    const auto buttons = window->page(QStringLiteral("train"))->findChildren<QPushButton*>();
    for (const QPushButton* button : buttons)
      if (button->text() == QLatin1String("Start") || button->text() == QLatin1String("Estimate")) {
        EXPECT_TRUE(isWholeInSight(*button)) << button->text().toStdString() << " at " << size.width() << " x " << size.height();
      }
  }
}

/// Twice the pixels, as on a dense screen: another process, since Qt reads the factor once.
TEST_F(Sizes, AndAtScaleTwo) {
  if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR")) GTEST_SKIP() << "this is the process at scale two";
  QProcess again;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("2"));
  again.setProcessEnvironment(environment);
  again.setProcessChannelMode(QProcess::MergedChannels);
  again.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--gtest_filter=Sizes.NothingIsCutOffOnAnyPageAtAnySize")});
  ASSERT_TRUE(again.waitForFinished(300000));
  EXPECT_EQ(again.exitCode(), 0) << again.readAll().toStdString();
}

}  // namespace
}  // namespace ghost::workbench
