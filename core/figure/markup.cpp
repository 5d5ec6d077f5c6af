#include "figure/markup.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace ghost::figure {

namespace {

std::size_t characterLength(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - i);
}

bool isLetter(std::string_view text) { return text.size() == 1 && std::isalpha(static_cast<unsigned char>(text[0])); }

/// The last character of the base-line text becomes a run of its own when it is a lone letter, so that L^h and K_b stand in italics.
void splitBase(std::vector<TextRun>& runs) {
  if (runs.empty() || runs.back().level != 0) return;
  std::string& text = runs.back().text;
  const bool alone = text.size() == 1 || (text.size() > 1 && !std::isalnum(static_cast<unsigned char>(text[text.size() - 2])));
  if (text.empty() || !alone || !isLetter(std::string_view(text).substr(text.size() - 1))) return;
  const std::string letter = text.substr(text.size() - 1);
  text.pop_back();
  if (text.empty()) runs.pop_back();
  runs.push_back({letter, 0, true});
}

std::string escapeHtml(const std::string& text) {
  std::string out;
  for (char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

constexpr std::uint32_t noCodePoint = 0xFFFFFFFF;
struct CodePoint {
  std::uint32_t code = noCodePoint;
  std::size_t length = 1;                ///< bytes; 1 where they are no UTF-8
};

CodePoint codePointAt(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
  if (length == 0 || i + length > text.size()) return {};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    const auto next = static_cast<unsigned char>(text[i + k]);
    if ((next & 0xC0) != 0x80) return {};
    code = (code << 6) | (next & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return code < least[length] || surrogate || code > 0x10FFFF ? CodePoint{} : CodePoint{code, length};
}

}  // namespace

std::vector<TextRun> parseMarkup(std::string_view text) {
  std::vector<TextRun> runs;
  auto append = [&runs](std::string_view piece) {
    if (runs.empty() || runs.back().level != 0 || runs.back().italic) runs.push_back({});
    runs.back().text += piece;
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      append(text.substr(i + 1, characterLength(text, i + 1)));
      i += 1 + characterLength(text, i + 1);
      continue;
    }
    if ((c != '^' && c != '_') || i + 1 >= text.size()) {
      append(text.substr(i, characterLength(text, i)));
      i += characterLength(text, i);
      continue;
    }
    std::string_view script = text.substr(i + 1, characterLength(text, i + 1));
    std::size_t next = i + 1 + script.size();
    if (script == "{") {
      const std::size_t end = std::min(text.find('}', i + 2), text.size());
      script = text.substr(i + 2, end - i - 2);
      next = std::min(end + 1, text.size());
    }
    splitBase(runs);
    runs.push_back({std::string(script), c == '^' ? 1 : -1, isLetter(script)});
    i = next;
  }
  return runs;
}

std::string markupToHtml(std::string_view text) {
  std::string out;
  for (const TextRun& run : parseMarkup(text)) {
    std::string piece = escapeHtml(run.text);
    if (run.italic) piece = "<i>" + piece + "</i>";
    out += run.level > 0 ? "<sup>" + piece + "</sup>" : run.level < 0 ? "<sub>" + piece + "</sub>" : piece;
  }
  return out;
}

std::string oneLine(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = codePointAt(text, i);
    const bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    if (code == noCodePoint) out += "\xEF\xBF\xBD";
    else if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029) out += ' ';
    else if (!turns && code != 0xFFFE && code != 0xFFFF) out += text.substr(i, length);
    i += length;
  }
  return out;
}

std::string escapeLatex(std::string_view whole) {
  const std::string line = oneLine(whole);
  const std::string_view text = line;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 3) == "\xE2\x88\x92") {
      out += "$-$";
      i += 2;
    } else if (text.substr(i, 2) == "\xC2\xB7") {
      out += "$\\cdot$";
      ++i;
    } else if (c == '\\') {
      out += "\\textbackslash{}";
    } else if (c == '|') {
      out += "\\textbar{}";
    } else if (c == '^' || c == '~') {
      out += std::string("\\") + c + "{}";
    } else if (c == '<' || c == '>') {
      out += std::string("$") + c + "$";
    } else {
      if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string markupToLatex(std::string_view text) {
  std::string out;
  for (const TextRun& run : parseMarkup(text)) {
    const std::string piece = escapeLatex(run.text);
    if (run.level == 0) {
      out += run.italic ? "$" + piece + "$" : piece;
    } else {
      const std::string inner = run.italic ? piece : "\\mathrm{" + (run.text.starts_with("\xE2\x88\x92") ? "-" + run.text.substr(3) : piece) + "}";
      out += std::string("$") + (run.level > 0 ? "^" : "_") + "{" + inner + "}$";
    }
  }
  return out;
}

}  // namespace ghost::figure
