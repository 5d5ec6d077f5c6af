#pragma once
#include <string>

namespace ghost {

/// Monotonic seconds since some fixed point; for durations.
double monotonicSeconds();
/// Wall clock as ISO 8601 UTC with milliseconds, e.g. 2026-11-23T09:14:05.123Z.
std::string isoNow();
/// Local wall clock as yyyymmdd-hhmmss, for folder names.
std::string compactNow();

}  // namespace ghost
