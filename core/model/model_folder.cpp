#include "model/model_folder.h"

#include <algorithm>

#include <ATen/Parallel.h>

#include "base/error.h"
#include "embed/safetensors.h"
#include "model/hugging_face.h"
#include "model/parameter_layout.h"
#include "model/tensor_files.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t mostBytes = std::int64_t{1} << 34;

std::vector<std::int32_t> tokenRow(const OrderedJson& json, const std::string& where, std::size_t row) {
  if (!json.is_array()) throw dataError(where, "row " + std::to_string(row) + " must be an array of token ids");
  std::vector<std::int32_t> ids;
  for (const auto& one : json) {
    if (!one.is_number_integer() || one.get<std::int64_t>() < 0 || one.get<std::int64_t>() > INT32_MAX)
      throw dataError(where, "row " + std::to_string(row) + ", entry " + std::to_string(ids.size()) + " is no token id: " + one.dump());
    ids.push_back(one.get<std::int32_t>());
  }
  return ids;
}

void checkIds(const TokenRows& rows, std::int64_t vocabulary, const fs::path& folder) {
  for (std::size_t i = 0; i < rows.ids.size(); ++i)
    for (std::size_t t = 0; t < rows.ids[i].size(); ++t)
      if (rows.ids[i][t] >= vocabulary)
        throw dataError(folder.string(), "token " + std::to_string(rows.ids[i][t]) + " (row " + std::to_string(i) + ", entry " + std::to_string(t) + ") is outside the vocabulary of " + std::to_string(vocabulary));
}

/// One row of tokens as a trunk, without its padding; `places` are where its tokens stand in the row.
sample::TokenTrees trunkOf(const std::vector<std::int32_t>& ids, const std::vector<std::uint8_t>& seen, std::vector<std::int64_t>& places) {
  sample::TokenTrees trees;
  trees.segment = {0};
  for (std::size_t t = 0; t < ids.size(); ++t) {
    if (!seen[t]) continue;
    const auto row = static_cast<std::int32_t>(trees.token.size());
    trees.token.push_back(ids[t]);
    trees.position.push_back(row);
    trees.trunkBegin.push_back(0);
    trees.trunkEnd.push_back(row);
    trees.ownBegin.push_back(row);
    places.push_back(static_cast<std::int64_t>(t));
  }
  trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
  return trees;
}

}  // namespace

OrderedJson checkModelFolder(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  const DecoderConfig c = fromHuggingFace(readJsonFile(config), config.string());
  const TensorFiles files(folder);
  std::vector<std::string> ignored = files.names();
  std::string dtype;
  for (const ParameterLayout::Entry& entry : ParameterLayout(c).entries()) {
    const embed::TensorInfo& info = files.find(entry.name, entry.shape);
    if (dtype.empty()) dtype = embed::dtypeName(info.dtype);
    std::erase(ignored, entry.name);
  }
  OrderedJson rope = toJson(c.ropeScaling);
  if (rope.is_null()) rope = {{"rope_type", "default"}};
  rope["rope_theta"] = c.ropeTheta;
  return {{"architecture", architectureName(c.family)}, {"parameters", c.parameters()}, {"dtype", dtype}, {"vocabulary", c.vocabulary}, {"tied", c.tied}, {"layers", c.layers}, {"hidden_size", c.width},
          {"heads", c.heads}, {"kv_heads", c.kvHeads}, {"head_dim", c.headDim}, {"feed_forward", c.feedForward}, {"max_positions", c.maxPositions}, {"rope", rope},
          {"tokenizer", fs::exists(folder / "tokenizer.json")}, {"shards", files.files()}, {"ignored_tensors", ignored}};
}

TokenRows TokenRows::of(const OrderedJson& json, const std::string& where) {
  TokenRows rows;
  const bool object = json.is_object();
  if (object && !json.contains("input_ids")) throw dataError(where, "\"input_ids\" is missing; give {\"input_ids\": [[1, 2], ...]} or the arrays alone");
  const OrderedJson& ids = object ? json["input_ids"] : json;
  if (!ids.is_array() || ids.empty()) throw dataError(where, "must be an array of rows of token ids with at least one row");
  if (!ids.front().is_array()) rows.ids.push_back(tokenRow(ids, where, 0));
  else
    for (const auto& row : ids) rows.ids.push_back(tokenRow(row, where, rows.ids.size()));
  for (const auto& row : rows.ids) rows.seen.emplace_back(row.size(), std::uint8_t{1});
  if (!object || !json.contains("attention_mask")) return rows;
  const OrderedJson& mask = json["attention_mask"];
  if (!mask.is_array() || mask.size() != rows.ids.size()) throw dataError(where, "\"attention_mask\" must have as many rows as \"input_ids\"");
  for (std::size_t i = 0; i < rows.ids.size(); ++i) {
    const std::vector<std::int32_t> row = tokenRow(mask[i], where, i);
    if (row.size() != rows.ids[i].size()) throw dataError(where, "row " + std::to_string(i) + " of \"attention_mask\" must be as long as that of \"input_ids\"");
    std::transform(row.begin(), row.end(), rows.seen[i].begin(), [](std::int32_t one) { return static_cast<std::uint8_t>(one != 0); });
  }
  return rows;
}

std::vector<std::int64_t> writeLogits(const fs::path& folder, const TokenRows& rows, const fs::path& out, int threads, Reporter& reporter, std::stop_token stop) {
  at::set_num_threads(threads);
  reporter.stage("read");
  const Decoder decoder = readHuggingFace(folder);
  checkIds(rows, decoder.config().vocabulary, folder);
  std::int64_t longest = 0;
  for (const auto& row : rows.ids) longest = std::max(longest, static_cast<std::int64_t>(row.size()));
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows.ids.size()), longest, decoder.config().vocabulary};
  if (static_cast<double>(shape[0]) * static_cast<double>(shape[1]) * static_cast<double>(shape[2]) * 4 > static_cast<double>(mostBytes))
    throw resourceError(out.string(), "the logits would take more than 16 GiB; give fewer or shorter rows");
  const at::Tensor logits = at::zeros(shape, at::kFloat);
  reporter.stage("logits");
  for (std::int64_t i = 0; i < shape[0]; ++i) {
    if (stop.stop_requested()) return {};
    std::vector<std::int64_t> places;
    const sample::TokenTrees trees = trunkOf(rows.ids[static_cast<std::size_t>(i)], rows.seen[static_cast<std::size_t>(i)], places);
    if (!places.empty()) {
      const at::Tensor values = decoder.logits(decoder.prefill(trees).hidden);
      for (std::size_t t = 0; t < places.size(); ++t) logits[i][places[t]].copy_(values[static_cast<std::int64_t>(t)]);
    }
    reporter.progress(i + 1, shape[0], "rows");
  }
  embed::writeSafetensors(out, std::vector<embed::TensorBytes>{{"logits", embed::Dtype::F32, shape, std::span(static_cast<const std::byte*>(logits.const_data_ptr()), logits.nbytes())}});
  return shape;
}

}  // namespace ghost::model
