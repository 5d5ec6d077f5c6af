#include "shell/import_progress.h"

#include <cmath>

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "pages/parts.h"
#include "shell/import_source.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

ImportProgress::ImportProgress(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->addStretch(2);
  m_stage = plainLabel({}, this, 12, true);
  m_stage->setWordWrap(true);
  layout->addWidget(m_stage);
  m_bar = new QProgressBar(this);
  m_bar->setAccessibleName(tr("Progress of the import"));
  layout->addWidget(m_bar);
  m_numbers = plainLabel({}, this, 10);
  layout->addWidget(m_numbers);
  layout->addStretch(3);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  m_cancel = makeButton(tr("Cancel"), tr("Stop the import; nothing of it stays"), this, [this] { emit cancelWanted(); });
  buttons->addWidget(m_cancel);
  layout->addLayout(buttons);
}

QString ImportProgress::words() const { return m_numbers->text(); }

namespace {

/// What lies on disk: the file, or the files of the folder.
double bytesOf(const QString& source) {
  const QFileInfo info(source);
  if (!info.isDir()) return static_cast<double>(info.size());
  double bytes = 0;
  for (const QFileInfo& file : QDir(source).entryInfoList(QDir::Files)) bytes += static_cast<double>(file.size());
  return bytes;
}

}  // namespace

void ImportProgress::begin(const QString& source) {
  m_stage->setText(tr("Reading %1").arg(source));
  m_numbers->setText(tr("Starting …"));
  m_bytes = bytesOf(source);
  m_bar->setRange(0, 0);
  m_cancel->setEnabled(true);
}

void ImportProgress::stopping() {
  m_cancel->setEnabled(false);
  m_bar->setRange(0, 0);
  m_numbers->setText(tr("Stopping …"));
}

void ImportProgress::follow(const ghost::wire::Event& event) {
  if (event.kind != "progress" || !m_cancel->isEnabled()) return;
  const auto number = [&](const char* key) {
    const auto it = event.body.find(key);
    return it != event.body.end() && it->is_number() ? it->get<double>() : 0.0;
  };
  const double done = number("done"), total = number("total"), rate = number("rate"), left = number("eta");
  constexpr int steps = 1000;
  const auto unit = event.body.find("unit");
  const bool arranging = unit != event.body.end() && *unit == "events";
  if (total > 0 && done >= total) {
    m_bar->setRange(0, 0);
    m_stage->setText(tr("Arranging the sequences and writing the project"));
    if (!arranging) m_numbers->setText(tr("%1 read").arg(bytesText(done)));
    return;
  }
  if (arranging) {
    m_stage->setText(tr("Arranging the sequences"));
    m_bar->setRange(0, total > 0 ? steps : 0);
    m_bar->setValue(total > 0 ? static_cast<int>(done / total * steps) : 0);
    return m_numbers->setText(tr("%L1 of %L2 events").arg(static_cast<qlonglong>(done)).arg(static_cast<qlonglong>(total)));
  }
  QStringList words{total > 0 ? tr("%1 of %2").arg(bytesText(done), bytesText(total)) : bytesText(done)};
  // Large sources are read more than once; a total beyond the file's size would look wrong without that.
  if (const double passes = m_bytes > 0 ? std::round(total / m_bytes) : 0; passes >= 2 && std::abs(total / m_bytes - passes) < 0.02) words += tr("in %1 passes over %2").arg(passes).arg(bytesText(m_bytes));
  if (rate > 0) words += tr("%1/s").arg(bytesText(rate));
  if (left > 0) words += tr("%1 left").arg(durationText(left));
  m_numbers->setText(words.join(QStringLiteral("   ·   ")));
  m_bar->setRange(0, total > 0 ? steps : 0);
  if (total > 0) m_bar->setValue(static_cast<int>(done / total * steps));
}

}  // namespace ghost::workbench
