#include "model/text_encoder.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <ATen/Parallel.h>

#include "base/error.h"
#include "base/json_file.h"
#include "model/bert.h"
#include "model/hugging_face.h"
#include "text/tokenizer.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

OrderedJson optionalJson(const fs::path& file) { return fs::exists(file) ? readJsonFile(file) : OrderedJson(); }

/// What the files of sentence-transformers say about a folder.
struct SentenceFiles {
  Pooling pooling = Pooling::Mean;
  bool unitLength = false;
  std::int64_t maxTokens = 0;

  explicit SentenceFiles(const fs::path& folder) {
    const OrderedJson limits = optionalJson(folder / "sentence_bert_config.json"), modules = optionalJson(folder / "modules.json"), pool = optionalJson(folder / "1_Pooling" / "config.json");
    if (limits.is_object() && limits.contains("max_seq_length") && limits["max_seq_length"].is_number_integer()) maxTokens = limits["max_seq_length"].get<std::int64_t>();
    if (modules.is_array())
      for (const auto& module : modules) {
        const std::string type = module.is_object() && module.contains("type") && module["type"].is_string() ? module["type"].get<std::string>() : "";
        if (type.ends_with(".Normalize")) unitLength = true;
        else if (!type.ends_with(".Transformer") && !type.ends_with(".Pooling")) throw dataError((folder / "modules.json").string(), "holds the module " + type + ", which isn't built; Transformer, Pooling and Normalize are");
      }
    if (!pool.is_object()) return;
    for (const auto& [key, value] : pool.items()) {
      if (!key.starts_with("pooling_mode_") || value != true) continue;
      if (key == "pooling_mode_cls_token") pooling = Pooling::FirstToken;
      else if (key != "pooling_mode_mean_tokens") throw dataError((folder / "1_Pooling" / "config.json").string(), "asks for " + key + "; mean and first token are built");
    }
  }
};


}  // namespace

struct TextEncoder::Impl {
  text::Tokenizer tokenizer;
  std::optional<Bert> bert;
  std::optional<Decoder> decoder;
  SentenceFiles files;
  TextEncoderOptions options;
  std::string architecture;

  std::int64_t width() const { return bert ? bert->config().width : decoder->config().width; }

  std::vector<std::vector<text::TokenId>> tokens(std::span<const std::string> texts) const {
    std::vector<std::vector<text::TokenId>> all;
    const std::int64_t vocabulary = bert ? bert->config().vocabulary : decoder->config().vocabulary;
    for (const std::string& one : texts) {
      all.push_back(tokenizer.encode(one, {bert.has_value(), options.maxTokens}));
      for (const text::TokenId id : all.back())
        if (id >= vocabulary) throw dataError("tokenizer.json", "token " + std::to_string(id) + " is outside the model's vocabulary of " + std::to_string(vocabulary) + "; tokenizer and model don't belong together");
    }
    return all;
  }

  /// Pooled states [batch, width] of one batch.
  at::Tensor pooled(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch) const { return bert ? pooledByBert(tokens, batch) : pooledByDecoder(tokens, batch); }

  at::Tensor pooledByBert(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch) const {
    std::size_t longest = 0;
    for (const std::size_t i : batch) longest = std::max(longest, tokens[i].size());
    at::Tensor ids = at::zeros({static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(longest)}, at::kLong), seen = at::zeros(ids.sizes(), at::kBool);
    for (std::size_t b = 0; b < batch.size(); ++b)
      for (std::size_t t = 0; t < tokens[batch[b]].size(); ++t) {
        ids.data_ptr<std::int64_t>()[b * longest + t] = tokens[batch[b]][t];
        seen.data_ptr<bool>()[b * longest + t] = true;
      }
    const at::Tensor states = bert->states(ids, seen);
    if (files.pooling == Pooling::FirstToken) return states.select(1, 0);
    const at::Tensor weight = seen.to(at::kFloat).unsqueeze(2);
    return (states * weight).sum(1) / weight.sum(1);
  }

