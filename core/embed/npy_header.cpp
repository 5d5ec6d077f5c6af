#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "embed/input_file.h"
#include "embed/npy.h"

namespace ghost::embed {
namespace {

constexpr std::string_view magic("\x93NUMPY", 6);
constexpr std::uint64_t headerLimit = 10'000;
constexpr std::size_t rankLimit = 8;

/// Reads the Python dictionary literal of the header, and that only: three keys, a string, True or False, a tuple of integers.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& file) : m_text(text), m_file(file) {}

  NpyHeader parse() {
    NpyHeader header;
    std::optional<std::string> descr;
    std::optional<bool> fortran;
    bool shape = false;
    expect('{');
    while (!take('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !descr) descr = typeString();
      else if (key == "fortran_order" && !fortran) fortran = boolean();
      else if (key == "shape" && !shape) header.shape = tuple(), shape = true;
      else fail(fmt::format("the key '{}' stands twice or is unknown", key));
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    skip();
    if (m_at != m_text.size()) fail("something follows the dictionary");
    if (!descr || !fortran || !shape) fail("one of the keys descr, fortran_order and shape is missing");
    header.fortranOrder = *fortran;
    dtype(*descr, header);
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw dataError(m_file, "the npy header is malformed: " + what + "; write the file again with numpy.save"); }

  void skip() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r')) ++m_at;
  }
  bool take(char c) {
    skip();
    if (m_at >= m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(fmt::format("'{}' is expected at byte {}", c, m_at));
  }
  bool word(std::string_view expected) {
    skip();
    if (!m_text.substr(m_at).starts_with(expected)) return false;
    m_at += expected.size();
    return true;
  }
  std::string string() {
    skip();
    const char quote = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (quote != '\'' && quote != '"') fail(fmt::format("a quoted word is expected at byte {}", m_at));
    const auto end = m_text.find(quote, m_at + 1);
    if (end == std::string_view::npos) fail("a quoted word doesn't end");
    std::string value(m_text.substr(m_at + 1, end - m_at - 1));
    if (value.find('\\') != std::string::npos) fail("a quoted word holds a backslash");
    m_at = end + 1;
    return value;
  }
  std::string typeString() {
    skip();
    if (m_at < m_text.size() && m_text[m_at] == '[') throw dataError(m_file, "the array has a structured dtype; save one plain float array, e.g. numpy.save(file, array.astype('float32'))");
    return string();
  }
  bool boolean() {
    if (word("True")) return true;
    if (word("False")) return false;
    fail("fortran_order is neither True nor False");
  }
  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> shape;
    if (!take('(')) fail("shape is no tuple");
    while (!take(')')) {
      skip();
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
      if (error != std::errc()) fail("shape holds something that is no 64-bit integer");
      if (value < 0) fail("shape holds a negative number");
      m_at = static_cast<std::size_t>(end - m_text.data());
      shape.push_back(value);
      if (shape.size() > rankLimit) fail(fmt::format("the array has more than {} dimensions", rankLimit));
      const bool comma = take(',');
      if (comma) continue;
      if (shape.size() == 1) fail("shape is a number in brackets, no tuple");
      expect(')');
      break;
    }
    return shape;
  }
  void dtype(const std::string& descr, NpyHeader& header) const {
    static constexpr std::string_view known[] = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"};
    const std::string_view type = std::string_view(descr).substr(std::min<std::size_t>(1, descr.size()));
    const char order = descr.empty() ? '\0' : descr[0];
    const char kind = type.empty() ? '\0' : type[0];
    if (kind == 'O') throw dataError(m_file, "the array holds Python objects, that is a pickle, which can run code; it isn't read. Save a plain float array instead: numpy.save(file, array.astype('float32'))");
    const bool good = std::find(std::begin(known), std::end(known), type) != std::end(known);
    if (!good || (order != '<' && order != '>' && order != '|') || (order == '|' && type[1] != '1'))
      throw dataError(m_file, fmt::format("the dtype '{}' ({}) isn't read here; save plain numbers, e.g. numpy.save(file, array.astype('float32'))", descr.substr(0, 40), kindName(kind)));
    header.kind = kind;
    header.size = type[1] - '0';
    header.bigEndian = order == '>';
  }
  static std::string_view kindName(char kind) {
    switch (kind) {
      case 'c': return "complex numbers";
      case 'U': case 'S': case 'a': return "text";
      case 'V': return "a structure";
      case 'M': case 'm': return "times";
      default: return "not a known number type";
    }
  }

  std::string_view m_text;
  const std::string& m_file;
  std::size_t m_at = 0;
};

std::uint64_t dataBytes(const NpyHeader& header, const std::string& file) {
  std::optional<std::uint64_t> bytes = static_cast<std::uint64_t>(header.size);
  for (const auto dimension : header.shape) {
    bytes = checkedProduct(*bytes, static_cast<std::uint64_t>(dimension));
    // A zero dimension hides no absurd one beside it, since the product is tested at each step.
    if (!bytes) throw dataError(file, "the shape asks for more bytes than 64 bits can count; the header is damaged");
  }
  return *bytes;
}

}  // namespace

std::string NpyHeader::dtypeName() const { return fmt::format("{}{}{}", size == 1 ? '|' : bigEndian ? '>' : '<', kind, size); }

bool isNpy(std::string_view start) { return start.starts_with(magic); }

NpyHeader readNpyHeader(const std::filesystem::path& path) {
  const InputFile file(path);
  const std::string start = file.text(0, 12);
  if (!isNpy(start)) throw dataError(file.name(), "no npy file: it doesn't begin with \\x93NUMPY");
  if (start.size() < 10) throw dataError(file.name(), "the npy file ends inside its header; copy it again");
  const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(start[i])); };
  const std::uint64_t version = byte(6);
  if (version < 1 || version > 3 || byte(7) != 0) throw dataError(file.name(), fmt::format("npy format {}.{} is unknown; 1.0, 2.0 and 3.0 are read", version, byte(7)));
  if (version > 1 && start.size() < 12) throw dataError(file.name(), "the npy file ends inside its header; copy it again");
  const std::uint64_t length = version == 1 ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  const std::uint64_t begin = version == 1 ? 10 : 12;
  if (length > headerLimit) throw dataError(file.name(), fmt::format("the npy header claims {} bytes, more than {}", length, headerLimit));
  if (begin + length > file.size()) throw dataError(file.name(), "the npy file ends inside its header; copy it again");
  const std::string text = file.text(begin, length);
  // Version 3 allows UTF-8 for field names, which plain numbers don't have.
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 128 || c == '\0'; }))
    throw dataError(file.name(), "the npy header is malformed: it holds bytes that are no plain text; write the file again with numpy.save");
  const std::string name = file.name();
  NpyHeader header = HeaderParser(text, name).parse();
  header.dataStart = begin + length;
  const std::uint64_t wanted = dataBytes(header, name), have = file.size() - header.dataStart;
  if (wanted != have)
    throw dataError(name, fmt::format("the shape asks for {} data bytes, the file holds {}; it isn't complete or something was appended", wanted, have));
  return header;
}

}  // namespace ghost::embed
