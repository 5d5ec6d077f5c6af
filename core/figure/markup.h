#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ghost::figure {

/// A stretch of text with one look. Level 0 = base line, +1 superscript, -1 subscript.
struct TextRun {
  std::string text;
  int level = 0;
  bool italic = false;       ///< a single letter that carries or is a script: the L and the h of L^h
};

/// Axis, cell and rule labels: `^` and `_` raise or lower the next character or {group}; a backslash takes the next character as it is.
/// Plain names (runs, series, categories) are not markup and never come through here.
std::vector<TextRun> parseMarkup(std::string_view text);
/// The same for rich-text widgets: <sup>, <sub>, <i>, with &, < and > escaped.
std::string markupToHtml(std::string_view text);
/// The same for LaTeX text: $^{...}$ and $_{...}$, special characters escaped.
std::string markupToLatex(std::string_view text);
/// Text as one line of letters: invalid UTF-8, control characters, line and paragraph separators and marks that turn the direction of writing become blanks or
/// go, so that no text breaks the line, the page or the file it stands in.
std::string oneLine(std::string_view text);
/// Plain text with LaTeX's special characters escaped.
std::string escapeLatex(std::string_view text);

}  // namespace ghost::figure
