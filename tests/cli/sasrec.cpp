// The recipe sasrec from data to metrics, and its item vectors on their way into tokenizers.
#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "embed/item_vectors.h"
#include "embed/safetensors.h"
#include "program.h"
#include "run/run_folder.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// A call at a size that takes a second.
std::vector<std::string> small(std::vector<std::string> words) {
  for (const char* value : {"threads=1", "epochs=3", "users_per_batch=16", "width=8", "feed_forward=8", "checkpoint_every=0"}) words.insert(words.end(), {"-o", value});
  return words;
}

std::string finished(const std::string& project) {
  const Called called = ghost(small({"run", project, "--recipe", "sasrec", "--json"}));
  EXPECT_EQ(called.exitCode, 0) << called.err;
  return project + "/runs/" + called.json()["run"].get<std::string>();
}

TEST(Sasrec, RunsFromDataToMetricsAndItsListsGoWhereOthersGo) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project);
  const OrderedJson metrics = readJsonFile(run + "/metrics.json");
  EXPECT_EQ(metrics["users"], 40);
  EXPECT_EQ(metrics["k"]["10"]["invalid_rate"], 0.0);
  EXPECT_TRUE(metrics["training"].contains("valid_ndcg@10"));
  const OrderedJson again = ghost({"eval", run, "--json"}).json();
  for (const auto& [key, value] : again.items()) EXPECT_EQ(metrics[key], value) << key;
  const Called floor = ghost({"run", project, "--recipe", "popularity", "--json"});
  const Called compared = ghost({"compare", run, project + "/runs/" + floor.json()["run"].get<std::string>(), "--bootstrap", "20", "--json"});
  ASSERT_EQ(compared.exitCode, 0) << compared.err;
  EXPECT_EQ(compared.json()["rows"].size(), 2u);
  EXPECT_EQ(ghost({"run", "export", run, "--out", scratch / "c.csv", "--what", "curves", "--quiet"}).exitCode, 0);
  EXPECT_THAT(readFile(scratch / "c.csv"), HasSubstr(",valid/ndcg@10/epoch,tail,3,"));
}

TEST(Sasrec, ADamagedCheckpointGivesNeitherListsNorVectors) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project);
  const std::string checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  std::string weights = readFile(checkpoint + "/model.safetensors");
  weights[weights.size() - 5] ^= 0x40;
  writeFileAtomically(checkpoint + "/model.safetensors", weights);
  for (const Called& called : {ghost({"decode", "--checkpoint", checkpoint, "--data", project, "--out", scratch / "lists"}), ghost({"embed", project, "--encoder", run, "--out", scratch / "cf.npy"})}) {
    EXPECT_EQ(called.exitCode, 3) << called.err;
    EXPECT_THAT(called.sentence(), HasSubstr("is damaged"));
  }
  EXPECT_FALSE(fs::exists(scratch / "lists") || fs::exists(scratch / "cf.npy"));
  EXPECT_EQ(ghost({"decode", "--checkpoint", checkpoint, "--sid", scratch.path(), "--data", project, "--out", scratch / "lists"}).exitCode, 2);
}

TEST(Sasrec, ACheckpointRanksAgainWithoutSids) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project);
  const std::string checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  const Called same = ghost({"decode", "--checkpoint", checkpoint, "--data", project, "--out", scratch / "same", "--json"});
  ASSERT_EQ(same.exitCode, 0) << same.err;
  EXPECT_EQ(ghost({"eval", "--lists", scratch / "same", "--data", project, "--json"}).json()["k"], readJsonFile(run + "/metrics.json")["k"]);
  const Called without = ghost({"decode", "--checkpoint", checkpoint, "--data", project, "--out", scratch / "without", "-o", "keep_history=false", "--json"});
  ASSERT_EQ(without.exitCode, 0) << without.err;
  EXPECT_NE(readFile(scratch / "same"), readFile(scratch / "without"));
  EXPECT_EQ(ghost({"decode", "--checkpoint", checkpoint, "--data", project, "--out", scratch / "x", "-o", "beams=5"}).exitCode, 2);
}

TEST(Sasrec, ADryRunWritesNothingAndOtherBackendsAreRefused) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const auto before = snapshot(project);
  const OrderedJson plan = ghost(small({"run", project, "--recipe", "sasrec", "--dry-run", "--json"})).json();
  EXPECT_GT(plan["estimate"]["parameters"], 0);
  EXPECT_GT(plan["examples"], 0);
  const Called refused = ghost(small({"run", project, "--recipe", "sasrec", "--backend", "frequency"}));
  EXPECT_EQ(refused.exitCode, 2);
  EXPECT_THAT(refused.sentence(), HasSubstr("torch"));
  const Called misshapen = ghost({"run", project, "--recipe", "sasrec", "--dry-run", "-o", "width=9", "-o", "heads=2"});
  EXPECT_EQ(misshapen.exitCode, 2);
  EXPECT_THAT(misshapen.sentence(), HasSubstr("width"));
  EXPECT_EQ(snapshot(project), before);
}

