#pragma once
#include <cstdint>

namespace ghost::run {

/// Memory of this machine in bytes, 0 where it isn't told (no /proc). `total` is what a control group allows where that is less than what is built in, `available` what
/// could be had now without swapping.
struct MachineMemory {
  std::uint64_t total = 0, available = 0;
};
MachineMemory machineMemory();

/// Of this process, in bytes: held now, and the most so far; 0 where it isn't told.
std::uint64_t residentBytes();
std::uint64_t peakResidentBytes();

}  // namespace ghost::run
