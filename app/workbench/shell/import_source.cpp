#include "shell/import_source.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <QCoreApplication>

#include "data/amazon_files.h"
#include "data/event_import.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

namespace fs = std::filesystem;

QString tr(const char* text) { return QCoreApplication::translate("ImportSource", text); }

/// Whether these files are everything their folder shows to an importer.
bool areWholeFolder(const std::set<fs::path>& files) {
  std::error_code error;
  const auto inside = data::filesOf(files.begin()->parent_path());
  return std::set<fs::path>(inside.begin(), inside.end()) == files;
}

}  // namespace

ImportSource importSourceOf(const QStringList& chosen) {
  if (chosen.isEmpty()) return {};
  if (chosen.size() == 1) return {chosen.front(), {}, {}};
  std::set<fs::path> files;
  for (const QString& path : chosen) files.insert(fs::path(path.toStdString()));
  if (std::all_of(files.begin(), files.end(), [](const fs::path& file) { return fs::is_regular_file(file); })) {
    if (std::all_of(files.begin(), files.end(), [&](const fs::path& file) { return file.parent_path() == files.begin()->parent_path(); }) && areWholeFolder(files)) return {QString::fromStdString(files.begin()->parent_path().string()), {}, {}};
    QString events, metadata;
    for (const auto& file : files) {
      const auto role = data::amazonFile(file).role;
      if (role == data::AmazonFile::Role::Reviews || role == data::AmazonFile::Role::Ratings) events = QString::fromStdString(file.string());
      if (role == data::AmazonFile::Role::Metadata) metadata = QString::fromStdString(file.string());
    }
    if (files.size() == 2 && !events.isEmpty() && !metadata.isEmpty()) return {events, metadata, {}};
  }
  return {{}, {}, tr("These don't make one data set: choose one file, or put the files of the data set into a folder of their own and choose that.")};
}

QString bytesText(double bytes) {
  if (bytes < 1e6) return QStringLiteral("%1 kB").arg(bytes / 1e3, 0, 'f', bytes < 1e4 ? 1 : 0);
  if (bytes < 1e9) return QStringLiteral("%1 MB").arg(bytes / 1e6, 0, 'f', bytes < 1e7 ? 1 : 0);
  return QStringLiteral("%1 GB").arg(bytes / 1e9, 0, 'f', 2);
}

}  // namespace ghost::workbench
