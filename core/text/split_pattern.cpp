#include "text/split_pattern.h"

#include <algorithm>
#include <optional>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <fmt/format.h>

#include "base/error.h"
#include "text/regex_dialect.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

constexpr std::size_t longestPattern = 16 << 10;
constexpr std::size_t firstWindow = 64, growth = 8;
constexpr std::uint64_t stepsAlways = 20'000'000, stepsPerByte = 512;
constexpr std::uint64_t mostSteps = 1'000'000'000;        // of one match, fits the library's 32 bits
constexpr std::uint32_t heapKilobytes = 64 << 10;
constexpr std::size_t stackStart = 32 << 10, stackMost = 4 << 20;

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const { Free(object); }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;

std::string reasonOf(int error) {
  unsigned char text[256];
  pcre2_get_error_message(error, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

}  // namespace

struct SplitPattern::Code {
  Owned<pcre2_code, pcre2_code_free> code;
  std::string where;
};

namespace {

/// One text under the knife.
class Cut {
 public:
  Cut(const pcre2_code* code, const std::string& where, std::string_view text)
      : m_code(code), m_where(where), m_text(text), m_match(pcre2_match_data_create_from_pattern(code, nullptr)), m_context(pcre2_match_context_create(nullptr)),
        m_stack(pcre2_jit_stack_create(stackStart, stackMost, nullptr)) {
    if (!m_match || !m_context || !m_stack) throw std::bad_alloc();
    pcre2_set_heap_limit(m_context.get(), heapKilobytes);
    pcre2_jit_stack_assign(m_context.get(), nullptr, m_stack.get());
  }

  SplitPieces pieces() && {
    std::size_t gap = 0;  // begin of what no match has taken yet
    for (std::size_t at = 0; at < m_text.size();) {
      const std::optional<std::size_t> end = matchAt(at);
      if (end) {
        add(gap, at);
        add(at, *end);
        gap = *end;
      }
      at = end && *end > at ? *end : at + static_cast<std::size_t>(characterAt(m_text, at).length);
    }
    add(gap, m_text.size());
    return std::move(m_result);
  }

 private:
  void add(std::size_t begin, std::size_t end) {
    if (begin < end) m_result.pieces.push_back(m_text.substr(begin, end - begin));
  }

  void charge(std::uint64_t steps) {
    m_result.steps += steps;
    if (m_result.steps > stepsAlways + stepsPerByte * m_text.size()) fail("it needs more steps than a split pattern may take");
  }
  [[noreturn]] void fail(const std::string& reason) const {
    throw dataError(m_where, fmt::format("the split pattern gave up on a text of {} bytes: {}; the pattern is no usable one, take the tokenizer from its source again", m_text.size(), reason));
  }

  /// End of the match that begins at `at`, if there is one.
  std::optional<std::size_t> matchAt(std::size_t at) {
    std::size_t window = firstWindow;
    for (std::uint64_t effort = 1;;) {
      std::size_t end = m_text.size() - at > window ? at + window : m_text.size();
      while (end < m_text.size() && (static_cast<unsigned char>(m_text[end]) & 0xC0) == 0x80) ++end;
      const std::uint64_t limit = std::min<std::uint64_t>(firstWindow + (end - at) * effort, mostSteps);
      charge(end - at + (effort > 1 ? limit : 0));  // before it is spent
      pcre2_set_match_limit(m_context.get(), static_cast<std::uint32_t>(limit));
      // In a window that isn't the rest of the text, a match that looks at its end is reported as partial and tried again in a larger one.
      const std::uint32_t options = PCRE2_NO_UTF_CHECK | (end < m_text.size() ? PCRE2_PARTIAL_HARD : 0u);
      const int found = pcre2_match(m_code, reinterpret_cast<PCRE2_SPTR>(m_text.data()), end, at, options, m_match.get(), m_context.get());
      if (found > 0) return pcre2_get_ovector_pointer(m_match.get())[1];
      if (found == PCRE2_ERROR_NOMATCH) return std::nullopt;
      if (found == PCRE2_ERROR_PARTIAL && end < m_text.size()) window *= growth;
      else if (found == PCRE2_ERROR_MATCHLIMIT && limit < mostSteps) effort *= growth;
      else fail(reasonOf(found));
    }
  }

  const pcre2_code* m_code;
  const std::string& m_where;
  std::string_view m_text;
  Owned<pcre2_match_data, pcre2_match_data_free> m_match;
  Owned<pcre2_match_context, pcre2_match_context_free> m_context;
  Owned<pcre2_jit_stack, pcre2_jit_stack_free> m_stack;
  SplitPieces m_result;
};

}  // namespace

SplitPattern SplitPattern::compile(std::string_view pattern, Kind kind, const std::string& where) {
  if (pattern.size() > longestPattern) throw dataError(where, fmt::format("the pattern is {} bytes long; the limit is {}", pattern.size(), longestPattern));
  if (pattern.empty()) throw dataError(where, "the pattern is empty; it would cut nothing");
  const std::string text = kind == Kind::Literal ? std::string(pattern) : pcrePattern(pattern, where);
  const Owned<pcre2_compile_context, pcre2_compile_context_free> context(pcre2_compile_context_create(nullptr));
  if (!context) throw std::bad_alloc();
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  // Matches are tried at one place after the other; that must be compiled in, since the compiled machine code doesn't take it as an option of a match.
  const std::uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | (kind == Kind::Literal ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C);
  int error = 0;
  std::size_t offset = 0;
  auto code = std::make_shared<Code>();
  code->where = where;
  code->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options, &error, &offset, context.get()));
  if (!code->code) throw dataError(where, fmt::format("the pattern is no regular expression: {} near \"{}\"", reasonOf(error), text.substr(std::min(offset, text.size()), 20)));
  // Where no machine code can be made the library interprets the pattern, slower and with the same result.
  pcre2_jit_compile(code->code.get(), PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
  return SplitPattern(std::move(code));
}

SplitPieces SplitPattern::split(std::string_view text) const { return Cut(m_code->code.get(), m_code->where, text).pieces(); }

}  // namespace ghost::text
