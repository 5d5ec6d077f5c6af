#pragma once
#include <stdexcept>
#include <string>

namespace ghost {

/// What kind of end a failure is; the numbers are the exit codes of the command line.
enum class ErrorCode { Internal = 1, Usage = 2, Data = 3, Resource = 4 };

/// The one exception family: thrown for what ends a stage. Expected things (a bad row, a stop request) are values instead.
/// `where` is the file, key or stage; `what` says what was tried, what is wrong and what to do, as one sentence for a person.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string where, const std::string& what);
  ErrorCode code() const { return m_code; }
  const std::string& where() const { return m_where; }
  /// 1, 2, 3 or 4 as in the command contract.
  int exitCode() const { return static_cast<int>(m_code); }

 private:
  ErrorCode m_code;
  std::string m_where;
};

/// Shorthands; `where` as above. what() reads "<where>: <what>".
Error dataError(std::string where, const std::string& what);
Error usageError(std::string where, const std::string& what);
Error resourceError(std::string where, const std::string& what);

}  // namespace ghost
