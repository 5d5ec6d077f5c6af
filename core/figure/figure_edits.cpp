#include "figure/figure_edits.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/closest.h"
#include "base/error.h"

namespace ghost::figure {

namespace {

using PanelEdits = FigureEdits::PanelEdits;
struct PanelKey {
  const char* key;
  std::optional<std::string> PanelEdits::* text;
};
constexpr PanelKey panelKeys[] = {{"title", &PanelEdits::title}, {"x_label", &PanelEdits::xLabel}, {"y_label", &PanelEdits::yLabel}, {"cell_label", &PanelEdits::cellLabel}};

[[noreturn]] void failType(const std::string& where, const std::string& key, const char* wanted) { throw dataError(where, fmt::format("\"{}\" of a figure's edits has to be {}", key, wanted)); }

std::string textOf(const OrderedJson& json, const std::string& where, const std::string& key) {
  if (!json.is_string()) failType(where, key, "a text");
  return json.get<std::string>();
}

void requireKeys(const OrderedJson& json, const std::string& where, const std::vector<std::string_view>& known) {
  if (!json.is_object()) throw dataError(where, "a figure's edits are an object of texts; write them as the window does, e.g. {\"title\": \"Music\", \"panels\": [{\"y_label\": \"HR@10\"}]}");
  for (const auto& [key, value] : json.items())
    if (std::find(known.begin(), known.end(), key) == known.end()) throw dataError(where, fmt::format("a figure's edits have no \"{}\"; did you mean {}?", key, closestOf(key, known)));
}

PanelEdits panelOf(const OrderedJson& json, const std::string& where) {
  requireKeys(json, where, {"title", "x_label", "y_label", "cell_label"});
  PanelEdits edits;
  for (const PanelKey& row : panelKeys)
    if (json.contains(row.key)) edits.*row.text = textOf(json[row.key], where, row.key);
  return edits;
}

std::vector<std::string> textsOf(const OrderedJson& json, const std::string& where, const char* key) {
  if (!json.is_array()) failType(where, key, "a list of texts");
  std::vector<std::string> texts;
  for (const OrderedJson& text : json) texts.push_back(textOf(text, where, key));
  return texts;
}

void rename(std::string& name, const std::map<std::string, std::string>& names) {
  if (const auto found = names.find(name); found != names.end()) name = found->second;
}

}  // namespace

OrderedJson toJson(const FigureEdits& edits) {
  OrderedJson json = OrderedJson::object();
  if (edits.title) json["title"] = *edits.title;
  for (const PanelEdits& panel : edits.panels) {
    OrderedJson row = OrderedJson::object();
    for (const PanelKey& key : panelKeys)
      if (panel.*key.text) row[key.key] = *(panel.*key.text);
    json["panels"].push_back(std::move(row));
  }
  for (const auto& [name, shown] : edits.legend) json["legend"][name] = shown;
  if (edits.footnotes) json["footnotes"] = *edits.footnotes;
  if (edits.heightMm) json["height_mm"] = *edits.heightMm;
  return json;
}

FigureEdits editsOf(const OrderedJson& json, const std::string& where) {
  if (json.is_object() && json.contains("edits")) return editsOf(json["edits"], where);
  // An exported figure without edits has none to give; its own keys are no mistake.
  if (json.is_object() && json.contains("kind") && json.contains("provenance")) return {};
  requireKeys(json, where, {"title", "panels", "legend", "footnotes", "height_mm"});
  FigureEdits edits;
  if (json.contains("title")) edits.title = textOf(json["title"], where, "title");
  if (json.contains("panels")) {
    if (!json["panels"].is_array()) failType(where, "panels", "a list, one object a panel");
    for (const OrderedJson& panel : json["panels"]) edits.panels.push_back(panelOf(panel, where));
  }
  if (json.contains("legend")) {
    if (!json["legend"].is_object()) failType(where, "legend", "an object from names to what is printed");
    for (const auto& [name, shown] : json["legend"].items()) edits.legend[name] = textOf(shown, where, "legend");
  }
  if (json.contains("footnotes")) edits.footnotes = textsOf(json["footnotes"], where, "footnotes");
  if (json.contains("height_mm")) {
    const OrderedJson& height = json["height_mm"];
    if (!height.is_number() || !std::isfinite(height.get<double>()) || height.get<double>() <= 0) failType(where, "height_mm", "a length in millimetres above 0");
    edits.heightMm = height.get<double>();
  }
  return edits;
}

FigureData edited(FigureData figure, const FigureEdits& edits) {
  if (edits.title) {
    figure.title = *edits.title;
    figure.titleShown = !figure.title.empty();
  }
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    Panel& panel = figure.panels[i];
    for (Series& series : panel.series) rename(series.name, edits.legend);
    for (Rule& rule : panel.rules) rename(rule.label, edits.legend);
    for (Axis* axis : {&panel.x, &panel.y})
      for (std::string& category : axis->categories) rename(category, edits.legend);
    if (edits.footnotes) panel.remarks = i == 0 ? *edits.footnotes : std::vector<std::string>{};
    if (i >= edits.panels.size()) continue;
    const PanelEdits& words = edits.panels[i];
    panel.title = words.title.value_or(panel.title);
    panel.x.label = words.xLabel.value_or(panel.x.label);
    panel.y.label = words.yLabel.value_or(panel.y.label);
    panel.cellLabel = words.cellLabel.value_or(panel.cellLabel);
  }
  return figure;
}

}  // namespace ghost::figure
