#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/event_import.h"

namespace ghost::data {

/// What became of the ids of a source's rows in its last reading.
struct IdCounts {
  std::int64_t trimmed = 0, missing = 0;         ///< rows
  std::string trimmedExample, missingExample;    ///< as written
};

/// The source with the ids of its users and items cleaned, in events and metadata alike: "u1 " is "u1" (trimmed()), and a row whose user or item is a word for nothing
/// (isMissingText()) comes as one without an id, unless those are kept. `counts` begins anew with each reading of the events.
EventSource withCleanIds(EventSource source, bool keepMissing, std::shared_ptr<IdCounts> counts);
/// What a person is told of it.
std::vector<std::string> idWarnings(const IdCounts& counts, bool keepMissing);

}  // namespace ghost::data
