#include "text/tokenizer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/foreign_input.h"
#include "base/file_ops.h"
#include "text/scheme.h"
#include "text/special_frame.h"
#include "text/tokenizer_file.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

constexpr std::size_t longestText = 64 << 20;

/// Old files don't name the type of their model; what it holds tells.
std::string modelType(const JsonPlace& model) { 
  if (model.maybe("type")) return typeOf(model);
  return model.maybe("merges") ? "BPE" : model.maybe("max_input_chars_per_word") ? "WordPiece" : "(none)";
}

std::unique_ptr<const Scheme> readScheme(const JsonPlace& root, std::shared_ptr<const Vocabulary> vocabulary, const std::string& type) {
  return type == "BPE" ? byteLevelScheme(root, std::move(vocabulary)) : wordPieceScheme(root, std::move(vocabulary));
}

}  // namespace

/// What stays the same whatever tokens are added.
struct Tokenizer::Base {
  std::string where;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::unique_ptr<const Scheme> scheme;
  SpecialFrame frame;
  std::optional<std::int64_t> truncation;
  bool cutLeft = false;
  TokenizerSettings settings;
  std::string source;  ///< the document as text; parsed again to be written
};

Tokenizer Tokenizer::open(const std::filesystem::path& place) {
  return readForeign([&] { return place.string(); }, [&] { return fromFile(readTokenizerFile(place)); });
}

Tokenizer Tokenizer::parse(std::string_view json, const std::string& where) {
  return fromFile(parseTokenizerFile(json, where));
}

Tokenizer Tokenizer::fromFile(TokenizerFile file) {
  const OrderedJson& document = file.document;
  const std::string& where = file.where;
  const JsonPlace root(document, where);
  const JsonPlace model = root.at("model");
  const std::string type = modelType(model);
  if (type != "BPE" && type != "WordPiece") model.fail(fmt::format("the model {} is not supported; byte-level BPE and WordPiece are", type));
  auto base = std::make_shared<Base>();
  base->where = where;
  base->vocabulary = std::make_shared<const Vocabulary>(model.at("vocab"));
  base->scheme = readScheme(root, base->vocabulary, type);
  if (const auto cut = root.maybe("truncation")) {
    base->truncation = cut->at("max_length").integer(0, INT64_MAX);
    base->cutLeft = cut->textOr("direction", "Right") == "Left";
  }
  if (file.settings.cutLeft) base->cutLeft = *file.settings.cutLeft;
  const auto normalise = [&](std::string_view text) { return base->scheme->normalized(text); };
  auto added = std::make_shared<const AddedTokens>(readAddedTokens(root), *base->vocabulary, normalise, where);
  base->frame = readSpecialFrame(root, added->end());
  base->source = document.dump();
  base->settings = std::move(file.settings);
  return {std::move(base), std::move(added)};
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  if (text.size() > longestText) throw dataError("text", fmt::format("{} bytes in one text; the limit is {}, encode it in parts", text.size(), longestText));
  if (const auto bad = firstInvalidUtf8(text); bad != std::string_view::npos) throw dataError("text", fmt::format("not valid UTF-8 at byte {}; convert it to UTF-8", bad));
  std::vector<TokenId> ids;
  for (const TextPart& raw : m_added->cutRaw(text)) {
    if (raw.id >= 0) {
      ids.push_back(raw.id);
      continue;
    }
    const std::string normalized = m_base->scheme->normalized(raw.text);
    for (const TextPart& part : m_added->cutNormalized(normalized)) {
      if (part.id >= 0) ids.push_back(part.id);
      else m_base->scheme->encode(part.text, ids);
    }
  }
  const SpecialFrame frame = options.addSpecialTokens ? m_base->frame : SpecialFrame{};
  if (options.maxLength > 0) {
    const auto room = options.maxLength - static_cast<std::int64_t>(frame.size());
    if (room < 0) throw usageError("maximum length", fmt::format("{} tokens leave no room for the {} special ones", options.maxLength, frame.size()));
    const auto excess = static_cast<std::ptrdiff_t>(std::max<std::int64_t>(0, static_cast<std::int64_t>(ids.size()) - room));
    const auto from = m_base->cutLeft ? ids.begin() : ids.end() - excess;
    ids.erase(from, from + excess);
  }
  ids.insert(ids.begin(), frame.before.begin(), frame.before.end());
  ids.insert(ids.end(), frame.after.begin(), frame.after.end());
  return ids;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, const DecodeOptions& options) const {
  std::vector<std::string_view> tokens;
  for (const TokenId id : ids) {
    const AddedToken* added = m_added->find(id);
    if (options.skipSpecialTokens && added != nullptr && added->special) continue;
    tokens.push_back(added != nullptr ? m_added->shown(*added) : token(id));
  }
  return m_base->scheme->decode(tokens);
}

const std::string& Tokenizer::token(TokenId id) const {
  if (id < 0 || id >= size()) throw dataError(m_base->where, fmt::format("the id {} is none of this tokenizer, which has the ids 0 to {}", id, size() - 1));
  return id < m_base->vocabulary->size() ? m_base->vocabulary->token(id) : m_added->find(id)->content;
}

std::optional<TokenId> Tokenizer::find(std::string_view token) const {
  if (const AddedToken* added = m_added->find(token)) return added->id;
  return m_base->vocabulary->find(token);
}

const TokenizerSettings& Tokenizer::settings() const { return m_base->settings; }
std::optional<std::int64_t> Tokenizer::truncation() const { return m_base->truncation; }

Tokenizer Tokenizer::withAddedTokens(const std::vector<AddedToken>& tokens) const {
  std::vector<AddedToken> all = m_added->tokens();
  TokenId next = size();
  for (AddedToken token : tokens) {
    if (const AddedToken* present = m_added->find(token.content)) {
      token.id = present->id;
      if (!(token == *present)) throw dataError(m_base->where, fmt::format("the token \"{}\" is there already, with other flags; add it as it is, or under another name", token.content.substr(0, 40)));
      continue;
    }
    const auto known = m_base->vocabulary->find(token.content);
    token.id = known ? *known : next++;
    all.push_back(std::move(token));
  }
  const auto normalise = [&](std::string_view text) { return m_base->scheme->normalized(text); };
  return {m_base, std::make_shared<const AddedTokens>(std::move(all), *m_base->vocabulary, normalise, m_base->where)};
}

std::string Tokenizer::json() const {
  OrderedJson document = parseTokenizerFile(m_base->source, m_base->where).document;
  document["added_tokens"] = toJson(m_added->tokens());
  return document.dump(2) + "\n";
}

void Tokenizer::write(const std::filesystem::path& file) const { writeFileAtomically(file, json()); }

}  // namespace ghost::text
