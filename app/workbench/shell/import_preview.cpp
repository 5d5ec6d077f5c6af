#include "shell/import_preview.h"

#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

#include "jobs/window_words.h"
#include "pages/parts.h"
#include "shell/plain_text.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

namespace {

constexpr int longestCell = 400;

QString textAt(const OrderedJson& object, const char* key) {
  const auto* value = at(object, key);
  return value ? jsonText(*value) : QString();
}

GridModel::Grid gridOf(const OrderedJson& preview) {
  GridModel::Grid grid;
  if (const auto* columns = at(preview, "columns"); columns && columns->is_array())
    for (const auto& column : *columns) grid.header += jsonText(column);
  if (const auto* rows = at(preview, "rows"); rows && rows->is_array())
    for (const auto& row : *rows) {
      if (!row.is_array()) continue;
      QVariantList cells;
      for (const auto& cell : row) cells += jsonText(cell).left(longestCell);
      grid.rows += cells;
    }
  return grid;
}

QString foundText(const OrderedJson& preview) {
  QStringList lines{QObject::tr("Format %1").arg(textAt(preview, "format"))};
  if (const auto* found = at(preview, "found"); found && found->is_array())
    for (const auto& finding : *found) lines += QStringLiteral("%1: %2").arg(textAt(finding, "what"), textAt(finding, "is"));
  return lines.join(QLatin1Char('\n'));
}

QString badText(const OrderedJson& preview) {
  QStringList lines;
  const auto* rejected = at(preview, "rejected");
  if (rejected && rejected->is_array() && !rejected->empty()) {
    lines += QObject::tr("Bad lines among the first %1:").arg(countText(static_cast<qint64>(numberAt(at(preview, "rows_looked_at")))));
    for (const auto& row : *rejected) {
      lines += QStringLiteral("   %1, line %2: %3").arg(textAt(row, "file"), textAt(row, "line"), textAt(row, "what"));
      if (const QString line = textAt(row, "text"); !line.isEmpty()) lines += QStringLiteral("         ") + line;
    }
  } else {
    lines += QObject::tr("No bad line among the first %1.").arg(countText(static_cast<qint64>(numberAt(at(preview, "rows_looked_at")))));
  }
  if (const auto* warnings = at(preview, "warnings"); warnings && warnings->is_array())
    for (const auto& warning : *warnings) lines += inWindowWords(jsonText(warning));
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

ImportPreview::ImportPreview(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* top = new QHBoxLayout;
  m_found = plainLabel({}, this, 9.5);
  m_found->setWordWrap(true);
  m_found->setTextInteractionFlags(Qt::TextSelectableByMouse);
  top->addWidget(m_found, 1);
  m_bar = new QProgressBar(this);
  m_bar->setRange(0, 0);
  m_bar->setTextVisible(false);
  m_bar->setFixedSize(90, 10);
  m_bar->setAccessibleName(tr("The source is being read"));
  m_stop = makeButton(tr("Stop Reading"), tr("End this preview; what was shown stays"), this, [this] { emit stopWanted(); });
  top->addWidget(m_bar, 0, Qt::AlignTop);
  top->addWidget(m_stop, 0, Qt::AlignTop);
  layout->addLayout(top);
  m_rows = new GridModel(this);
  m_table = makeTable(m_rows, nullptr, GridModel::sortRole, tr("First rows of the source"), this);
  m_table->setSortingEnabled(false);
  layout->addWidget(m_table, 3);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  m_bad = plainLabel({}, scroll, 9);
  m_bad->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_bad->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_bad->setObjectName(QStringLiteral("form"));
  scroll->setWidget(m_bad);
  scroll->setMinimumHeight(72);
  layout->addWidget(scroll, 1);
  setReading(false);
}

void ImportPreview::show(const OrderedJson& preview) {
  setReading(false);
  m_found->setText(foundText(preview));
  m_bad->setText(badText(preview));
  m_rows->setGrid(gridOf(preview));
  m_table->setVisible(true);
  fitColumns(*m_table);
  m_table->horizontalHeader()->setStretchLastSection(true);
}

void ImportPreview::showNothing(const QString& sentence) {
  setReading(false);
  m_found->setText(sentence);
  m_bad->clear();
  m_rows->setGrid({});
  m_table->setVisible(false);
}

void ImportPreview::setReading(bool reading) {
  m_reading = reading;
  m_bar->setVisible(reading);
  m_stop->setVisible(reading);
  m_table->setEnabled(!reading);
}

QString ImportPreview::words() const { return m_found->text() + QLatin1Char('\n') + m_bad->text(); }

}  // namespace ghost::workbench
