#pragma once
#include <exception>
#include <filesystem>
#include <string>
#include <utility>

namespace ghost {

/// To be called while an exception is handled: rethrows an Error, and one that tells of memory or of the file system, as it is; anything else (the standard library's, a
/// parser's) as Error{Data} of `where`.
[[noreturn]] void rethrowAsData(const std::string& where);

/// Runs a reader of something that others wrote. What it foresees it throws as Error; what slips through comes out as Error{Data} of the place that `where()` tells then: a
/// file, and its line where the reader knows it. This is the one place that does that.
template <class Where, class Read>
auto readForeign(const Where& where, Read&& read) -> decltype(std::forward<Read>(read)()) {
  try {
    return std::forward<Read>(read)();
  } catch (const std::exception&) {
    rethrowAsData(where());
  }
}

/// Remembers the file that this thread reads, for a sentence about what nobody foresaw; the readers of files call it.
void noteReading(const std::filesystem::path& file);
/// The last one; empty before the first.
const std::string& lastReading();

}  // namespace ghost
