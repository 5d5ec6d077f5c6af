#pragma once
#include <filesystem>

#include "model/checkpoint.h"
#include "model/sasrec.h"

namespace ghost::model {

/// Folders of a SASRec: config.json (model_type "sasrec") and model.safetensors, whose item_embedding.weight has a row an item id.

/// For saveCheckpoint(); the network must outlive the result.
SavedModel savedSasrec(const Sasrec& network);
/// Throws Error{Data} naming file, key or tensor for what doesn't fit.
Sasrec readSasrec(const std::filesystem::path& folder);

}  // namespace ghost::model
