#include "model/checkpoint.h"

#include <charconv>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "embed/safetensors.h"
#include "model/hugging_face.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

constexpr int formatVersion = 1;

/// Words as hex strings: JSON numbers above 2^53 don't survive every reader.
OrderedJson rngJson(const Rng& rng) {
  OrderedJson words = OrderedJson::array();
  char text[17];
  for (const std::uint64_t word : rng.state()) {
    const auto end = std::to_chars(text, text + 16, word, 16).ptr;
    words.push_back(std::string(text, end));
  }
  return {{"seed", std::to_string(rng.seed())}, {"state", words}};
}
Rng rngOf(const OrderedJson& json) {
  Rng::State state{};
  for (std::size_t i = 0; i < state.size(); ++i) {
    const std::string text = json.at("state").at(i).get<std::string>();
    std::from_chars(text.data(), text.data() + text.size(), state[i], 16);
  }
  const std::string seed = json.at("seed").get<std::string>();
  std::uint64_t number = 0;
  std::from_chars(seed.data(), seed.data() + seed.size(), number);
  return Rng::restored(number, state);
}

OrderedJson stateJson(const TrainingState& s) {
  return {{"step", s.step}, {"epoch", s.epoch}, {"batch", s.batch}, {"best", {{"step", s.bestStep}, {"epoch", s.bestEpoch}, {"valid_nll", s.bestNll}, {"valid_ndcg", s.bestNdcg}}},
          {"events_up_to_step", s.step}, {"rng", {{"dropout", rngJson(s.dropout)}}}, {"window", s.window}, {"identity", s.identity},
          {"clock", {{"seconds", s.seconds}, {"rows", s.rows}, {"saved_at", isoNow()}}}};
}

void writeMoments(const fs::path& file, const Optimiser& optimiser) {
  auto bytes = [](const char* name, const at::Tensor& t) {
    return embed::TensorBytes{name, t.scalar_type() == at::kDouble ? embed::Dtype::F64 : embed::Dtype::F32, t.sizes().vec(), std::span(static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes())};
  };
  const std::vector<embed::TensorBytes> both{bytes("first", optimiser.first()), bytes("second", optimiser.second())};
  embed::writeSafetensors(file, both, {{"layout", "flat, in the order of the trainer's parameters"}, {"steps", std::to_string(optimiser.steps())}});
}

std::string writeManifest(const fs::path& folder, std::int64_t step) {
  OrderedJson files = OrderedJson::array();
  std::string weights;
  for (const fs::path& file : filesBelow(folder)) {
    const std::string name = file.lexically_relative(folder).string(), hash = ContentHash::ofFile(file);
    if (name == "model.safetensors") weights = hash;
    files.push_back({{"name", name}, {"size", fs::file_size(file)}, {"sha256", hash}});
  }
  writeFileAtomically(folder / "manifest.json", OrderedJson{{"format_version", formatVersion}, {"step", step}, {"files", files}}.dump(2) + "\n");
  return weights;
}

at::Tensor readMoment(const embed::SafetensorsFile& file, const fs::path& path, const char* name, const at::Tensor& like) {
  if (!file.has(name) || file.info(name).shape != like.sizes().vec()) throw dataError(path.string(), std::string("the moments \"") + name + "\" don't belong to this model; train from the start");
  std::string bytes = file.bytes(name);
  return at::from_blob(bytes.data(), like.sizes(), file.info(name).dtype == embed::Dtype::F64 ? at::kDouble : at::kFloat).clone();
}

}  // namespace

SavedModel savedDecoder(const Decoder& decoder, const sid::SidTable& table) {
  return {decoder.values().nbytes(), [&decoder, &table](const fs::path& folder) { writeHuggingFace(folder, decoder, table); }};
}

