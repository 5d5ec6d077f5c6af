#pragma once
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace ghost::cli {

/// Lines of a file descriptor, one after the other, for verbs that work through stdin. A last line without its newline counts. One thread.
class LineInput {
 public:
  LineInput(int descriptor, std::string name, std::stop_token stop) : m_descriptor(descriptor), m_name(std::move(name)), m_stop(std::move(stop)) {}
  /// The next line without its newline; nothing at the end of the input or once a stop is requested, which is noticed while waiting too.
  /// Throws Error{Data} for a line above 64 MB and Error{Resource} when reading fails.
  std::optional<std::string> next();
  /// Of the line that next() gave last, from 1.
  std::int64_t number() const { return m_number; }
  /// "stdin, line 3", for messages.
  std::string where() const;

 private:
  bool fill();
  int m_descriptor;
  std::string m_name;
  std::stop_token m_stop;
  std::string m_buffer;
  std::size_t m_begin = 0;    ///< of the next line in m_buffer
  std::int64_t m_number = 0;
  bool m_ended = false;
};

}  // namespace ghost::cli
