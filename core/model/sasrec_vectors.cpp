#include "model/sasrec_vectors.h"

#include "model/checkpoint.h"

#include "base/json_file.h"
#include "model/rqvae.h"
#include "model/sasrec_folder.h"

namespace ghost::model {

bool isSasrec(const std::filesystem::path& folder) {
  if (!std::filesystem::is_regular_file(folder / "config.json")) return false;
  const OrderedJson json = readJsonFile(folder / "config.json");
  return json.is_object() && json.value("model_type", OrderedJson()) == "sasrec";
}

embed::ItemVectors sasrecItemVectors(const std::filesystem::path& folder) {
  requireSound(folder);
  return vectorsOf(readSasrec(folder).itemEmbedding());
}

}  // namespace ghost::model
