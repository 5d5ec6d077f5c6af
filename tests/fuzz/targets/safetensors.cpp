#include "embed/safetensors.h"

#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runSafetensors(std::string_view bytes) {
  const auto file = embed::SafetensorsFile::open(scratchFile("tensors.safetensors", bytes));
  std::vector<std::string> contents;
  std::vector<embed::TensorBytes> tensors;
  std::size_t total = 0;
  contents.reserve(file.tensors().size());
  for (const auto& [name, info] : file.tensors()) {
    contents.push_back(file.bytes(name));
    total += contents.back().size();
    std::size_t elements = 1;
    for (const auto n : info.shape) elements *= static_cast<std::size_t>(n);
    require(contents.back().size() == elements * embed::dtypeSize(info.dtype), "a tensor has as many bytes as its shape asks for");
    const bool floating = embed::dtypeName(info.dtype).find('F') != std::string_view::npos;
    if (floating) require(file.floats(name).size() == elements, "a tensor has as many numbers as its shape asks for");
    tensors.push_back({name, info.dtype, info.shape, std::as_bytes(std::span(contents.back()))});
  }
  require(total + 8 < bytes.size(), "tensors lie behind the header");
  const auto place = scratchFolder() / "again.safetensors";
  embed::writeSafetensors(place, tensors, file.metadata());
  const auto second = again([&] { return embed::SafetensorsFile::open(place); });
  require(second.metadata() == file.metadata() && second.tensors().size() == tensors.size(), "a file written again holds the same");
  for (const auto& tensor : tensors) {
    const auto& info = second.info(tensor.name);
    require(info.dtype == tensor.dtype && info.shape == tensor.shape, "a tensor written again has the same type and shape");
    require(second.bytes(tensor.name) == std::string_view(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()), "a tensor written again has the same bytes");
  }
  return tensors.empty() ? "no tensors" : "tensors";
}

}  // namespace ghost::fuzz
