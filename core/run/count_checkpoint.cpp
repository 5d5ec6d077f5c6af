#include "run/count_checkpoint.h"

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr int formatVersion = 1;

OrderedJson toJson(const CountState& state) {
  return {{"step", state.step}, {"epoch", state.epoch}, {"batch", state.batch}, {"best_step", state.bestStep}, {"best_epoch", state.bestEpoch}, {"best_nll", state.bestNll}};
}

CountState stateOf(const OrderedJson& json) {
  return {json.at("step").get<std::int64_t>(), json.at("epoch").get<std::int64_t>(), json.at("batch").get<std::int64_t>(), json.at("best_step").get<std::int64_t>(), json.at("best_epoch").get<std::int64_t>(), json.at("best_nll").get<double>()};
}

/// The file's bytes if they are what the manifest says.
std::string verified(const fs::path& folder, const OrderedJson& manifest, const std::string& name) {
  std::string bytes = readFile(folder / name);
  const auto& entry = manifest.at("files").at(name);
  if (bytes.size() != entry.at("bytes").get<std::uint64_t>() || ContentHash::ofBytes(bytes) != entry.at("sha256").get<std::string>())
    throw dataError((folder / name).string(), "the file is not the one that was saved");
  return bytes;
}

}  // namespace

std::string saveCheckpoint(const fs::path& folder, const NgramModel& model, const CountState& state) {
  const std::string counts = model.toText(), position = toJson(state).dump() + "\n";
  auto entry = [](const std::string& bytes) { return OrderedJson{{"bytes", bytes.size()}, {"sha256", ContentHash::ofBytes(bytes)}}; };
  const OrderedJson manifest{{"format", formatVersion}, {"files", {{"counts.json", entry(counts)}, {"state.json", entry(position)}}}};
  if (std::string ignored; fs::exists(folder) && loadCheckpoint(folder, ignored)) return manifest["files"]["counts.json"]["sha256"];
  FolderCommit commit(folder);
  writeFileAtomically(commit.path() / "counts.json", counts);
  writeFileAtomically(commit.path() / "state.json", position);
  writeFileAtomically(commit.path() / "manifest.json", manifest.dump(2) + "\n");
  commit.replace();
  return manifest["files"]["counts.json"]["sha256"];
}

std::optional<CountCheckpoint> loadCheckpoint(const fs::path& folder, std::string& fault) {
  try {
    const OrderedJson manifest = readJsonFile(folder / "manifest.json");
    if (manifest.at("format").get<int>() > formatVersion) throw dataError(folder.string(), "the checkpoint was made by a newer version of the workbench");
    const std::string counts = verified(folder, manifest, "counts.json");
    const OrderedJson state = parseJson(verified(folder, manifest, "state.json"), (folder / "state.json").string());
    return CountCheckpoint{NgramModel::fromText(counts, folder / "counts.json"), stateOf(state)};
  } catch (const Error& error) {
    fault = error.what();
  } catch (const OrderedJson::exception&) {
    fault = (folder / "manifest.json").string() + ": this is no checkpoint of the frequency backend";
  }
  return std::nullopt;
}

}  // namespace ghost::run
