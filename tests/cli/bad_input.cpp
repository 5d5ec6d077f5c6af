#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "embed/item_vectors.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The call fails with this code and one sentence that holds these words, and not one byte below `folder` is another than before.
void expectRefusal(const std::vector<std::string>& words, int code, const std::string& folder, const std::vector<std::string>& says, const Call& call = {}) {
  const auto before = folder.empty() ? std::map<std::string, std::string>() : snapshot(folder);
  const Called called = ghost(words, call);
  EXPECT_EQ(called.exitCode, code) << called.err;
  const std::string sentence = called.sentence();
  for (const auto& word : says) EXPECT_THAT(sentence, HasSubstr(word));
  EXPECT_EQ(folder.empty() ? before : snapshot(folder), before);
}

/// A data folder with these sequences and, where there are any, this many items in its item file.
std::string dataFolder(const Scratch& scratch, const std::string& inter, int items = 0) {
  writeText(scratch / "data/D.inter.json", inter);
  if (items > 0) {
    OrderedJson catalogue = OrderedJson::object();
    for (int i = 0; i < items; ++i) catalogue[std::to_string(i)] = {{"title", "t"}, {"description", ""}, {"brand", ""}, {"categories", ""}};
    writeText(scratch / "data/D.item.json", catalogue.dump());
  }
  return scratch / "data";
}

TEST(BadInput, AMissingFolderOrFile) {
  const Scratch scratch;
  expectRefusal({"data", "check", scratch / "nowhere"}, 3, scratch.path(), {"nowhere"});
  expectRefusal({"run", scratch / "nowhere"}, 3, scratch.path(), {"nowhere/project.toml", "no such file"});
  expectRefusal({"eval", scratch / "nowhere"}, 3, scratch.path(), {"no such run folder"});
  expectRefusal({"sid", "inspect", scratch / "nowhere"}, 3, scratch.path(), {"nowhere"});
  expectRefusal({"sid", "import", scratch / "nowhere.json", "--to", scratch / "out"}, 3, scratch.path(), {"nowhere.json"});
  const std::string project = tinyCopy(scratch);
  fs::remove(project + "/data/Tiny.emb-generated.npy");
  expectRefusal({"project", "check", project}, 3, project, {"Tiny.emb-generated.npy"});
}

TEST(BadInput, AFileThatCantBeRead) {
  const Scratch scratch;
  fs::create_directories(scratch / "data/D.inter.json");  // a folder where a file should be
  expectRefusal({"data", "check", scratch / "data"}, 3, scratch.path(), {"D.inter.json"});
}

TEST(BadInput, SourcesOfWhichNoFormatCanBeRecognised) {
  const Scratch scratch;
  writeText(scratch / "empty.csv", "");
  fs::create_directories(scratch / "folder");
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  expectRefusal({"data", "preview", scratch / "empty.csv"}, 3, "", {"empty.csv", "the file is empty"});
  expectRefusal({"data", "preview", scratch / "folder"}, 3, "", {"the folder is empty"});
  expectRefusal({"data", "import", scratch / "pipe", "--to", scratch / "out"}, 3, "", {"neither a file nor a folder"});  // nobody writes to it: waiting would never end
}

TEST(BadInput, AGeneratedWorldStaysInItsFolder) {
  const Scratch scratch;
  for (const std::string name : {"../x", "a/b", "..", ""}) expectRefusal({"data", "generate", "--to", scratch / "world", "--name", name}, 2, scratch.path(), {"--name"});
}

TEST(BadInput, TokensThatCantBeToldApartAreSaid) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const auto build = [&](const char* dedup) { return ghost({"sid", "build", "--data", project, "--vectors", project + "/data/Tiny.emb-generated.npy", "--tokenizer", "rqkmeans", "-o", "levels=1", "-o", "codes=4", "-o", std::string("dedup=") + dedup, "--out", scratch / dedup}); };
  EXPECT_THAT(build("none").err, HasSubstr("26 items share their semantic ID"));
  EXPECT_THAT(build("colliding").err, testing::Not(HasSubstr("share their semantic ID")));
}

