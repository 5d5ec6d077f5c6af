#pragma once
#include <filesystem>

#include "embed/item_vectors.h"
#include "model/checkpoint.h"
#include "model/sasrec.h"

namespace ghost::model {

/// Folders of a SASRec: config.json (model_type "sasrec") and model.safetensors, whose item_embedding.weight has a row an item id.

/// For saveCheckpoint(); the network must outlive the result.
SavedModel savedSasrec(const Sasrec& network);
/// True for a folder whose config.json says so; false for every other place.
bool isSasrec(const std::filesystem::path& folder);
/// Throws Error{Data} naming file, key or tensor for what doesn't fit.
Sasrec readSasrec(const std::filesystem::path& folder);
/// The item embedding, row = item id: item vectors made of who bought what.
embed::ItemVectors sasrecItemVectors(const std::filesystem::path& folder);

}  // namespace ghost::model
