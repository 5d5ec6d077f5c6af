#pragma once
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "base/param_spec.h"
#include "console.h"
#include "run/backend.h"

namespace ghost::cli {

/// What a verb works with.
struct Context {
  Console& console;
  std::stop_token stop;
  std::vector<std::string> argv;   ///< of the process, for manifests
  Reporter* events = nullptr;      ///< where progress goes instead of the console: lines for programs
  Reporter& reporter() { return events ? *events : console; }
};

struct Outcome {
  OrderedJson json;
  bool stopped = false;            ///< ended early, after a checkpoint where there is one
};
using Action = std::function<Outcome(Context&)>;

/// One row of the verb table.
struct Verb {
  std::string path;                ///< "data check": group and word, or one word
  std::string description;         ///< one sentence
  std::string example;             ///< a whole command line
  Action (*declare)(CLI::App& app);  ///< adds the verb's options; the action reads them after parsing
  std::vector<std::string> jsonKeys = {};  ///< what the JSON object holds at least
};

/// The repeated option -o key=value; apply() sets each on `values`. Throws Error{Usage}.
class Overrides {
 public:
  void declare(CLI::App& app, const std::string& help = "set a parameter, key=value; may be repeated");
  void apply(ParamValues& values) const;
  const std::vector<std::string>& texts() const { return *m_texts; }

 private:
  std::shared_ptr<std::vector<std::string>> m_texts = std::make_shared<std::vector<std::string>>();
};

/// Backends of this build, the default first: torch where the program was built with LibTorch, then frequency.
std::vector<std::string> backendNames();
/// Empty = the default. Throws Error{Usage} for one this build doesn't have.
std::unique_ptr<run::Backend> makeBackend(const std::string& name);
/// The option --backend.
std::shared_ptr<std::string> declareBackend(CLI::App& app);

}  // namespace ghost::cli
