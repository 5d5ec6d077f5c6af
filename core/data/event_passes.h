#pragma once
#include "data/event_import.h"

namespace ghost::data {

/// Reads the events of a large source twice instead of naming all of its users and items: first how often each may stand in it (CountSketch), then the names and
/// events of those who can still reach the core. What comes out of an import is the same; the report counts all events of users and items that can't reach the
/// core as left out by it (or, without a core, as those of short users), where one pass would count some as duplicates or without metadata.
/// Returns early after a stop request. Throws Error{Data} when the source isn't the same in both passes.
void readInPasses(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report);
/// Bytes of text of the event files, as far as their sizes tell: what is packed counts four times.
std::uint64_t textBytes(const EventSource& source);
/// Whether that is done: from `options.passesFrom` bytes of text on, for sources read from files.
bool worthPasses(const EventSource& source, const EventOptions& options);

}  // namespace ghost::data
