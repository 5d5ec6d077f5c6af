#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// A table of events in delimited text (RFC 4180 quoting, plain or gzip). Columns are named by the parameters `user`, `item`, `time`, `rating` and `title`, by
/// their heading or their 1-based number; empty = the first heading that is usual for it (user_id, uid, ...), and without headings user, item, then rating
/// and time where the numbers look like them. Recognised: a file whose first rows have the same number of fields, two at least.
std::vector<ParamSpec> csvParams();
bool sniffCsv(const std::filesystem::path& source);
Imported readCsv(const ImportInput& input);
Preview previewCsv(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
