// fuzz TARGET: reads the corpus of a target and its past crashes, then mutated inputs made of them. Exit 0 when every input was read or refused in time;
// otherwise the program aborts with the input saved.
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/rng.h"
#include "tests/fuzz/driver/guard.h"
#include "tests/fuzz/driver/memory.h"
#include "tests/fuzz/driver/mutator.h"
#include "tests/fuzz/driver/pool.h"
#include "tests/fuzz/targets/targets.h"

namespace {

using namespace ghost;
using namespace ghost::fuzz;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string target;
  std::uint64_t runs = 2000, seed = 1;
  double seconds = 0;                  ///< stop after this long; 0 = after all runs
  std::size_t longest = 4096;          ///< bytes of a mutated input
  std::string data = GHOST_FUZZ_DATA;  ///< the folder with corpus/ and crashes/
  std::string save = ".";
  std::string input;                   ///< only this file
  GuardLimits limits;
};

const Target* find(std::string_view name) {
  for (const Target& target : targets())
    if (target.name == name) return &target;
  return nullptr;
}

std::string endingOf(const Target& target, const std::string& input) {
  beginInput(input);
  std::string ending;
  try {
    ending = target.run(input);
  } catch (const Error& error) {
    ending = error.what();
  } catch (const Broken& broken) {
    fail(std::string("a promise is broken: ") + broken.what());
  } catch (const std::exception& error) {
    fail(std::string("an exception that is no ghost::Error: ") + error.what());
  }
  endInput();
  return ending;
}

int fuzzTarget(const Target& target, const Options& options) {
  const auto begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  Pool pool;
  for (const char* kind : {"corpus", "crashes"}) pool.addFolder(std::filesystem::path(options.data) / kind / target.name);
  const std::vector<std::string> seeds = pool.inputs();
  if (seeds.empty()) throw usageError(options.data, "holds no corpus of this target; give the folder that holds corpus/ and crashes/");
  for (const auto& input : seeds) pool.note(input, endingOf(target, input));
  Rng rng(options.seed);
  Mutator mutator(rng, target.dictionary, options.longest);
  std::uint64_t run = 0;
  for (; run < options.runs && (options.seconds <= 0 || run % 64 != 0 || elapsed() < options.seconds); ++run) {
    const std::string input = mutator.mutate(pool.pick(rng), pool.pick(rng));
    pool.note(input, endingOf(target, input));
  }
  const bool whole = run == options.runs;
  fmt::print("{}: {} files and {} mutated inputs, seed {}, {:.1f} s, {} endings, at most {:.1f} MB{}\n", target.name, seeds.size(), run, options.seed, elapsed(), pool.endings(), static_cast<double>(mostHeld()) / 1e6,
             whole ? "" : ", time is up");
  return 0;
}

int start(const Options& options) {
  if (options.target.empty()) {
    for (const Target& target : targets()) fmt::print("{}\n", target.name);
    return 0;
  }
  const Target* target = find(options.target);
  if (target == nullptr) throw usageError(options.target, "is no target; without one the program lists them");
  installGuard(std::filesystem::absolute(options.save) / fmt::format("crash-{}-{}", target->name, options.seed), options.limits);
  if (options.input.empty()) return fuzzTarget(*target, options);
  fmt::print("{}\n", endingOf(*target, readFile(options.input)));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Feeds mutated files to a parser of this program; without a target it lists them.");
  app.add_option("target", options.target);
  app.add_option("--runs", options.runs, "mutated inputs")->capture_default_str();
  app.add_option("--seed", options.seed, "same seed, same inputs")->capture_default_str();
  app.add_option("--seconds", options.seconds, "stop after this long, 0 = after all runs");
  app.add_option("--longest", options.longest, "bytes of a mutated input")->capture_default_str();
  app.add_option("--data", options.data, "folder with corpus/ and crashes/");
  app.add_option("--save", options.save, "folder that a failing input is written to");
  app.add_option("--input", options.input, "read this one file and say how that ended");
  app.add_option("--limit-seconds", options.limits.seconds, "processor time of one input")->capture_default_str();
  app.add_option("--limit-bytes", options.limits.bytes, "memory of one input")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    return start(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "fuzz: {}\n", error.what());
    return 2;
  }
}
