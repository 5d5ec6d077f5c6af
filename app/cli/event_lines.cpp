#include "event_lines.h"

#include <cmath>

#include "base/clock.h"

namespace ghost::cli {
namespace {

constexpr double interval = 0.2, rateWindow = 30;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

}  // namespace

void EventLines::say(const std::string& kind, Json body) { m_console.dataLine(wire::format(wire::Event{"", ++m_seq, isoNow(), kind, std::move(body)})); }

void EventLines::stage(std::string_view id) {
  const std::lock_guard lock(m_mutex);
  m_marks.clear();
  m_last = -1e9;
  say("stage", {{"stage", id}, {"skipped", false}});
}

void EventLines::progress(std::int64_t done, std::int64_t total, std::string_view unit) {
  const std::lock_guard lock(m_mutex);
  const double now = monotonicSeconds();
  if (now - m_last < interval && done != total) return;
  m_last = now;
  if (!m_marks.empty() && done < m_marks.back().done) m_marks.clear();
  while (m_marks.size() > 1 && now - m_marks.front().at > rateWindow) m_marks.pop_front();
  m_marks.push_back({now, done});
  const double span = now - m_marks.front().at;
  const double rate = span > 1e-3 ? static_cast<double>(done - m_marks.front().done) / span : NAN;
  say("progress", {{"done", done}, {"total", total}, {"unit", unit}, {"rate", number(rate)}, {"eta", number(total > 0 && rate > 0 ? static_cast<double>(total - done) / rate : NAN)}});
}

void EventLines::note(std::string_view level, std::string_view text) {
  if (level == "warning") m_console.note(level, text);  // which keeps it for the result
  const std::lock_guard lock(m_mutex);
  say("note", {{"level", level}, {"text", text}});
}

}  // namespace ghost::cli
