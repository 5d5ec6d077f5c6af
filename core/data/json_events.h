#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// Events as JSON objects or Python dicts line by line (Yelp, Goodreads, Steam, ...; plain or gzip). Fields of the top level are named by the parameters `user`, `item`,
/// `time`, `rating` and `title`; empty = the usual name (usual_fields.h). Of a folder the file that holds the events, and the texts of the items from one that holds
/// those (source_tables.h).
std::vector<ParamSpec> jsonEventsParams();
bool sniffJsonEvents(const std::filesystem::path& source);
Imported readJsonEvents(const ImportInput& input);
Preview previewJsonEvents(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
