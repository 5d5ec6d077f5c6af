#include "model/sasrec_folder.h"

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

OrderedJson configJson(const SasrecShape& s) {
  return {{"model_type", "sasrec"},      {"vocab_size", s.items},          {"hidden_size", s.width},
          {"num_hidden_layers", s.layers}, {"num_attention_heads", s.heads}, {"intermediate_size", s.feedForward},
          {"max_position_embeddings", s.positions}, {"norm", s.preNorm ? "pre" : "post"}};
}

SasrecShape shapeOf(const fs::path& file) {
  const OrderedJson json = readJsonFile(file);
  if (!json.is_object() || json.value("model_type", OrderedJson()) != "sasrec") throw dataError(file.string(), "this isn't the folder of a SASRec; give a checkpoint of a run of the recipe sasrec");
  try {
    const std::string norm = json.at("norm").get<std::string>();
    if (norm != "pre" && norm != "post") throw dataError(file.string(), "\"norm\" is \"" + norm + "\"; pre and post are known");
    SasrecShape s{json.at("vocab_size").get<std::int64_t>(), json.at("hidden_size").get<std::int64_t>(), json.at("num_hidden_layers").get<std::int64_t>(), json.at("num_attention_heads").get<std::int64_t>(),
                  json.at("intermediate_size").get<std::int64_t>(), json.at("max_position_embeddings").get<std::int64_t>(), norm == "pre"};
    check(s);
    return s;
  } catch (const nlohmann::json::exception& error) {
    throw dataError(file.string(), std::string("a key of a SASRec's configuration is missing or of another kind: ") + error.what());
  } catch (const Error& error) {
    if (error.code() == ErrorCode::Usage) throw dataError(file.string(), error.what());
    throw;
  }
}

}  // namespace

SavedModel savedSasrec(const Sasrec& network) {
  return {network.values().nbytes(), [&network](const fs::path& folder) {
            writeFileAtomically(folder / "config.json", configJson(network.shape()).dump(2) + "\n");
            writeParameters(folder / "model.safetensors", network.named());
          }};
}

Sasrec readSasrec(const fs::path& folder) {
  const SasrecShape shape = shapeOf(folder / "config.json");
  const TensorFiles files(folder);
  files.find("item_embedding.weight", {shape.items, shape.width});  // before memory is taken
  const Sasrec network = Sasrec::blank(shape);
  readParameters(files, network.named());
  return network;
}

}  // namespace ghost::model
