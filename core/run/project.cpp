#include "run/project.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "run/toml_json.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t maxBytes = 4u << 20;

std::string at(const fs::path& file, const toml::node& node) { return fmt::format("{}:{}", file.string(), node.source().begin.line); }

std::string textOf(const toml::node& node, const fs::path& file, std::string_view key) {
  const auto text = node.value<std::string>();
  if (!node.is_string() || !text) throw dataError(at(file, node), fmt::format("\"{}\" must be text in quotes", key));
  return *text;
}

/// A project must mean the same on every machine and can't be made to read files elsewhere.
std::string relativePath(const toml::node& node, const fs::path& file, std::string_view key) {
  const std::string text = textOf(node, file, key);
  const fs::path path(text);
  if (path.is_absolute()) throw dataError(at(file, node), fmt::format("\"{}\" is the absolute path {}; give a path relative to the project folder", key, text));
  for (const auto& part : path)
    if (part == "..") throw dataError(at(file, node), fmt::format("\"{}\" = {} leaves the project folder; copy the file into the project and name it from there", key, text));
  return text;
}

void checkSchema(const toml::table& table, const fs::path& file) {
  const auto* node = table.get("schema");
  if (!node) throw dataError(file.string(), fmt::format("the key \"schema\" is missing; add schema = {}", Project::schemaVersion));
  const auto schema = node->value<std::int64_t>();
  if (!node->is_integer() || *schema < 1) throw dataError(at(file, *node), fmt::format("\"schema\" must be an integer; this program writes {}", Project::schemaVersion));
  if (*schema > Project::schemaVersion)
    throw dataError(at(file, *node), fmt::format("the project was made by a newer version of the workbench (schema {}, this one reads up to {}); update this program", *schema, Project::schemaVersion));
}

Project::RecipeEntry recipeEntry(const toml::node& node, const fs::path& file) {
  const auto* table = node.as_table();
  if (!table) throw dataError(at(file, node), "each of \"recipes\" must be a table [[recipes]]");
  Project::RecipeEntry entry;
  for (const auto& [key, value] : *table) {
    if (key == "recipe") entry.recipe = textOf(value, file, "recipe");
    else if (key == "set" && value.is_table()) entry.overrides = toJson(*value.as_table(), file.string());
    else throw dataError(at(file, value), fmt::format("unknown key \"{}\" in [[recipes]]; known are recipe and the table set", key.str()));
  }
  if (entry.recipe.empty()) throw dataError(at(file, node), "the key \"recipe\" is missing in [[recipes]]");
  return entry;
}

void readKey(Project& project, std::string_view key, const toml::node& value, const fs::path& file) {
  if (key == "schema") return;
  if (key == "name") project.name = textOf(value, file, key);
  else if (key == "data") project.data = relativePath(value, file, key);
  else if (key == "vectors") project.vectors = relativePath(value, file, key);
  else if (key == "text") project.text = relativePath(value, file, key);
  else if (key == "machine") project.machine = textOf(value, file, key);
  else if (key == "recipes" && value.is_array()) {
    for (const auto& entry : *value.as_array()) project.recipes.push_back(recipeEntry(entry, file));
  } else {
    throw dataError(at(file, value), fmt::format("unknown key \"{}\"; known are schema, name, data, vectors, text, machine and [[recipes]]", key));
  }
}

}  // namespace

bool isProject(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "project.toml", ignored);
}

