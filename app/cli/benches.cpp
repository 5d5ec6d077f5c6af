#include "benches.h"

#include "base/closest.h"
#include "base/error.h"

namespace ghost::cli {

std::span<const Bench> benches() {
  static const std::vector<Bench> all{
  };
  return all;
}

const Bench& bench(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const auto& row : benches()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  throw usageError("bench " + std::string(id), ids.empty() ? std::string("this build has no benchmarks") : "no such benchmark; did you mean " + std::string(closestOf(id, ids)) + "?");
}

}  // namespace ghost::cli
