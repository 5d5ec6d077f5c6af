#pragma once
#include <cstdint>
#include <string>
#include <vector>

struct GhostAuoRows;

namespace ghost::model {

/// libghost_cuda.so, found beside the program (or at GHOST_CUDA_PLUGIN) and loaded when it and a driver are there.
/// Its absence is a sentence for `doctor`, never a failure.
class CudaPlugin {
 public:
  struct Device {
    std::string name;
    int capability = 0;          ///< major * 10 + minor, e.g. 80
    std::int64_t memoryBytes = 0;
  };
  /// Loaded once; thread-safe.
  static const CudaPlugin& instance();

  bool usable() const { return !m_devices.empty(); }
  const std::vector<Device>& devices() const { return m_devices; }
  /// "no libghost_cuda.so beside the program", "loaded, but no device or driver", "1 device", ...
  const std::string& state() const { return m_state; }
  /// Kernel on host arrays (cuda/auo_rows.h); a cudaError_t. Only when usable().
  int auoRowsOnHost(const GhostAuoRows& rows) const { return m_auoRowsOnHost(&rows); }

 private:
  CudaPlugin();
  std::vector<Device> m_devices;
  std::string m_state;
  int (*m_auoRowsOnHost)(const GhostAuoRows*) = nullptr;
};

}  // namespace ghost::model
