#pragma once
#include <bit>
#include <cstdint>

namespace ghost::embed {

/// IEEE 754 binary16 -> binary32, exact; subnormals, infinities and NaN payloads included.
inline float floatOfHalf(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu, fraction = half & 0x3FFu;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000u | (fraction << 13));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
  // Zero or subnormal: fraction * 2^-24 is exact in binary32.
  const float magnitude = static_cast<float>(fraction) * 0x1.0p-24f;
  return sign != 0 ? -magnitude : magnitude;
}

/// bfloat16 is the upper half of a binary32.
inline float floatOfBfloat(std::uint16_t upper) { return std::bit_cast<float>(static_cast<std::uint32_t>(upper) << 16); }

}  // namespace ghost::embed