TEST(Sasrec, AStopSavesAndTheRunGoesOn) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Running running({"run", project, "--recipe", "sasrec", "-o", "threads=1", "-o", "epochs=100000", "-o", "patience=0", "-o", "users_per_batch=8", "-o", "width=8"});
  ASSERT_FALSE(running.errorLineWith("epoch 1: validation NLL").empty());
  running.signal(SIGINT);
  EXPECT_EQ(running.wait(), 130);
  const auto runs = run::RunFolder::list(project + "/runs");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].state(), run::State::Stopped);
  Running again({"run", project, "--resume", runs[0].name()});
  ASSERT_FALSE(again.errorLineWith("validation NLL").empty());
  again.signal(SIGTERM);
  EXPECT_EQ(again.wait(), 143);
  // One story: no step is told twice.
  std::int64_t epoch = 0;
  for (const auto& event : run::readEvents(runs[0]).events) {
    if (event.kind != "metric" || event.body["name"] != "valid/nll/epoch" || event.body["group"] != "all") continue;
    EXPECT_EQ(event.body["step"], ++epoch);
  }
  EXPECT_GE(epoch, 2);
}

TEST(Sasrec, TrainedAloneThenEvaluated) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const OrderedJson trained = ghost(small({"train", project, "--recipe", "sasrec", "--json"})).json();
  EXPECT_EQ(trained["stages"].back()["stage"], "train");
  const Called resumed = ghost({"run", project, "--resume", trained["run"].get<std::string>(), "--json"});
  ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
  EXPECT_TRUE(resumed.json()["metrics"].contains("k"));
}

TEST(Sasrec, ItsItemVectorsFeedLetterAndAnchors) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project), out = scratch / "cf.npy";
  const Called called = ghost({"embed", project, "--encoder", run, "--out", out, "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_EQ(called.json()["architecture"], "sasrec");
  EXPECT_EQ(called.json()["dim"], 8);
  // The rows are those of the best checkpoint, in the order of the data's items.
  const std::string checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  const embed::ItemVectors vectors = embed::readItemVectors(out);
  EXPECT_EQ(vectors.values, embed::SafetensorsFile::open(checkpoint + "/model.safetensors").floats("item_embedding.weight"));
  EXPECT_EQ(ghost({"embed", project, "--encoder", checkpoint, "--out", scratch / "again.npy", "--quiet"}).exitCode, 0);
  EXPECT_EQ(readFile(scratch / "again.npy"), readFile(out));

  const std::string text = project + "/data/Tiny.emb-generated.npy";
  const Called letter = ghost({"sid", "build", "--data", project, "--vectors", text, "--tokenizer", "letter", "--out", scratch / "letter", "-o", "cf=" + out, "-o", "latent=8", "-o", "codes=8", "-o", "levels=2", "-o", "clusters=2",
                               "-o", "epochs=2", "-o", "batch=32", "-o", "hidden=16", "--json"});
  EXPECT_EQ(letter.exitCode, 0) << letter.err;
  const Called anchors = ghost({"sid", "build", "--data", project, "--vectors", out, "--tokenizer", "skt", "--out", scratch / "skt", "-o", "codes=4", "-o", "anchor_blend=0.5", "--json"});
  EXPECT_EQ(anchors.exitCode, 0) << anchors.err;
}

TEST(Sasrec, VectorsThatThereAreNotAreRefused) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), out = scratch / "cf.npy";
  const std::string floor = project + "/runs/" + ghost({"run", project, "--recipe", "popularity", "--json"}).json()["run"].get<std::string>();
  const std::string counts = project + "/runs/" + ghost(quick({"run", project, "--recipe", "ghost", "--json"})).json()["run"].get<std::string>();
  for (const auto& [run, part] : {std::pair(floor, "no finished training"), std::pair(counts, "semantic IDs")}) {
    const Called refused = ghost({"embed", project, "--encoder", run, "--out", out});
    EXPECT_EQ(refused.exitCode, 3);
    EXPECT_THAT(refused.sentence(), HasSubstr(part));
  }
  const std::string run = finished(project);
  ASSERT_EQ(ghost({"data", "generate", "--project", scratch / "other", "--users", "50", "--items", "80", "--quiet"}).exitCode, 0);
  const Called otherData = ghost({"embed", scratch / "other", "--encoder", run, "--out", out});
  EXPECT_EQ(otherData.exitCode, 3);
  EXPECT_THAT(otherData.sentence(), HasSubstr("items"));
  EXPECT_FALSE(fs::exists(out));
}

}  // namespace
}  // namespace ghost::cli
