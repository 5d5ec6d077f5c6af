#include <filesystem>

#include "base/error.h"
#include "base/file_ops.h"
#include "data/tiny_world.h"
#include "embed/item_vectors.h"
#include "output_place.h"
#include "run/project.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string to, project;
  data::TinyWorldOptions world;
};

std::string vectorsName(const std::string& name) { return name + ".emb-generated.npy"; }

void writeData(const data::TinyWorld& world, const fs::path& folder) {
  data::writeTinyWorld(world, folder);
  embed::writeNpy(folder / vectorsName(world.dataSet.name), {world.dataSet.items(), world.dim, world.vectors});
}

/// Recipes at sizes that fit a shop of some dozen items: a few codes a level, a small model, seconds of training.
void writeProject(const data::TinyWorld& world, const fs::path& folder) {
  const OrderedJson small{{"codes", 4}, {"layers", 2}, {"width", 32}, {"heads", 2}, {"kv_heads", 1}, {"head_dim", 16}, {"feed_forward", 64}, {"epochs", 12}, {"users_per_batch", 8}, {"probe_every", 5}, {"checkpoint_every", 0}};
  run::Project project;
  project.folder = folder;
  project.name = world.dataSet.name;
  project.vectors = "data/" + vectorsName(world.dataSet.name);
  OrderedJson skeleton = small;
  skeleton["head_levels"] = 2;
  skeleton["tail_levels"] = 1;
  skeleton["auo_rough"] = 6;
  skeleton["auo_keep"] = 3;
  project.recipes = {{"ghost", skeleton}, {"rqk-4", small}, {"popularity"}, {"next-item"}, {"item-knn"}};
  createFolders(folder / "data");
  writeData(world, folder / "data");
  run::saveProject(project);
}

/// Files are named after the data set, so its name must be one part of a path.
void requireFileName(const std::string& name) {
  if (name.empty() || name.size() > 100 || name == "." || name == ".." || name.find('/') != std::string::npos || name.find('\0') != std::string::npos)
    throw usageError("--name", "files are named after the data set; give 1 to 100 characters without a slash");
}

}  // namespace

Action declareDataGenerate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* to = app.add_option("--to", options->to, "data folder to write");
  app.add_option("--project", options->project, "project folder to write, data included")->excludes(to);
  auto& world = options->world;
  app.add_option("--name", world.name, "name of the data set")->capture_default_str();
  app.add_option("--users", world.users, "users")->capture_default_str();
  app.add_option("--items", world.items, "items")->capture_default_str();
  app.add_option("--clusters", world.clusters, "clusters of items; 0 = about the square root of the items")->capture_default_str();
  app.add_option("--mean-length", world.meanLength, "events a user")->capture_default_str();
  app.add_option("--zipf", world.zipf, "exponent of the popularity; 0 is flat")->capture_default_str();
  app.add_option("--dim", world.dim, "size of the item vectors")->capture_default_str();
  app.add_option("--seed", world.seed, "seed; the same options give the same bytes")->capture_default_str();
  return [options](Context& context) {
    if (options->to.empty() == options->project.empty()) throw usageError("data generate", "say where with --to DIR or --project DIR");
    const fs::path folder = options->to.empty() ? options->project : options->to;
    requireFileName(options->world.name);
    requireNewOrEmptyFolder(folder);
    const data::TinyWorld tiny = data::tinyWorld(options->world);
    FolderCommit fresh(folder);
    if (options->to.empty()) writeProject(tiny, fresh.path());
    else writeData(tiny, fresh.path());
    std::vector<std::string> files;
    for (const auto& file : filesBelow(fresh.path())) files.push_back(file.lexically_relative(fresh.path()).string());
    fresh.commit();
    std::sort(files.begin(), files.end());
    const OrderedJson result{{"users", tiny.dataSet.interactions.users()}, {"items", tiny.dataSet.items()}, {"interactions", tiny.dataSet.interactions.events()}, {"folder", folder.string()}, {"files", files}};
    sayObject(context.console, result);
    return Outcome{result};
  };
}

}  // namespace ghost::cli
