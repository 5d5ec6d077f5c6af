#include "data/text_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "data/item_text.h"
#include "data/usual_fields.h"

namespace ghost::data {
namespace {

constexpr int longText = 25;  // words

std::string bare(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) letters += c;
  return letters;
}

template <class Words>
bool holdsAny(const std::string& name, const Words& words) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool hasLetter(std::string_view text) { return std::any_of(text.begin(), text.end(), isLetter); }
/// Two letters side by side: "n277.200" is no word, "Up" is one.
bool hasWord(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (isLetter(text[i]) && isLetter(text[i - 1])) return true;
  return false;
}

bool isAddress(std::string_view text) { return text.starts_with("http:") || text.starts_with("https:") || text.starts_with("www.") || text.starts_with("/"); }
/// An id: one word with digits in it, written in one case.
bool isCode(std::string_view text) {
  if (text.find(' ') != std::string_view::npos || text.find_first_of("0123456789") == std::string_view::npos) return false;
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }) || std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}
bool isNotation(std::string_view text) { return text.starts_with('{') || text.starts_with('['); }

/// What the values of a column are like.
struct Looks {
  std::size_t values = 0, letters = 0, texts = 0, distinct = 0;  ///< with anything in them; with a letter; with words, and neither addresses nor codes nor lists; different ones
  double length = 0;                                            ///< mean number of words
};

Looks looksOf(const TextSample& sample, std::size_t column) {
  Looks looks;
  std::set<std::string_view> seen;
  for (const auto& row : sample.rows) {
    if (column >= row.size() || row[column].empty()) continue;
    const std::string& text = row[column];
    ++looks.values;
    looks.letters += hasLetter(text);
    looks.texts += hasWord(text) && !isAddress(text) && !isCode(text) && !isNotation(text);
    looks.length += wordsOf(text);
    seen.insert(text);
  }
  looks.distinct = seen.size();
  if (looks.values > 0) looks.length /= static_cast<double>(looks.values);
  return looks;
}

/// The judgement of a list of items, column by column.
class ItemSample {
 public:
  explicit ItemSample(const TextSample& sample) : m_sample(sample), m_columns(sample.names.empty() && !sample.rows.empty() ? sample.rows.front().size() : sample.names.size()), m_taken(m_columns) {
    for (std::size_t i = 0; i < m_columns; ++i) m_looks.push_back(looksOf(sample, i));
    for (const auto& name : sample.names) m_bare.push_back(bare(name));
  }

  int take(int column) {
    if (column >= 0) m_taken[static_cast<std::size_t>(column)] = true;
    return column;
  }
  int named(const std::string& name) const {
    const auto found = name.empty() ? m_sample.names.end() : std::find(m_sample.names.begin(), m_sample.names.end(), name);
    return found == m_sample.names.end() ? -1 : static_cast<int>(found - m_sample.names.begin());
  }
  int usual(FieldRole role) const {
    const int place = usualField(m_sample.names, role);
    return place >= 0 && free(static_cast<std::size_t>(place)) && wordy(static_cast<std::size_t>(place)) ? place : -1;
  }
  /// The first free column whose name the test likes and whose values are words.
  template <class Likes>
  int called(const Likes& likes) const {
    for (std::size_t i = 0; i < m_bare.size(); ++i)
      if (free(i) && wordy(i) && likes(m_bare[i])) return static_cast<int>(i);
    return -1;
  }
  /// Of the free columns whose name the test likes the one with most different values.
  template <class Likes>
  int richest(const Likes& likes) const {
    int best = -1;
    for (std::size_t i = 0; i < m_bare.size(); ++i)
      if (free(i) && wordy(i) && likes(m_bare[i]) && (best < 0 || m_looks[i].distinct > m_looks[static_cast<std::size_t>(best)].distinct)) best = static_cast<int>(i);
    return best;
  }
  /// By the values alone.
  int titleByLooks() const {
    int best = -1;
    double most = 0;
    for (std::size_t i = 0; i < m_columns; ++i) {
      const Looks& looks = m_looks[i];
      if (!free(i) || looks.values == 0 || looks.texts * 10 < looks.values * 8 || looks.values * 2 < m_sample.rows.size() || looks.length > longText) continue;
      const double distinct = static_cast<double>(looks.distinct) / static_cast<double>(looks.values);
      if (distinct < 0.6) continue;
      const double score = distinct + (looks.length >= 1.5 ? 1 : 0) + (m_sample.rows.size() > 1 ? 0 : -0.1);
      if (score > most + 1e-9) most = score, best = static_cast<int>(i);
    }
    return best;
  }
  int descriptionByLooks() const {
    for (std::size_t i = 0; i < m_columns; ++i)
      if (free(i) && m_looks[i].length > longText && m_looks[i].texts * 2 > m_looks[i].values) return static_cast<int>(i);
    return -1;
  }
  /// Where nothing is named the id comes first, and nearly every row has another one.
  int idByLooks() const {
    for (std::size_t i = 0; i < m_columns; ++i)
      if (free(i) && m_looks[i].values == m_sample.rows.size() && m_looks[i].values > 0 && m_looks[i].distinct * 10 >= m_looks[i].values * 9 && m_looks[i].length < 1.5) return static_cast<int>(i);
    return m_columns > 0 ? 0 : -1;
  }
  bool empty() const { return m_sample.rows.empty(); }
  bool nameless() const { return m_sample.names.empty(); }
  std::size_t columns() const { return m_columns; }

