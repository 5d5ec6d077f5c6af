#pragma once
#include <filesystem>

#include "embed/item_vectors.h"

namespace ghost::model {

/// True for a folder whose config.json says that it holds a SASRec; false for every other place.
bool isSasrec(const std::filesystem::path& folder);
/// The item embedding of a SASRec's folder, row = item id: item vectors made of who bought what. Throws Error{Data} as readSasrec().
embed::ItemVectors sasrecItemVectors(const std::filesystem::path& folder);

}  // namespace ghost::model
