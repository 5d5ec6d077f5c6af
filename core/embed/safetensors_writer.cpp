#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/json_file.h"
#include "embed/input_file.h"
#include "embed/safetensors.h"

namespace ghost::embed {
namespace {

std::uint64_t bytesOf(const TensorBytes& tensor) {
  std::uint64_t bytes = dtypeSize(tensor.dtype);
  bool good = true;
  for (const auto dimension : tensor.shape) {
    const auto product = checkedProduct(bytes, static_cast<std::uint64_t>(dimension));
    good = good && dimension >= 0 && product;
    bytes = product.value_or(0);
  }
  if (!good || bytes != tensor.bytes.size())
    throw Error(ErrorCode::Internal, "safetensors", fmt::format("tensor \"{}\" has {} bytes, which its shape and dtype don't give", tensor.name, tensor.bytes.size()));
  return bytes;
}

/// Written entry by entry, as an ordered tree of many tensors would be searched for each name.
std::string headerOf(std::span<const TensorBytes> tensors, const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  const auto add = [&](const std::string& name, const std::string& entry) { header += fmt::format("{}{}:{}", header.size() > 1 ? "," : "", Json(name).dump(), entry); };
  if (!metadata.empty()) add("__metadata__", Json(metadata).dump());
  std::set<std::string> names{"__metadata__"};
  std::uint64_t at = 0;
  for (const auto& tensor : tensors) {
    if (!names.insert(tensor.name).second) throw Error(ErrorCode::Internal, "safetensors", fmt::format("two tensors are called \"{}\"", tensor.name));
    const std::uint64_t end = at + bytesOf(tensor);
    add(tensor.name, fmt::format("{{\"dtype\":\"{}\",\"shape\":{},\"data_offsets\":[{},{}]}}", dtypeName(tensor.dtype), Json(tensor.shape).dump(), at, end));
    at = end;
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  return header;
}

}  // namespace

void writeSafetensors(const std::filesystem::path& file, std::span<const TensorBytes> tensors, const std::map<std::string, std::string>& metadata) {
  const std::string header = headerOf(tensors, metadata);
  std::string length;
  for (int i = 0; i < 8; ++i) length += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  std::vector<std::string_view> pieces{length, header};
  for (const auto& tensor : tensors) pieces.emplace_back(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  writeFileAtomically(file, pieces);
}

}  // namespace ghost::embed
