#include <filesystem>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "demo_runs.h"
#include "demo_story.h"
#include "eval/comparison.h"
#include "figure_program.h"
#include "metrics_text.h"
#include "places.h"
#include "recipe/recipe.h"
#include "run/run_identity.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

/// The stated small size of the demonstration: it shows the river, docs/reproduction.md has the longer runs.
const OrderedJson demoSize{{"epochs", 4}, {"probe_every", 20}, {"checkpoint_every", 0}};

struct Options { std::string folder, out, projects; std::shared_ptr<std::string> backend; };

fs::path demoFolder(const Options& options) {
  if (!options.folder.empty() && !options.out.empty()) throw usageError("demo", "name the folder once, as DIR or with --out");
  const std::string given = options.folder.empty() ? options.out : options.folder;
  return given.empty() ? userDataFolder() / "demo" : fs::path(given);
}

/// The copy's recipes carry the demonstration's size, so that the window's launch form starts from what was shown.
run::Project instrumentsProject(const fs::path& ready, const fs::path& folder) {
  const bool there = run::isProject(folder);
  run::Project project = workingCopy(ready / "instruments", folder);
  if (there) return project;
  for (auto& entry : project.recipes)
    if (recipe::recipe(entry.recipe).kind == "generative") entry.overrides.update(demoSize);
  run::saveProject(project);
  return project;
}

run::RunRequest request(const run::Project& project, const std::string& recipe, const Context& context) {
  run::RunRequest request = run::newRequest(project, recipe);
  request.argv = context.argv;
  return request;
}

std::vector<WantedRun> instrumentsRuns(const run::Project& project, const Context& context) {
  std::vector<WantedRun> wanted;
  for (const auto& [recipe, weight] : {std::pair("popularity", 1.0), std::pair("next-item", 1.0), std::pair("item-knn", 2.0), std::pair("rqk-4", 40.0), std::pair("ghost", 52.0)})
    wanted.push_back({fmt::format("{} on {}", recipe, project.name), request(project, recipe, context), weight});
  return wanted;
}

std::vector<WantedRun> sweepRuns(const run::Project& project, const Context& context) {
  std::vector<WantedRun> wanted;
  for (int head = 2; head <= 4; ++head)
    for (int tail = 1; tail <= 3; ++tail) {
      auto one = request(project, "ghost", context);
      one.values.setJson("head_levels", head);
      one.values.setJson("tail_levels", tail);
      wanted.push_back({fmt::format("ghost with L^h = {}, L^t = {} on {}", head, tail, project.name), std::move(one), 0.5});
    }
  return wanted;
}

/// Five figures of the paper from the runs just made; each as PDF, SVG, PNG and CSV.
OrderedJson exportFigures(Context& context, const run::Project& instruments, const run::Project& tiny, const run::RunFolder& ghost, const run::RunFolder& plain) {
  OrderedJson files = OrderedJson::array();
  try {
    figureProgram();
  } catch (const Error& error) {
    context.console.note("warning", error.what());
    return files;
  }
  struct Wanted { const char* kind; const run::Project& project; std::vector<std::string> runs; };
  const std::string g = ghost.path().string(), p = plain.path().string();
  for (const auto& [kind, project, runs] : {Wanted{"skeleton-tree", instruments, {g}}, Wanted{"tail-inheritance", instruments, {g}}, Wanted{"tail-gradients", instruments, {g}},
                                            Wanted{"list-composition", instruments, {g, p}}, Wanted{"length-heatmap", tiny, {}}}) {
    context.console.note("demo", fmt::format("figure {}", kind));
    FigureRequest figure;
    figure.kind = kind;
    figure.project = project.folder.string();
    figure.runs = runs;
    figure.out = instruments.figures().string();
    figure.format = "pdf,svg,png,csv";
    figure.force = true;  // the demo goes on where it was, and these are its own
    try {
      const OrderedJson drawn = drawFigure(figure);
      for (const auto& file : drawn["files"]) files.push_back(file);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::Usage) throw;
      context.console.note("warning", fmt::format("{}; figure {} is left out", error.what(), kind));  // these runs don't hold what it shows, as counts have no gradients
    }
  }
  return files;
}

