#include "model/cuda_plugin.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "model/cuda/auo_rows.h"

namespace ghost::model {
namespace {

std::filesystem::path pluginFile() {
  if (const char* given = std::getenv("GHOST_CUDA_PLUGIN")) return given;
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "libghost_cuda.so";
}

template <class Function>
Function symbol(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

const CudaPlugin& CudaPlugin::instance() {
  static const CudaPlugin plugin;
  return plugin;
}

CudaPlugin::CudaPlugin() {
  const auto file = pluginFile();
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    m_state = "no libghost_cuda.so beside the program: built without nvcc, so everything runs on the CPU";
    return;
  }
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    m_state = fmt::format("libghost_cuda.so can't be loaded ({}); install the CUDA runtime it was built with", dlerror());
    return;
  }
  const auto abi = symbol<decltype(&ghostCudaAbi)>(library, "ghostCudaAbi");
  const auto count = symbol<decltype(&ghostCudaDevices)>(library, "ghostCudaDevices");
  const auto describe = symbol<decltype(&ghostCudaDevice)>(library, "ghostCudaDevice");
  m_auoRowsOnHost = symbol<decltype(&ghostCudaAuoRowsOnHost)>(library, "ghostCudaAuoRowsOnHost");
  if (!abi || !count || !describe || !m_auoRowsOnHost || abi() != GHOST_CUDA_ABI) {
    m_state = "libghost_cuda.so is of another build; rebuild it together with the program";
    return;
  }
  const int devices = count();
  for (int i = 0; i < devices; ++i) {
    std::array<char, 256> name{};
    long long memory = 0;
    Device device;
    if (describe(i, name.data(), static_cast<int>(name.size()), &device.capability, &memory) != 0) continue;
    device.name = name.data();
    device.memoryBytes = memory;
    m_devices.push_back(std::move(device));
  }
  m_state = m_devices.empty() ? "libghost_cuda.so is loaded, but there is no device or no driver" : fmt::format("{} CUDA device(s)", m_devices.size());
}

}  // namespace ghost::model
