#include "scratch.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "run/stages.h"
#include "sid/tokenizers.h"

namespace ghost::run {
namespace fs = std::filesystem;

Scratch::Scratch() {
  static std::atomic<int> number{0};
  // In memory where that is possible: the tests sync some thousand small files, which tells nothing here and takes minutes on a slow disk.
  const fs::path memory = "/dev/shm";
  const bool usable = ::access(memory.c_str(), W_OK) == 0 && fs::space(memory).available > 64u << 20;
  m_path = (usable ? memory : fs::temp_directory_path()) / ("ghost-run-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  fs::create_directories(m_path);
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

Project tinyCopy(const Scratch& scratch, const std::string& name) {
  const fs::path target = scratch / name;
  fs::create_directories(target);
  fs::copy(fs::path(GHOST_PROJECTS) / "tiny" / "data", target / "data", fs::copy_options::recursive);
  fs::copy_file(fs::path(GHOST_PROJECTS) / "tiny" / "project.toml", target / "project.toml");
  return openProject(target);
}

namespace {

/// Residual k-means tokens in the project's artifacts, as `sid build` writes them.
void writeGivenTokens(const Project& project, const fs::path& folder) {
  const LoadedData data = loadData(project);
  ParamValues values(sid::tokenizer("rqkmeans").params);
  values.set("codes", "4");
  const auto vectors = loadVectors(project, data.dataSet.items());
  sid::saveTokenization(folder, sid::tokenizer("rqkmeans").build({vectors, data.popularity, silentReporter(), {}}, values));
}

}  // namespace

RunRequest tinyRequest(const Project& project, const std::string& recipe) {
  RunRequest request = newRequest(project, recipe);
  request.argv = {"test"};
  auto set = [&](const char* key, const Json& value) {
    if (request.values.has(key)) request.values.setJson(key, value);
  };
  if (recipe == "given-tokens") {
    if (!fs::exists(project.artifacts() / "given")) writeGivenTokens(project, project.artifacts() / "given");
    set("tokens", "artifacts/given");
  }
  set("codes", 4);
  if (recipe != "rqk-4-6") set("head_levels", 2);
  if (recipe != "rqk-4-6") set("tail_levels", 1);
  set("auo_rough", 6);
  set("auo_keep", 3);
  set("epochs", 3);
  set("users_per_batch", 8);
  set("checkpoint_every", 2);
  set("threads", 1);
  return request;
}

RunOutcome play(const RunRequest& request, std::stop_token stop, const std::function<void(const wire::Event&)>& onEvent) {
  const auto backend = frequencyBackend();
  return conduct(request, *backend, onEvent, stop);
}

std::vector<std::string> substance(const EventLog& log) {
  std::vector<std::string> lines;
  for (const auto& event : log.events)
    if ((event.kind == "metric" || event.kind == "probe") && !event.body.value("name", "").starts_with("tokens/")) lines.push_back(event.kind + " " + event.body.dump());
  return lines;
}

void writeText(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace ghost::run
