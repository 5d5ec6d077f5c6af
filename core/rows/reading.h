#pragma once
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

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
  /// Where the readers are: the file, and the last line they took; for sentences about what they didn't foresee.
  void enter(const std::filesystem::path& file) { m_place = file.string(), m_line = 0; }
  void atLine(std::int64_t line) { m_line = line; }
  /// "ratings.csv, line 12"; empty before the first file.
  std::string place() const;
  /// Bytes of text so far, compression undone.
  std::uint64_t textBytes() const { return m_textBytes; }

 private:
  Reporter* m_reporter;
  std::string m_place;
  std::int64_t m_line = 0;
  std::stop_token m_stop;
  std::uint64_t m_expected = 0, m_fileBytes = 0, m_textBytes = 0;
};

}  // namespace ghost::rows
