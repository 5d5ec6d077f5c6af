#include "embed/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_file.h"
#include "embed/float_bits.h"
#include "embed/input_file.h"

namespace ghost::embed {
namespace {

constexpr std::uint64_t headerLimit = 100'000'000;
constexpr std::size_t rankLimit = 8;
constexpr int depthLimit = 8;

struct DtypeRow {
  Dtype dtype;
  std::string_view name;
  std::size_t size;
};
constexpr std::array dtypes{
    DtypeRow{Dtype::F64, "F64", 8}, DtypeRow{Dtype::F32, "F32", 4}, DtypeRow{Dtype::F16, "F16", 2}, DtypeRow{Dtype::BF16, "BF16", 2}, DtypeRow{Dtype::I64, "I64", 8},
    DtypeRow{Dtype::I32, "I32", 4}, DtypeRow{Dtype::I16, "I16", 2}, DtypeRow{Dtype::I8, "I8", 1},   DtypeRow{Dtype::U8, "U8", 1},     DtypeRow{Dtype::Bool, "BOOL", 1},
};
const DtypeRow& rowOf(Dtype dtype) {
  return *std::find_if(dtypes.begin(), dtypes.end(), [&](const DtypeRow& row) { return row.dtype == dtype; });
}

std::uint64_t littleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Turns the header text into tensors and metadata. Entries are taken as they are parsed, so a header of many tensors needs no tree of them.
class HeaderReader {
 public:
  HeaderReader(const std::string& file, std::map<std::string, TensorInfo>& tensors, std::map<std::string, std::string>& metadata) : m_file(file), m_tensors(tensors), m_metadata(metadata) {}

  void read(const std::string& text) {
    // The library takes a NUL for the end: a second header could hide behind it.
    if (text.find('\0') != std::string::npos) fail("the header holds a NUL byte");
    try {
      const auto root = Json::parse(text, [this](int depth, Json::parse_event_t event, Json& value) { return visit(depth, event, value); });
      if (!root.is_object() && !root.is_discarded()) fail("the header is no JSON object");
    } catch (const nlohmann::json::exception& error) {
      fail(fmt::format("the header is no JSON object ({})", error.what()));
    }
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw dataError(m_file, "malformed safetensors file: " + what + "; copy or write it again"); }
  [[noreturn]] void failTensor(const std::string& what) const { fail(fmt::format("tensor \"{}\" {}", m_name, what)); }

  /// Returns whether the parser shall keep the value; entries are dropped once taken.
  bool visit(int depth, Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    if (depth > depthLimit) fail("the header is nested too deep");
    switch (event) {
      case Event::object_start: m_keys.emplace_back(); return true;
      case Event::key:
        if (!m_keys.back().insert(value.get<std::string>()).second) fail(fmt::format("the key \"{}\" stands twice", value.get<std::string>()));
        if (depth == 1) m_name = value.get<std::string>();
        return true;
      case Event::object_end:
        m_keys.pop_back();
        if (depth != 1) return true;
        take(value);
        return false;
      case Event::array_end: case Event::value:
        if (depth == 1 && m_keys.size() == 1) failTensor("has no entry of dtype, shape and data_offsets");
        return true;
      default: return true;
    }
  }

  void take(const Json& entry) {
    if (m_name != "__metadata__") {
      m_tensors.emplace(m_name, tensor(entry));
      return;
    }
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) fail(fmt::format("metadata \"{}\" is no text", key));
      m_metadata.emplace(key, value.get<std::string>());
    }
  }

  TensorInfo tensor(const Json& entry) const {
    if (entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets")) failTensor("needs exactly dtype, shape and data_offsets");
    TensorInfo info;
    if (!entry["dtype"].is_string()) failTensor("has a dtype that is no text");
    const auto name = entry["dtype"].get<std::string>();
    const auto row = std::find_if(dtypes.begin(), dtypes.end(), [&](const DtypeRow& known) { return known.name == name; });
    if (row == dtypes.end()) failTensor(fmt::format("has the dtype {}, which isn't read here", name.substr(0, 20)));
    info.dtype = row->dtype;
    const auto shape = numbers(entry["shape"], "shape");
    if (shape.size() > rankLimit) failTensor(fmt::format("has more than {} dimensions", rankLimit));
    std::optional<std::uint64_t> bytes = row->size;
    for (const auto dimension : shape) {
      if (dimension > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) failTensor("has a dimension beyond 63 bits");
      info.shape.push_back(static_cast<std::int64_t>(dimension));
      bytes = checkedProduct(*bytes, dimension);
      if (!bytes) failTensor("has a shape whose size overflows 64 bits");
    }
    const auto offsets = numbers(entry["data_offsets"], "data_offsets");
    if (offsets.size() != 2 || offsets[1] < offsets[0]) failTensor("needs two data offsets, begin and end");
    info.begin = offsets[0];
    info.end = offsets[1];
    if (info.end - info.begin != *bytes) failTensor(fmt::format("needs {} bytes by its shape, its offsets give {}", *bytes, info.end - info.begin));
    return info;
  }

  std::vector<std::uint64_t> numbers(const Json& list, std::string_view what) const {
    if (!list.is_array()) failTensor(fmt::format("has a {} that is no list", what));
    std::vector<std::uint64_t> result;
    for (const auto& value : list) {
      if (!value.is_number_unsigned()) failTensor(fmt::format("has a {} with something that is no number from 0 to 2^64", what));
      result.push_back(value.get<std::uint64_t>());
    }
    return result;
  }

  const std::string& m_file;
  std::map<std::string, TensorInfo>& m_tensors;
  std::map<std::string, std::string>& m_metadata;
  std::vector<std::set<std::string>> m_keys;
  std::string m_name;
};

/// Tensors must lie end to end over the data section; empty ones may share their place with a neighbour.
void requireCovered(const std::string& file, const std::map<std::string, TensorInfo>& tensors, std::uint64_t dataBytes) {
  std::vector<std::pair<const std::string*, const TensorInfo*>> order;
  for (const auto& [name, info] : tensors) order.emplace_back(&name, &info);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return std::pair(a.second->begin, a.second->end) < std::pair(b.second->begin, b.second->end); });
  std::uint64_t at = 0;
  for (const auto& [name, info] : order) {
    if (info->begin != at)
      throw dataError(file, fmt::format("malformed safetensors file: tensor \"{}\" begins at byte {}, the one before it ends at {}: {}; copy or write it again", *name, info->begin, at, info->begin < at ? "they overlap" : "there is a hole"));
    at = info->end;
  }
  if (at != dataBytes) throw dataError(file, fmt::format("malformed safetensors file: the tensors take {} bytes, the file holds {}; it isn't complete or something was appended", at, dataBytes));
}

