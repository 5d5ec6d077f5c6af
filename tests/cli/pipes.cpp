// A pipe that nobody writes to lies in the place of a file: every verb says so, or does without the file, and never waits.
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"
#include "run/run_folder.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void putPipe(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  fs::create_directories(file.parent_path());
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0) << file;
}

/// It ended by itself; a verb that needs the file named it.
void expectNoWaiting(const std::vector<std::string>& words, const fs::path& pipe, bool needed) {
  const Called called = ghost(words, {.secondsAtMost = 60});
  std::string line;
  for (const auto& word : words) line += word + " ";
  ASSERT_NE(called.exitCode, 128 + SIGALRM) << line << "waits at " << pipe;
  EXPECT_LE(called.exitCode, 4) << line << called.err;
  EXPECT_NE(called.exitCode, 1) << line << called.err;
  if (!needed) return;
  EXPECT_EQ(called.exitCode, 3) << line << called.err;
  EXPECT_THAT(called.sentence(), testing::AllOf(HasSubstr(pipe.filename().string()), HasSubstr("not a regular file"))) << line;
}

struct Pipes : testing::Test {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), data = project + "/data", vectors = data + "/Tiny.emb-generated.npy", out = scratch / "out";
  std::string name, run, other;
  void replaceFilesOfARun(std::size_t stride);
  /// A finished run of the counting backend.
  void makeRun() {
    const Called made = ghost(quick({"run", project, "--recipe", "rqk-4", "--json"}));
    ASSERT_EQ(made.exitCode, 0) << made.err;
    name = made.json()["run"].get<std::string>();
    run = project + "/runs/" + name;
    const Called floor = ghost(quick({"run", project, "--recipe", "popularity", "--json"}));
    ASSERT_EQ(floor.exitCode, 0) << floor.err;
    other = project + "/runs/" + floor.json()["run"].get<std::string>();
  }
};

TEST_F(Pipes, InThePlaceOfData) {
  for (const char* file : {"Tiny.inter.json", "Tiny.item.json"}) {
    const fs::path place = fs::path(data) / file;
    const std::string text = fs::exists(place) ? readFile(place) : "";
    putPipe(place);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"data", "check", data}, {"project", "check", project}, {"run", project, "--recipe", "popularity"}, {"run", project, "--recipe", "popularity", "--dry-run"},
          {"sid", "build", "--data", data, "--vectors", vectors, "--tokenizer", "rqkmeans", "--out", out}, {"embed", project, "--encoder", "tfidf", "--out", out + ".npy"}, {"data", "export", data, "--format", "recbole", "--to", out},
          {"project", "new", scratch / "new", "--data", data}, {"data", "heads", data}})
      expectNoWaiting(words, place, true);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"data", "import", data, "--to", out}, {"data", "preview", data}, {"data", "import", place, "--to", out}}) expectNoWaiting(words, place, false);
    fs::remove(place);
    if (!text.empty()) writeText(place, text);
  }
}

TEST_F(Pipes, InThePlaceOfVectorsAndIndexFiles) {
  for (const char* ending : {".npy", ".safetensors", ".tsv"}) {
    const fs::path place = scratch / (std::string("vectors") + ending);
    putPipe(place);
    expectNoWaiting({"sid", "build", "--data", data, "--vectors", place, "--tokenizer", "rqkmeans", "--out", out}, place, true);
    expectNoWaiting({"project", "new", scratch / "new", "--data", data, "--vectors", place}, place, true);
  }
  putPipe(scratch / "x.index.json");
  expectNoWaiting({"sid", "import", scratch / "x.index.json", "--to", out}, scratch / "x.index.json", true);
  expectNoWaiting({"run", project, "--recipe", "given-tokens", "-o", "tokens=" + (scratch / "x.index.json")}, scratch / "x.index.json", true);
  putPipe(vectors);
  expectNoWaiting({"project", "check", project}, vectors, true);
  expectNoWaiting(quick({"run", project, "--recipe", "rqk-4"}), vectors, true);
}

