#include "models/project_book.h"

#include "base/error.h"
#include "base/file_ops.h"
#include "embed/variety.h"

namespace ghost::workbench {

std::shared_ptr<const DataBook> readDataBook(const run::Project& project) {
  auto book = std::make_shared<DataBook>();
  book->dataSet = data::readDataFolder(project.dataFolder());
  book->popularity = data::popularity(book->dataSet.interactions, book->dataSet.items());
  book->statistics = data::statistics(book->dataSet, book->popularity);
  book->fifths = book->popularity.fifths();
  const auto order = book->popularity.byPopularity();
  book->rank.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) book->rank[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i) + 1;
  if (!project.vectors.empty()) {
    try {
      const embed::ItemVectors vectors = embed::readItemVectors(project.vectorsFile(), book->dataSet.items());
      const embed::Variety variety = embed::varietyOf(vectors);
      book->vectorsRemarks = embed::remarks(variety);
      book->vectors = embed::normalised(vectors);
      embed::requireVariety(variety, project.vectorsFile().string());
    } catch (const Error& error) {
      book->vectors.reset();
      book->vectorsProblem = error.what();
    }
  }
  return book;
}

namespace {

constexpr int settlingTime = 150;  // milliseconds: editors write a file in several steps

/// Empty where it can't be read: opening it says why.
std::string settingsText(const std::filesystem::path& folder) {
  try {
    return readFile(folder / "project.toml", 4u << 20);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

ProjectBook::ProjectBook(QObject* parent) : QObject(parent), m_reading(this) {
  m_soon.setSingleShot(true);
  m_soon.setInterval(settlingTime);
  connect(&m_soon, &QTimer::timeout, this, [this] {
    watch();
    if (m_project && settingsText(m_project->folder) != m_settings) emit changedOnDisk();
  });
  connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_soon, qOverload<>(&QTimer::start));
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_soon, qOverload<>(&QTimer::start));
}

/// The folder is watched too: a file that is replaced is another one, and its watch ends.
void ProjectBook::watch() {
  const QStringList before = m_watcher.files() + m_watcher.directories();
  if (!before.isEmpty()) m_watcher.removePaths(before);
  if (!m_project) return;
  const QString folder = QString::fromStdString(m_project->folder.string());
  m_watcher.addPaths({folder, folder + QStringLiteral("/project.toml")});
}

void ProjectBook::open(const std::filesystem::path& folder) {
  const auto place = std::filesystem::absolute(folder).lexically_normal();
  std::string settings = settingsText(place);
  auto project = run::openProject(place);
  m_project = std::move(project);
  m_settings = std::move(settings);
  m_data.reset();
  m_problem.clear();
  watch();
  emit projectChanged();
  reload();
}

bool ProjectBook::readAgain() {
  if (!m_project) return false;
  std::string settings = settingsText(m_project->folder);
  if (settings == m_settings) return false;
  auto project = run::openProject(m_project->folder);
  const bool otherData = project.data != m_project->data || project.vectors != m_project->vectors;
  m_project = std::move(project);
  m_settings = std::move(settings);
  emit settingsChanged();
  if (otherData) reload();
  return true;
}

void ProjectBook::close() {
  m_reading.forget();
  m_project.reset();
  m_data.reset();
  m_problem.clear();
  m_settings.clear();
  watch();
  emit projectChanged();
  emit dataChanged();
}

void ProjectBook::reload() {
  if (!m_project) return;
  m_reading.start<std::shared_ptr<const DataBook>>(
      [project = *m_project] { return readDataBook(project); },
      [this](std::shared_ptr<const DataBook> book) {
        m_data = std::move(book);
        m_problem.clear();
        emit dataChanged();
      },
      [this](const QString& sentence) {
        m_data.reset();
        m_problem = sentence;
        emit dataChanged();
      });
}

}  // namespace ghost::workbench
