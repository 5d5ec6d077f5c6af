#pragma once
#include <span>

namespace ghost::theme {

/// The shipped font files, byte for byte as in resources/fonts; static storage.
std::span<const std::span<const char>> fontFiles();

}  // namespace ghost::theme
