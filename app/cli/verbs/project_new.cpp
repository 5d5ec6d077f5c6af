#include <filesystem>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "data/data_set.h"
#include "embed/item_vectors.h"
#include "output_place.h"
#include "recipe/recipe.h"
#include "run/artifact_store.h"
#include "run/project.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
struct Options { std::string folder, name, data, vectors; std::vector<std::string> recipes; };

/// What was made in a folder that had been there; all of it is removed unless it is kept.
class Additions {
 public:
  explicit Additions(std::vector<fs::path> wanted) {
    for (auto& path : wanted)
      if (!fs::exists(path)) m_new.push_back(std::move(path));
  }
  ~Additions() {
    std::error_code ignored;
    for (const auto& path : m_new) fs::remove_all(path, ignored);
  }
  void keep() { m_new.clear(); }

 private:
  std::vector<fs::path> m_new;
};

void fillProject(const Options& options, const run::Project& project) {
  run::copyWhole(options.data, project.dataFolder());
  if (!project.vectors.empty() && !fs::exists(project.vectorsFile())) copyFileAtomically(options.vectors, project.vectorsFile());
  run::saveProject(project);
}

/// A project holds what it needs: data and vectors are copied in, so that it can move to another machine as one folder. Whole or not at all, also in a
/// folder that has something in it already.
run::Project makeProject(const Options& options) {
  const data::DataSet dataSet = data::readDataFolder(options.data);
  run::Project project;
  project.name = options.name.empty() ? dataSet.name : options.name;
  for (const auto& id : options.recipes) project.recipes.push_back({recipe::recipe(id).id});
  if (!options.vectors.empty()) {
    embed::readItemVectors(options.vectors, dataSet.items());
    project.vectors = "data/" + fs::path(options.vectors).filename().string();
  }
  std::error_code ignored;
  if (fs::is_directory(options.folder, ignored) && !fs::is_empty(options.folder, ignored)) {
    project.folder = options.folder;
    Additions additions({project.folder / "project.toml", project.dataFolder(), project.vectorsFile()});
    fillProject(options, project);
    additions.keep();
  } else {
    FolderCommit folder(options.folder);
    project.folder = folder.path();
    fillProject(options, project);
    folder.commit();
    project.folder = options.folder;
  }
  return project;
}

}  // namespace

Action declareProjectNew(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "project folder to make")->required();
  app.add_option("--data", options->data, "data folder; copied into the project")->required();
  app.add_option("--vectors", options->vectors, "item vectors; copied into the project");
  app.add_option("--name", options->name, "name of the project; that of the data without it");
  app.add_option("--recipe", options->recipes, "recipes it is about; may be repeated");
  return [options](Context& context) {
    if (run::isProject(options->folder)) throw usageError(options->folder, "there is a project already; name another folder");
    requireWritableFolder(options->folder);
    const run::Project project = makeProject(*options);
    const OrderedJson result{{"project", project.folder.string()}, {"name", project.name}, {"data", project.data}, {"vectors", project.vectors}};
    sayObject(context.console, result);
    return Outcome{result};
  };
}

}  // namespace ghost::cli
