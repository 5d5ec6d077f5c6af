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
#include "text/unicode.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t longestUnasked = 2048;  // tokens of a decoder whose folder knows no length for sentences

std::string lowered(std::string_view text) {
  std::u32string lower;
  for (const char32_t c : text::charactersOf(text)) lower += text::lowered(c);
  return text::utf8Of(lower);
}

}  // namespace

struct TextEncoder::Impl {
  text::Tokenizer tokenizer;
  std::optional<Bert> bert;
  std::optional<Decoder> decoder;
  SentenceFiles files;
  TextEncoderOptions options;
  std::string architecture;

  std::int64_t width() const { return bert ? bert->config().width : decoder->config().width; }

  std::vector<text::TokenId> tokensOf(std::string_view text) const {
    if (text::firstInvalidUtf8(text) != std::string_view::npos) throw dataError("text", "not valid UTF-8; convert it to UTF-8");
    return tokenizer.encode(files.lowercase ? lowered(text) : std::string(text), {true, options.maxTokens});
  }

  std::vector<std::vector<text::TokenId>> tokens(std::span<const std::string> texts) const {
    std::vector<std::vector<text::TokenId>> all;
    const std::int64_t vocabulary = bert ? bert->config().vocabulary : decoder->config().vocabulary;
    for (const std::string& one : texts) {
      all.push_back(tokensOf(files.prompt + one));
      for (const text::TokenId id : all.back())
        if (id >= vocabulary) throw dataError("tokenizer.json", "token " + std::to_string(id) + " is outside the model's vocabulary of " + std::to_string(vocabulary) + "; tokenizer and model don't belong together");
    }
    return all;
  }

  /// Tokens at the start of each text that aren't pooled: those of the prompt by itself, special ones before it included.
  std::int64_t unpooled() const {
    if (files.poolsPrompt || files.prompt.empty()) return 0;
    const std::vector<text::TokenId> prompt = tokensOf(files.prompt);
    const auto& added = tokenizer.addedTokens();
    const bool closes = !prompt.empty() && std::any_of(added.begin(), added.end(), [&](const text::AddedToken& token) { return token.special && token.id == prompt.back(); });
    return static_cast<std::int64_t>(prompt.size()) - closes;
  }

  /// One vector [width] of the states [tokens, width] of one text.
  at::Tensor pooled(const at::Tensor& states) const {
    switch (files.pooling) {
      case Pooling::FirstToken: return states[0];
      case Pooling::Max: return std::get<0>(states.max(0));
      case Pooling::MeanSqrtLength: return states.sum(0) / std::sqrt(static_cast<double>(states.size(0)));
      case Pooling::Mean: break;
    }
    return states.mean(0);
  }

  /// Pooled states [batch, width] of one batch, `skipped` tokens of each text left out.
  at::Tensor pooledBatch(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch, std::int64_t skipped) const {
    std::vector<at::Tensor> rows;
    if (bert) {
      const at::Tensor states = statesOfBert(tokens, batch);
      for (std::size_t b = 0; b < batch.size(); ++b) rows.push_back(pooled(states[static_cast<std::int64_t>(b)].slice(0, skipped, static_cast<std::int64_t>(tokens[batch[b]].size()))));
    } else {
      sample::TokenTrees trees = trunks(tokens, batch);
      const at::Tensor states = decoder->prefill(trees).hidden;
      for (std::size_t b = 0; b < batch.size(); ++b) rows.push_back(pooled(states.slice(0, trees.segment[b] + skipped, trees.segment[b + 1])));
    }
    return at::stack(rows);
  }

  /// [batch, longest, width]; those of padding mean nothing.
  at::Tensor statesOfBert(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch) const {
    std::size_t longest = 0;
    for (const std::size_t i : batch) longest = std::max(longest, tokens[i].size());
    at::Tensor ids = at::zeros({static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(longest)}, at::kLong), seen = at::zeros(ids.sizes(), at::kBool);
    for (std::size_t b = 0; b < batch.size(); ++b)
      for (std::size_t t = 0; t < tokens[batch[b]].size(); ++t) {
        ids.data_ptr<std::int64_t>()[b * longest + t] = tokens[batch[b]][t];
        seen.data_ptr<bool>()[b * longest + t] = true;
      }
    return bert->states(ids, seen);
  }

  static sample::TokenTrees trunks(const std::vector<std::vector<text::TokenId>>& tokens, std::span<const std::size_t> batch) {
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
    return trees;
  }
};