// The file may have changed since open(); the declared end is held against its size again before allocating.
void requireThere(const InputFile& file, std::uint64_t end, const std::string& name) {
  if (end > file.size()) throw dataError(file.name(), fmt::format("the file has become shorter while tensor \"{}\" was wanted; it is being written by somebody else", name));
}

template <class T, class Convert>
std::vector<float> convert(const std::string& bytes, Convert toFloat) {
  std::vector<float> values(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    T raw;
    std::memcpy(&raw, bytes.data() + i * sizeof(T), sizeof(T));
    values[i] = toFloat(raw);
  }
  return values;
}

}  // namespace

std::size_t dtypeSize(Dtype dtype) { return rowOf(dtype).size; }
std::string_view dtypeName(Dtype dtype) { return rowOf(dtype).name; }

bool isSafetensors(std::string_view start, std::uint64_t fileSize) {
  return start.size() >= 9 && start[8] == '{' && fileSize >= 8 && littleEndian(start) <= fileSize - 8;
}

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& path) {
  const InputFile file(path);
  const std::string name = file.name(), start = file.text(0, 9);
  if (start.size() < 9) throw dataError(name, "malformed safetensors file: it ends inside its header; copy or write it again");
  const std::uint64_t length = littleEndian(start);
  if (length > headerLimit) throw dataError(name, fmt::format("malformed safetensors file: its header claims {} bytes, more than 100 MB; this is probably another kind of file", length));
  if (length > file.size() - 8) throw dataError(name, "malformed safetensors file: it ends inside its header; copy or write it again");
  if (length == 0 || start[8] != '{') throw dataError(name, "malformed safetensors file: its header doesn't begin with an opening brace; this is probably another kind of file");
  SafetensorsFile result;
  result.m_file = path;
  result.m_dataStart = 8 + length;
  HeaderReader(name, result.m_tensors, result.m_metadata).read(file.text(8, length));
  requireCovered(name, result.m_tensors, file.size() - result.m_dataStart);
  return result;
}

const TensorInfo& SafetensorsFile::info(const std::string& name) const {
  const auto it = m_tensors.find(name);
  if (it == m_tensors.end()) throw dataError(m_file.string(), fmt::format("there is no tensor \"{}\" in it ({} others are)", name, m_tensors.size()));
  return it->second;
}

std::string SafetensorsFile::bytes(const std::string& name) const {
  const TensorInfo& tensor = info(name);
  const InputFile file(m_file);
  requireThere(file, m_dataStart + tensor.end, name);
  return file.text(m_dataStart + tensor.begin, tensor.end - tensor.begin);
}

std::vector<float> SafetensorsFile::floats(const std::string& name) const {
  const Dtype dtype = info(name).dtype;
  switch (dtype) {
    case Dtype::F64: return convert<double>(bytes(name), [](double value) { return static_cast<float>(value); });
    case Dtype::F32: {  // lies in the file as in memory, which then needs no second copy
      const TensorInfo& tensor = info(name);
      const InputFile file(m_file);
      requireThere(file, m_dataStart + tensor.end, name);
      std::vector<float> values(static_cast<std::size_t>((tensor.end - tensor.begin) / sizeof(float)));
      file.read(m_dataStart + tensor.begin, std::as_writable_bytes(std::span(values)));
      return values;
    }
    case Dtype::F16: return convert<std::uint16_t>(bytes(name), floatOfHalf);
    case Dtype::BF16: return convert<std::uint16_t>(bytes(name), floatOfBfloat);
    default: throw dataError(m_file.string(), fmt::format("tensor \"{}\" is of dtype {}, a floating one is needed", name, dtypeName(dtype)));
  }
}

}  // namespace ghost::embed
