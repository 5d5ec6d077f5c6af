#include "program.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <new>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/closest.h"
#include "base/error.h"
#include "base/foreign_input.h"
#include "base/json_file.h"
#include "base/name_list.h"
#include "base/no_memory.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

constexpr const char* groupTexts[][2] = {
    {"data", "data sets: preview, import, export, check, generate"}, {"sid", "semantic IDs: build, import, inspect"}, {"text", "text and token ids"}, {"model", "Hugging Face folders: check, logits"}, {"figure", "paper figures"}, {"project", "project folders"}, {"run", "runs of a project"}};

/// The parser of all verbs, and which verb's options were filled in.
class CommandLine {
 public:
  CommandLine() : m_app("Ghost Workbench: popularity bias in generative recommenders, from data to figures", "ghost") {
    m_app.set_version_flag("--version", std::string(GHOST_VERSION));
    m_app.require_subcommand(1);
    m_app.get_formatter()->column_width(38);
    for (const Verb& verb : verbs()) add(verb);
    for (auto& [path, app] : m_apps)
      if (!m_actions.contains(app)) app->require_subcommand(1);
  }

  void parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // the parser takes them from the back
    m_app.parse(std::move(words));
  }
  /// Prints the help or version that was asked for; false when the words were wrong instead.
  bool answered(const CLI::ParseError& error) { return error.get_exit_code() == 0 && m_app.exit(error) == 0; }
  /// What the parser objects to, as one sentence that says where to look.
  Error usage(const CLI::ParseError& error) const {
    std::string verb, what = error.what();
    const CLI::App* deepest = &m_app;
    for (; !deepest->get_subcommands().empty(); deepest = deepest->get_subcommands().front()) verb += " " + deepest->get_subcommands().front()->get_name();
    if (dynamic_cast<const CLI::RequiredError*>(&error) && !m_actions.contains(deepest)) what = "a verb is missing";
    if (dynamic_cast<const CLI::ExtrasError*>(&error)) what = fmt::format("not expected here: {}", nameList(m_app.remaining(true), 8));
    std::replace(what.begin(), what.end(), '\n', ' ');
    return usageError(verb.empty() ? "command line" : verb.substr(1), fmt::format("{}; `ghost{} --help` shows what it takes", what, verb));
  }
  const Action& action() const {
    const CLI::App* deepest = &m_app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    return m_actions.at(deepest);
  }
  bool json = false, quiet = false;

 private:
  void add(const Verb& verb) {
    CLI::App* app = &m_app;
    std::string path;
    std::istringstream words(verb.path);
    for (std::string word; words >> word;) {
      path += (path.empty() ? "" : " ") + word;
      auto& known = m_apps[path];
      if (!known) known = app->add_subcommand(word);
      app = known;
    }
    app->description(verb.description);
    app->footer("Example: " + verb.example);
    app->add_flag("--json", json, "print one JSON object as the last line of stdout");
    app->add_flag("--quiet", quiet, "no progress, no human text");
    m_actions[app] = verb.declare(*app);
    for (const auto& [group, text] : groupTexts)
      if (auto it = m_apps.find(group); it != m_apps.end() && it->second->get_description().empty()) it->second->description(text);
  }

  CLI::App m_app;
  std::map<std::string, CLI::App*> m_apps;
  std::map<const CLI::App*, Action> m_actions;
};

void checkVerb(const std::vector<std::string>& words) {
  if (words.empty() || words.front().starts_with("-")) return;
  std::vector<std::string> first;
  for (const Verb& verb : verbs()) first.push_back(verb.path.substr(0, verb.path.find(' ')));
  const std::vector<std::string_view> known(first.begin(), first.end());
  if (std::find(known.begin(), known.end(), words.front()) == known.end())
    throw usageError("verb " + words.front(), closestOf(words.front(), known).empty() ? std::string("no such verb; `ghost --help` lists them") : noSuch("verb", words.front(), known) + " `ghost --help` lists them");
}

int report(Console& console, int code, const std::string& where, const std::string& what) {
  std::fprintf(stderr, "ghost: %s\n", what.c_str());
  console.result({{"error", what}, {"where", where}, {"exit_code", code}});
  return code;
}

/// Whether a flag is among the words, for errors that come before they are understood.
bool asks(const std::vector<std::string>& words, const char* flag) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, flag) != end;
}

/// Runs `body`; whatever it throws becomes one sentence and an exit code. `named` are the words of the call.
int guarded(Console& console, const std::vector<std::string>& named, const std::function<int()>& body) {
  const int memory = static_cast<int>(ErrorCode::Resource);
  try {
    return body();
  } catch (const Error& error) {
    return report(console, error.exitCode(), error.where(), error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    // Some calls of the library don't tell the path; then the words of the call are the place to look.
    const std::string place = error.path1().empty() ? fmt::format("{}", fmt::join(named, " ")) : error.path1().string();
    return report(console, memory, place, fmt::format("{}: {}; check the path, its permissions and the free space", place, error.code().message()));
  } catch (const Json::exception& error) {
    const std::string file = lastReading().empty() ? "JSON" : lastReading();
    return report(console, static_cast<int>(ErrorCode::Data), file, fmt::format("{}: what it holds isn't what is expected there ({}); correct the file, or make it again", file, error.what()));
  } catch (const std::exception& error) {
    if (tellsOfNoMemory(error)) return report(console, memory, "memory", "memory: not enough for this; use smaller data or parameters, or a larger machine");
    const std::string after = lastReading().empty() ? std::string() : fmt::format("; the last file read was {}", lastReading());
    return report(console, static_cast<int>(ErrorCode::Internal), lastReading(), fmt::format("a fault of the program: {}{}", error.what(), after));
  }
}

}  // namespace

int runProgram(const std::vector<std::string>& argv, const StopSignals& signals) {
  const std::vector<std::string> words(argv.begin() + 1, argv.end());
  CommandLine line;
  const auto refuse = [&](const Error& error) {
    Console console({asks(words, "--json"), asks(words, "--quiet")});
    return report(console, error.exitCode(), error.where(), error.what());
  };
  try {
    checkVerb(words);
    line.parse(words);
  } catch (const CLI::ParseError& error) {
    return line.answered(error) ? 0 : refuse(line.usage(error));
  } catch (const Error& error) {
    return refuse(error);
  }
  Console console({line.json, line.quiet});
  return guarded(console, words, [&] {
    Context context{console, signals.token(), argv};
    const Outcome outcome = line.action()(context);
    console.result(outcome.json);
    return outcome.stopped ? 128 + (signals.received() != 0 ? signals.received() : 2) : 0;
  });
}

}  // namespace ghost::cli
