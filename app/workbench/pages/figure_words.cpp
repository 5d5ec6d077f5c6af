#include "pages/figure_words.h"

#include <algorithm>

#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

/// Names that the legend and the category axes print, once each.
QStringList printedNames(const figure::FigureData& figure) {
  QStringList names;
  const auto add = [&names](const std::string& name) {
    const QString text = QString::fromStdString(name);
    if (!text.isEmpty() && !names.contains(text)) names += text;
  };
  for (const figure::Panel& panel : figure.panels) {
    for (const figure::Series& series : panel.series) add(series.name);
    for (const figure::Rule& rule : panel.rules) add(rule.label);
    if (!panel.cells.empty()) continue;  // lengths of a heatmap are numbers
    for (const figure::Axis* axis : {&panel.x, &panel.y})
      for (const std::string& category : axis->categories) add(category);
  }
  return names;
}

QString linesOf(const figure::FigureData& figure) {
  QStringList lines;
  for (const figure::Panel& panel : figure.panels)
    for (const std::string& remark : panel.remarks) lines += QString::fromStdString(remark);
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

FigureWordsDialog::FigureWordsDialog(const figure::FigureData& figure, const figure::FigureEdits& edits, QWidget* parent) : Dialog(parent), m_figure(figure), m_before(edits) {
  setWindowTitle(tr("Words of the Figure"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(560, 620);
  auto* layout = new QVBoxLayout(this);
  auto* about = plainLabel(tr("Emptied fields print nothing. In labels ^ and _ raise and lower: L^h, x_{80}."), this, 9.5);
  about->setWordWrap(true);
  layout->addWidget(about);
  auto* body = new QWidget;
  auto* form = new QFormLayout(body);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  add(form, QStringLiteral("title"), tr("Title above the panels"), "", edits.title);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const figure::Panel& panel = figure.panels[i];
    const auto own = i < edits.panels.size() ? edits.panels[i] : figure::FigureEdits::PanelEdits{};
    const QString number = QString::number(i + 1), before = figure.panels.size() > 1 ? tr("Panel %1: ").arg(number) : QString();
    add(form, number + QStringLiteral("/title"), before + tr("title"), panel.title, own.title);
    if (!panel.tree.empty()) continue;
    add(form, number + QStringLiteral("/x_label"), before + tr("horizontal axis"), panel.x.label, own.xLabel);
    add(form, number + QStringLiteral("/y_label"), before + tr("vertical axis"), panel.y.label, own.yLabel);
    if (!panel.cells.empty()) add(form, number + QStringLiteral("/cell_label"), before + tr("colour bar"), panel.cellLabel, own.cellLabel);
  }
  m_legend = printedNames(figure);
  for (const QString& name : m_legend) {
    const auto found = edits.legend.find(name.toStdString());
    add(form, QStringLiteral("legend/") + name, tr("Name: %1").arg(name.size() > 28 ? name.left(27) + QChar(0x2026) : name), name.toStdString(), found == edits.legend.end() ? std::nullopt : std::optional(found->second));
  }
  m_ownFootnotes = linesOf(figure);
  QString shown = m_ownFootnotes;
  if (edits.footnotes) {
    QStringList lines;
    for (const std::string& line : *edits.footnotes) lines += QString::fromStdString(line);
    shown = lines.join(QLatin1Char('\n'));
  }
  m_footnotes = new QPlainTextEdit(shown, body);
  m_footnotes->setAccessibleName(tr("Footnotes, one a line"));
  m_footnotes->setTabChangesFocus(true);
  m_footnotes->setMaximumHeight(90);
  form->addRow(tr("Footnotes, one a line"), m_footnotes);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(body);
  layout->addWidget(scroll, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(makeButton(tr("Reset"), tr("The figure's own words in every field"), this, [this] { reset(); }));
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Cancel"), tr("Change nothing"), this, [this] { reject(); }));
  auto* ok = makeButton(tr("Apply"), tr("Print these words; they are kept with the figure"), this, [this] { accept(); });
  ok->setProperty("primary", true);
  ok->setDefault(true);
  buttons->addWidget(ok);
  layout->addLayout(buttons);
}

void FigureWordsDialog::add(QFormLayout* form, const QString& key, const QString& words, const std::string& own, const std::optional<std::string>& edited) {
  auto* edit = new QLineEdit(QString::fromStdString(edited.value_or(own)), this);
  edit->setAccessibleName(words);
  edit->setPlaceholderText(own.empty() ? tr("none") : QString::fromStdString(own));
  auto* label = plainLabel(words, this);
  label->setBuddy(edit);
  form->addRow(label, edit);
  m_fields += {key, QString::fromStdString(own), edit};
}

QLineEdit* FigureWordsDialog::field(const QString& key) const {
  const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return field.key == key; });
  return found == m_fields.end() ? nullptr : found->edit;
}

std::optional<std::string> FigureWordsDialog::changed(const QString& key) const {
  const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return field.key == key; });
  if (found == m_fields.end() || found->edit->text() == found->own) return std::nullopt;
  return found->edit->text().toStdString();
}

figure::FigureEdits FigureWordsDialog::edits() const {
  figure::FigureEdits edits;
  edits.heightMm = m_before.heightMm;
  edits.title = changed(QStringLiteral("title"));
  for (std::size_t i = 0; i < m_figure.panels.size(); ++i) {
    const QString number = QString::number(i + 1) + '/';
    edits.panels.push_back({changed(number + QStringLiteral("title")), changed(number + QStringLiteral("x_label")), changed(number + QStringLiteral("y_label")), changed(number + QStringLiteral("cell_label"))});
  }
  while (!edits.panels.empty() && edits.panels.back() == figure::FigureEdits::PanelEdits{}) edits.panels.pop_back();
  for (const QString& name : m_legend)
    if (const auto shown = changed(QStringLiteral("legend/") + name)) edits.legend[name.toStdString()] = *shown;
  if (m_footnotes->toPlainText() != m_ownFootnotes) {
    edits.footnotes.emplace();
    for (const QString& line : m_footnotes->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) edits.footnotes->push_back(line.toStdString());
  }
  return edits;
}

void FigureWordsDialog::reset() {
  for (const Field& field : m_fields) field.edit->setText(field.own);
  m_footnotes->setPlainText(m_ownFootnotes);
}

ExistingFilesDialog::ExistingFilesDialog(const QStringList& files, QWidget* parent) : Dialog(parent) {
  setWindowTitle(tr("Files Are There Already"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* layout = new QVBoxLayout(this);
  QStringList names;
  for (const QString& file : files) names += QFileInfo(file).fileName();
  auto* text = plainLabel(tr("%1 in %2: %3.").arg(files.size() == 1 ? tr("This file is there already") : tr("These files are there already"), QFileInfo(files.value(0)).absolutePath(), names.join(QStringLiteral(", "))), this);
  text->setWordWrap(true);
  text->setMinimumWidth(420);
  layout->addWidget(text);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Cancel"), tr("Write nothing"), this, [this] { reject(); }));
  buttons->addWidget(makeButton(tr("Replace"), tr("Write over them"), this, [this] {
    accept();
    emit replaceWanted();
  }));
  auto* number = makeButton(tr("Keep Both"), tr("Give the new files a number"), this, [this] {
    accept();
    emit numberWanted();
  });
  number->setProperty("primary", true);
  number->setDefault(true);
  buttons->addWidget(number);
  layout->addLayout(buttons);
}

}  // namespace ghost::workbench
