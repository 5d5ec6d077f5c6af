#include "model/sentence_files.h"

#include <algorithm>
#include <span>

#include "base/error.h"
#include "base/json_file.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

/// A JSON object with its file, for messages that name both.
struct Place {
  fs::path file;
  OrderedJson json;

  static Place of(fs::path file) {
    if (!fs::exists(file)) throw dataError(file.string(), "is missing; the folder isn't whole, copy all of it");
    return optional(std::move(file));
  }
  static Place optional(fs::path file) {
    OrderedJson json = fs::exists(file) ? readJsonFile(file) : OrderedJson::object();
    if (!json.is_object()) throw dataError(file.string(), "must be a JSON object");
    return {std::move(file), std::move(json)};
  }
  [[noreturn]] void fail(const std::string& what) const { throw dataError(file.string(), what); }
  bool has(const char* key) const { return json.contains(key) && !json[key].is_null(); }
  bool flag(const char* key, bool otherwise) const {
    if (!has(key)) return otherwise;
    if (!json[key].is_boolean()) fail(std::string("\"") + key + "\" must be true or false");
    return json[key].get<bool>();
  }
  std::int64_t count(const char* key) const {
    if (!has(key)) return 0;
    if (!json[key].is_number_integer() || json[key].get<std::int64_t>() < 1) fail(std::string("\"") + key + "\" must be a whole number above 0; it is " + json[key].dump());
    return json[key].get<std::int64_t>();
  }
  std::string text(const char* key, const std::string& otherwise) const {
    if (!has(key)) return otherwise;
    if (!json[key].is_string()) fail(std::string("\"") + key + "\" must be text");
    return json[key].get<std::string>();
  }
  void expect(const char* key, const char* value) const {
    if (text(key, value) != value) fail(std::string("\"") + key + "\" is " + json[key].dump() + "; only \"" + value + "\" is built");
  }
};

// ---- 1_Pooling/config.json -----------------------------------------------------------------------------------------------------------

struct Mode {
  const char *name, *legacyKey, *plain;
  bool built;
  Pooling pooling;
};
constexpr Mode modes[]{{"cls", "pooling_mode_cls_token", "the first token", true, Pooling::FirstToken},
                       {"mean", "pooling_mode_mean_tokens", "the mean", true, Pooling::Mean},
                       {"max", "pooling_mode_max_tokens", "the largest", true, Pooling::Max},
                       {"mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens", "the mean times the root of the length", true, Pooling::MeanSqrtLength},
                       {"weightedmean", "pooling_mode_weightedmean_tokens", "a weighted mean", false, Pooling::Mean},
                       {"lasttoken", "pooling_mode_lasttoken", "the last token", false, Pooling::Mean}};
constexpr const char* builtModes = "cls (first token), mean, max and mean_sqrt_len_tokens are built, one of them";

const Mode& modeOf(const std::string& name, const Place& place) {
  for (const Mode& mode : modes)
    if (name == mode.name) return mode;
  place.fail("\"pooling_mode\" is \"" + name.substr(0, 40) + "\", which isn't known; " + builtModes);
}

std::vector<const Mode*> namedModes(const Place& place) {
  const OrderedJson& value = place.json["pooling_mode"];
  std::vector<const Mode*> found;
  for (const OrderedJson& one : value.is_array() ? value : OrderedJson::array({value})) {
    if (!one.is_string()) place.fail("\"pooling_mode\" must be the name of a mode or a list of names");
    found.push_back(&modeOf(one.get<std::string>(), place));
  }
  return found;
}

/// The keys of versions before 5.4, each true or false.
std::vector<const Mode*> flaggedModes(const Place& place) {
  std::vector<const Mode*> found;
  for (const auto& [key, value] : place.json.items()) {
    if (!key.starts_with("pooling_mode_") || !place.flag(key.c_str(), false)) continue;
    const auto mode = std::find_if(std::begin(modes), std::end(modes), [&, name = &key](const Mode& one) { return *name == one.legacyKey; });
    if (mode == std::end(modes)) place.fail("asks for " + key.substr(0, 60) + ", which isn't known; " + builtModes);
    found.push_back(mode);
  }
  return found;
}

