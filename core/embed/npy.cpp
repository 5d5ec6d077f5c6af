#include "embed/npy.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file_ops.h"
#include "embed/input_file.h"
#include "embed/item_vectors.h"

namespace ghost::embed {
namespace {

static_assert(std::endian::native == std::endian::little, "bytes are kept little-endian, as on every machine the workbench runs on");

void swapElements(std::vector<std::byte>& bytes, std::size_t size) {
  for (std::size_t i = 0; i < bytes.size(); i += size) std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.begin() + static_cast<std::ptrdiff_t>(i + size));
}

/// First index fastest -> last index fastest.
std::vector<std::byte> toCOrder(const std::vector<std::byte>& fortran, const NpyHeader& header) {
  const auto size = static_cast<std::size_t>(header.size);
  std::vector<std::byte> result(fortran.size());
  std::vector<std::int64_t> index(header.shape.size());
  std::vector<std::size_t> stride(header.shape.size());
  std::size_t step = 1;
  for (std::size_t d = 0; d < stride.size(); ++d) {
    stride[d] = step;
    step *= static_cast<std::size_t>(header.shape[d]);
  }
  std::size_t from = 0;
  for (std::size_t to = 0; to < result.size(); to += size) {
    std::memcpy(result.data() + to, fortran.data() + from * size, size);
    for (std::size_t d = index.size(); d-- > 0;) {
      from += stride[d];
      if (++index[d] < header.shape[d]) break;
      from -= stride[d] * static_cast<std::size_t>(header.shape[d]);
      index[d] = 0;
    }
  }
  return result;
}

}  // namespace

NpyArray readNpy(const std::filesystem::path& path) {
  NpyArray array;
  array.header = readNpyHeader(path);
  const InputFile file(path);
  array.bytes.resize(static_cast<std::size_t>(file.size() - array.header.dataStart));
  file.read(array.header.dataStart, array.bytes);
  if (array.header.bigEndian && array.header.size > 1) swapElements(array.bytes, static_cast<std::size_t>(array.header.size));
  if (array.header.fortranOrder && array.header.shape.size() > 1) array.bytes = toCOrder(array.bytes, array.header);
  return array;
}

void writeNpy(const std::filesystem::path& file, const ItemVectors& vectors) {
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", vectors.rows, vectors.dim);
  // Magic, version and length take 10 bytes; blanks and a newline bring the data to a multiple of 64.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  const auto data = std::as_bytes(std::span(vectors.values));
  bytes.append(reinterpret_cast<const char*>(data.data()), data.size());
  writeFileAtomically(file, bytes);
}

}  // namespace ghost::embed
