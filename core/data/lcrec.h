#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// The LC-Rec family (LC-Rec, LETTER, ED2, Ghost): a folder with one <D>.inter.json, or that file. Item ids stay as they are, so index files, vectors
/// and codebooks of the source still fit and are companions. A user who can't be used (bad ids, fewer than 3 items) is a rejected row; an item that
/// a user names but the item file lacks rejects that user.
bool sniffLcrec(const std::filesystem::path& source);
Imported readLcrec(const ImportInput& input);
Preview previewLcrec(const ImportInput& input, std::size_t rows);

/// The files of a folder that hang on the item and user ids of the data set `name`: <D>.*index.json (tokens in any spelling, ED2's <a-1> too), <D>.emb-*,
/// codebooks, ED2's <D>.inter.user.json (users of an item) and embeddings.item.tsv, <D>.user.json, <D>.user2id, <D>.item2id, <D>.split.json.
std::vector<std::filesystem::path> lcrecCompanions(const std::filesystem::path& folder, const std::string& name);

}  // namespace ghost::data
