#include "rows/block_queue.h"

namespace ghost::rows {

bool BlockQueue::put(Block&& block, const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  if (!m_changed.wait(lock, stop, [&] { return m_ready.size() < most; })) return false;
  m_ready.push_back(std::move(block));
  m_changed.notify_all();
  return true;
}

void BlockQueue::end(std::exception_ptr failure) {
  const std::lock_guard lock(m_mutex);
  m_ended = true;
  m_failure = std::move(failure);
  m_changed.notify_all();
}

bool BlockQueue::take(Block& block, const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  if (block.text.capacity() > 0) m_spare.push_back(std::move(block));
  block = {};
  if (!m_changed.wait(lock, stop, [&] { return !m_ready.empty() || m_ended; })) return false;
  if (m_ready.empty()) {
    if (m_failure) std::rethrow_exception(m_failure);
    return false;
  }
  block = std::move(m_ready.front());
  m_ready.pop_front();
  m_changed.notify_all();
  return true;
}

Block BlockQueue::spare() {
  const std::lock_guard lock(m_mutex);
  if (m_spare.empty()) return {};
  Block block = std::move(m_spare.back());
  m_spare.pop_back();
  return block;
}

}  // namespace ghost::rows
