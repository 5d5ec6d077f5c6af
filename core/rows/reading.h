#pragma once
#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "base/reporter.h"

namespace ghost::rows {

/// What the readers of one import share: the stop request, and the progress over all of its files. Not thread-safe: readers call it from the thread that
/// takes their rows. The Reporter must outlive it.
class Reading {
 public:
  explicit Reading(Reporter& reporter = silentReporter(), std::stop_token stop = {}) : m_reporter(&reporter), m_stop(std::move(stop)) {}

  bool stopped() const { return m_stop.stop_requested(); }
  const std::stop_token& token() const { return m_stop; }
  Reporter& reporter() const { return *m_reporter; }
  /// The size of `file` joins the total that progress is measured against; a file that is read twice is expected twice.
  void expect(const std::filesystem::path& file);
  /// `fileBytes` of a file as it lies on the disk became `textBytes` of text.
  void advance(std::uint64_t fileBytes, std::uint64_t textBytes);
  /// Bytes of text so far, compression undone.
  std::uint64_t textBytes() const { return m_textBytes; }

 private:
  Reporter* m_reporter;
  std::stop_token m_stop;
  std::uint64_t m_expected = 0, m_fileBytes = 0, m_textBytes = 0;
};

}  // namespace ghost::rows
