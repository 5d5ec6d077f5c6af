#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

namespace {

struct Named {
  const char* id;
  const char* title;
};
constexpr std::array<Named, 5> groups{{{"q1", "quartile 1 (most head)"}, {"q2", "quartile 2"}, {"q3", "quartile 3"}, {"q4", "quartile 4 (most tail)"}, {"tail_only", "tail-only codes"}}};
constexpr std::array<Named, 4> parts{{{"target_pull", "target pull"}, {"mle_push", "MLE push"}, {"auo_repulsion", "AUO repulsion"}, {"auo_rescue", "AUO rescue"}}};

/// "<group>/<part>" -> curve over steps.
std::map<std::string, Series> curvesOf(const run::EventLog& log, const std::string& probe) {
  std::map<std::string, Series> curves;
  for (const wire::Event& event : log.events) {
    if (event.kind != "probe" || event.body.value("name", "") != probe) continue;
    const Json labels = event.body.value("labels", Json::array()), values = event.body.value("values", Json::array());
    for (std::size_t i = 0; i < labels.size() && i < values.size(); ++i) {
      if (!labels[i].is_string() || !values[i].is_number()) continue;
      Series& curve = curves[labels[i].get<std::string>()];
      curve.x.push_back(static_cast<double>(event.body.value("step", std::int64_t{0})));
      curve.y.push_back(values[i].get<double>());
    }
  }
  return curves;
}

bool isAllZero(const Series& curve) {
  return std::all_of(curve.y.begin(), curve.y.end(), [](double y) { return y == 0; });
}

Panel groupPanel(const std::map<std::string, Series>& curves, const Named& group, bool length) {
  Panel panel;
  panel.title = group.title;
  panel.x.label = "optimiser step";
  panel.x.whole = true;
  panel.y.label = length ? "length, L_2" : "inner product with h";
  panel.y.logarithmic = length;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const auto found = curves.find(fmt::format("{}/{}", group.id, parts[p].id));
    if (found == curves.end()) continue;
    Series curve = found->second;
    if (isAllZero(curve)) {  // a recipe without AUO has no such part; its legend entry would promise a line
      panel.remarks.push_back(fmt::format("{} is 0 throughout", parts[p].title));
      continue;
    }
    curve.name = parts[p].title;
    curve.index = static_cast<int>(p);
    if (const int hidden = hiddenPoints(panel, curve); hidden > 0) panel.remarks.push_back(fmt::format("{}: {} values <= 0 hidden", curve.name, hidden));
    panel.series.push_back(std::move(curve));
  }
  return panel;
}

/// One vertical range for all panels, so that heights compare.
void shareRange(std::vector<Panel>& panels) {
  std::optional<double> low, high;
  for (const Panel& panel : panels) {
    for (const Series& s : panel.series) {
      for (std::size_t i = 0; i < s.y.size(); ++i) {
        if (!isVisible(panel, s, i)) continue;
        low = std::min(low.value_or(s.y[i]), s.y[i]);
        high = std::max(high.value_or(s.y[i]), s.y[i]);
      }
    }
  }
  if (!low) return;
  const bool logarithmic = panels.front().y.logarithmic;
  const double room = logarithmic ? std::pow(*high / *low, 0.05) : std::max(0.05 * (*high - *low), 1e-12);
  for (Panel& panel : panels) {  // the outermost points keep off the frame
    panel.y.minimum = logarithmic ? *low / room : *low - room;
    panel.y.maximum = logarithmic ? *high * room : *high + room;
  }
}

}  // namespace

FigureData makeTailGradients(const FigureInput& input, const ParamValues& values) {
  const bool length = values.text("measure") == "l2";
  const std::int64_t level = values.integer("level");
  const std::string probe = fmt::format("gradient/{}{}", length ? "l2" : "inner", level < 0 ? "" : fmt::format("/level{}", level));
  for (const RunFacts& run : factsOf(input, 50)) {
    const auto curves = curvesOf(run::readEvents(run.folder), probe);
    if (curves.empty()) continue;
    FigureData figure = begin("tail-gradients", fmt::format("Gradients of tail tokens, {}", run.label), {run});
    for (const Named& group : groups) {
      const std::string id = group.id;
      if (values.text("groups") == "few" && (id == "q2" || id == "q3")) continue;
      Panel panel = groupPanel(curves, group, length);
      if (!panel.series.empty()) figure.panels.push_back(std::move(panel));
    }
    shareRange(figure.panels);
    return figure.panels.empty() ? empty(figure, fmt::format("All gradient probes of run {} are zero.", run.folder.name())) : figure;
  }
  FigureData figure = begin("tail-gradients", "Gradients of tail tokens", {});
  return empty(figure, reasonFor(input, fmt::format("No run has gradient probes (\"{}\"); train with probe_every > 0.", probe)));
}

}  // namespace ghost::figure
