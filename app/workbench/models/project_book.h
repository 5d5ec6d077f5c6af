#pragma once
#include <memory>
#include <optional>

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include "data/data_set.h"
#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "jobs/background.h"
#include "run/project.h"

namespace ghost::workbench {

/// The data of a project, read once and shared by all pages; immutable.
struct DataBook {
  data::DataSet dataSet;
  data::Popularity popularity;
  OrderedJson statistics;              ///< keys of `data check --json`
  std::vector<std::int8_t> fifths;     ///< popularity group per item, 0 = most popular
  std::vector<std::int64_t> rank;      ///< popularity rank per item, 1 = most popular
  std::optional<embed::ItemVectors> vectors;  ///< unit length; absent when the project names none or they can't be read
  std::string vectorsProblem;          ///< the sentence then
  std::vector<std::string> vectorsRemarks;  ///< what makes tokens of them poor: equal or zero vectors
};
std::shared_ptr<const DataBook> readDataBook(const run::Project& project);

/// The open project: its settings at once, its data as soon as they are read (in the background). Opening never runs anything.
class ProjectBook : public QObject {
  Q_OBJECT
 public:
  explicit ProjectBook(QObject* parent = nullptr);
  /// Throws Error{Data} as run::openProject does; then nothing has changed.
  void open(const std::filesystem::path& folder);
  void close();
  /// Reads the data again, after an import.
  void reload();
  /// Reads project.toml again where it is another than the one read last, and the data where it names others. True when there was something new.
  /// Throws as open(); then the settings known stay.
  bool readAgain();

  const run::Project* project() const { return m_project ? &*m_project : nullptr; }
  /// Null until read, or when they can't be: then dataProblem() says why.
  std::shared_ptr<const DataBook> data() const { return m_data; }
  QString dataProblem() const { return m_problem; }
  bool isReading() const { return m_reading.isBusy(); }

 signals:
  void projectChanged();
  void dataChanged();
  /// The same project has other settings now.
  void settingsChanged();
  /// project.toml was written by someone: time to readAgain().
  void changedOnDisk();

 private:
  void watch();
  std::optional<run::Project> m_project;
  std::shared_ptr<const DataBook> m_data;
  QString m_problem;
  std::string m_settings;   ///< text of the project.toml read last
  QFileSystemWatcher m_watcher;
  QTimer m_soon;
  Background m_reading;
};

}  // namespace ghost::workbench
