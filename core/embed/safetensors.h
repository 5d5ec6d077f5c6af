#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::embed {

/// Element types of the safetensors format that the workbench handles.
enum class Dtype { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };
std::size_t dtypeSize(Dtype dtype);
/// As the format spells it, e.g. BF16.
std::string_view dtypeName(Dtype dtype);
/// True for a file that begins like one: 8 bytes of header length that fit the file, then an opening brace.
bool isSafetensors(std::string_view start, std::uint64_t fileSize);

struct TensorInfo {
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< byte range in the data section
};

/// A safetensors file, bounded and validated before any tensor is touched: header <= 100 MB and strict (it begins with an opening brace, no blanks before;
/// no duplicate or unknown keys), rank <= 8, tensors cover the data section without holes, overlaps, overflow or bytes left over.
/// Throws Error{Data} naming file and tensor; dtypes outside the list above are refused by name.
class SafetensorsFile {
 public:
  static SafetensorsFile open(const std::filesystem::path& file);
  const std::map<std::string, TensorInfo>& tensors() const { return m_tensors; }
  const std::map<std::string, std::string>& metadata() const { return m_metadata; }
  bool has(const std::string& name) const { return m_tensors.contains(name); }
  const TensorInfo& info(const std::string& name) const;
  /// Raw little-endian bytes of one tensor, read on demand.
  std::string bytes(const std::string& name) const;
  /// Converted to float32 from any floating dtype; Error{Data} for the others.
  std::vector<float> floats(const std::string& name) const;

 private:
  std::filesystem::path m_file;
  std::uint64_t m_dataStart = 0;
  std::map<std::string, TensorInfo> m_tensors;
  std::map<std::string, std::string> m_metadata;
};

/// One tensor to be written; the bytes belong to the caller.
struct TensorBytes {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};
/// Tensors in the given order, header padded to 8 bytes; written atomically.
void writeSafetensors(const std::filesystem::path& file, std::span<const TensorBytes> tensors, const std::map<std::string, std::string>& metadata = {});

}  // namespace ghost::embed