TEST_F(Pipes, InThePlaceOfTheProjectsFile) {
  putPipe(project + "/project.toml");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"project", "check", project}, {"run", project, "--recipe", "popularity"}, {"run", "list", project}, {"data", "check", project}})
    expectNoWaiting(words, project + "/project.toml", true);
}

TEST_F(Pipes, InThePlaceOfAModelsFiles) {
  const std::string model = scratch / "model";
  for (const char* file : {"config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json", "vocab.txt", "modules.json", "tokenizer_config.json"}) {
    fs::create_directories(model);
    writeText(model + "/config.json", R"({"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 8})");
    putPipe(fs::path(model) / file);
    writeText(scratch / "ids.json", "[[1]]");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"model", "check", model}, {"text", "encode", model}, {"embed", project, "--encoder", model, "--out", out + ".npy"},
          {"model", "logits", model, "--ids", scratch / "ids.json", "--out", out}, {"decode", "--checkpoint", model, "--sid", model, "--data", project, "--out", out}})
      expectNoWaiting(words, fs::path(model) / file, false);
    fs::remove_all(model);
  }
}

/// Every file of a run folder by turns, before every `stride`-th verb that looks into one, another one for each file.
void Pipes::replaceFilesOfARun(std::size_t stride) {
  makeRun();
  std::size_t turn = 0;
  const std::string checkpoint = readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  const std::string lists = fs::path(run::RunFolder::open(run).lists()).lexically_relative(run).string();
  for (const std::string& file : {std::string("status.json"), std::string("manifest.json"), std::string("config.toml"), std::string("events.1.jsonl"), std::string("metrics.json"), std::string("stages.json"), std::string("log.txt"), lists,
                                  std::string("tokens/index.json"), std::string("tokens/report.json"), std::string("tokens/codebooks.safetensors"), checkpoint + "/manifest.json", checkpoint + "/counts.json"}) {
    const fs::path place = fs::path(run) / file;
    ASSERT_TRUE(fs::exists(place)) << place;
    const std::string text = readFile(place);
    putPipe(place);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"run", "list", project}, {"run", "show", run}, {"run", "export", run, "--out", out}, {"run", "export", run, "--what", "curves", "--out", out}, {"eval", run}, {"compare", run, other},
          {"sid", "inspect", run + "/tokens"}, {"embed", project, "--encoder", run, "--out", out}, {"decode", "--checkpoint", run + "/" + checkpoint, "--sid", run + "/tokens", "--data", project, "--out", out},
          {"run", project, "--resume", name, "--backend", "frequency"}})
      if (turn++ % stride == 0) expectNoWaiting(words, place, false);
    fs::remove_all(place);
    writeText(place, text);
  }
}

TEST_F(Pipes, InThePlaceOfAFileOfARun) { replaceFilesOfARun(3); }
using SlowPipes = Pipes;
TEST_F(SlowPipes, InThePlaceOfAnyFileOfARunBeforeAnyVerb) { replaceFilesOfARun(1); }

/// What the shell passes for `<(...)` and `/dev/stdin` is read as before.
TEST_F(Pipes, ThatAUserPassesAreRead) {
  makeRun();
  const std::string decoded = scratch / "lists.jsonl";
  const std::string checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  ASSERT_EQ(ghost({"decode", "--checkpoint", checkpoint, "--sid", run + "/tokens", "--data", project, "--out", decoded, "--quiet"}).exitCode, 0);
  const OrderedJson expected = ghost({"eval", "--lists", decoded, "--data", project, "--json"}).json();
  const std::string shell = std::string(GHOST_BIN) + "/ghost eval --data " + project + " --json --lists ";
  EXPECT_EQ(program("bash", {"-c", shell + "<(cat " + decoded + ")"}).json(), expected);
  EXPECT_EQ(program("bash", {"-c", "cat " + decoded + " | " + shell + "/dev/stdin"}).json(), expected);
}

}  // namespace
}  // namespace ghost::cli
