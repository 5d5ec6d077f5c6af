#include "model/kernels.h"

#include <cstdlib>
#include <string_view>

namespace ghost::model {

// Defined by kernels_<isa>.cpp, one translation unit an instruction set.
namespace baseline { template <class T> const Kernels<T>& table(); }
namespace avx2 { template <class T> const Kernels<T>& table(); }

namespace {
bool wantsBaseline() {
  const char* choice = std::getenv("GHOST_ISA");
  return choice && std::string_view(choice) == "baseline";
}
bool hasAvx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}
}  // namespace

std::int64_t attentionWorkspace(std::int64_t rows, int headDim, int group) {
  const std::int64_t padded = (rows + 127) / 64 * 64;  // vector loads may run past the last key
  return padded * (4 * headDim + 2 * group) + group * headDim;
}

template <class T>
const Kernels<T>& baselineKernels() { return baseline::table<T>(); }
template <class T>
const Kernels<T>& kernels() {
#if defined(__x86_64__)
  static const Kernels<T>& chosen = hasAvx2() && !wantsBaseline() ? avx2::table<T>() : baseline::table<T>();
#else
  static const Kernels<T>& chosen = baseline::table<T>();
#endif
  return chosen;
}

template const Kernels<float>& baselineKernels<float>();
template const Kernels<double>& baselineKernels<double>();
template const Kernels<float>& kernels<float>();
template const Kernels<double>& kernels<double>();

}  // namespace ghost::model
