#include "eval/saved_lists.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <unordered_set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "eval/list_line.h"

namespace ghost::eval {
namespace {

constexpr std::uint64_t ratioLimit = 200, alwaysAllowed = 16ull << 20;
constexpr std::size_t lineLimit = 64u << 20;
constexpr std::string_view zstdMagic("\x28\xB5\x2F\xFD", 4);

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::string compressed(const std::string& text) {
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), bytes.data(), bytes.size(), text.data(), text.size());
  if (ZSTD_isError(size)) throw Error(ErrorCode::Internal, "saved lists", fmt::format("compressing failed ({})", ZSTD_getErrorName(size)));
  bytes.resize(size);
  // Lists that are all alike compress better than a reader that guards against bombs believes; a skippable frame, which decoders pass over, makes up for it.
  if (const std::uint64_t needed = text.size() / ratioLimit + 1; text.size() > alwaysAllowed && size < needed) {
    const auto filler = static_cast<std::uint32_t>(needed - size);
    bytes += std::string("\x50\x2A\x4D\x18", 4);
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(filler >> (8 * i) & 0xFF);
    bytes.append(filler, '\0');
  }
  return bytes;
}

/// Takes text in pieces and hands on whole lines.
class Lines {
 public:
  Lines(const std::filesystem::path& file, std::int32_t items) : m_file(file.string()), m_items(items) {}

  void add(std::string_view piece) {
    for (std::size_t end; (end = piece.find('\n')) != std::string_view::npos; piece.remove_prefix(end + 1)) {
      m_rest += piece.substr(0, end);
      take();
    }
    m_rest += piece;
    if (m_rest.size() > lineLimit) throw dataError(where(), "the line is longer than 64 MB; this is no file of ranked lists");
  }
  std::vector<decode::RankedList> finish() {
    take();
    if (m_lists.empty()) throw dataError(m_file, "the file holds no ranked list; decode at least one user");
    return std::move(m_lists);
  }

 private:
  std::string where() const { return fmt::format("{}, line {}", m_file, m_line); }
  void take() {
    if (m_rest.find_first_not_of(" \t\r") != std::string::npos) {
      m_lists.push_back(listOf(m_rest, m_items, where()));
      if (!m_users.insert(m_lists.back().user).second) throw dataError(where(), fmt::format("the user {} stands twice", m_lists.back().user));
    }
    m_rest.clear();
    ++m_line;
  }

  std::string m_file;
  std::int32_t m_items;
  std::int64_t m_line = 1;
  std::string m_rest;
  std::vector<decode::RankedList> m_lists;
  std::unordered_set<data::UserId> m_users;
};

void inflate(const std::string& bytes, const std::filesystem::path& file, std::uint64_t maxText, Lines& lines) {
  const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 27);
  std::string piece(ZSTD_DStreamOutSize(), '\0');
  const std::uint64_t limit = std::min(maxText, std::max(alwaysAllowed, ratioLimit * bytes.size()));
  std::uint64_t total = 0;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t state = 1;
  for (bool full = false; in.pos < in.size || (full && state != 0);) {  // a full piece may leave more of the frame behind
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    state = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(state)) throw dataError(file.string(), fmt::format("the compressed file is damaged ({}); decode again or take the copy it came from", ZSTD_getErrorName(state)));
    full = out.pos == out.size;
    total += out.pos;
    if (total > limit) throw dataError(file.string(), fmt::format("the file inflates to more than {} bytes, which no file of ranked lists of this size does; it is refused", limit));
    lines.add(std::string_view(piece.data(), out.pos));
  }
  if (state != 0) throw dataError(file.string(), "the compressed file ends too early; it isn't complete, copy it again");
}

}  // namespace

void saveLists(const std::filesystem::path& file, const std::vector<decode::RankedList>& lists) {
  std::string text;
  for (const auto& list : lists) {
    text += lineOf(list);
    text += '\n';
  }
  writeFileAtomically(file, file.extension() == ".zst" ? compressed(text) : text);
}

std::vector<decode::RankedList> readLists(const std::filesystem::path& file, std::int32_t items, std::uint64_t maxText) {
  const std::string bytes = readFile(file, maxText);
  Lines lines(file, items);
  if (bytes.starts_with(zstdMagic)) inflate(bytes, file, maxText, lines);
  else lines.add(bytes);
  return lines.finish();
}

}  // namespace ghost::eval
