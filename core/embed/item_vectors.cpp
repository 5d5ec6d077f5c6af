#include "embed/item_vectors.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/foreign_input.h"
#include "base/name_list.h"
#include "embed/float_bits.h"
#include "embed/input_file.h"
#include "embed/npy.h"
#include "embed/safetensors.h"
#include "embed/tsv.h"

namespace ghost::embed {
namespace {

template <class T>
T element(const std::vector<std::byte>& bytes, std::size_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

std::string shapeText(std::span<const std::int64_t> shape) {
  constexpr std::size_t most = 8;
  return fmt::format("{}{}", fmt::join(shape.first(std::min(most, shape.size())), " x "), shape.size() > most ? " x ..." : "");
}

ItemVectors shaped(const std::string& file, const std::vector<std::int64_t>& shape) {
  if (shape.size() != 2) throw dataError(file, fmt::format("the array has {} dimensions ({}), item vectors are a table of two: items x dimensions", shape.size(), shapeText(shape)));
  ItemVectors vectors;
  vectors.rows = shape[0];
  vectors.dim = shape[1];
  return vectors;
}

ItemVectors fromNpy(const std::filesystem::path& file) {
  const NpyHeader header = readNpyHeader(file);
  if (header.kind != 'f') throw dataError(file.string(), fmt::format("the dtype '{}' holds no real numbers; save the vectors with numpy.save(file, array.astype('float32'))", header.dtypeName()));
  ItemVectors vectors = shaped(file.string(), header.shape);
  if (header.size == 4 && !header.bigEndian && !header.fortranOrder) {  // lies in the file as in memory, which then needs no second copy
    vectors.values.resize(static_cast<std::size_t>(vectors.rows * vectors.dim));
    InputFile(file).read(header.dataStart, std::as_writable_bytes(std::span(vectors.values)));
    return vectors;
  }
  const NpyArray array = readNpy(file);
  vectors.values.resize(array.bytes.size() / static_cast<std::size_t>(header.size));
  for (std::size_t i = 0; i < vectors.values.size(); ++i) {
    switch (header.size) {
      case 2: vectors.values[i] = floatOfHalf(element<std::uint16_t>(array.bytes, i)); break;
      case 4: vectors.values[i] = element<float>(array.bytes, i); break;
      default: vectors.values[i] = static_cast<float>(element<double>(array.bytes, i)); break;
    }
  }
  return vectors;
}

bool isFloating(Dtype dtype) { return dtype == Dtype::F64 || dtype == Dtype::F32 || dtype == Dtype::F16 || dtype == Dtype::BF16; }

ItemVectors fromSafetensors(const std::filesystem::path& path) {
  const auto file = SafetensorsFile::open(path);
  std::vector<std::string> tables;
  for (const auto& [name, info] : file.tensors())
    if (isFloating(info.dtype) && info.shape.size() == 2) tables.push_back(name);
  if (tables.size() != 1)
    throw dataError(path.string(), fmt::format("item vectors are one float tensor of two dimensions, the file holds {} such ({}); save just the one", tables.size(), nameList(tables, 5)));
  ItemVectors vectors = shaped(path.string(), file.info(tables.front()).shape);
  vectors.values = file.floats(tables.front());
  return vectors;
}

bool isPickle(const std::filesystem::path& file, std::string_view start) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool named = ending == ".pt" || ending == ".pth" || ending == ".bin" || ending == ".pkl" || ending == ".pickle" || ending == ".ckpt";
  const bool zip = start.starts_with("PK\x03\x04");
  const bool stream = start.size() >= 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
  return named || zip || stream;
}

ItemVectors readByContent(const std::filesystem::path& file) {
  const InputFile input(file);
  const std::string start = input.text(0, 16);
  if (isNpy(start)) return fromNpy(file);
  if (isSafetensors(start, input.size())) return fromSafetensors(file);
  if (isPickle(file, start))
    throw dataError(file.string(), "this is a PyTorch or pickle archive (or an npz), which can run code when opened; it isn't read. Convert it where you trust it: "
                                   "python -c \"import numpy, torch; numpy.save('vectors.npy', torch.load('FILE', weights_only=True).float().numpy())\"");
  return readTsv(file);
}

void requireFinite(const std::string& file, const ItemVectors& vectors) {
  const auto bad = std::find_if(vectors.values.begin(), vectors.values.end(), [](float value) { return !std::isfinite(value); });
  if (bad == vectors.values.end()) return;
  const auto at = static_cast<std::int64_t>(bad - vectors.values.begin());
  throw dataError(file, fmt::format("row {}, column {} (both from 0) is {}; every item needs finite numbers (a double above 3.4e38 counts as infinite)", at / vectors.dim, at % vectors.dim, std::isnan(*bad) ? "NaN" : "infinite"));
}

}  // namespace

ItemVectors readItemVectors(const std::filesystem::path& file, std::int64_t expectedRows) {
  ItemVectors vectors = readForeign([&] { return file.string(); }, [&] { return readByContent(file); });
  if (vectors.rows == 0 || vectors.dim == 0) throw dataError(file.string(), fmt::format("the table is empty ({} rows of {} numbers)", vectors.rows, vectors.dim));
  if (expectedRows >= 0 && vectors.rows != expectedRows)
    throw dataError(file.string(), fmt::format("the file has {} rows, the data set has {} items; row i must be item i, so take vectors made for this data", vectors.rows, expectedRows));
  requireFinite(file.string(), vectors);
  return vectors;
}

ItemVectors normalised(const ItemVectors& vectors) {
  ItemVectors result = vectors;
  for (std::int64_t i = 0; i < result.rows; ++i) {
    const auto row = result.row(i);
    double squares = 0;
    for (const float value : row) squares += static_cast<double>(value) * value;
    if (squares <= 0) continue;
    const double scale = 1 / std::sqrt(squares);
    for (float& value : row) value = static_cast<float>(value * scale);
  }
  return result;
}

}  // namespace ghost::embed
