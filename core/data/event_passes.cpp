#include "data/event_passes.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "data/count_sketch.h"
#include "rows/open_file.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t shortest = 3;  // events of a user that can be split

/// Of text, as far as the files' sizes tell: what is packed counts four times.
std::uint64_t textBytes(const EventSource& source) {
  std::uint64_t bytes = 0;
  for (const auto& file : source.eventFiles) {
    std::error_code unknown;
    const auto size = fs::file_size(file, unknown);
    if (!unknown) bytes += size * (rows::isGzip(rows::OpenFile(file).start()) ? 4 : 1);
  }
  return bytes;
}

/// A counter for every 64 bytes of text, 2^27 (128 MB) at most.
int sketchBits(const EventSource& source) { return std::clamp(static_cast<int>(std::bit_width(textBytes(source) / 64)), 16, 27); }

class Passes {
 public:
  Passes(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report) : m_source(source), m_options(options), m_input(input), m_log(log), m_report(report) {}

  void run() {
    {
      CountSketch users(sketchBits(m_source)), items(sketchBits(m_source) - 2);
      m_source.events([&](const EventRow& row) {
        if (!admits(row, checkEvent(row, m_source.milliseconds), m_options)) return true;
        users.add(row.user);
        items.add(row.item);
        return true;
      });
      if (!m_input.reading.stopped()) takeNames(users, items);
    }
    if (!m_input.reading.stopped()) place();
  }

 private:
  void takeNames(const CountSketch& users, const CountSketch& items) {
    const std::int64_t ofUser = std::max<std::int64_t>(m_options.kCore, shortest);
    std::int64_t& tooFew = m_options.kCore > 0 ? m_report.leftOut.core : m_report.leftOut.shortUsers;
    EventSink sink(m_options, m_source.milliseconds, m_log, m_report);
    m_source.events([&](const EventRow& row) {
      return sink.take(row, [&](std::int64_t) {
        if (!users.mayHave(row.user, ofUser)) return void(++tooFew);
        const std::uint32_t user = m_log.users.idOf(row.user);  // whatever the item: users are numbered by their first event
        if (user >= m_counts.size()) m_counts.resize(user + 1);
        if (!items.mayHave(row.item, m_options.kCore)) return void(++tooFew);
        sink.takeTitle(row, m_log.items.idOf(row.item));
        ++m_counts[user];
      });
    });
  }

  /// A user and an item that have names now passed before, each for itself; so their event did.
  void place() {
    auto& s = m_log.grouped.emplace();
    s.offsets.assign(m_counts.size() + 1, 0);
    for (std::size_t user = 0; user < m_counts.size(); ++user) s.offsets[user + 1] = s.offsets[user] + m_counts[user];
    m_counts = {};
    s.items.resize(static_cast<std::size_t>(s.offsets.back()));
    s.times.resize(s.items.size());
    std::vector<std::int64_t> next(s.offsets.begin(), s.offsets.end() - 1);
    m_source.events([&](const EventRow& row) {
      const CheckedEvent event = checkEvent(row, m_source.milliseconds);
      if (!admits(row, event, m_options)) return true;
      const std::uint32_t user = m_log.users.find(row.user), item = user == NameTable::none ? NameTable::none : m_log.items.find(row.item);
      if (item == NameTable::none) return true;
      if (next[user] == s.offsets[user + 1]) changed();
      const auto at = static_cast<std::size_t>(next[user]++);
      s.items[at] = item;
      s.times[at] = event.time;
      return true;
    });
    if (m_input.reading.stopped()) return;
    for (std::size_t user = 0; user < next.size(); ++user)
      if (next[user] != s.offsets[user + 1]) changed();
  }

  [[noreturn]] void changed() const { throw dataError(m_input.source.string(), "the source changed while it was read; import it again when nothing writes to it any more"); }

  const EventSource& m_source;
  const EventOptions& m_options;
  const ImportInput& m_input;
  EventLog& m_log;
  ImportReport& m_report;
  std::vector<std::uint32_t> m_counts;  ///< events that stay, by user
};

}  // namespace

void readInPasses(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report) { Passes(source, options, input, log, report).run(); }

bool worthPasses(const EventSource& source, const EventOptions& options) {
  if (source.rebuilt || options.shuffleTies) return false;
  return textBytes(source) >= options.passesFrom;
}

}  // namespace ghost::data
