#include "run/event_reporter.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/clock.h"
#include "base/error.h"

namespace ghost::run {
namespace {

constexpr double progressInterval = 0.2, rateWindow = 30, statusInterval = 2, heartbeatInterval = 5;

std::string oneLine(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

/// Paths inside the run folder are said from there, so that a run folder can be moved or copied from another machine.
std::string fromRunFolder(const RunFolder& run, std::string_view path) {
  const auto relative = std::filesystem::path(path).lexically_relative(run.path());
  return relative.empty() || *relative.begin() == ".." ? std::string(path) : relative.string();
}

}  // namespace

EventReporter::EventReporter(const RunFolder& run, int attempt, const Json& accepted, OnEvent onEvent)
    : m_run(run), m_name(run.name()), m_onEvent(std::move(onEvent)), m_file(run.eventsFile(attempt)), m_log(run.path() / "log.txt") {
  m_status = {{"state", stateName(State::Running)}, {"attempt", attempt}, {"stage", nullptr}, {"done", 0}, {"total", 0}, {"rate", nullptr}, {"eta", nullptr}, {"at", isoNow()}, {"error", nullptr}};
  ProcessIdentity::ofThisProcess().writeTo(m_status);
  const std::lock_guard lock(m_mutex);
  emit("accepted", accepted);
  writeStatus();
  m_heart = std::jthread([this](std::stop_token stop) { beat(stop); });
}

EventReporter::~EventReporter() {
  m_heart.request_stop();
  m_wake.notify_all();
}

wire::Event EventReporter::append(std::string kind, Json body) {
  wire::Event event{m_name, ++m_seq, isoNow(), std::move(kind), std::move(body)};
  m_file.append(wire::format(event));
  return event;
}

void EventReporter::emit(std::string kind, Json body) {
  const wire::Event event = append(std::move(kind), std::move(body));
  if (m_onEvent) m_onEvent(event);
}

void EventReporter::writeStatus() {
  m_status["at"] = isoNow();
  m_run.writeStatus(m_status);
  m_lastStatus = monotonicSeconds();
}

void EventReporter::beat(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  while (!stop.stop_requested()) {
    m_wake.wait_for(lock, stop, std::chrono::duration<double>(heartbeatInterval), [] { return false; });
    if (stop.stop_requested() || monotonicSeconds() - m_lastStatus < heartbeatInterval) continue;
    try {
      writeStatus();
    } catch (const Error&) {
      // The stage itself meets the full disk soon enough and says so; a heartbeat must not end the run.
    }
  }
}

void EventReporter::stage(std::string_view id, bool skipped) {
  const std::lock_guard lock(m_mutex);
  m_marks.clear();
  m_lastProgress = -1e9;
  m_status["stage"] = id;
  m_status["done"] = m_status["total"] = 0;
  m_status["rate"] = m_status["eta"] = nullptr;
  emit("stage", {{"stage", id}, {"skipped", skipped}});
  writeStatus();
}

void EventReporter::progress(std::int64_t done, std::int64_t total, std::string_view unit) {
  const std::lock_guard lock(m_mutex);
  const double now = monotonicSeconds();
  if (now - m_lastProgress < progressInterval && done != total) return;
  if (!m_marks.empty() && done < m_marks.back().done) m_marks.clear();  // a new count began
  if (m_marks.empty()) m_start = {now, done};
  while (m_marks.size() > 1 && now - m_marks.front().at > rateWindow) m_marks.pop_front();
  m_lastProgress = now;
  m_marks.push_back({now, done});
  auto since = [&](const Mark& mark) { return now - mark.at > 1e-3 ? static_cast<double>(done - mark.done) / (now - mark.at) : NAN; };
  const double rate = since(m_marks.front());
  // The whole count's pace, so that the pauses for validation and checkpoints are in it and the figure doesn't jump after each of them.
  const double pace = since(m_start);
  const double eta = total > 0 && pace > 0 ? static_cast<double>(total - done) / pace : NAN;
  m_status["done"] = done;
  m_status["total"] = total;
  m_status["rate"] = number(rate);
  m_status["eta"] = number(eta);
  emit("progress", {{"done", done}, {"total", total}, {"unit", unit}, {"rate", number(rate)}, {"eta", number(eta)}});
  if (now - m_lastStatus > statusInterval) writeStatus();
}

void EventReporter::metric(const Metric& metric) {
  const std::lock_guard lock(m_mutex);
  emit("metric", {{"name", metric.name}, {"value", number(metric.value)}, {"step", metric.step}, {"group", metric.group}});
}

void EventReporter::probe(const Probe& probe) {
  const std::lock_guard lock(m_mutex);
  Json values = Json::array();
  for (const double value : probe.values) values.push_back(number(value));
  emit("probe", {{"name", probe.name}, {"step", probe.step}, {"labels", probe.labels}, {"values", std::move(values)}});
}

void EventReporter::artifact(std::string_view kind, std::string_view path, std::string_view hash) {
  const std::lock_guard lock(m_mutex);
  emit("artifact", {{"artifact", kind}, {"path", fromRunFolder(m_run, path)}, {"hash", hash}});
  m_file.sync();  // what a checkpoint stands for must be as durable as the checkpoint
}

void EventReporter::note(std::string_view level, std::string_view text) {
  const std::lock_guard lock(m_mutex);
  emit("note", {{"level", level}, {"text", text}});
  m_log.append(isoNow() + " " + std::string(level) + ": " + oneLine(text));
}

void EventReporter::ended(State state, const OrderedJson& body) {
  const std::lock_guard lock(m_mutex);
  m_status["state"] = stateName(state);
  m_status["rate"] = m_status["eta"] = nullptr;
  if (body.contains("error")) m_status["error"] = body["error"];
  Json plain = Json::object();
  for (const auto& [key, value] : body.items()) plain[key] = value;
  // A failed run may fail because of this very disk: its own error is the one to tell, and what can still be recorded is.
  const auto tried = [state](auto&& record) {
    try {
      record();
    } catch (const Error&) {
      if (state != State::Failed) throw;
    }
  };
  tried([&] { m_log.append(isoNow() + " " + std::string(stateName(state)) + (body.contains("error") ? ": " + oneLine(body["error"].get<std::string>()) : "")); });
  wire::Event last{m_name, ++m_seq, isoNow(), "ended", std::move(plain)};
  tried([&] {
    m_file.append(wire::format(last));
    m_file.sync();
  });
  tried([&] { writeStatus(); });
  if (m_onEvent) m_onEvent(last);
}

}  // namespace ghost::run