void readPooling(const fs::path& folder, SentenceFiles& files) {
  const Place place = Place::of(folder / "config.json");
  const std::vector<const Mode*> found = place.has("pooling_mode") ? namedModes(place) : flaggedModes(place);
  std::string names;
  for (const Mode* mode : found) names += (names.empty() ? "" : ", ") + std::string(mode->name);
  if (found.size() > 1) place.fail("pools in several ways at once (" + names + "), which isn't built; " + builtModes);
  // Neither form names a mode: the package takes the mean.
  if (!found.empty() && !found.front()->built) place.fail("pools by " + names + " (" + found.front()->plain + "), which isn't built; " + builtModes);
  files.pooling = found.empty() ? Pooling::Mean : found.front()->pooling;
  files.width = place.has("embedding_dimension") ? place.count("embedding_dimension") : place.count("word_embedding_dimension");
  files.poolsPrompt = place.flag("include_prompt", true);
}

// ---- sentence_bert_config.json and its older names ------------------------------------------------------------------------------------

/// Options for the loading of model, tokenizer and configuration: those that don't change vectors may stand there.
void checkLoading(const Place& place, const char* key, std::initializer_list<std::string_view> harmless) {
  if (!place.has(key)) return;
  if (!place.json[key].is_object()) place.fail(std::string("\"") + key + "\" must be an object");
  for (const auto& [name, value] : place.json[key].items())
    if (std::find(harmless.begin(), harmless.end(), name) == harmless.end()) place.fail("\"" + name + "\" in \"" + key + "\" isn't built; take it out where it doesn't change the vectors");
}

void checkModality(const Place& place) {
  if (!place.has("modality_config")) return;
  const OrderedJson& config = place.json["modality_config"];
  if (!config.is_object() || !config.contains("text")) place.fail("\"modality_config\" has no \"text\"; encoders of texts are built");
  if (config.contains("message")) place.fail("\"modality_config\" puts texts into a chat template (\"message\"), which isn't built");
  const OrderedJson& text = config["text"];
  if (!text.is_object() || text.value("method", OrderedJson("forward")) != "forward" || text.value("method_output_name", OrderedJson("last_hidden_state")) != "last_hidden_state")
    place.fail("\"modality_config\" takes " + text.dump().substr(0, 100) + " for texts; only \"last_hidden_state\" of \"forward\" is built");
}

void readTransformer(const fs::path& folder, SentenceFiles& files) {
  fs::path file = folder / "sentence_bert_config.json";
  for (const char* older : {"roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"})
    if (const fs::path named = folder / (std::string("sentence_") + older + "_config.json"); !fs::exists(file) && fs::exists(named)) file = named;
  const Place place = Place::optional(file);
  files.maxTokens = place.count(place.has("max_seq_length") ? "max_seq_length" : "model_max_length");
  files.lowercase = place.flag("do_lower_case", false);
  place.expect("transformer_task", "feature-extraction");
  place.expect("module_output_name", "token_embeddings");
  checkModality(place);
  if (place.has("processing_kwargs") && !place.json["processing_kwargs"].empty()) place.fail("\"processing_kwargs\" isn't built");
  for (const char* key : {"model_args", "model_kwargs"}) checkLoading(place, key, {"torch_dtype", "dtype", "attn_implementation", "add_pooling_layer", "low_cpu_mem_usage", "use_safetensors"});
  for (const char* key : {"tokenizer_args", "processor_kwargs"}) checkLoading(place, key, {"padding_side", "use_fast"});
  for (const char* key : {"config_args", "config_kwargs"}) checkLoading(place, key, {"use_cache"});
}

// ---- modules.json and prompts -----------------------------------------------------------------------------------------------------------

/// The class of a module without its package; empty for classes that aren't the package's own, which may do anything.
std::string className(const std::string& type) { return type.starts_with("sentence_transformers.") ? type.substr(type.rfind('.') + 1) : ""; }

fs::path inside(const fs::path& folder, const OrderedJson& module, const Place& place) {
  const fs::path path = module.contains("path") && module["path"].is_string() ? fs::path(module["path"].get<std::string>()).lexically_normal() : fs::path();
  if (path.is_absolute() || (!path.empty() && *path.begin() == "..")) place.fail("the module's path " + path.string() + " lies outside the folder");
  return path.empty() || path == "." ? folder : folder / path;
}

