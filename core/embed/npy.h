#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::embed {

/// Header of a NumPy .npy file (format 1.0, 2.0, 3.0): one array of booleans, integers or real numbers.
struct NpyHeader {
  char kind = 'f';                   ///< f real, i signed, u unsigned, b boolean
  int size = 4;                      ///< bytes an element: f 2 4 8; i, u 1 2 4 8; b 1
  bool bigEndian = false;
  bool fortranOrder = false;
  std::vector<std::int64_t> shape;
  std::uint64_t dataStart = 0;       ///< byte where the elements begin

  std::string dtypeName() const;     ///< as NumPy spells it, e.g. <f4
};

/// The whole array, elements in C order, each little-endian as on disk otherwise. For float item vectors use readItemVectors.
struct NpyArray {
  NpyHeader header;                  ///< bigEndian and fortranOrder are those of the file
  std::vector<std::byte> bytes;      ///< size elements * header.size
};

/// Reads the header alone, held against the file's size: exactly as many data bytes as the shape asks for, nothing after them.
/// Throws Error{Data} with file and reason for everything else: no magic, an unknown version, a header above 10 kB or not the dictionary that NumPy writes
/// (keys descr, fortran_order, shape, each once), more than 8 dimensions, a size that overflows or isn't there, and by name for what isn't a plain
/// number: objects (they hold a pickle), structures, text, complex numbers, times.
NpyHeader readNpyHeader(const std::filesystem::path& file);
NpyArray readNpy(const std::filesystem::path& file);

bool isNpy(std::string_view start);

}  // namespace ghost::embed
