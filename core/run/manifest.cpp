#include "run/manifest.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/regular_file.h"
#include "run/artifact_store.h"
#include "run/process_identity.h"
#include "run/toml_json.h"
#include "wire/message.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr int configSchema = 1;

std::string processorName() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "";
}

/// The hash of a ref such as refs/heads/main below a .git folder, its own file or a line of packed-refs.
std::string resolveRef(const fs::path& git, const std::string& ref) {
  if (const std::string line = firstLineOf(git / ref); !line.empty()) return line;
  std::string text;
  try {
    text = readFile(git / "packed-refs", 64u << 20);
  } catch (const Error&) {
    return "";
  }
  std::istringstream packed(text);
  for (std::string line; std::getline(packed, line);)
    if (line.ends_with(" " + ref)) return line.substr(0, line.find(' '));
  return "";
}

OrderedJson textOrNull(const std::string& text) { return text.empty() ? OrderedJson() : OrderedJson(text); }

}  // namespace

std::string gitCommitAround(fs::path place) {
  std::error_code ignored;
  while (!fs::exists(place / ".git", ignored)) {
    if (!place.has_relative_path()) return "";
    place = place.parent_path();
  }
  fs::path git = place / ".git";
  if (fs::is_regular_file(git, ignored)) {
    const std::string line = firstLineOf(git);  // "gitdir: <path>" of a worktree
    if (!line.starts_with("gitdir: ")) return "";
    git = place / line.substr(8);
  }
  const std::string head = firstLineOf(git / "HEAD");
  if (!head.starts_with("ref: ")) return head;
  const std::string ref = head.substr(5);
  if (const std::string found = resolveRef(git, ref); !found.empty()) return found;
  const std::string shared = firstLineOf(git / "commondir");
  return shared.empty() ? "" : resolveRef(git / shared, ref);
}

OrderedJson programFacts() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  OrderedJson facts;
  facts["program"] = program.filename().string();
  facts["program_sha256"] = program.empty() ? OrderedJson() : OrderedJson(ContentHash::ofFile("/proc/self/exe"));
  facts["git_commit"] = textOrNull(gitCommitAround(program.parent_path()));
  facts["versions"] = {{"program", GHOST_VERSION}, {"protocol", wire::version}, {"project_schema", Project::schemaVersion}, {"config_schema", configSchema}, {"compiler", __VERSION__}};
  facts["host"] = ProcessIdentity::ofThisProcess().host;
  facts["processor"] = textOrNull(processorName());
  facts["cores"] = std::thread::hardware_concurrency();
  facts["gpu"] = nullptr;
  facts["driver"] = textOrNull(firstLineOf("/sys/module/nvidia/version"));
  return facts;
}

std::string configHash(const recipe::Recipe& recipe, const ParamValues& values, const std::string& backend) {
  return stageHash("config", configSchema, {{"recipe", recipe.id}, {"profile", recipe.profile}, {"backend", backend}, {"values", values.toJson()}});
}

std::string configText(const recipe::Recipe& recipe, const ParamValues& values, const Project& project, const std::string& dataSet, const std::string& backend) {
  std::ostringstream out;
  auto line = [&](const std::string& key, const OrderedJson& value) { out << key << " = " << tomlValue(value) << "\n"; };
  line("schema", configSchema);
  line("recipe", recipe.id);
  line("profile", recipe.profile);
  line("dataset", dataSet);
  line("data", project.data);
  line("vectors", project.vectors);
  line("backend", backend);
  out << "\n[values]\n";
  const OrderedJson all = values.toJson();
  for (const auto& [key, value] : all.items()) line(key, value);
  return out.str();
}

RecordedConfig readConfig(const fs::path& file) {
  const OrderedJson json = toJson(parseToml(readFile(file, 1u << 20), file.string()), file.string());
  if (json.value("schema", 0) > configSchema) throw dataError(file.string(), "the run was made by a newer version of the workbench; update this program");
  for (const char* key : {"recipe", "backend"})
    if (!json.contains(key) || !json[key].is_string()) throw dataError(file.string(), std::string("the text \"") + key + "\" is missing; this is no configuration of a run");
  if (!json.contains("values") || !json["values"].is_object()) throw dataError(file.string(), "the table [values] is missing; this is no configuration of a run");
  return {json["recipe"], json["backend"], json["values"]};
}

}  // namespace ghost::run