TEST(BadInput, WrongJson) {
  const Scratch scratch;
  for (const char* text : {"", "{\"0\": [0, 1, 2", "[]", "{\"0\": 7}", "{\"0\": [0, 1, 2], \"0\": [1, 2, 3]}"}) expectRefusal({"data", "check", dataFolder(scratch, text)}, 3, scratch.path(), {"D.inter.json"});
}

TEST(BadInput, AnItemIdOutOfRange) {
  const Scratch scratch;
  for (const char* id : {"5", "-1", "1.5", "\"1\"", "99999999999"})
    expectRefusal({"data", "check", dataFolder(scratch, std::string("{\"0\": [0, 1, 2, 3, 4], \"7\": [0, 1, ") + id + ", 3]}", 5)}, 3, scratch.path(), {"D.inter.json", "7"});
}

TEST(BadInput, AUserWithTooFewItems) {
  const Scratch scratch;
  expectRefusal({"data", "check", dataFolder(scratch, R"({"0": [0, 1, 2, 3], "11": [0, 1]})")}, 3, scratch.path(), {"D.inter.json", "11"});
}

TEST(BadInput, AnEmptyHead) {
  const Scratch scratch;
  // Training counts 5, 5, 1, 1, 1: the threshold is 5 and no item is above it.
  std::string users;
  for (const char* train : {"0, 1, 2", "0, 1, 3", "0, 1, 4", "0, 1", "0, 1"}) users += (users.empty() ? "\"" : ", \"") + std::to_string(users.size()) + "\": [" + train + ", 5, 6]";
  expectRefusal({"data", "check", dataFolder(scratch, "{" + users + "}")}, 3, scratch.path(), {"head", "5"});
}

embed::ItemVectors vectors(std::int64_t rows) {
  embed::ItemVectors made{rows, 4, std::vector<float>(static_cast<std::size_t>(rows * 4))};
  for (std::size_t i = 0; i < made.values.size(); ++i) made.values[i] = static_cast<float>(i % 7) + 0.5f;
  return made;
}

TEST(BadInput, VectorsWithAnotherRowCount) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  embed::writeNpy(project + "/data/Tiny.emb-generated.npy", vectors(29));
  expectRefusal({"project", "check", project}, 3, project, {"Tiny.emb-generated.npy", "29", "30"});
  expectRefusal({"sid", "build", "--data", project, "--vectors", project + "/data/Tiny.emb-generated.npy", "--tokenizer", "skt", "--out", scratch / "out"}, 3, scratch.path(), {"29", "30"});
  EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST(BadInput, VectorsWithNaN) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  auto made = vectors(30);
  made.values[4 * 11 + 2] = 0;
  embed::writeNpy(project + "/data/Tiny.emb-generated.npy", made);
  std::string bytes = readFile(project + "/data/Tiny.emb-generated.npy");
  const std::size_t at = bytes.size() - 4 * (4 * 30) + 4 * (4 * 11 + 2);
  bytes.replace(at, 4, std::string("\x00\x00\xc0\x7f", 4));  // a quiet NaN in row 11, column 2
  writeText(project + "/data/Tiny.emb-generated.npy", bytes);
  expectRefusal({"project", "check", project}, 3, project, {"Tiny.emb-generated.npy", "11", "2"});
}

TEST(BadInput, VectorsThatAreAllTheSame) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), file = project + "/data/Tiny.emb-generated.npy";
  embed::writeNpy(file, {30, 4, std::vector<float>(120, 0.25f)});
  for (const char* tokenizer : {"skt", "rqkmeans", "rqkmeans-mixed", "tiger", "varlen", "crab"})
    expectRefusal({"sid", "build", "--data", project, "--vectors", file, "--tokenizer", tokenizer, "--out", scratch / "out", "-o", "codes=4"}, 3, scratch.path(), {"all 30 vectors are the same"});
  EXPECT_EQ(ghost({"run", project, "--recipe", "rqk-4", "-o", "codes=4", "--quiet"}).exitCode, 3);
}

