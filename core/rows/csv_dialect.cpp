#include "rows/csv_dialect.h"

#include <algorithm>
#include <array>

namespace ghost::rows {
namespace {

constexpr std::size_t mostLinesOfARecord = 200;

/// What one reading of a sample gives.
struct Score {
  CsvDialect dialect;
  std::size_t fields = 0;       ///< of the first record
  std::size_t lines = 0, good = 0;  ///< of text; in records with as many fields as the first
  std::size_t quoted = 0;       ///< fields that begin and end with quotes
  std::size_t faults = 0, early = 0;
  bool spans = false;           ///< a quoted field holds a delimiter or a line end
  bool needless = false;        ///< a field is quoted without need in a column whose others aren't

  bool fits() const { return fields >= 2 && good * 4 >= lines * 3; }
};

std::string_view withoutCutLine(std::string_view sample) {
  const auto end = sample.rfind('\n');
  if (end == std::string_view::npos || end + 1 == sample.size()) return sample;
  return sample.substr(0, end).find_first_not_of("\r\n") == std::string_view::npos ? sample : sample.substr(0, end + 1);
}

/// A writer that quotes only what has to be quoted quotes none of these.
bool needsNoQuotes(std::string_view field, const CsvDialect& dialect) { return !field.empty() && field.find_first_of("\"'\r\n") == std::string_view::npos && field.find(dialect.delimiter) == std::string_view::npos && field.front() != ' ' && field.back() != ' '; }

Score scoreOf(std::string_view sample, const CsvDialect& dialect) {
  Score score{dialect};
  std::vector<bool> plain, needless;  // by column
  TextRecord record;
  for (bool first = true; nextRecord(sample, dialect, record); first = false) {
    if (first) score.fields = record.fields.size(), plain.resize(score.fields), needless.resize(score.fields);
    score.lines += record.lines;
    score.faults += record.fault != nullptr;
    score.early += record.closedEarly;
    if (record.fault != nullptr || record.fields.size() != score.fields) continue;
    score.good += record.lines;
    score.spans = score.spans || record.lines > 1;
    for (std::size_t i = 0; i < score.fields; ++i) {
      score.quoted += record.quoted[i];
      score.spans = score.spans || (record.quoted[i] && record.fields[i].find(dialect.delimiter) != std::string::npos);
      if (first) continue;  // headings may be written in another way
      plain[i] = plain[i] || (!record.quoted[i] && !record.fields[i].empty());
      needless[i] = needless[i] || (record.quoted[i] && needsNoQuotes(record.fields[i], dialect));
    }
  }
  for (std::size_t i = 0; i < plain.size(); ++i) score.needless = score.needless || (plain[i] && needless[i]);
  return score;
}

/// Whether all fields of a column begin and end with the character, and there are several.
bool encloses(std::string_view sample, const CsvDialect& plain, char quote) {
  std::vector<bool> all;
  std::size_t rows = 0;
  TextRecord record;
  for (; nextRecord(sample, plain, record); ++rows) {
    if (rows == 0) all.assign(record.fields.size(), true);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (i >= record.fields.size() || record.fields[i].size() < 2 || record.fields[i].front() != quote || record.fields[i].back() != quote) all[i] = false;
  }
  return rows > 1 && std::find(all.begin(), all.end(), true) != all.end();
}

/// Whether the sample shows that nothing is quoted, though fields begin with quotes.
bool provesPlain(const Score& plain, const Score& quoted, bool usuallyQuoted) {
  if (usuallyQuoted) return quoted.quoted == 0 && quoted.early > 0 && plain.good > quoted.good;
  if (plain.good == plain.lines) return quoted.faults > 0 || quoted.good < quoted.lines || quoted.spans || quoted.needless;
  return plain.good > quoted.good;
}

Score bestQuoting(std::string_view sample, const std::string& delimiter) {
  CsvDialect dialect;
  dialect.delimiter = delimiter;
  dialect.quote = 0;
  const Score plain = scoreOf(sample, dialect);
  if (delimiter == "::") return plain;
  if (sample.find('\'') != std::string_view::npos && encloses(sample, dialect, '\'')) {
    dialect.quote = '\'';
    return scoreOf(sample, dialect);
  }
  dialect.quote = '"';
  Score quoted = scoreOf(sample, dialect);
  quoted.dialect.settled = quoted.quoted > 0;
  if (quoted.quoted == 0 && quoted.faults == 0) return quoted;
  if (sample.find("\\\"") != std::string_view::npos) {
    dialect.backslash = true;
    if (Score escaped = scoreOf(sample, dialect); escaped.good > quoted.good && escaped.quoted > 0) return escaped;
  }
  return provesPlain(plain, quoted, delimiter == "," || delimiter == ";") ? plain : quoted;
}

}  // namespace

void CsvRecord::clear() {
  m_text.clear();
  m_ends.clear();
  m_quoted.clear();
  m_state = State::Start;
  m_quotedField = false;
}

void CsvRecord::endField() {
  m_ends.push_back(m_text.size());
  m_quoted.push_back(m_quotedField);
  m_quotedField = false;
  m_state = State::Start;
}

/// The backslash at `at` takes away the meaning of what follows it.
bool CsvRecord::escaped(std::string_view line, std::size_t at) const {
  if (!m_dialect.backslash || line[at] != '\\') return false;
  const auto next = line.substr(at + 1);
  if (next.empty()) return m_state == State::Quoted;  // before a line end
  return next.front() == '\\' || (m_dialect.quote != 0 && next.front() == m_dialect.quote) || (m_state != State::Quoted && next.starts_with(m_dialect.delimiter));
}

const char* CsvRecord::take(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (m_state != State::Closed && escaped(line, i)) {
      if (m_state == State::Start) m_state = State::Plain;
      if (i + 1 < line.size()) m_text += line[++i];
    } else if (m_state == State::Quoted) {
      if (c != m_dialect.quote) m_text += c;
      else if (i + 1 < line.size() && line[i + 1] == m_dialect.quote) m_text += line[++i];
      else m_state = State::Closed;
    } else if (!m_dialect.delimiter.empty() && line.substr(i, m_dialect.delimiter.size()) == m_dialect.delimiter) {
      endField();
      i += m_dialect.delimiter.size() - 1;
    } else if (m_state == State::Closed) {
      return textBehindQuote;
    } else if (m_dialect.quote != 0 && c == m_dialect.quote && m_state == State::Start) {
      m_state = State::Quoted;
      m_quotedField = true;
    } else {
      m_text += c;
      m_state = State::Plain;
    }
  }
  if (m_state == State::Quoted) m_text += '\n';
  return nullptr;
}