OrderedJson rowOf(const run::RunFolder& run) {
  const OrderedJson metrics = run.metrics();
  OrderedJson row{{"run", run.name()}, {"recipe", metrics["recipe"]}, {"profile", metrics["profile"]}, {"history", metrics["history"]}, {"users", metrics["users"]}, {"k", metrics["k"]}, {"seconds", metrics["seconds"]}};
  if (metrics.contains("by_length_penalty")) row["by_length_penalty"] = metrics["by_length_penalty"];
  return row;
}

void sayResults(Console& console, const std::vector<run::RunFolder>& runs, const run::Project& project) {
  std::vector<std::vector<std::string>> table{metricsHeader(10, project.name)};
  for (const auto& run : runs)
    for (auto& row : metricsRows(run.metrics(), 10, run.metrics()["recipe"].get<std::string>())) table.push_back(std::move(row));
  sayTable(console, table);
  const OrderedJson next = runs[1].metrics();  // next-item
  for (const auto& run : runs) {
    const OrderedJson metrics = run.metrics();
    const auto sentence = run::isUntrained(metrics["recipe"]) ? std::string() : eval::belowNextItem(metrics["recipe"], metrics, next, 10);
    if (!sentence.empty()) console.note("warning", sentence);
  }
  console.say("Items that a user already has may be recommended in all rows; `ghost compare RUN... --history left-out` shows the same runs without them.");
  console.say(fmt::format("{} test users, 20 beams under the trie, {} epochs; measured in this run, at a size chosen to be quick.", runs.front().metrics()["users"].dump(), demoSize["epochs"].dump()));
}

void sayList(Console& console, const char* heading, const OrderedJson& sentences) {
  if (sentences.empty()) return;
  console.say("");
  console.say(fmt::format("{}:", heading));
  for (std::size_t i = 0; i < sentences.size(); ++i) console.say(fmt::format("  {}. {}", i + 1, sentences[i].get<std::string>()));
}

Outcome demo(const Options& options, Context& context) {
  const double started = monotonicSeconds();
  const auto backend = makeBackend(*options.backend);
  const fs::path ready = options.projects.empty() ? readyProjects() : fs::path(options.projects);
  const run::Project instruments = instrumentsProject(ready, demoFolder(options)), tiny = workingCopy(ready / "tiny", instruments.folder / "tiny");
  auto wanted = instrumentsRuns(instruments, context);
  const std::size_t main = wanted.size();
  for (auto& run : sweepRuns(tiny, context)) wanted.push_back(std::move(run));
  const std::size_t all = wanted.size();
  DemoPlayer player(context, *backend, std::move(wanted));
  std::vector<run::RunFolder> runs = player.play();
  if (runs.size() < all) return {{{"project", instruments.folder.string()}, {"stopped", true}}, true};
  const OrderedJson figures = exportFigures(context, instruments, tiny, runs[main - 1], runs[main - 2]);
  runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(main), runs.end());
  sayResults(context.console, runs, instruments);
  for (const auto& file : figures) context.console.say(file.get<std::string>());
  OrderedJson result{{"project", instruments.folder.string()}, {"backend", backend->id()}, {"rows", OrderedJson::array()}, {"figures", figures}, {"seconds", monotonicSeconds() - started}};
  for (const auto& run : runs) result["rows"].push_back(rowOf(run));
  result["story"] = demoStory(result["rows"]);
  result["next"] = demoNextSteps(instruments.folder);
  sayList(context.console, "What was seen", result["story"]);
  sayList(context.console, "Three things to try next", result["next"]);
  writeFileAtomically(instruments.folder / "demo.json", result.dump(2) + "\n");
  return {result};
}

}  // namespace

Action declareDemo(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "folder to work in; ~/.local/share/ghost-workbench/demo without it. Started again, it goes on where it was");
  app.add_option("--out", options->out, "the same as DIR");
  app.add_option("--projects", options->projects, "folder of the ready projects; found above this program without it");
  options->backend = declareBackend(app);
  return [options](Context& context) { return demo(*options, context); };
}

}  // namespace ghost::cli
