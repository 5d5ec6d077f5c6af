#include "rows/text_stream.h"

#include <zlib.h>

#include <algorithm>
#include <functional>
#include <thread>

#include <fmt/format.h>

#include "base/error.h"
#include "rows/block_queue.h"
#include "rows/line_reader.h"
#include "rows/open_file.h"

namespace ghost::rows {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t mostBlock = 1 << 20, mostInput = 1 << 18;
constexpr std::uint64_t freeSwelling = 256ull << 20, mostSwelling = 200;  // text bytes that never count as a bomb; text bytes a file byte after that

/// A small file gets small blocks: a megabyte of fresh pages costs more than reading it.
std::size_t blockFor(std::size_t textBytes) { return std::min(mostBlock, textBytes + 1); }

/// Undoes gzip, member after member, and hands on whole blocks.
class Inflater {
 public:
  Inflater(OpenFile& file, std::function<bool(Block&&)> put, std::function<Block()> spare) : m_file(file), m_put(std::move(put)), m_spare(std::move(spare)), m_input(std::min(mostInput, file.size() + 1), '\0'), m_blockBytes(blockFor(file.size() * 8 + 4096)) {
    if (inflateInit2(&m_stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&m_stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void run() {
    newBlock();
    while (m_stream.avail_in > 0 || refill()) {
      if (!m_inMember && !nextMember()) continue;
      step();
      if (m_stream.avail_out == 0 && !handOn()) return;
    }
    const std::uint64_t text = m_text + filled();
    if (!handOn() || !m_inMember) return;  // what is there is handed on first: it shows what the file was
    throw dataError(m_file.path().string(), fmt::format("the gzip data breaks off after {} bytes ({} bytes of text): the file isn't whole; fetch it again", m_read, text));
  }

 private:
  bool refill() {
    const std::size_t n = m_file.read(m_input.data(), m_input.size());
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(n);
    m_read += n;
    return n > 0;
  }
  /// Between members: zeros are padding, another member begins like the first; false while there is none yet.
  bool nextMember() {
    while (m_stream.avail_in > 0 && *m_stream.next_in == 0) {
      ++m_stream.next_in;
      --m_stream.avail_in;
    }
    if (m_stream.avail_in == 0) return false;
    if (*m_stream.next_in != 0x1f) throw dataError(m_file.path().string(), fmt::format("something that isn't gzip follows the gzip data at byte {}; fetch the file again", m_read - m_stream.avail_in));
    inflateReset(&m_stream);
    return m_inMember = true;
  }
  void step() {
    const int code = inflate(&m_stream, Z_NO_FLUSH);
    if (code == Z_STREAM_END) m_inMember = false;
    else if (code != Z_OK && code != Z_BUF_ERROR)
      throw dataError(m_file.path().string(), fmt::format("the gzip data is damaged near byte {} ({}); fetch the file again", m_read - m_stream.avail_in, m_stream.msg ? m_stream.msg : "no reason given"));
  }
  std::uint64_t filled() const { return m_block.text.size() - m_stream.avail_out; }
  void newBlock() {
    m_block = m_spare();
    m_block.text.resize(m_blockBytes);
    m_stream.next_out = reinterpret_cast<Bytef*>(m_block.text.data());
    m_stream.avail_out = static_cast<uInt>(m_blockBytes);
  }
  bool handOn() {
    m_block.text.resize(filled());
    m_text += m_block.text.size();
    const std::uint64_t used = m_read - m_stream.avail_in;
    if (m_text > freeSwelling && m_text / mostSwelling > used)
      throw dataError(m_file.path().string(), fmt::format("{} bytes swell to more than {} of text, more than {} times: no real data set does that, so reading ends here", used, m_text, mostSwelling));
    m_block.fileBytes = used - m_accounted;
    m_accounted = used;
    if (m_block.text.empty()) return true;
    const bool wanted = m_put(std::move(m_block));
    newBlock();
    return wanted;
  }

  OpenFile& m_file;
  std::function<bool(Block&&)> m_put;
  std::function<Block()> m_spare;
  std::string m_input;
  std::size_t m_blockBytes;
  z_stream m_stream{};
  Block m_block;
  bool m_inMember = true;
  std::uint64_t m_read = 0, m_text = 0, m_accounted = 0;
};

}  // namespace

struct TextStream::Impl {
  Impl(const fs::path& path, Reading& shared) : file(path), reading(shared) {
    const std::string start = file.start();
    refuseOtherPacking(path, start);
    producer = std::jthread([this, gzip = isGzip(start)](const std::stop_token& stop) { produce(gzip, stop); });
  }

  void produce(bool gzip, const std::stop_token& stop) {
    try {
      if (gzip) Inflater(file, [&](Block&& block) { return queue.put(std::move(block), stop); }, [&] { return queue.spare(); }).run();
      else copy(stop);
      queue.end(nullptr);
    } catch (...) {
      queue.end(std::current_exception());
    }
  }
  void copy(const std::stop_token& stop) {
    const std::size_t blockBytes = blockFor(file.size());
    for (;;) {
      Block block = queue.spare();
      block.text.resize(blockBytes);
      block.text.resize(file.read(block.text.data(), blockBytes));
      block.fileBytes = block.text.size();
      if (block.text.empty() || !queue.put(std::move(block), stop)) return;
    }
  }

  OpenFile file;
  Reading& reading;
  BlockQueue queue;
  Block current;
  std::jthread producer;  // last, so that it ends before what it uses
};

TextStream::TextStream(const fs::path& file, Reading& reading) : m_impl(std::make_unique<Impl>(file, reading)) {}
TextStream::~TextStream() = default;

std::string_view TextStream::next() {
  if (m_impl->reading.stopped() || !m_impl->queue.take(m_impl->current, m_impl->reading.token())) return {};
  m_impl->reading.advance(m_impl->current.fileBytes, m_impl->current.text.size());
  return m_impl->current.text;
}

std::string startOfText(const fs::path& file, std::size_t most) {
  try {
    Reading reading;
    TextStream stream(file, reading);
    std::string_view start = stream.next();
    if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
    std::string text(start.substr(0, most));
    if (lineEndOf(start) == '\r') std::replace(text.begin(), text.end(), '\r', '\n');
    return text;
  } catch (const Error&) {
    return "";
  }
}

}  // namespace ghost::rows