void readNormalize(const fs::path& folder, SentenceFiles& files) {
  const Place place = Place::optional(folder / "config.json");
  if (folder != files.model) {
    place.expect("module_input_name", "sentence_embedding");
    place.expect("module_output_name", "sentence_embedding");
  }
  files.unitLength = true;
}

void readModules(const fs::path& folder, SentenceFiles& files) {
  const Place place{folder / "modules.json", readJsonFile(folder / "modules.json")};
  if (!place.json.is_array()) place.fail("must be a list of modules");
  std::string chain;
  for (const OrderedJson& module : place.json) {
    const std::string type = module.is_object() && module.contains("type") && module["type"].is_string() ? module["type"].get<std::string>() : "";
    const std::string name = className(type);
    const fs::path at = inside(folder, module, place);
    chain += name + " ";
    if (name == "Transformer") readTransformer(files.model = at, files);
    else if (name == "Pooling") readPooling(at, files);
    else if (name == "Normalize") readNormalize(at, files);
    else place.fail("holds the module " + (type.empty() ? "without a type" : type.substr(0, 100)) + ", which isn't built; Transformer, Pooling and Normalize of sentence-transformers are");
  }
  if (chain != "Transformer Pooling " && chain != "Transformer Pooling Normalize ")
    place.fail("lists the modules " + (chain.empty() ? "(none)" : chain.substr(0, chain.size() - 1)) + "; a Transformer, a Pooling and perhaps a Normalize behind it are built");
}

void readPrompts(const fs::path& folder, const std::string& wanted, SentenceFiles& files) {
  const Place place = Place::optional(folder / "config_sentence_transformers.json");
  place.expect("model_type", "SentenceTransformer");
  if (place.has("truncate_dim")) place.fail("\"truncate_dim\" is set, which isn't built; use -o pca=N, or take it out");
  const OrderedJson prompts = place.has("prompts") ? place.json["prompts"] : OrderedJson::object();
  if (!prompts.is_object()) place.fail("\"prompts\" must be an object of texts");
  for (const auto& [name, text] : prompts.items()) {
    if (!text.is_string()) place.fail("the prompt \"" + name.substr(0, 40) + "\" must be text");
    if (!text.get_ref<const std::string&>().empty()) files.prompts.push_back(name);
  }
  const std::string standard = place.text("default_prompt_name", "");
  if (wanted == "none" || (wanted.empty() && standard.empty())) return;
  files.promptName = wanted.empty() ? standard : wanted;
  if (!prompts.contains(files.promptName)) {
    if (wanted.empty()) place.fail("\"default_prompt_name\" is \"" + standard.substr(0, 40) + "\", which isn't among the prompts");
    std::string names;
    for (const std::string& name : files.prompts) names += name + ", ";
    throw usageError("prompt " + wanted, "the folder has no such prompt; give " + names + "or none");
  }
  files.prompt = prompts[files.promptName].get<std::string>();
  if (files.prompt.empty()) files.promptName.clear();
}

}  // namespace

std::string poolingName(Pooling pooling) {
  switch (pooling) {
    case Pooling::Mean: return "mean";
    case Pooling::FirstToken: return "first_token";
    case Pooling::Max: return "max";
    case Pooling::MeanSqrtLength: return "mean_sqrt_len";
  }
  return "";
}

SentenceFiles SentenceFiles::of(const fs::path& folder, const std::string& promptName) {
  SentenceFiles files;
  files.model = folder;
  files.listed = fs::exists(folder / "modules.json");
  if (files.listed) readModules(folder, files);
  // The pooling would be guessed, and a guess gives other vectors without a word.
  else if (fs::exists(folder / "1_Pooling")) throw dataError((folder / "modules.json").string(), "is missing, and there is a 1_Pooling; the folder isn't whole, copy all of it");
  else readTransformer(folder, files);
  readPrompts(folder, promptName, files);
  if (!files.prompt.empty() && !files.poolsPrompt && files.pooling == Pooling::FirstToken)
    throw dataError(folder.string(), "pools the first token and leaves the prompt's tokens out (include_prompt), which versions of the package read differently; encode without a prompt: -o prompt=none");
  return files;
}

}  // namespace ghost::model