namespace {

Project projectOf(const std::string& text, const fs::path& folder) {
  const fs::path file = folder / "project.toml";
  const toml::table table = parseToml(text, file.string());
  checkSchema(table, file);  // first, so that a newer file isn't blamed for keys this version doesn't know
  Project project;
  project.folder = folder;
  for (const auto& [key, value] : table) readKey(project, key.str(), value, file);
  if (project.name.empty()) throw dataError(file.string(), "the key \"name\" is missing; add name = \"...\"");
  return project;
}

/// Byte at a line and column (both from 1; columns count characters, not bytes).
std::size_t placeOf(const std::string& text, const toml::source_position& position) {
  std::size_t at = 0;
  for (toml::source_index line = 1; line < position.line; ++line) at = text.find('\n', at) + 1;
  const auto continues = [&](std::size_t place) { return place < text.size() && (static_cast<unsigned char>(text[place]) & 0xc0u) == 0x80u; };
  for (toml::source_index column = 1; column < position.column; ++column)
    do ++at;
    while (continues(at));
  return std::min(at, text.size());
}

std::size_t lineStart(const std::string& text, std::size_t place) {
  const auto before = place == 0 ? std::string::npos : text.rfind('\n', place - 1);
  return before == std::string::npos ? 0 : before + 1;
}
std::size_t nextLine(const std::string& text, std::size_t place) { return std::min(text.size(), text.find('\n', place) == std::string::npos ? text.size() : text.find('\n', place) + 1); }

/// Behind the last setting that stands before the first table.
std::size_t placeForNew(const std::string& text, const toml::table& table) {
  std::size_t place = 0;
  for (const auto& [key, value] : table)
    if (!value.is_table() && !value.is_array_of_tables()) place = std::max(place, nextLine(text, placeOf(text, value.source().begin)));
  return place;
}

std::string changed(std::string text, const std::string& key, const std::string& value, const fs::path& file) {
  const toml::table table = parseToml(text, file.string());
  if (const toml::node* node = table.get(key)) {
    const std::size_t begin = placeOf(text, node->source().begin), end = placeOf(text, node->source().end);
    if (!value.empty()) return text.replace(begin, end - begin, tomlText(value));
    const std::size_t line = lineStart(text, begin);
    return text.erase(line, nextLine(text, end) - line);
  }
  if (value.empty()) return text;
  const std::size_t place = placeForNew(text, table);
  const bool needsBreak = place > 0 && text[place - 1] != '\n';
  return text.insert(place, (needsBreak ? "\n" : "") + key + " = " + tomlText(value) + "\n");
}

std::string settingOf(const Project& project, const std::string& key) {
  return key == "name" ? project.name : key == "data" ? project.data : key == "vectors" ? project.vectors : key == "text" ? project.text : project.machine;
}

}  // namespace

Project openProject(const fs::path& folder) { return projectOf(readFile(folder / "project.toml", maxBytes), folder); }

Project changeProject(const fs::path& folder, const ProjectChanges& changes) {
  static const std::vector<std::string> settable{"name", "data", "vectors", "text", "machine"};
  const fs::path file = folder / "project.toml";
  std::string text = readFile(file, maxBytes);
  projectOf(text, folder);
  for (const auto& [key, value] : changes) {
    if (std::find(settable.begin(), settable.end(), key) == settable.end()) throw usageError(key, fmt::format("no such setting of a project; {} can be set", fmt::join(settable, ", ")));
    if (value.empty() && key != "vectors" && key != "text") throw usageError(key, "this setting can't be empty");
    text = changed(std::move(text), key, value, file);
  }
  Project project = projectOf(text, folder);
  for (const auto& [key, value] : changes)
    if (settingOf(project, key) != value) throw dataError(file.string(), fmt::format("\"{}\" can't be changed where it stands; write {} = {} into the file by hand", key, key, tomlText(value)));
  writeFileAtomically(file, text);
  return project;
}

void saveProject(const Project& project) {
  std::ostringstream out;
  auto line = [&](std::string_view key, const std::string& value) { out << key << " = " << tomlText(value) << "\n"; };
  out << "schema = " << Project::schemaVersion << "\n";
  line("name", project.name);
  line("data", project.data);
  if (!project.vectors.empty()) line("vectors", project.vectors);
  if (!project.text.empty()) line("text", project.text);
  line("machine", project.machine);
  for (const auto& entry : project.recipes) {
    out << "\n[[recipes]]\n";
    line("recipe", entry.recipe);
    if (!entry.overrides.empty()) out << "set = " << tomlValue(entry.overrides) << "\n";
  }
  createFolders(project.folder);
  writeFileAtomically(project.folder / "project.toml", out.str());
}

}  // namespace ghost::run