std::string saveCheckpoint(const fs::path& checkpoints, const SavedModel& model, const Optimiser& optimiser, const TrainingState& state) {
  createFolders(checkpoints);
  requireFreeSpace(checkpoints, model.bytes * 3 + (1u << 20));
  FolderCommit folder(checkpointFolder(checkpoints, state.step));  // there already: a damaged one that resuming passed over, or one from before the epoch's validation
  model.write(folder.path());
  createFolders(folder.path() / "training_state");
  writeMoments(folder.path() / "training_state" / "moments.safetensors", optimiser);
  writeFileAtomically(folder.path() / "training_state" / "state.json", stateJson(state).dump(2) + "\n");
  const std::string weights = writeManifest(folder.path(), state.step);
  folder.replace();
  return weights;
}

std::string checkpointFault(const fs::path& folder) {
  try {
    const OrderedJson manifest = readJsonFile(folder / "manifest.json");
    if (manifest.value("format_version", 0) > formatVersion) return folder.string() + " was written by a newer version of this program";
    for (const OrderedJson& file : manifest.at("files")) {
      const fs::path path = folder / file.at("name").get<std::string>();
      std::error_code error;
      const auto size = fs::file_size(path, error);
      if (error) return path.string() + " is missing";
      if (size != file.at("size").get<std::uint64_t>()) return path.string() + " has " + std::to_string(size) + " bytes, the manifest says " + std::to_string(file.at("size").get<std::uint64_t>());
      if (ContentHash::ofFile(path) != file.at("sha256").get<std::string>()) return path.string() + " is damaged: its content isn't what the manifest says";
    }
    for (const char* needed : {"config.json", "model.safetensors", "training_state/moments.safetensors", "training_state/state.json"})
      if (!fs::exists(folder / needed)) return (folder / needed).string() + " is missing";
  } catch (const Error& error) {
    return error.what();
  } catch (const nlohmann::json::exception&) {
    return (folder / "manifest.json").string() + " isn't a manifest of this program";
  }
  return {};
}

void requireSound(const fs::path& folder) {
  if (!fs::exists(folder / "manifest.json")) return;
  if (const std::string fault = checkpointFault(folder); !fault.empty()) throw dataError(fault, "take another checkpoint of the run, or train it again (a run: `ghost run PROJECT --resume NAME --start-over`)");
}

TrainingState readTrainingState(const fs::path& folder) {
  const fs::path stateFile = folder / "training_state" / "state.json";
  TrainingState s;
  try {
    const OrderedJson json = readJsonFile(stateFile);
    s.step = json.at("step").get<std::int64_t>();
    s.epoch = json.at("epoch").get<std::int64_t>();
    s.batch = json.at("batch").get<std::int64_t>();
    s.bestStep = json.at("best").at("step").get<std::int64_t>();
    s.bestEpoch = json.at("best").at("epoch").get<std::int64_t>();
    s.bestNll = json.at("best").at("valid_nll").get<double>();
    s.bestNdcg = json.at("best").value("valid_ndcg", 0.0);
    s.dropout = rngOf(json.at("rng").at("dropout"));
    s.window = json.at("window");
    s.identity = json.at("identity");
    s.seconds = json.at("clock").at("seconds").get<double>();
    s.rows = json.at("clock").at("rows").get<std::int64_t>();
  } catch (const nlohmann::json::exception& error) {
    throw dataError(stateFile.string(), std::string("isn't the training state of this program: ") + error.what());
  }
  return s;
}

void restoreMoments(const fs::path& folder, const at::Tensor& values, std::int64_t steps, Optimiser& optimiser) {
  const fs::path moments = folder / "training_state" / "moments.safetensors";
  const auto file = embed::SafetensorsFile::open(moments);
  optimiser.restore(readMoment(file, moments, "first", values), readMoment(file, moments, "second", values), steps);
}

std::string firstDifference(const OrderedJson& own, const OrderedJson& saved) {
  for (const auto& [key, value] : own.at("parameters").items())
    if (!saved.contains("parameters") || !saved["parameters"].contains(key) || saved["parameters"][key] != value) return key;
  for (const auto& [key, value] : own.items())
    if (!saved.contains(key) || saved[key] != value) return key;
  return "a parameter is gone";
}

}  // namespace ghost::model
