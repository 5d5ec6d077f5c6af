#pragma once
#include "data/event_import.h"

namespace ghost::data {

/// Reads the events of a large source three times instead of holding all of them: first how often each user and item may stand in it (CountSketch), then the
/// names of those who can still reach the core with their counts, then their events, each straight to its place (EventLog::grouped, 12 bytes an event). What
/// comes out of an import is the same; the report counts all events of users and items that can't reach the core as left out by it (or, without a core,
/// as those of short users), where one pass would count some as duplicates or without metadata.
/// Returns early after a stop request. Throws Error{Data} when the source isn't the same in all passes.
void readInPasses(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report);
/// Whether that is done: from `options.passesFrom` bytes on, packed ones counting four times, for sources read from files, unless ties are shuffled (which
/// user gets which order then depends on all users).
bool worthPasses(const EventSource& source, const EventOptions& options);

}  // namespace ghost::data
