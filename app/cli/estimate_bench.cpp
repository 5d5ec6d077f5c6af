#include "estimate_bench.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "child_process.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* recipes[] = {"ghost", "rqk-4", "rqk-4-6", "tiger", "sasrec"};

/// A folder that goes with the value.
struct Place {
  fs::path path = fs::temp_directory_path() / fmt::format("ghost-bench-{}", ::getpid());
  Place() { createFolders(path); }
  ~Place() { removeFolder(path); }
};

OrderedJson resultOf(const Caught& caught, const std::string& what) {
  std::string output = caught.output;
  while (output.ends_with('\n')) output.pop_back();
  output.erase(0, output.rfind('\n') + 1);
  if (caught.exitCode != 0) throw Error(ErrorCode::Internal, what, "ended with exit code " + std::to_string(caught.exitCode) + ": " + output);
  return parseJson(output, what);
}

/// One recipe in a project: estimate and truth, tokens there already, as a dry run can't know how long they take.
OrderedJson rowOf(const fs::path& project, const std::string& recipe, const ParamValues& values) {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  std::vector<std::string> run{"run", project.string(), "--recipe", recipe, "--quiet", "--json", "-o", "epochs=" + std::to_string(values.integer("epochs")), "-o", "users_per_batch=64"};
  if (values.integer("threads") > 0) run.insert(run.end(), {"-o", "threads=" + std::to_string(values.integer("threads"))});
  auto with = [&run](std::initializer_list<const char*> more) {
    std::vector<std::string> words = run;
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  resultOf(runProgramAndCatch(program, with({"-o", "epochs=1"})), recipe + ", making the tokens");
  const Caught planned = runProgramAndCatch(program, with({"--dry-run"})), played = runProgramAndCatch(program, run);
  const OrderedJson estimate = resultOf(planned, recipe + ", dry run")["estimate"], truth = resultOf(played, recipe);
  const double seconds = truth["seconds"]["total"].get<double>(), said = estimate["seconds"].get<double>(), bytes = static_cast<double>(played.peakBytes), saidBytes = estimate["bytes"].get<double>();
  return {{"recipe", recipe}, {"seconds", seconds}, {"processor_seconds", played.processorSeconds}, {"estimated_seconds", said}, {"seconds_ratio", said / seconds}, {"megabytes", bytes / 1e6}, {"estimated_megabytes", saidBytes / 1e6},
          {"memory_ratio", saidBytes / bytes}, {"dry_run_seconds", planned.seconds}};
}

}  // namespace

std::vector<ParamSpec> estimateBenchParams() {
  return {integerParam("users", 2000, 40, 10000000, "Users of the smaller data set."), integerParam("items", 500, 20, 10000000, "Its items."), integerParam("times", 4, 1, 1000, "The larger one has so many times both."),
          integerParam("epochs", 6, 1, 10000, "Epochs of each run."), integerParam("threads", 0, 0, 1024, "Threads; 0 = all.")};
}

OrderedJson benchEstimate(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const Place place;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  OrderedJson rows = OrderedJson::array();
  double worst = 1, worstMemory = 1;
  for (const std::int64_t times : {std::int64_t{1}, values.integer("times")}) {
    const std::string users = std::to_string(values.integer("users") * times), items = std::to_string(values.integer("items") * times);
    const fs::path project = place.path / users;
    resultOf(runProgramAndCatch(program, {"data", "generate", "--project", project.string(), "--users", users, "--items", items, "--quiet", "--json"}), "data generate");
    for (const std::string recipe : recipes) {
      if (stop.stop_requested()) break;
      OrderedJson row{{"users", users}, {"items", items}};
      row.update(rowOf(project, recipe, values));
      const double seconds = row["seconds_ratio"].get<double>(), memory = row["memory_ratio"].get<double>();
      reporter.note("info", fmt::format("{} users, {}: {:.1f} s said, {:.1f} s taken ({:.1f} s of the processor); {:.0f} MB said, {:.0f} MB taken", users, recipe, row["estimated_seconds"].get<double>(), row["seconds"].get<double>(),
                                        row["processor_seconds"].get<double>(), row["estimated_megabytes"].get<double>(), row["megabytes"].get<double>()));
      worst = std::max({worst, seconds, 1 / seconds});
      worstMemory = std::max({worstMemory, memory, 1 / memory});
      rows.push_back(std::move(row));
    }
  }
  return {{"ratio", worst}, {"baseline", "the run itself"}, {"unit", "estimated seconds / seconds taken, the worst, either way"}, {"details", {{"memory_ratio", worstMemory}, {"rows", rows}}}};
}

}  // namespace ghost::cli
