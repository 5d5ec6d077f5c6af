#include "tiny_training.h"

#include <bit>

#include <gmock/gmock.h>

#include "base/file_ops.h"
#include "model/checkpoint.h"
#include "temporary_folder.h"

namespace ghost::model::testing {
namespace {

ParamValues tinyValues(const std::map<std::string, std::string>& overrides) {
  ParamValues values = recipe::parameters(recipe::recipe("ghost"));
  const std::map<std::string, std::string> small{{"layers", "2"}, {"width", "16"}, {"heads", "2"}, {"kv_heads", "1"}, {"head_dim", "8"}, {"feed_forward", "24"}, {"dropout", "0.2"}, {"epochs", "3"}, {"lr", "0.01"},
                                                 {"users_per_batch", "8"}, {"max_rows", "128"}, {"probe_every", "5"}, {"checkpoint_every", "3"}, {"threads", "1"}, {"seed", "7"}};
  for (const auto& [key, value] : small) values.set(key, value);
  for (const auto& [key, value] : overrides) values.set(key, value);
  return values;
}

std::string digits(double value) { return std::to_string(std::bit_cast<std::uint64_t>(value)); }

}  // namespace

TinyTraining::TinyTraining(int users, const std::map<std::string, std::string>& overrides) : world(users), values(tinyValues(overrides)), samples(world.samples({})) {
  dataSet.name = "small";
  dataSet.interactions = world.interactions;
  dataSet.catalog.items = world.table.items();
  tokens.tokenizer = "imported";
  tokens.table = world.table;
}

void Memory::progress(std::int64_t done, std::int64_t, std::string_view) {
  if (done == stopAt) stop.request_stop();
}
void Memory::metric(const Metric& metric) {
  if (metric.name.ends_with("per_second")) return;
  events.push_back(metric.name + " " + metric.group + " " + std::to_string(metric.step) + " " + digits(metric.value));
  curves[metric.name + " " + metric.group].push_back(metric.value);
}
void Memory::probe(const Probe& probe) {
  std::string line = probe.name + " " + std::to_string(probe.step);
  for (std::size_t i = 0; i < probe.values.size(); ++i) line += " " + probe.labels[i] + "=" + digits(probe.values[i]);
  events.push_back(line);
}

Finished finish(const Train& train, const std::filesystem::path& checkpoints, bool resume) {
  Finished f;
  f.result = train(checkpoints, resume, f.memory, {});
  f.bits = bitsOf(newest(checkpoints));
  return f;
}

void expectTheSameWhenStoppedAtEveryStep(const Train& train, std::int64_t steps) {
  const TemporaryFolder whole, cut;
  const Finished expected = finish(train, whole.path());
  std::vector<std::string> story;
  bool done = false;
  for (std::int64_t step = 1; !done; ++step) {
    ASSERT_LE(step, steps + 1);
    Memory memory;
    memory.stopAt = step;
    const run::TrainResult result = train(cut.path(), step > 1, memory, memory.stop.get_token());
    story.insert(story.end(), memory.events.begin(), memory.events.end());
    done = !result.stopped;
    EXPECT_LE(checkpointsNewestFirst(cut.path()).size(), 3u);
  }
  EXPECT_EQ(story, expected.memory.events);
  EXPECT_EQ(bitsOf(newest(cut.path())), expected.bits);
}

void expectADamagedCheckpointIsPassedOver(const Train& train, const std::function<void(const std::filesystem::path& checkpoint)>& damage) {
  const TemporaryFolder whole, cut;
  const Finished expected = finish(train, whole.path());
  Memory memory;
  memory.stopAt = 10;
  train(cut.path(), false, memory, memory.stop.get_token());
  EXPECT_EQ(torchBackend()->resumeStep(cut.path()), 10);
  damage(newest(cut.path()));
  EXPECT_NE(checkpointFault(newest(cut.path())).find("model.safetensors"), std::string::npos);
  EXPECT_EQ(torchBackend()->resumeStep(cut.path()), 9);
  const Finished resumed = finish(train, cut.path(), true);
  EXPECT_THAT(resumed.memory.notes, ::testing::ElementsAre(::testing::HasSubstr("continuing from an older checkpoint")));
  EXPECT_EQ(resumed.bits, expected.bits);
}

std::string bitsOf(const std::filesystem::path& checkpoint) {
  OrderedJson state = readJsonFile(checkpoint / "training_state" / "state.json");
  state.erase("clock");
  return readFile(checkpoint / "model.safetensors") + readFile(checkpoint / "training_state" / "moments.safetensors") + state.dump();
}

std::filesystem::path newest(const std::filesystem::path& checkpoints) {
  const auto all = checkpointsNewestFirst(checkpoints);
  return all.empty() ? std::filesystem::path() : all.front().second;
}

}  // namespace ghost::model::testing
