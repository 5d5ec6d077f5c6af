#include "models/project_book.h"

#include "base/error.h"
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

ProjectBook::ProjectBook(QObject* parent) : QObject(parent), m_reading(this) {}

void ProjectBook::open(const std::filesystem::path& folder) {
  auto project = run::openProject(std::filesystem::absolute(folder).lexically_normal());
  m_project = std::move(project);
  m_data.reset();
  m_problem.clear();
  emit projectChanged();
  reload();
}

void ProjectBook::close() {
  m_reading.forget();
  m_project.reset();
  m_data.reset();
  m_problem.clear();
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
