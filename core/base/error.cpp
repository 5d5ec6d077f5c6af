#include "base/error.h"

namespace ghost {

Error::Error(ErrorCode code, std::string where, const std::string& what)
    : std::runtime_error(where.empty() ? what : where + ": " + what), m_code(code), m_where(std::move(where)) {}

Error dataError(std::string where, const std::string& what) { return {ErrorCode::Data, std::move(where), what}; }
Error usageError(std::string where, const std::string& what) { return {ErrorCode::Usage, std::move(where), what}; }
Error resourceError(std::string where, const std::string& what) { return {ErrorCode::Resource, std::move(where), what}; }

}  // namespace ghost
