#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ghost {

/// One number of a curve. `group` is "all", "head", "tail" or a stage's own word; `step` counts optimiser steps (or epochs where the name ends in /epoch).
struct Metric {
  std::string name;
  double value = 0;
  std::int64_t step = 0;
  std::string group = "all";
};

/// A vector-valued measurement, e.g. the gradient probe: `labels[i]` names `values[i]`.
struct Probe {
  std::string name;
  std::int64_t step = 0;
  std::vector<std::string> labels;
  std::vector<double> values;
};

/// How a stage tells what it does. Implementations are thread-safe and cheap; they turn calls into events, bars or nothing.
/// Meaning only (stage id, numbers, group), never colours or layout.
class Reporter {
 public:
  virtual ~Reporter() = default;
  /// A stage begins; later calls belong to it until the next one.
  virtual void stage(std::string_view id) {}
  /// `done` of `total` units; total 0 = unknown. Callers may call as often as they like; implementations thin it out.
  virtual void progress(std::int64_t done, std::int64_t total, std::string_view unit) {}
  virtual void metric(const Metric& metric) {}
  virtual void probe(const Probe& probe) {}
  virtual void artifact(std::string_view kind, std::string_view path, std::string_view hash) {}
  /// Something a person should read: "warning" or "info".
  virtual void note(std::string_view level, std::string_view text) {}
};

/// Says nothing; for tests and inner calls.
Reporter& silentReporter();

}  // namespace ghost
