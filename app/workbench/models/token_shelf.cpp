#include "models/token_shelf.h"

#include <algorithm>

#include "base/folder_entries.h"
#include "figure/run_facts.h"
#include "models/run_facts.h"

namespace ghost::workbench {
namespace fs = std::filesystem;
namespace {

/// Artifacts that runs made are named by a hash and shown with their runs; what a person built has a name.
bool isHash(const std::string& name) {
  return name.size() == 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) || (c >= 'a' && c <= 'f'); });
}

void addArtifacts(std::vector<TokenEntry>& entries, const run::Project& project) {
  std::error_code ignored;
  std::vector<fs::path> folders;
  for (const auto& entry : entriesAsFarAsListed(project.artifacts())) {
    const std::string name = entry.path().filename().string();
    if (!isHash(name) && fs::exists(entry.path() / "index.json", ignored)) folders.push_back(entry.path());
  }
  std::sort(folders.rbegin(), folders.rend());
  for (const auto& folder : folders) {
    const QString name = QString::fromStdString(folder.filename().string());
    entries.push_back({QStringLiteral("artifact:") + name, QStringLiteral("built: %1").arg(name), folder, {}, name});
  }
}

void addIndices(std::vector<TokenEntry>& entries, const run::Project& project) {
  std::vector<fs::path> files;
  for (const auto& entry : entriesAsFarAsListed(project.dataFolder()))
    if (entry.path().filename().string().ends_with(".index.json")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const QString name = QString::fromStdString(file.filename().string());
    entries.push_back({QStringLiteral("index:") + name, QStringLiteral("published: %1").arg(name), file, {}, name.chopped(11)});
  }
}

}  // namespace

std::shared_ptr<const TokenBook> loadTokens(const TokenEntry& entry, const DataBook& data) {
  const auto set = figure::loadTokenSet(entry.tokenPlace(), data.popularity);
  const sid::Tokenization& tokens = set->tokens;
  std::vector<std::int32_t> tailsOf;
  if (tokens.skeleton) {
    tailsOf.assign(tokens.skeleton->anchor.size(), 0);
    for (const auto anchor : tokens.skeleton->anchor)
      if (anchor >= 0) ++tailsOf[static_cast<std::size_t>(anchor)];
  }
  sid::SidTrie trie(tokens.table);
  return std::make_shared<const TokenBook>(TokenBook{entry, set, set->tokens, std::move(trie), set->report, std::move(tailsOf)});
}

TokenShelf::TokenShelf(QObject* parent) : QObject(parent), m_loading(this) {}

void TokenShelf::refresh(const run::Project* project, const std::vector<store::RunRow>& runs) {
  std::vector<TokenEntry> entries;
  if (project) {
    std::error_code ignored;
    for (const auto& row : runs) {
      const fs::path folder = project->runs() / row.name / "tokens";
      if (!fs::exists(folder / "index.json", ignored)) continue;
      const QString name = QString::fromStdString(row.name);
      entries.push_back({QStringLiteral("run:") + name, QStringLiteral("run: %1").arg(runTitle(row)), folder, name, QString::fromStdString(row.recipe.empty() ? row.name : figure::recipeTitle(row.recipe))});
    }
    addArtifacts(entries, *project);
    addIndices(entries, *project);
    for (TokenEntry& entry : entries) {
      // A run's tokens never change; its folder isn't read at every look.
      const auto known = std::find_if(m_entries.begin(), m_entries.end(), [&](const TokenEntry& each) { return each.place == entry.place && !each.candidate.content.empty(); });
      entry.candidate = known != m_entries.end() ? known->candidate : figure::candidateOf(entry.tokenPlace());
    }
  }
  const bool same = std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(), [](const TokenEntry& a, const TokenEntry& b) { return a.key == b.key && a.title == b.title; });
  if (same) return;
  m_entries = std::move(entries);
  emit entriesChanged();
  const bool there = std::any_of(m_entries.begin(), m_entries.end(), [&](const TokenEntry& entry) { return entry.key == m_chosen; });
  if (!there) choose({});
}

void TokenShelf::setData(std::shared_ptr<const DataBook> data) {
  m_data = std::move(data);
  load();
}

void TokenShelf::choose(const QString& key) {
  const QString wanted = key.isEmpty() && !m_entries.empty() ? m_entries.front().key : key;
  if (wanted == m_chosen && (m_book || m_loading.isBusy())) return;
  m_chosen = wanted;
  load();
}

void TokenShelf::load() {
  const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const TokenEntry& each) { return each.key == m_chosen; });
  m_problem.clear();
  if (!m_data || entry == m_entries.end()) {
    m_loading.forget();
    m_book.reset();
    emit bookChanged();
    return;
  }
  m_loading.start<std::shared_ptr<const TokenBook>>(
      [entry = *entry, data = m_data] { return loadTokens(entry, *data); },
      [this](std::shared_ptr<const TokenBook> book) {
        m_book = std::move(book);
        emit bookChanged();
      },
      [this](const QString& sentence) {
        m_book.reset();
        m_problem = sentence;
        emit bookChanged();
      });
}

}  // namespace ghost::workbench
