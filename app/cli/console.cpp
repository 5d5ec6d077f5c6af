#include "console.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "base/clock.h"

namespace ghost::cli {
namespace {

constexpr double barInterval = 0.1, lineInterval = 5, rateWindow = 30;
constexpr int barWidth = 28;

double numberOr(const Json& body, const char* key, double otherwise) {
  const auto it = body.find(key);
  return it != body.end() && it->is_number() ? it->get<double>() : otherwise;
}

std::string rateText(double rate, const std::string& unit) {
  if (!(rate > 0)) return "";
  return rate < 10 ? fmt::format(", {:.2f} {}/s", rate, unit) : fmt::format(", {:.0f} {}/s", rate, unit);
}

}  // namespace

std::string durationText(double seconds) {
  const auto s = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02d} s", s / 60, s % 60);
  return fmt::format("{} h {:02d} min", s / 3600, s / 60 % 60);
}

Console::Console(Options options) : m_options(options), m_terminal(::isatty(STDERR_FILENO) == 1) {}

Console::~Console() {
  const std::lock_guard lock(m_mutex);
  clearBar();
}

void Console::say(std::string_view text) {
  if (!m_options.json && !m_options.quiet) dataLine(text);
}

void Console::dataLine(std::string_view text) {
  const std::lock_guard lock(m_mutex);
  clearBar();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

void Console::result(const OrderedJson& json) {
  if (!m_options.json) return;
  const std::lock_guard lock(m_mutex);
  OrderedJson whole = json;
  if (whole.is_object() && !m_warnings.empty()) {
    OrderedJson& list = whole["warnings"];
    if (!list.is_array()) list = OrderedJson::array();
    for (const std::string& warning : m_warnings)
      if (std::find(list.begin(), list.end(), OrderedJson(warning)) == list.end()) list.push_back(warning);
  }
  const std::string text = whole.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::clearBar() {
  if (m_barShown) std::fputs("\r\x1b[K", stderr);
  m_barShown = false;
}

void Console::line(const std::string& text) {
  clearBar();
  std::fputs((text + "\n").c_str(), stderr);
}

void Console::stage(std::string_view id) {
  const std::lock_guard lock(m_mutex);
  m_stage = id;
  m_loss.clear();
  m_marks.clear();
  m_lastDrawn = -1e9;
  if (!m_options.quiet) line(fmt::format("[{}]", id));
}

void Console::progress(std::int64_t done, std::int64_t total, std::string_view unit) {
  const std::lock_guard lock(m_mutex);
  const double now = monotonicSeconds();
  if (!m_marks.empty() && done < m_marks.back().done) m_marks.clear();
  while (m_marks.size() > 1 && now - m_marks.front().at > rateWindow) m_marks.pop_front();
  m_marks.push_back({now, done});
  const double span = now - m_marks.front().at;
  const double rate = span > 1e-3 ? static_cast<double>(done - m_marks.front().done) / span : 0;
  draw({done, total, std::string(unit), rate, rate > 0 && total > 0 ? static_cast<double>(total - done) / rate : NAN});
}

void Console::draw(const Progress& p) {
  const double now = monotonicSeconds();
  const bool last = p.total > 0 && p.done >= p.total;
  if (m_options.quiet || (now - m_lastDrawn < (m_terminal ? barInterval : lineInterval) && !last)) return;
  m_lastDrawn = now;
  const std::string rest = rateText(p.rate, p.unit) + (std::isfinite(p.eta) && !last ? ", " + durationText(p.eta) + " left" : "") + (m_loss.empty() ? "" : ", " + m_loss);
  if (p.total <= 0) {
    m_terminal ? clearBar() : void();
    std::fputs(fmt::format("{} {} {}{}{}", m_stage, p.done, p.unit, rest, m_terminal ? "" : "\n").c_str(), stderr);
  } else {
    const double share = static_cast<double>(p.done) / static_cast<double>(p.total);
    const int filled = static_cast<int>(share * barWidth);
    const std::string bar = m_terminal ? "[" + std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(barWidth - filled), '.') + "] " : "";
    clearBar();
    std::fputs(fmt::format("{} {}{:.0f} % {}/{} {}{}{}", m_stage, bar, 100 * share, p.done, p.total, p.unit, rest, m_terminal && !last ? "" : "\n").c_str(), stderr);
  }
  m_barShown = m_terminal && !last;
  std::fflush(stderr);
}

void Console::note(std::string_view level, std::string_view text) {
  if (m_options.quiet && level != "warning") return;
  const std::lock_guard lock(m_mutex);
  if (level == "warning" && std::find(m_warnings.begin(), m_warnings.end(), text) == m_warnings.end()) m_warnings.emplace_back(text);
  line(fmt::format("{}: {}", level, text));
}

void Console::event(const wire::Event& event) {
  if (event.kind == "stage") {
    const bool skipped = event.body.value("skipped", false);
    stage(event.body.value("stage", ""));
    if (skipped && !m_options.quiet) note("info", "done before, taken as it is");
  } else if (event.kind == "progress") {
    const std::lock_guard lock(m_mutex);
    draw({event.body.value("done", std::int64_t{0}), event.body.value("total", std::int64_t{0}), event.body.value("unit", ""), numberOr(event.body, "rate", 0), numberOr(event.body, "eta", NAN)});
  } else if (event.kind == "note") {
    note(event.body.value("level", "info"), event.body.value("text", ""));
  } else if (event.kind == "metric" && event.body.value("name", "") == "train/nll" && event.body.value("group", "") == "all") {
    const std::lock_guard lock(m_mutex);
    m_loss = fmt::format("NLL {:.4f}", numberOr(event.body, "value", NAN));
  } else if (event.kind == "metric" && event.body.value("name", "") == "valid/nll/epoch" && event.body.value("group", "") == "all" && !m_options.quiet) {
    const std::lock_guard lock(m_mutex);
    line(fmt::format("epoch {}: validation NLL {:.4f}", event.body.value("step", std::int64_t{0}), numberOr(event.body, "value", NAN)));
  }
}

}  // namespace ghost::cli
