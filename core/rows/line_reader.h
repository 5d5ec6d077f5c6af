#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "rows/text_stream.h"

namespace ghost::rows {

/// One line without its end. `fault` is null for a good one; a faulty line has no text.
struct Line {
  std::string_view text;
  std::int64_t number = 0;      ///< 1-based
  const char* fault = nullptr;  ///< what is wrong with it
};

/// What ends the lines of a text: LF, or CR in one that has CR alone.
char lineEndOf(std::string_view text);

/// The lines of a file (plain or gzip, TextStream): LF or CRLF, or CR alone where the first block has no LF (old systems), a byte order mark passed over, the last line with or without an end. A line with a NUL byte
/// or of more than `longest` bytes is a fault, not an error; the lines after it are read. Memory: the stream's and one line.
class LineReader {
 public:
  static constexpr std::size_t longestLine = 64u << 20;
  /// Errors are those of TextStream, here and in next().
  LineReader(const std::filesystem::path& file, Reading& reading, std::size_t longest = longestLine);

  /// The next line, valid until the next call; false at the end and after a stop request.
  bool next(Line& line);
  /// File name without its folder, for reports.
  const std::string& name() const { return m_name; }

 private:
  bool gather(std::string_view& text, bool& tooLong);

  TextStream m_stream;
  Reading& m_reading;
  std::string m_name;
  std::size_t m_longest;
  std::string_view m_rest;   ///< of the block in hand
  std::string m_carry;       ///< a line that began in earlier blocks
  std::int64_t m_number = 0;
  char m_lineEnd = '\0';     ///< LF or CR; NUL as long as that isn't known
};

}  // namespace ghost::rows
