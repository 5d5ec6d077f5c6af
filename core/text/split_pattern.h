#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::text {

/// A text cut into pieces: together they are the whole text, none is empty. The pieces are views of the text.
struct SplitPieces {
  std::vector<std::string_view> pieces;
  std::uint64_t steps = 0;  ///< work that was charged, see SplitPattern
};

/// The pattern of a `Split` pre-tokenizer, behaviour "Isolated": each match is a piece of its own, and so is what lies between two matches.
/// Pattern and text may both be hostile. A match sees a window of the text that grows only when the match reaches its end, and may take only a bounded number
/// of steps; windows and steps are charged, and the charge must stay below a bound that is linear in the length of the text. Memory is bounded as well.
/// Immutable after compile(), any thread.
class SplitPattern {
 public:
  enum class Kind { Regex, Literal };
  /// Throws Error{Data} at `where` for a pattern that is malformed, too large, or outside the supported dialect (regex_dialect.h).
  static SplitPattern compile(std::string_view pattern, Kind kind, const std::string& where);

  /// `text` is valid UTF-8. Throws Error{Data} when the pattern needs more work on this text than is allowed.
  SplitPieces split(std::string_view text) const;

 private:
  struct Code;
  explicit SplitPattern(std::shared_ptr<const Code> code) : m_code(std::move(code)) {}
  std::shared_ptr<const Code> m_code;
};

}  // namespace ghost::text
