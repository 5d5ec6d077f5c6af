#include "models/compared_tokens.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"

namespace ghost::workbench {

namespace {

std::shared_ptr<const ComparedBook> compare(figure::TokenLoader& loader, const std::vector<TokenEntry>& entries) {
  auto book = std::make_shared<ComparedBook>();
  std::vector<figure::TokenPlace> places;
  for (const TokenEntry& entry : entries) {
    try {
      loader.set(entry.tokenPlace());
      places.push_back(entry.tokenPlace());
    } catch (const std::exception& error) {
      book->problems[entry.key] = QString::fromUtf8(error.what());
    }
  }
  book->comparison = loader.load(places);
  std::vector<std::shared_ptr<const figure::TokenSet>> sets;
  for (const auto& compared : book->comparison.sets) {
    sets.push_back(compared.set);
    book->summaries.push_back(figure::summaryOf(*compared.set));
  }
  book->parameters = figure::differingParameters(sets);
  return book;
}

}  // namespace

ComparedTokens::ComparedTokens(QObject* parent) : QObject(parent), m_loading(this) {}

void ComparedTokens::setData(const run::Project* project, std::shared_ptr<const DataBook> data) {
  const std::filesystem::path folder = project ? project->folder : std::filesystem::path();
  if (folder != m_project) {
    m_project = folder;
    m_settled = false;
    chooseFirst();
    emit chosenChanged();
  }
  if (data == m_data && (m_loader != nullptr) == (project && data)) return;
  m_data = std::move(data);
  m_loader = project && m_data ? std::make_shared<figure::TokenLoader>(*project, std::shared_ptr<const data::Popularity>(m_data, &m_data->popularity), defaultThreads()) : nullptr;
  load();
}

void ComparedTokens::chooseFirst() {
  std::vector<figure::TokenCandidate> candidates;
  for (const TokenEntry& entry : m_entries) candidates.push_back(entry.candidate);
  const std::vector<std::string> keys = figure::firstSight(std::move(candidates));
  m_chosen.clear();
  for (const TokenEntry& entry : m_entries)  // in the order of the list, so that colours follow it
    if (std::find(keys.begin(), keys.end(), entry.key.toStdString()) != keys.end()) m_chosen += entry.key;
}

void ComparedTokens::setEntries(const std::vector<TokenEntry>& entries, bool complete) {
  const auto known = [](const std::vector<TokenEntry>& list, const QString& key) { return std::any_of(list.begin(), list.end(), [&](const TokenEntry& entry) { return entry.key == key; }); };
  auto room = static_cast<qsizetype>(figure::mostComparedSets) - std::count_if(entries.begin(), entries.end(), [&](const TokenEntry& entry) { return isChosen(entry.key); });
  QStringList chosen;
  for (const TokenEntry& entry : entries) {
    const bool joins = entry.key.startsWith(QLatin1String("artifact:")) && !known(m_entries, entry.key) && room > 0;
    if (joins) --room;
    if (joins || isChosen(entry.key)) chosen += entry.key;
  }
  m_entries = entries;
  m_chosen = chosen;
  if (!m_settled) chooseFirst();
  m_settled = m_settled || (complete && !entries.empty());
  emit chosenChanged();
  load();
}

bool ComparedTokens::setChosen(const QString& key, bool chosen) {
  if (chosen == isChosen(key)) return true;
  if (chosen && m_chosen.size() >= static_cast<qsizetype>(figure::mostComparedSets)) return false;
  QStringList now;
  for (const TokenEntry& entry : m_entries)
    if (entry.key == key ? chosen : isChosen(entry.key)) now += entry.key;
  m_chosen = now;
  m_settled = true;
  emit chosenChanged();
  load();
  return true;
}

int ComparedTokens::colourOf(const QString& key) const {
  if (!m_book) return -1;
  const auto& sets = m_book->comparison.sets;
  const auto found = std::find_if(sets.begin(), sets.end(), [&](const figure::ComparedSet& compared) { return compared.set->place.key == key.toStdString(); });
  return found == sets.end() ? -1 : static_cast<int>(found - sets.begin());
}

void ComparedTokens::setSeen(bool seen) {
  m_seen = seen;
  if (m_seen && m_due) load();
}

void ComparedTokens::load() {
  m_due = !m_seen;
  if (m_due) return;
  std::vector<TokenEntry> wanted;
  for (const TokenEntry& entry : m_entries)
    if (isChosen(entry.key)) wanted.push_back(entry);
  if (!m_loader || wanted.empty()) {
    m_loading.forget();
    m_book.reset();
    emit bookChanged();
    return;
  }
  const auto show = [this](std::shared_ptr<const ComparedBook> book) {
    m_book = std::move(book);
    emit bookChanged();
  };
  m_loading.start<std::shared_ptr<const ComparedBook>>([loader = m_loader, wanted] { return compare(*loader, wanted); }, show, [this, wanted, show](const QString& sentence) {
    auto book = std::make_shared<ComparedBook>();  // e.g. a set that went between the two looks at it
    for (const TokenEntry& entry : wanted) book->problems[entry.key] = sentence;
    show(book);
  });
}

}  // namespace ghost::workbench
