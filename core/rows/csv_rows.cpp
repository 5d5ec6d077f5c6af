#include "rows/csv_rows.h"

#include <algorithm>

namespace ghost::rows {
namespace {

constexpr std::size_t mostBytes = 16u << 20, mostLines = 10000, shownBytes = 400;

/// Delimiters of each line, quoted parts aside; a line end inside quotes doesn't end a line.
std::vector<std::size_t> delimiterCounts(std::string_view sample, std::string_view delimiter) {
  std::vector<std::size_t> counts{0};
  bool quoted = false, text = false;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const char c = sample[i];
    if (c == '"') quoted = !quoted;
    text = text || (c != '\n' && c != '\r');
    if (quoted) continue;
    if (sample.substr(i, delimiter.size()) == delimiter) {
      ++counts.back();
      i += delimiter.size() - 1;
    }
    if (c == '\n' && text) {
      counts.push_back(0);
      text = false;
    }
  }
  if (counts.size() > 1) counts.pop_back();
  return counts;
}

}  // namespace

std::string sniffDelimiter(std::string_view sample) {
  const bool numbers = sample.find_first_not_of("0123456789.+- \r\n") == std::string_view::npos;  // prose has blanks too
  for (const char* delimiter : {"::", ",", "\t", ";", "|", " "}) {
    if (*delimiter == ' ' && !numbers) break;
    const auto counts = delimiterCounts(sample, delimiter);
    const auto alike = static_cast<std::size_t>(std::count(counts.begin(), counts.end(), counts.front()));
    if (counts.front() > 0 && alike * 4 >= counts.size() * 3) return delimiter;
  }
  return {};
}

CsvRows::CsvRows(LineReader& lines, std::string_view delimiter, bool quotes) : m_lines(lines), m_delimiter(delimiter), m_quotes(quotes) {}

bool CsvRows::nextLine(Line& line) {
  if (m_again.empty()) return m_lines.next(line);
  m_current = std::move(m_again.front());
  m_again.pop_front();
  line = {m_current.text, m_current.number, m_current.fault};
  return true;
}

bool CsvRows::nextWithText(Line& line) {
  do {
    if (!nextLine(line)) return false;
  } while (line.text.empty() && line.fault == nullptr);
  return true;
}

bool CsvRows::next(CsvRow& row) {
  Line line;
  if (!nextWithText(line)) return false;
  row.line = line.number;
  row.text = line.text;
  row.fields.clear();
  row.fault = line.fault;
  if (row.fault != nullptr) return true;
  if (m_quotes && line.text.find('"') != std::string_view::npos) readQuoted(line, row);
  else split(line.text, row);
  return true;
}

void CsvRows::split(std::string_view line, CsvRow& row) const {
  for (;;) {
    const auto at = line.find(m_delimiter);
    row.fields.push_back(line.substr(0, at));
    if (at == std::string_view::npos) return;
    line.remove_prefix(at + m_delimiter.size());
  }
}

void CsvRows::endField() {
  m_ends.push_back(m_text.size());
  m_state = State::Start;
}

/// Takes one line into the record, from the state the lines before it left; false for text behind a closing quote.
bool CsvRows::consume(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (m_state == State::Quoted) {
      if (c != '"') m_text += c;
      else if (i + 1 < line.size() && line[i + 1] == '"') m_text += line[++i];
      else m_state = State::Closed;
    } else if (line.substr(i, m_delimiter.size()) == m_delimiter) {
      endField();
      i += m_delimiter.size() - 1;
    } else if (m_state == State::Closed) {
      return false;
    } else if (c == '"' && m_state == State::Start) {
      m_state = State::Quoted;
    } else {
      m_text += c;
      m_state = State::Plain;
    }
  }
  return true;
}

void CsvRows::readQuoted(const Line& first, CsvRow& row) {
  m_text.clear();
  m_ends.clear();
  m_state = State::Start;
  row.text = m_start.assign(first.text.substr(0, shownBytes));
  std::deque<Kept> taken;
  Line line = first;
  for (std::size_t lines = 1;; ++lines) {
    if (!consume(line.text)) row.fault = "text follows a closing quote";
    if (row.fault != nullptr || m_state != State::Quoted) break;
    m_text += '\n';
    if (m_text.size() <= mostBytes && lines < mostLines && nextLine(line)) {
      taken.push_back({std::string(line.text), line.number, line.fault});
      if (line.fault == nullptr) continue;
    }
    row.fault = "a quote that opens here is never closed";
    break;
  }
  if (row.fault != nullptr) {
    m_again.insert(m_again.begin(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
    return;
  }
  endField();
  std::size_t begin = 0;
  for (const std::size_t end : m_ends) {
    row.fields.push_back(std::string_view(m_text).substr(begin, end - begin));
    begin = end;
  }
}

}  // namespace ghost::rows
