#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.h"

namespace ghost::fuzz {

/// A parser under test. `run` takes the bytes of one input and says in a few words how reading ended; ghost::Error is an ending too.
/// Everything else that leaves it, a crash, or more time or memory than the driver allows, is a bug in the parser.
struct Target {
  std::string_view name;
  std::string (*run)(std::string_view bytes);
  std::span<const std::string_view> dictionary;  ///< words of the format, for the mutator
};

/// The table of the program: targets/table.cpp, or planted/table.cpp in the driver's own test.
std::span<const Target> targets();

/// A promise that a parser broke: what was read and written again reads otherwise, a size doesn't fit, a value lies out of range.
struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};
inline void require(bool kept, const char* promise) {
  if (!kept) throw Broken(promise);
}
/// Reads what the program itself has written; here an Error is a bug.
template <class Read>
auto again(const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Broken(std::string("what was written isn't read again: ") + error.what());
  }
}

std::string runNpy(std::string_view bytes);
std::string runSafetensors(std::string_view bytes);
std::string runTsv(std::string_view bytes);
std::string runJson(std::string_view bytes);
std::string runJsonLines(std::string_view bytes);
std::string runPython(std::string_view bytes);
std::string runCsv(std::string_view bytes);
std::string runGzip(std::string_view bytes);
std::string runTokenizer(std::string_view bytes);
std::string runVocabulary(std::string_view bytes);
std::string runIndex(std::string_view bytes);
std::string runTables(std::string_view bytes);
std::string runTimes(std::string_view bytes);
std::string runWire(std::string_view bytes);

}  // namespace ghost::fuzz