/// Two vectors for thirty items: said by the build, kept with it, said again by whoever takes the tokens from there.
TEST(BadInput, VectorsWithFewDifferentRowsAreSaidEachTime) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), file = project + "/data/Tiny.emb-generated.npy";
  embed::ItemVectors made{30, 4, std::vector<float>(120, 0.25f)};
  for (std::int64_t row = 0; row < 30; row += 2) made.row(row)[0] = 1;
  embed::writeNpy(file, made);
  const auto warns = [](const Called& called) {
    EXPECT_EQ(called.exitCode, 0) << called.err;
    EXPECT_THAT(called.err, HasSubstr("hold only 2 different ones"));
    EXPECT_THAT(called.json()["warnings"].dump(), HasSubstr("hold only 2 different ones"));
  };
  warns(ghost({"sid", "build", "--data", project, "--vectors", file, "--tokenizer", "rqkmeans", "--out", scratch / "out", "-o", "codes=4", "--json"}));
  warns(ghost({"sid", "inspect", scratch / "out", "--json"}));
  warns(ghost({"sid", "inspect", scratch / "out", "--data", project, "--json"}));
  for (const char* seed : {"seed=1", "seed=2"})  // the second run finds the tokens made
    warns(ghost({"run", project, "--recipe", "rqk-4", "--backend", "frequency", "-o", "codes=4", "-o", "epochs=1", "-o", seed, "--json"}));
}

/// A run on bad vectors fails inside its own folder: recorded there, said once, and the project as it was.
TEST(BadInput, ARunOnBadVectorsRecordsItsFailure) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  writeText(project + "/data/Tiny.emb-generated.npy", "no vectors");
  const Called called = ghost(quick({"run", project, "--recipe", "ghost", "--json"}));
  EXPECT_EQ(called.exitCode, 3);
  const OrderedJson list = ghost({"run", "list", project, "--json"}).json()["runs"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["state"], "failed");
  EXPECT_FALSE(fs::exists(project + "/artifacts"));
}

TEST(BadInput, AnIndexThatLacksAnItem) {
  const Scratch scratch;
  OrderedJson index = OrderedJson::object();
  for (int i = 0; i < 30; ++i)
    if (i != 17) index[std::to_string(i)] = {"<a_" + std::to_string(i) + ">"};
  writeText(scratch / "index.json", index.dump());
  expectRefusal({"sid", "import", scratch / "index.json", "--to", scratch / "out"}, 3, scratch.path(), {"index.json", "17"});
  index["17"] = {"<a_17>"};
  index.erase("29");
  writeText(scratch / "index.json", index.dump());
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny";
  expectRefusal({"sid", "import", scratch / "index.json", "--to", scratch / "out", "--data", tiny}, 3, scratch.path(), {"index.json", "29"});
  EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST(BadInput, AProjectMadeByANewerVersion) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  writeText(project + "/project.toml", "schema = 2\nname = \"Tiny\"\nwarp = 9\n");
  for (const auto& words : std::vector<std::vector<std::string>>{{"run", project}, {"project", "check", project}, {"run", "list", project}, {"data", "check", project}})
    expectRefusal(words, 3, project, {"project.toml:1", "made by a newer version", "update this program"});
}

TEST(BadInput, AProjectThatNamesFilesOutside) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  writeText(project + "/project.toml", "schema = 1\nname = \"Tiny\"\ndata = \"data\"\nvectors = \"../../secret.npy\"\n");
  expectRefusal({"run", project}, 3, project, {"project.toml:4", "leaves the project folder"});
}

/// Permissions don't bind the superuser, who often runs containers; a file in the way and /proc do.
TEST(BadInput, AFolderThatCantBeWritten) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  writeText(project + "/runs", "a file where the runs should go");
  expectRefusal(quick({"run", project, "--recipe", "popularity"}), 3, project, {"runs", "a folder was expected"});
  expectRefusal({"data", "generate", "--to", "/proc/ghost-data"}, 4, "", {"/proc/ghost-data", "can't be written"});
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny", vectorFile = tiny + "/data/Tiny.emb-generated.npy";
  expectRefusal({"sid", "build", "--data", tiny, "--vectors", vectorFile, "--tokenizer", "rqkmeans", "--out", "/proc/ghost-sid", "-o", "codes=4"}, 4, "", {"/proc/ghost-sid", "can't be written"});
  expectRefusal({"project", "new", "/proc/ghost-project", "--data", tiny + "/data"}, 4, "", {"/proc/ghost-project", "can't be written"});
}

