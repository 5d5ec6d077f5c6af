#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "sid/tokenization.h"

namespace ghost::sid {

/// What a token folder was built from, kept in its report.json under "origin", so that figures find the vectors again. Folders of runs have none: their run knows.
struct TokenOrigin {
  std::filesystem::path vectors;   ///< file; written relative to the token folder, so that a project can move; read back as a path that can be opened
  std::string sha256;              ///< of that file: another file of the same name is not taken for it
  double seconds = 0;              ///< the build took; 0 = unknown
};

/// saveTokenization() with its origin; same errors.
void saveTokenization(const std::filesystem::path& folder, const Tokenization& tokenization, const TokenOrigin& origin);
/// Nothing for a folder without report or origin, or with one that can't be read: then nothing is known, which is no error.
std::optional<TokenOrigin> readOrigin(const std::filesystem::path& folder);

}  // namespace ghost::sid