  at::Tensor pooledByDecoder(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch) const {
    sample::TokenTrees trees;
    trees.segment.push_back(0);
    for (const std::size_t i : batch) {
      const std::int32_t first = trees.segment.back();
      for (const text::TokenId id : tokens[i]) {
        const auto row = static_cast<std::int32_t>(trees.token.size());
        trees.token.push_back(id);
        trees.position.push_back(row - first);
        trees.trunkBegin.push_back(first);
        trees.trunkEnd.push_back(row);
        trees.ownBegin.push_back(row);
      }
      trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
    }
    const at::Tensor states = decoder->prefill(trees).hidden;
    std::vector<at::Tensor> rows;
    for (std::size_t b = 0; b < batch.size(); ++b) {
      const at::Tensor own = states.slice(0, trees.segment[b], trees.segment[b + 1]);
      rows.push_back(files.pooling == Pooling::FirstToken ? own[0] : own.mean(0));
    }
    return at::stack(rows);
  }
};

TextEncoder::TextEncoder(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TextEncoder::~TextEncoder() = default;
TextEncoder::TextEncoder(TextEncoder&&) noexcept = default;

TextEncoder TextEncoder::open(const fs::path& folder, const TextEncoderOptions& options) {
  const fs::path config = folder / "config.json";
  const OrderedJson json = readJsonFile(config);
  const std::string type = json.is_object() && json.contains("model_type") && json["model_type"].is_string() ? json["model_type"].get<std::string>() : "";
  auto impl = std::make_unique<Impl>(Impl{text::Tokenizer::open(folder), std::nullopt, std::nullopt, SentenceFiles(folder), options, {}});
  std::int64_t positions = 0;
  if (type == "bert") {
    impl->bert = Bert::read(folder);
    impl->architecture = "BertModel";
    positions = impl->bert->config().positions;
  } else {
    impl->decoder = readHuggingFace(folder);
    impl->architecture = architectureName(impl->decoder->config().family);
    positions = impl->decoder->config().maxPositions;
  }
  std::int64_t& most = impl->options.maxTokens;
  if (most <= 0) most = impl->files.maxTokens > 0 ? impl->files.maxTokens : std::min<std::int64_t>(positions, 2048);
  if (most > positions) throw usageError(folder.string(), "texts of " + std::to_string(most) + " tokens were asked for, the model has positions for " + std::to_string(positions));
  return TextEncoder(std::move(impl));
}

std::int64_t TextEncoder::dim() const { return m_impl->width(); }
std::int64_t TextEncoder::maxTokens() const { return m_impl->options.maxTokens; }
Pooling TextEncoder::pooling() const { return m_impl->files.pooling; }
bool TextEncoder::unitLength() const { return m_impl->files.unitLength; }
const std::string& TextEncoder::architecture() const { return m_impl->architecture; }

embed::ItemVectors TextEncoder::encode(std::span<const std::string> texts, Reporter& reporter, std::stop_token stop) const {
  at::set_num_threads(m_impl->options.threads);
  const auto tokens = m_impl->tokens(texts);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (!tokens[i].empty()) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return tokens[a].size() > tokens[b].size(); });
  embed::ItemVectors result;
  result.rows = static_cast<std::int64_t>(texts.size());
  result.dim = dim();
  result.values.resize(static_cast<std::size_t>(result.rows * result.dim));
  for (std::size_t begin = 0; begin < order.size();) {
    if (stop.stop_requested()) return {};
    const std::size_t count = std::clamp<std::size_t>(static_cast<std::size_t>(m_impl->options.slots) / tokens[order[begin]].size(), 1, order.size() - begin);
    const auto batch = std::span<const std::size_t>(order).subspan(begin, count);
    const at::Tensor pooled = m_impl->pooled(tokens, batch).contiguous();
    for (std::size_t b = 0; b < count; ++b) std::copy_n(pooled.data_ptr<float>() + static_cast<std::int64_t>(b) * result.dim, result.dim, result.row(static_cast<std::int64_t>(batch[b])).begin());
    begin += count;
    reporter.progress(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(order.size()), "texts");
  }
  return m_impl->files.unitLength ? embed::normalised(result) : result;
}

}  // namespace ghost::model
