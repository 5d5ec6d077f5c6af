#include "text/tokenizer_settings.h"

#include "base/error.h"
#include "text/json_place.h"

namespace ghost::text {
namespace {

namespace fs = std::filesystem;

constexpr JsonLimits limits{.maxBytes = 64ull << 20, .maxDepth = 32};
constexpr double mostTokens = 1e15;  // "no length known" is written as 1e30

OrderedJson optionalObject(const fs::path& file) {
  OrderedJson json = fs::exists(file) ? readJsonFile(file, limits) : OrderedJson::object();
  if (!json.is_object()) throw dataError(file.string(), "must be a JSON object");
  return json;
}

std::optional<std::int64_t> maxLengthOf(const JsonPlace& config) {
  const auto value = config.maybe("model_max_length");
  if (!value) return std::nullopt;
  if (!value->value().is_number()) value->fail("expected a number of tokens");
  const double tokens = value->value().get<double>();
  if (tokens >= mostTokens) return std::nullopt;
  if (tokens < 1 || tokens != static_cast<double>(static_cast<std::int64_t>(tokens))) value->fail("expected a whole number of tokens, 1 or more");
  return static_cast<std::int64_t>(tokens);
}

std::optional<bool> cutLeftOf(const JsonPlace& config) {
  const auto side = config.maybe("truncation_side");
  if (!side) return std::nullopt;
  if (side->text() != "left" && side->text() != "right") side->fail("expected \"left\" or \"right\", not \"" + side->brief() + "\"");
  return side->text() == "left";
}

/// Whether transformers opens the folder with a class of its own for BERT, which doesn't take the normalizer of the tokenizer.json.
bool hasBertClass(const JsonPlace& config, const fs::path& folder) {
  const std::string named = config.textOr("tokenizer_class", "");
  if (!named.empty()) return named == "BertTokenizer" || named == "BertTokenizerFast";
  const fs::path file = folder / "config.json";
  const OrderedJson model = optionalObject(file);
  return JsonPlace(model, file.string()).textOr("model_type", "") == "bert";
}

OrderedJson bertNormalizerOf(const JsonPlace& config) {
  OrderedJson normalizer{{"type", "BertNormalizer"}, {"clean_text", true}, {"handle_chinese_chars", config.flagOr("tokenize_chinese_chars", true)}, {"strip_accents", nullptr}, {"lowercase", config.flagOr("do_lower_case", true)}};
  if (const auto strip = config.maybe("strip_accents")) normalizer["strip_accents"] = strip->flag();
  return normalizer;
}

}  // namespace

TokenizerSettings TokenizerSettings::of(const fs::path& folder) {
  const fs::path file = folder / "tokenizer_config.json";
  const OrderedJson json = optionalObject(file);
  const JsonPlace config(json, file.string());
  TokenizerSettings settings;
  settings.maxLength = maxLengthOf(config);
  settings.cutLeft = cutLeftOf(config);
  settings.addsBegin = config.flagOr("add_bos_token", false);
  settings.addsEnd = config.flagOr("add_eos_token", false);
  if (hasBertClass(config, folder)) settings.bertNormalizer = bertNormalizerOf(config);
  return settings;
}

OrderedJson TokenizerSettings::bertNormalizerBeside(const fs::path& vocabulary) {
  const fs::path file = vocabulary.parent_path() / "tokenizer_config.json";
  const OrderedJson json = optionalObject(file);
  return bertNormalizerOf(JsonPlace(json, file.string()));
}

}  // namespace ghost::text
