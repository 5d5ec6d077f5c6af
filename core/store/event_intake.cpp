#include "store/event_intake.h"

#include <cstring>
#include <limits>
#include <optional>

#include "base/error.h"
#include "base/regular_file.h"

namespace ghost::store {
namespace fs = std::filesystem;
namespace {

std::int64_t integerOf(const Json& body, const char* key) {
  const auto it = body.find(key);
  return it != body.end() && it->is_number_integer() ? it->get<std::int64_t>() : 0;
}
std::string textOf(const Json& body, const char* key) {
  const auto it = body.find(key);
  return it == body.end() ? std::string() : it->is_string() ? it->get<std::string>() : it->is_null() ? std::string() : it->dump();
}
double numberOf(const Json& body, const char* key) {
  const auto it = body.find(key);
  return it != body.end() && it->is_number() ? it->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string packed(const Json& numbers) {
  std::string bytes;
  for (const auto& number : numbers) {
    const double value = number.is_number() ? number.get<double>() : std::numeric_limits<double>::quiet_NaN();
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return bytes;
}

}  // namespace

EventIntake::EventIntake(Database& database)
    : m_database(database),
      m_putPoint(database.prepare("INSERT OR REPLACE INTO point VALUES(?,?,?,?,?,?)")),
      m_putProbe(database.prepare("INSERT OR REPLACE INTO probe VALUES(?,?,?,?,?,?,?)")),
      m_putEvent(database.prepare("INSERT OR REPLACE INTO event VALUES(?,?,?,?,?,?,?,?)")) {}

bool EventIntake::read(const run::RunFolder& folder, std::int64_t runId) {
  bool news = false;
  for (int attempt = 1, last = folder.attempts(); attempt <= last; ++attempt) news |= readAttempt(folder.eventsFile(attempt), runId, attempt);
  return news;
}

void EventIntake::forget(std::int64_t runId) {
  for (const char* table : {"point", "probe", "event", "stream"}) m_database.prepare("DELETE FROM " + std::string(table) + " WHERE run=?").bind(runId).run();
}

bool EventIntake::readAttempt(const fs::path& file, std::int64_t runId, int attempt) {
  auto known = m_database.prepare("SELECT offset, damaged FROM stream WHERE run=? AND attempt=?");
  known.bind(runId).bind(std::int64_t(attempt));
  std::int64_t offset = 0, damaged = 0;
  if (known.step()) {
    offset = known.integer(0);
    damaged = known.integer(1);
  }
  std::error_code error;
  const auto size = static_cast<std::int64_t>(fs::file_size(file, error));
  if (error || size <= offset) return false;
  const RegularFile in(file);
  wire::LineSplitter splitter;
  std::vector<char> chunk(1 << 16);
  std::int64_t consumed = offset, position = offset;
  while (const std::size_t n = in.readAt(static_cast<std::uint64_t>(position), chunk.data(), chunk.size())) {
    const std::string_view bytes(chunk.data(), n);
    if (const auto newline = bytes.rfind('\n'); newline != std::string_view::npos) consumed = position + static_cast<std::int64_t>(newline) + 1;
    position += static_cast<std::int64_t>(bytes.size());
    splitter.feed(bytes);
    while (const auto line = splitter.next()) {
      try {
        take(wire::parseEvent(*line), runId, attempt);
      } catch (const Error& failure) {
        if (failure.code() != ErrorCode::Data) throw;
        ++damaged;
      }
    }
  }
  damaged += splitter.oversized();
  if (consumed == offset) return false;
  m_database.prepare("INSERT OR REPLACE INTO stream VALUES(?,?,?,?)").bind(runId).bind(std::int64_t(attempt)).bind(consumed).bind(damaged).run();
  return true;
}

void EventIntake::take(const wire::Event& event, std::int64_t runId, int attempt) {
  const Json& body = event.body;
  const auto put = [&](const std::string& a, const std::string& b) {
    m_putEvent.bind(runId).bind(std::int64_t(attempt)).bind(event.seq).bind(event.kind).bind(event.at).bind(integerOf(body, "step")).bind(a).bind(b).run();
  };
  if (event.kind == "metric") {
    const std::int64_t series = seriesId(textOf(body, "name"), body.contains("group") ? textOf(body, "group") : "all");
    m_putPoint.bind(runId).bind(series).bind(std::int64_t(attempt)).bind(event.seq).bind(integerOf(body, "step")).bind(numberOf(body, "value")).run();
  } else if (event.kind == "probe") {
    const Json labels = body.value("labels", Json::array());
    m_putProbe.bind(runId).bind(std::int64_t(attempt)).bind(event.seq).bind(textOf(body, "name")).bind(integerOf(body, "step")).bind(labels.dump(-1, ' ', false, Json::error_handler_t::replace));
    m_putProbe.bindBlob(packed(body.value("values", Json::array()))).run();
  } else if (event.kind == "accepted") {
    if (attempt > 1) cut(runId, attempt, integerOf(body, "resumes_after_step"));
    put(textOf(body, "recipe"), textOf(body, "dataset"));
  } else if (event.kind == "stage") {
    put(textOf(body, "stage"), textOf(body, "skipped"));
  } else if (event.kind == "artifact") {
    put(textOf(body, "artifact"), textOf(body, "path"));
  } else if (event.kind == "note") {
    put(textOf(body, "level"), textOf(body, "text"));
  } else if (event.kind == "ended") {
    put(textOf(body, "outcome"), textOf(body, "error"));
  } else if (event.kind == "progress") {
    // Only the newest is of interest; it replaces the one before it.
    m_database.prepare("DELETE FROM event WHERE run=? AND kind='progress'").bind(runId).run();
    put(body.dump(-1, ' ', false, Json::error_handler_t::replace), "");
  }
}

void EventIntake::cut(std::int64_t runId, int attempt, std::int64_t step) {
  // The event of the checkpoint itself is the exact border; without one it is the first row above its step.
  std::optional<std::pair<std::int64_t, std::int64_t>> keep;
  auto checkpoints = m_database.prepare("SELECT attempt, seq, b FROM event WHERE run=? AND attempt<? AND kind='artifact' AND a='checkpoint' ORDER BY attempt DESC, seq DESC");
  checkpoints.bind(runId).bind(std::int64_t(attempt));
  while (!keep && checkpoints.step())
    if (fs::path(checkpoints.text(2)).filename() == "step-" + std::to_string(step)) keep = {checkpoints.integer(0), checkpoints.integer(1)};
  if (!keep) {
    auto above = m_database.prepare(
        "SELECT attempt, seq FROM (SELECT p.attempt, p.seq FROM point p JOIN series s ON s.id=p.series WHERE p.run=?1 AND p.attempt<?2 AND p.step>?3 AND s.name NOT LIKE '%/epoch' AND s.name NOT LIKE 'tokens/%' "
        "UNION ALL SELECT attempt, seq FROM probe WHERE run=?1 AND attempt<?2 AND step>?3) ORDER BY attempt, seq LIMIT 1");
    above.bind(runId).bind(std::int64_t(attempt)).bind(step);
    if (!above.step()) return;
    keep = {above.integer(0), above.integer(1) - 1};
  }
  for (const char* table : {"point", "probe", "event"}) {
    m_database.prepare("DELETE FROM " + std::string(table) + " WHERE run=? AND attempt<? AND (attempt>? OR (attempt=? AND seq>?))")
        .bind(runId).bind(std::int64_t(attempt)).bind(keep->first).bind(keep->first).bind(keep->second).run();
  }
}

std::int64_t EventIntake::seriesId(const std::string& name, const std::string& group) {
  const auto known = m_series.find({name, group});
  if (known != m_series.end()) return known->second;
  auto find = m_database.prepare("SELECT id FROM series WHERE name=? AND part=?");
  find.bind(name).bind(group);
  if (find.step()) return m_series[{name, group}] = find.integer(0);
  m_database.prepare("INSERT INTO series(name, part) VALUES(?,?)").bind(name).bind(group).run();
  auto last = m_database.prepare("SELECT last_insert_rowid()");
  last.step();
  return m_series[{name, group}] = last.integer(0);
}

}  // namespace ghost::store