namespace {

/// Tokens of a text at most: as asked for, else as the folder says, else what the model has positions for.
std::int64_t lengthOf(std::int64_t asked, const SentenceFiles& files, const text::TokenizerSettings& settings, std::int64_t positions) {
  if (asked > 0) return asked;
  if (files.maxTokens > 0) return files.maxTokens;
  std::int64_t most = std::min(positions, settings.maxLength.value_or(positions));
  return files.listed ? most : std::min(most, longestUnasked);
}

/// Special tokens that classes of transformers add on top of the tokenizer.json.
void checkSpecialTokens(const text::Tokenizer& tokenizer, const fs::path& folder) {
  const bool frames = !tokenizer.encode("", {true, 0}).empty();
  const text::TokenizerSettings& settings = tokenizer.settings();
  if ((settings.addsBegin || settings.addsEnd) && !frames)
    throw dataError((folder / "tokenizer_config.json").string(), std::string(settings.addsBegin ? "\"add_bos_token\"" : "\"add_eos_token\"") + " is true, and the post-processor of tokenizer.json adds no special token; save the tokenizer again, so that both say the same");
}

}  // namespace

TextEncoder::TextEncoder(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TextEncoder::~TextEncoder() = default;
TextEncoder::TextEncoder(TextEncoder&&) noexcept = default;

TextEncoder TextEncoder::open(const fs::path& folder, const TextEncoderOptions& options) {
  SentenceFiles files = SentenceFiles::of(folder, options.prompt);
  const fs::path config = files.model / "config.json";
  if (const fs::path adapter = files.model / "adapter_config.json"; fs::exists(adapter)) throw dataError(adapter.string(), "the folder holds an adapter (PEFT) beside or instead of a model, which isn't built; merge it into the model first");
  const OrderedJson json = readJsonFile(config);
  const std::string type = json.is_object() && json.contains("model_type") && json["model_type"].is_string() ? json["model_type"].get<std::string>() : "";
  auto impl = std::make_unique<Impl>(Impl{text::Tokenizer::open(files.model), std::nullopt, std::nullopt, std::move(files), options, {}});
  std::int64_t positions = 0;
  if (type == "bert") {
    impl->bert = Bert::read(impl->files.model);
    impl->architecture = "BertModel";
    positions = impl->bert->config().positions;
  } else {
    if (!isDecoderType(type)) throw dataError(config.string(), "\"model_type\" is \"" + type.substr(0, 40) + "\", which isn't built; encoders are bert, " + decoderTypes());
    impl->decoder = readBody(impl->files.model);
    impl->architecture = architectureName(impl->decoder->config().family);
    positions = impl->decoder->config().maxPositions;
  }
  checkSpecialTokens(impl->tokenizer, impl->files.model);
  if (impl->files.width > 0 && impl->files.width != impl->width())
    throw dataError(folder.string(), "the pooling is for states of width " + std::to_string(impl->files.width) + ", the model's have " + std::to_string(impl->width()));
  std::int64_t& most = impl->options.maxTokens;
  most = lengthOf(most, impl->files, impl->tokenizer.settings(), positions);
  if (most > positions) throw usageError(folder.string(), "texts of " + std::to_string(most) + " tokens were asked for, the model has positions for " + std::to_string(positions) + "; give -o max_tokens=" + std::to_string(positions));
  if (impl->unpooled() >= most) throw usageError(folder.string(), "texts of " + std::to_string(most) + " tokens end within the prompt, which isn't pooled; allow more tokens");
  return TextEncoder(std::move(impl));
}

std::int64_t TextEncoder::dim() const { return m_impl->width(); }
std::int64_t TextEncoder::maxTokens() const { return m_impl->options.maxTokens; }
const SentenceFiles& TextEncoder::files() const { return m_impl->files; }
const std::string& TextEncoder::architecture() const { return m_impl->architecture; }

embed::ItemVectors TextEncoder::encode(std::span<const std::string> texts, Reporter& reporter, std::stop_token stop) const {
  at::set_num_threads(m_impl->options.threads);
  const auto tokens = m_impl->tokens(texts);
  const std::int64_t skipped = m_impl->unpooled();
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
    const at::Tensor pooled = m_impl->pooledBatch(tokens, batch, skipped).contiguous();
    for (std::size_t b = 0; b < count; ++b) std::copy_n(pooled.data_ptr<float>() + static_cast<std::int64_t>(b) * result.dim, result.dim, result.row(static_cast<std::int64_t>(batch[b])).begin());
    begin += count;
    reporter.progress(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(order.size()), "texts");
  }
  return m_impl->files.unitLength ? embed::normalised(result) : result;
}

}  // namespace ghost::model
