#pragma once
#include <string>
#include <vector>

#include "console.h"
#include "places.h"

namespace ghost::cli {

/// Files that `compare` writes its table to; empty names are none.
struct ComparisonFiles {
  std::string latex, csv;
  int k = 10;
  bool force = false;                 ///< replace files that are there

  /// Before the work begins: throws Error{Usage} for a file that is there already, Error{Resource} for a place that can't be written.
  void require() const;
  /// Writes them from the result of eval::compare(); rows are named by what `runs` differ in.
  void write(Console& console, const OrderedJson& comparison, const std::vector<RunPlace>& runs) const;
};

}  // namespace ghost::cli
