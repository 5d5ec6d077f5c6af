#pragma once
#include <cstddef>
#include <filesystem>
#include <string_view>

namespace ghost::fuzz {

struct GuardLimits {
  double seconds = 1;                  ///< processor time of one input; thirty times as long on the clock, for one that waits for ever
  std::size_t bytes = 512u << 20;      ///< held at once by one input
};

/// Watches the input in hand: whatever ends the program while it is read (a signal, a sanitizer's report, too much time or memory, fail()) first writes it to
/// `file` and prints that path on stderr. One per program, as signals are.
void installGuard(const std::filesystem::path& file, const GuardLimits& limits);
/// Around each input; the bytes must stay where they are until endInput().
void beginInput(std::string_view bytes);
void endInput();
/// Saves the input in hand, prints `why` and aborts.
[[noreturn]] void fail(std::string_view why);

}  // namespace ghost::fuzz
