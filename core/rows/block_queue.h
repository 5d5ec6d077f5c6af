#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace ghost::rows {

/// A block of text and the bytes of the file it was made of.
struct Block {
  std::string text;
  std::uint64_t fileBytes = 0;
};

/// A few blocks between one thread that makes them and one that takes them. Blocks that were taken come back to be filled again.
class BlockQueue {
 public:
  static constexpr std::size_t most = 4;

  /// Waits for room; false when `stop` was asked for.
  bool put(Block&& block, const std::stop_token& stop);
  /// Nothing more comes; `failure` (may be null) is what take() throws after the last block.
  void end(std::exception_ptr failure);
  /// Waits for a block; false at the end and when `stop` was asked for. What `block` held before is kept for reuse.
  bool take(Block& block, const std::stop_token& stop);
  /// An emptied block, or a new one.
  Block spare();

 private:
  std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::deque<Block> m_ready;
  std::vector<Block> m_spare;
  bool m_ended = false;
  std::exception_ptr m_failure;
};

}  // namespace ghost::rows
