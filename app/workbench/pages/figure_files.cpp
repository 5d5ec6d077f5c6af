#include "pages/figure_files.h"

#include <QStringList>

#include "base/file_ops.h"
#include "pages/figure_words.h"

namespace ghost::workbench {

namespace {

/// A name that stays in its folder.
bool isFileName(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos && name != "." && name != ".."; }

QStringList write(Desk& desk, const figure::FigureData& figure, const paper::PaperOptions& options, const std::function<void(const QStringList&)>& done) {
  QStringList files;
  const bool whole = desk.attempt([&] {
    for (const auto& file : paper::exportFigure(figure, options)) files += QString::fromStdString(file.string());
  });
  if (!whole) return {};
  emit desk.told(QObject::tr("%1 files written to %2.").arg(files.size()).arg(QString::fromStdString(options.folder.string())), false);
  if (done) done(files);
  return files;
}

}  // namespace

QStringList exportAsking(Desk& desk, QWidget* parent, const figure::FigureData& figure, const paper::PaperOptions& options, const std::function<void(const QStringList&)>& done) {
  QStringList there;
  if (!desk.attempt([&] {
        for (const auto& file : paper::existingFiles(figure, options)) there += QString::fromStdString(file.string());
      }))
    return {};
  if (there.isEmpty() || !figure.emptyReason.empty()) return write(desk, figure, options, done);
  auto* dialog = new ExistingFilesDialog(there, parent);
  const auto again = [&desk, figure, options, done](paper::Existing existing) {
    paper::PaperOptions chosen = options;
    chosen.existing = existing;
    write(desk, figure, chosen, done);
  };
  QObject::connect(dialog, &ExistingFilesDialog::replaceWanted, parent, [again] { again(paper::Existing::Replace); });
  QObject::connect(dialog, &ExistingFilesDialog::numberWanted, parent, [again] { again(paper::Existing::Number); });
  dialog->open();
  return {};
}

std::filesystem::path editsFile(const run::Project& project, const std::string& name) { return project.figures() / (name + ".edits.json"); }

figure::FigureEdits keptEdits(Desk& desk, const std::string& name) {
  figure::FigureEdits edits;
  const run::Project* project = desk.book.project();
  std::error_code ignored;
  if (!project || !isFileName(name) || !std::filesystem::is_regular_file(editsFile(*project, name), ignored)) return edits;
  desk.attempt([&] { edits = figure::editsOf(readJsonFile(editsFile(*project, name), {1 << 20, 16}), editsFile(*project, name).string()); });
  return edits;
}

void keepEdits(Desk& desk, const std::string& name, const figure::FigureEdits& edits) {
  const run::Project* project = desk.book.project();
  if (!project || !isFileName(name)) return;  // the export says what is wrong with it
  desk.attempt([&] {
    const auto file = editsFile(*project, name);
    if (edits.isEmpty()) {
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
      return;
    }
    createFolders(project->figures());
    writeFileAtomically(file, figure::toJson(edits).dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  });
}

}  // namespace ghost::workbench