TEST(BadInput, ListsThatAreNone) {
  const Scratch scratch;
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny";
  writeText(scratch / "lists.jsonl", "{\"u\":0,\"h\":[1],\"t\":2,\"r\":[3],\"s\":[0.5]}\n{\"u\":1,\"h\":[1],\"t\":2,\"r\":[30],\"s\":[0.5]}\n");
  expectRefusal({"eval", "--lists", scratch / "lists.jsonl", "--data", tiny}, 3, scratch.path(), {"lists.jsonl", "2", "30"});
}

/// What a failed write leaves: no half-written file, no temporary one.
void expectWhole(const std::string& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    EXPECT_THAT(entry.path().filename().string(), testing::Not(HasSubstr(".tmp-")));
    if (entry.path().extension() != ".json") continue;
    EXPECT_NO_THROW(readJsonFile(entry.path())) << entry.path();
  }
}

/// The disk refuses at some write; wherever that is, the run ends with one sentence and code 4, every JSON file left is whole, and without the limit the
/// same run continues to the end.
TEST(BadInput, AFileSizeLimitInsideARun) {
  const Scratch scratch;
  int failed = 0;
  for (const std::uint64_t limit : {1500u, 2500u, 4000u, 6000u, 9000u, 14000u}) {
    const std::string project = tinyCopy(scratch, "tiny-" + std::to_string(limit));
    const Called called = ghost(quick({"run", project, "--recipe", "ghost"}), {.fileSizeLimit = limit});
    if (called.exitCode == 0) continue;
    ++failed;
    EXPECT_EQ(called.exitCode, 4) << limit << ": " << called.err;
    EXPECT_THAT(called.sentence(), HasSubstr("can't be written"));
    expectWhole(project);
    const OrderedJson list = ghost({"run", "list", project, "--json"}).json()["runs"];
    if (list.empty() || !fs::exists(project + "/runs/" + list[0]["run"].get<std::string>() + "/config.toml")) continue;  // it ended before there was anything to continue
    const Called again = ghost({"run", project, "--resume", list[0]["run"].get<std::string>(), "--backend", "frequency", "--json"});
    EXPECT_EQ(again.exitCode, 0) << limit << ": " << again.err;
    EXPECT_TRUE(again.json()["metrics"].contains("k")) << limit;
  }
  EXPECT_GE(failed, 4);
}

/// The same on a file system that is truly full, where this machine lets a test mount one.
TEST(BadInput, AFullDisk) {
  if (program("unshare", {"-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"}).exitCode != 0) GTEST_SKIP() << "no file system can be mounted here";
  const Scratch scratch;
  int failed = 0;
  for (const char* size : {"48k", "64k", "80k", "96k", "128k", "160k"}) {
    const std::string after = scratch / size;
    const std::string script = std::string("mount -t tmpfs -o size=") + size + " tmpfs /mnt && cp -r '" + tinyCopy(scratch, std::string("tiny-") + size) + "' /mnt/tiny && '" + GHOST_BIN +
                               "/ghost' run /mnt/tiny --recipe ghost --backend frequency -o epochs=3 --quiet; code=$?; cp -r /mnt/tiny '" + after + "'; exit $code";
    const Called called = program("unshare", {"-rm", "sh", "-c", script});
    if (called.exitCode == 0) continue;
    ++failed;
    EXPECT_EQ(called.exitCode, 4) << size << ": " << called.out << called.err;
    EXPECT_THAT(called.sentence(), HasSubstr("the disk is full")) << size;
    expectWhole(after);
  }
  EXPECT_GE(failed, 3);
}

}  // namespace
}  // namespace ghost::cli
