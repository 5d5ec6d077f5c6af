#include "views/chart/rich_label.h"

#include "figure/markup.h"

namespace ghost::chart {

QString richLabel(const std::string& label) { return QString::fromStdString(figure::markupToHtml(label)); }

QString plainLabel(const std::string& label) {
  static const QString from = QStringLiteral("0123456789htn+-"), up = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹ʰᵗⁿ⁺⁻"), down = QStringLiteral("₀₁₂₃₄₅₆₇₈₉ₕₜₙ₊₋");
  QString out;
  for (const auto& run : figure::parseMarkup(label)) {
    for (const QChar c : QString::fromStdString(run.text)) {
      const qsizetype at = from.indexOf(c);
      out += run.level == 0 || at < 0 ? c : run.level > 0 ? up[at] : down[at];
    }
  }
  return out;
}

}  // namespace ghost::chart
