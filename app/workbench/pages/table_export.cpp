#include "pages/table_export.h"

#include <QFileDialog>
#include <QFileInfo>

#include "pages/figure_words.h"

namespace ghost::workbench {

namespace {

QString csvOf(const QString& latex) {
  const QFileInfo info(latex);
  return info.dir().filePath(info.completeBaseName() + QStringLiteral(".csv"));
}

QStringList alreadyThere(const QString& latex) {
  QStringList there;
  for (const QString& file : {latex, csvOf(latex)})
    if (QFileInfo::exists(file)) there += file;
  return there;
}

QString numbered(const QString& latex) {
  const QFileInfo info(latex);
  for (int number = 2;; ++number) {
    const QString next = info.dir().filePath(QStringLiteral("%1-%2.%3").arg(info.completeBaseName()).arg(number).arg(info.suffix()));
    if (alreadyThere(next).isEmpty()) return next;
  }
}

}  // namespace

TableExport::TableExport(Desk& desk, QWidget* parent) : QObject(parent), m_desk(desk), m_parent(parent), m_call(this) {
  connect(&m_call, &VerbCall::finished, this, [this] {
    m_busy = false;
    emit m_desk.told(tr("The table is in %1 and %2.").arg(m_file, csvOf(m_file)), false);
  });
  connect(&m_call, &VerbCall::failed, this, [this](const QString& sentence) {
    m_busy = false;
    emit m_desk.told(sentence, true);
  });
}

void TableExport::ask(const QStringList& runs) {
  if (!m_desk.book.project()) return;
  if (runs.isEmpty()) return emit m_desk.told(tr("Check finished runs in the table first; the exported table has a row for each."), false);
  const QString figures = QString::fromStdString(m_desk.book.project()->figures().string());
  auto* chooser = new QFileDialog(m_parent, tr("Export Table"), QFileInfo::exists(figures) ? figures : QString::fromStdString(m_desk.book.project()->folder.string()), tr("LaTeX table, its CSV beside it (*.tex)"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setAcceptMode(QFileDialog::AcceptSave);
  chooser->setOption(QFileDialog::DontConfirmOverwrite);  // asked below, for both files
  chooser->setDefaultSuffix(QStringLiteral("tex"));
  chooser->selectFile(QStringLiteral("comparison.tex"));
  connect(chooser, &QFileDialog::fileSelected, this, [this, runs](const QString& file) { writeTo(runs, file); });
  chooser->open();
}

void TableExport::writeTo(const QStringList& runs, const QString& file) {
  const QStringList there = alreadyThere(file);
  if (there.isEmpty()) return write(runs, file, false);
  auto* dialog = new ExistingFilesDialog(there, m_parent);
  connect(dialog, &ExistingFilesDialog::replaceWanted, this, [this, runs, file] { write(runs, file, true); });
  connect(dialog, &ExistingFilesDialog::numberWanted, this, [this, runs, file] { write(runs, numbered(file), false); });
  dialog->open();
}

std::vector<std::string> TableExport::command(const QStringList& runs, const QString& file, bool replace) const {
  std::vector<std::string> argv{"ghost", "compare"};
  const auto folder = m_desk.book.project()->runs();
  for (const QString& run : runs) argv.push_back((folder / run.toStdString()).string());
  argv.insert(argv.end(), {"--latex", file.toStdString(), "--csv", csvOf(file).toStdString()});
  if (replace) argv.emplace_back("--force");
  return argv;
}

void TableExport::write(const QStringList& runs, const QString& file, bool replace) {
  if (m_busy) return emit m_desk.told(tr("A table is being written already; wait for it."), false);
  m_busy = true;
  m_file = file;
  QStringList arguments;
  for (const auto& word : command(runs, file, replace)) arguments += QString::fromStdString(word);
  arguments.removeFirst();
  emit m_desk.told(tr("Writing the table; intervals are drawn first …"), false);
  m_call.start(arguments);
}

}  // namespace ghost::workbench