std::vector<std::string_view> CsvRecord::fields() const {
  std::vector<std::string_view> fields;
  std::size_t begin = 0;
  for (const std::size_t end : m_ends) {
    fields.push_back(std::string_view(m_text).substr(begin, end - begin));
    begin = end;
  }
  return fields;
}

bool nextRecord(std::string_view& rest, const CsvDialect& dialect, TextRecord& record) {
  const auto takeLine = [](std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  };
  record = {};
  std::string_view line;
  do {
    if (rest.empty()) return false;
    line = takeLine(rest);
  } while (line.empty());
  CsvRecord fields(dialect);
  std::string_view ahead = rest;
  for (record.lines = 1; (record.fault = fields.take(line)) == nullptr && fields.open(); ++record.lines) {
    if (ahead.empty() || record.lines == mostLinesOfARecord) {
      record.fault = quoteNeverClosed;
      break;
    }
    line = takeLine(ahead);
  }
  record.closedEarly = record.fault == textBehindQuote;
  if (record.fault != nullptr) return record.lines = 1, true;
  rest = ahead;
  fields.finish();
  for (std::size_t i = 0; i < fields.count(); ++i) record.quoted.push_back(fields.quoted(i));
  for (const auto field : fields.fields()) record.fields.emplace_back(field);
  return true;
}

CsvDialect sniffDialect(std::string_view sample, std::string_view delimiter) {
  sample = withoutCutLine(sample);
  if (!delimiter.empty()) return bestQuoting(sample, std::string(delimiter)).dialect;
  const bool numbers = sample.find_first_not_of("0123456789.+- \r\n") == std::string_view::npos;  // prose has blanks too
  Score best;
  best.dialect.delimiter.clear();
  for (const char* each : {"::", ",", "\t", ";", "|", " "}) {
    if (*each == ' ' && !numbers) break;
    if (sample.find(each) == std::string_view::npos) continue;
    Score score = bestQuoting(sample, each);
    if (!score.fits()) continue;
    if (score.dialect.delimiter == "::") return score.dialect;
    const auto better = best.lines == 0 || score.good * best.lines > best.good * score.lines || (score.good * best.lines == best.good * score.lines && score.fields > best.fields);
    if (better) best = std::move(score);
  }
  return best.dialect;
}

}  // namespace ghost::rows
