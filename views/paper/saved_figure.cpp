#include "views/paper/saved_figure.h"

#include "base/error.h"
#include "base/regular_file.h"

namespace ghost::paper {

namespace {

constexpr JsonLimits limits{256ull << 20, 64};

std::string textAt(const OrderedJson& json, const char* key, const std::string& otherwise) { return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : otherwise; }

double numberAt(const OrderedJson& json, const char* key, double otherwise) { return json.is_object() && json.contains(key) && json[key].is_number() ? json[key].get<double>() : otherwise; }

std::vector<std::string> textsAt(const OrderedJson& json, const char* key) {
  std::vector<std::string> texts;
  if (!json.is_object() || !json.contains(key) || !json[key].is_array()) return texts;
  for (const OrderedJson& text : json[key])
    if (text.is_string()) texts.push_back(text.get<std::string>());
  return texts;
}

const OrderedJson& objectAt(const OrderedJson& json, const char* key) {
  static const OrderedJson none = OrderedJson::object();
  return json.contains(key) && json[key].is_object() ? json[key] : none;
}

}  // namespace

OrderedJson requestOf(const figure::FigureData& figure, const std::map<std::string, std::string>& parameters, const std::vector<std::string>& chosenRuns) {
  OrderedJson all = OrderedJson::object();
  for (const auto& [key, text] : parameters) all[key] = text;
  const bool namesTokens = parameters.contains("tokens") && !parameters.at("tokens").empty();
  return {{"parameters", std::move(all)}, {"runs", chosenRuns.empty() && !namesTokens ? figure.runs : chosenRuns}};
}

bool isSavedFigure(const std::filesystem::path& file) {
  std::error_code ignored;
  if (file.extension() != ".json" || !std::filesystem::is_regular_file(file, ignored)) return false;
  std::string begin(512, '\0');
  try {
    begin.resize(RegularFile(file).readAt(0, begin.data(), begin.size()));
  } catch (const Error&) {
    return false;
  }
  return begin.starts_with("{\n \"kind\": \"") && begin.find("\"title\"") != std::string::npos;
}

SavedFigure readSavedFigure(const std::filesystem::path& file) {
  const OrderedJson json = readJsonFile(file, limits);
  if (!json.is_object() || textAt(json, "kind", "").empty() || !json.contains("panels")) throw dataError(file.string(), "this isn't the JSON of an exported figure; take the .json that lies beside its PDF");
  SavedFigure saved;
  saved.kind = textAt(json, "kind", "");
  const OrderedJson &request = objectAt(json, "request"), &sheet = objectAt(json, "paper");
  for (const auto& [key, text] : objectAt(request, "parameters").items())
    if (text.is_string()) saved.parameters[key] = text.get<std::string>();
  saved.runs = textsAt(json.contains("request") ? request : json, "runs");
  saved.paper.widthMm = numberAt(sheet, "width_mm", saved.paper.widthMm);
  saved.paper.style = textAt(sheet, "style", saved.paper.style);
  saved.paper.dpi = numberAt(sheet, "dpi", saved.paper.dpi);
  saved.paper.name = textAt(sheet, "name", file.stem().string());
  if (const auto formats = textsAt(sheet, "formats"); !formats.empty()) saved.paper.formats = formats;
  saved.paper.edits = figure::editsOf(json, file.string());
  return saved;
}

}  // namespace ghost::paper
