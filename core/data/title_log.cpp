#include "data/title_log.h"

#include <cstring>

namespace ghost::data {
namespace {

constexpr std::size_t blockBytes = 1 << 20;

struct Head { std::uint32_t item, length; };

void walk(std::string_view block, const std::function<void(std::uint32_t, std::string_view)>& take) {
  while (!block.empty()) {
    Head head{};
    std::memcpy(&head, block.data(), sizeof(head));
    take(head.item, block.substr(sizeof(head), head.length));
    block.remove_prefix(sizeof(head) + head.length);
  }
}

}  // namespace

void TitleLog::add(std::uint32_t item, std::string_view title) {
  if (m_last.size() >= blockBytes) {
    if (!m_file) m_file = std::make_unique<SpillFile>(m_folder);
    m_file->append(m_last);
    m_blocks.push_back(m_last.size());
    m_last.clear();
  }
  if (m_has.size() <= item) m_has.resize(item + std::size_t{1});
  m_has[item] = true;
  const Head head{item, static_cast<std::uint32_t>(title.size())};
  m_last.append(reinterpret_cast<const char*>(&head), sizeof(head)).append(title);
}

void TitleLog::each(const std::function<void(std::uint32_t, std::string_view)>& take) const {
  std::string block;
  std::uint64_t at = 0;
  for (const std::size_t bytes : m_blocks) {
    block.resize(bytes);
    m_file->read(at, block.data(), bytes);
    walk(block, take);
    at += bytes;
  }
  walk(m_last, take);
}

}  // namespace ghost::data
