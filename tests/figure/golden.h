#pragma once
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/file_ops.h"

namespace ghost::figure_testing {

/// Compares with tests/figure/goldens/<name>.txt; on a difference writes <name>.txt.actual beside it and shows the diff.
/// A golden that is meant to change is replaced by its .actual by hand.
inline void expectGolden(const std::string& name, const std::string& text) {
  const std::filesystem::path golden = std::filesystem::path(GHOST_GOLDENS) / (name + ".txt"), actual = golden.string() + ".actual";
  const std::string expected = std::filesystem::exists(golden) ? readFile(golden) : std::string();
  if (expected == text) {
    std::filesystem::remove(actual);
    return;
  }
  writeFileAtomically(actual, text);
  const std::string command = "diff -u '" + golden.string() + "' '" + actual.string() + "' >&2";
  [[maybe_unused]] const int status = std::system(command.c_str());
  ADD_FAILURE() << "figure text differs from " << golden << "; the text it has now is in " << actual;
}

}  // namespace ghost::figure_testing
