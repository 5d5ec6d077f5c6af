#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// A table of events in delimited text (RFC 4180 quoting, plain or gzip). Columns are named by the parameters `user`, `item`, `time`, `rating` and `title`, by
/// their heading or their 1-based number; empty = the usual heading (usual_fields.h), and without headings the looks of the first rows (table_layout.h). Of a folder
/// the table that holds the events, and the texts of the items from one that holds those (source_tables.h), as MovieLens has them.
std::vector<ParamSpec> csvParams();
bool sniffCsv(const std::filesystem::path& source);
Imported readCsv(const ImportInput& input);
Preview previewCsv(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
