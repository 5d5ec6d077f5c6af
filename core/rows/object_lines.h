#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rows/line_reader.h"

namespace ghost::rows {

/// The objects of a file: its lines, or, where its first character is "[", the elements of that JSON array, over several lines or none. `number` is the line on which an
/// object begins. An element longer than LineReader::longestLine is a fault; memory is that of the longest element. What stands behind the array is passed over.
class ObjectLines {
 public:
  ObjectLines(const std::filesystem::path& file, Reading& reading);
  ~ObjectLines();
  ObjectLines(const ObjectLines&) = delete;
  ObjectLines& operator=(const ObjectLines&) = delete;

  /// The next one, valid until the next call; false at the end and after a stop request.
  bool next(Line& line);
  /// File name without its folder, for reports.
  const std::string& name() const;

 private:
  struct Elements;
  std::unique_ptr<LineReader> m_lines;
  std::unique_ptr<Elements> m_elements;  ///< of an array; then there are no lines
};

/// The first objects of a sample of such a file, at most `most`; the last may be cut off.
std::vector<std::string_view> firstObjects(std::string_view sample, std::size_t most);

}  // namespace ghost::rows
