#include <cstring>

#include "embed/item_vectors.h"
#include "embed/npy.h"
#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runNpy(std::string_view bytes) {
  const auto file = scratchFile("array.npy", bytes);
  const embed::NpyArray array = embed::readNpy(file);
  std::size_t elements = 1;
  for (const auto n : array.header.shape) elements *= static_cast<std::size_t>(n);
  require(array.bytes.size() == elements * static_cast<std::size_t>(array.header.size), "an array has as many bytes as its shape asks for");
  require(array.bytes.size() + array.header.dataStart == bytes.size(), "header and elements are the whole file");
  const embed::ItemVectors vectors = embed::readItemVectors(file);
  const auto place = scratchFolder() / "again.npy";
  embed::writeNpy(place, vectors);
  const auto read = again([&] { return embed::readItemVectors(place); });
  require(read.rows == vectors.rows && read.dim == vectors.dim && read.values == vectors.values, "vectors written again read equal");
  return "vectors of " + array.header.dtypeName();
}

}  // namespace ghost::fuzz
