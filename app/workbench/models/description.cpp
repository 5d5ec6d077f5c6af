#include "models/description.h"

#include <algorithm>

#include "base/error.h"

namespace ghost::workbench {

namespace {

QString textOf(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

std::vector<DescribedRow> rowsOf(const OrderedJson& description, const char* table) {
  std::vector<DescribedRow> rows;
  const auto found = description.find(table);
  if (found == description.end() || !found->is_array()) return rows;
  for (const auto& json : *found) {
    DescribedRow row{textOf(json, "id"), textOf(json, "title"), textOf(json, "description"), textOf(json, "kind"), textOf(json, "tokenizer"), textOf(json, "profile"), json.value("executable", true), {}};
    if (row.title.isEmpty()) row.title = row.id;
    for (const auto& param : json.value("params", OrderedJson::array())) row.params.push_back(paramSpecOf(param));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

ParamSpec paramSpecOf(const OrderedJson& json) {
  ParamSpec spec;
  spec.key = json.value("key", "");
  const std::string type = json.value("type", "text");
  spec.type = type == "integer" ? ParamSpec::Type::Integer : type == "real" ? ParamSpec::Type::Real : type == "boolean" ? ParamSpec::Type::Boolean : type == "choice" ? ParamSpec::Type::Choice : ParamSpec::Type::Text;
  if (spec.key.empty() || !json.contains("default")) throw dataError("describe", "a parameter has no key or no default; the programs \"ghost\" and \"ghost-workbench\" don't fit together, build both anew");
  spec.defaultValue = Json(json["default"]);
  spec.help = json.value("help", "");
  spec.minimum = json.value("min", 0.0);
  spec.maximum = json.value("max", 0.0);
  spec.choices = json.value("choices", std::vector<std::string>());
  spec.group = json.value("group", "");
  return spec;
}

Description::Description(QObject* parent) : QObject(parent) {
  connect(&m_call, &VerbCall::failed, this, [this](const QString& sentence) {
    m_problem = sentence;
    emit failed(sentence);
  });
  connect(&m_call, &VerbCall::finished, this, &Description::take);
}

void Description::load() {
  if (!m_ready && !m_call.isRunning()) m_call.start({QStringLiteral("describe")});
}

void Description::take(const OrderedJson& description) {
  try {
    m_recipes = rowsOf(description, "recipes");
    m_tokenizers = rowsOf(description, "tokenizers");
    m_backends.clear();
    for (const auto& backend : description.value("backends", OrderedJson::array())) m_backends += QString::fromStdString(backend.get<std::string>());
    m_ready = !m_recipes.empty();
  } catch (const std::exception& error) {
    m_ready = false;
    m_problem = QString::fromUtf8(error.what());
  }
  if (m_ready) {
    m_problem.clear();
    emit ready();
  } else {
    if (m_problem.isEmpty()) m_problem = tr("The program describes no recipes; build \"ghost\" anew.");
    emit failed(m_problem);
  }
}

const DescribedRow* Description::recipe(const QString& id) const {
  const auto found = std::find_if(m_recipes.begin(), m_recipes.end(), [&](const DescribedRow& row) { return row.id == id; });
  return found == m_recipes.end() ? nullptr : &*found;
}

}  // namespace ghost::workbench