 private:
  bool free(std::size_t i) const { return !m_taken[i] && (m_sample.texts.empty() || m_sample.texts[i]); }
  /// Its values don't contradict a name that promises words.
  bool wordy(std::size_t i) const { return m_looks[i].values == 0 || m_looks[i].letters * 2 >= m_looks[i].values; }

  const TextSample& m_sample;
  std::size_t m_columns;
  std::vector<bool> m_taken;
  std::vector<Looks> m_looks;
  std::vector<std::string> m_bare;
};

constexpr std::array notTheItem{"user", "author", "brand", "categ", "type", "group", "department", "section", "colour", "color", "country", "city", "publisher", "store", "shop", "seller", "class", "genre", "index", "appearance", "file", "level", "director", "actor"};

bool promisesTitle(const std::string& name) { return (holdsAny(name, std::array{"title", "caption", "headline"}) || name.ends_with("name")) && !holdsAny(name, notTheItem); }
bool promisesDescription(const std::string& name) { return holdsAny(name, std::array{"desc", "summary", "overview", "abstract", "synopsis"}); }
bool promisesCategories(const std::string& name) {
  constexpr std::array whole{"class", "classes", "tag", "tags", "type", "topic", "topics", "theme", "themes", "producttype", "producttypename", "topictag"};
  return holdsAny(name, std::array{"categ", "genre"}) || std::find(whole.begin(), whole.end(), name) != whole.end();
}
bool promisesBrand(const std::string& name) { return holdsAny(name, std::array{"brand", "author", "publisher", "developer", "manufactur"}); }

}  // namespace

ItemColumns itemColumns(const TextSample& sample, const std::string& id, const std::string& title) {
  ItemSample items(sample);
  ItemColumns columns;
  columns.id = items.named(id);
  if (columns.id < 0) columns.id = sample.names.empty() ? items.idByLooks() : usualItemId(sample.names);
  items.take(columns.id);
  columns.title = items.named(title);
  if (columns.title < 0) columns.title = items.usual(FieldRole::Title);
  if (columns.title < 0) columns.title = items.richest(promisesTitle);
  items.take(columns.title);
  const auto fill = [&](int& column, FieldRole role, bool (*promises)(const std::string&)) {
    column = items.usual(role);
    if (column < 0) column = items.called(promises);
    items.take(column);
  };
  fill(columns.description, FieldRole::Description, promisesDescription);
  fill(columns.categories, FieldRole::Categories, promisesCategories);
  fill(columns.brand, FieldRole::Brand, promisesBrand);
  if (columns.title < 0) columns.title = items.take(items.titleByLooks());
  if (columns.title < 0 && items.nameless() && items.columns() > 1) columns.title = items.take(columns.id == 1 ? 0 : 1);
  if (columns.description < 0) columns.description = items.take(items.descriptionByLooks());
  return columns;
}

int eventTitleColumn(const TextSample& sample, int user, int item) {
  if (sample.names.empty() || item < 0) return -1;
  std::string stem = bare(sample.names[static_cast<std::size_t>(item)]);
  for (const std::string_view ending : {"id", "no", "code", "key"})
    if (stem.size() > ending.size() && stem.ends_with(ending)) {
      stem.resize(stem.size() - ending.size());
      break;
    }
  // Whether one item mostly has one text, and the texts have letters.
  const auto belongs = [&](std::size_t column) {
    std::map<std::string_view, std::string_view> first;
    std::size_t again = 0, other = 0, values = 0, letters = 0;
    for (const auto& row : sample.rows) {
      if (column >= row.size() || static_cast<std::size_t>(item) >= row.size() || row[column].empty()) continue;
      ++values;
      letters += hasLetter(row[column]);
      const auto [place, isNew] = first.try_emplace(row[static_cast<std::size_t>(item)], row[column]);
      again += !isNew;
      other += !isNew && place->second != row[column];
    }
    return (values == 0 || letters * 2 >= values) && other * 2 <= again;
  };
  const auto find = [&](const auto& likes) {
    for (std::size_t i = 0; i < sample.names.size(); ++i) {
      if (static_cast<int>(i) == user || static_cast<int>(i) == item || (!sample.texts.empty() && !sample.texts[i])) continue;
      if (likes(bare(sample.names[i])) && belongs(i)) return static_cast<int>(i);
    }
    return -1;
  };
  int place = find([&](const std::string& name) { return name == stem + "name" || name == stem + "title"; });
  if (place < 0)
    if (const int usual = usualField(sample.names, FieldRole::Title); usual >= 0) place = find([&](const std::string& name) { return name == bare(sample.names[static_cast<std::size_t>(usual)]); });
  return place >= 0 ? place : find([](const std::string& name) { return name.find("title") != std::string::npos; });
}

}  // namespace ghost::data
