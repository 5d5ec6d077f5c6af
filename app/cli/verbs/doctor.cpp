#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/parallel.h"
#include "places.h"
#include "run/machine_memory.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

/// One look at the installation; `advice` says what to do where it isn't good.
struct Check {
  std::string name;
  bool good = true;
  std::string found, advice;
};

Check backendCheck() {
  const auto names = backendNames();
  return {"backends", names.front() == "torch", fmt::format("{}", fmt::join(names, ", ")), "without LibTorch only the counting backend trains; run ./ghost setup"};
}

Check programCheck(const char* program, const char* use) {
  const fs::path found = siblingProgram(program);
  return {program, !found.empty(), found.empty() ? "not beside this program" : found.string(), fmt::format("needed for {}; run ./ghost setup without --worker-only", use)};
}

Check memoryCheck() {
  const double gib = static_cast<double>(run::machineMemory().available) / (1 << 30);
  return {"memory", gib >= 2, fmt::format("{:.1f} GiB available", gib), "the demo wants about 2 GiB; close other programs or lower max_rows"};
}

Check diskCheck() {
  std::error_code error;
  const auto space = fs::space(fs::current_path(error), error);
  const double gib = error ? 0 : static_cast<double>(space.available) / (1 << 30);
  return {"disk", gib >= 1, fmt::format("{:.1f} GiB free here", gib), "runs keep checkpoints and lists; free some space or work elsewhere"};
}

Check dataFolderCheck() {
  Check check{"data folder", true, "", "give another place with XDG_DATA_HOME"};
  try {
    const fs::path folder = userDataFolder();
    createFolders(folder);
    const fs::path probe = folder / ".doctor";
    writeFileAtomically(probe, "");
    fs::remove(probe);
    check.found = folder.string();
  } catch (const Error& error) {
    check.good = false;
    check.found = error.what();
  }
  return check;
}

Check threadsCheck() {
  const char* text = std::getenv("GHOST_THREADS");
  const int threads = defaultThreads();
  const bool good = !text || std::to_string(threads) == text;
  return {"threads", good, fmt::format("{}{}", threads, text ? fmt::format(" (GHOST_THREADS={})", text) : ""), "GHOST_THREADS must be a number from 1 to 1024"};
}

}  // namespace

Action declareDoctor(CLI::App&) {
  return [](Context& context) {
    OrderedJson rows = OrderedJson::array();
    for (const Check& check : {backendCheck(), programCheck("ghost-figure", "figure export"), programCheck("ghost-workbench", "the window"), memoryCheck(), diskCheck(), dataFolderCheck(), threadsCheck()}) {
      context.console.say(fmt::format("{}  {}: {}", check.good ? "ok" : "--", check.name, check.found));
      if (!check.good) context.console.say(fmt::format("    {}", check.advice));
      rows.push_back({{"name", check.name}, {"ok", check.good}, {"found", check.found}, {"advice", check.good ? OrderedJson() : OrderedJson(check.advice)}});
    }
    return Outcome{{{"checks", rows}}};
  };
}

}  // namespace ghost::cli
