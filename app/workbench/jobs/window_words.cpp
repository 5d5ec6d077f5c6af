#include "jobs/window_words.h"

#include <vector>

#include <QRegularExpression>

namespace ghost::workbench {

namespace {

struct Rule {
  QRegularExpression said;
  QString instead;
};

/// In this order: longer phrases first.
const std::vector<Rule>& rules() {
  const auto rule = [](const char* said, const char* instead) { return Rule{QRegularExpression(QString::fromUtf8(said)), QString::fromUtf8(instead)}; };
  static const std::vector<Rule> all{
      rule("; `ghost describe` and --help list them", ""),
      // Verbs, with or without the quotes of a command.
      rule("`ghost run [^`]*--start-over[^`]*`", "Start Over… (menu Run)"),
      rule("\\bby adding --start-over to --resume\\b", "with Start Over… (menu Run)"),
      rule("`ghost run [^`]*--resume [^`]*`", "Resume (page Train)"),
      rule("`ghost run list[^`]*`", "the page Train"),
      rule("`ghost run show[^`]*`", "Show Run (menu Run)"),
      rule("`ghost run[^`]*`( or on the page Train)?", "Start on the page Train"),
      rule("`ghost train[^`]*`", "Start on the page Train"),
      rule("`ghost eval[^`]*`", "Evaluate Again (menu Run)"),
      rule("`ghost sid build[^`]*`( or on the page Tokens)?", "Build Tokens… (page Tokens)"),
      rule("`ghost data preview[^`]*`", "Import Data… (menu File)"),
      rule("`-o (\\w+)=[A-Z]+`", "the field \"\\1\""),
      rule("`-o (\\w+)=([^`]+)`", "\\1 = \\2"),
      rule("`ghost data import[^`]*`", "Import Data… (menu File)"),
      rule("`ghost embed[^`]*`", "Make Vectors… (menu Run)"),
      rule("`ghost project set[^`]*vectors[^`]*`", "Attach Vectors… (menu Run)"),
      rule("`ghost compare[^`]*`", "the page Compare"),
      rule("`ghost figure[^`]*`", "the page Figures"),
      // Options of a verb: `-o key=VALUE` asks for a value, `-o key=value` names one.
      rule("(?<![\\w-])-o (\\w+)=[A-Z]+ (?=-o )", "the field \"\\1\" and "),
      rule("\\b[Gg]ive -o (\\w+)=[A-Z]+(?![\\w+])", "fill in the field \"\\1\""),
      rule("\\b[Gg]ive -o (\\w+)=([^\\s,;.)]+)", "set \\1 = \\2"),
      rule("(?<![\\w-])-o (\\w+)=[A-Z]+(?![\\w+])", "the field \"\\1\""),
      rule("(?<![\\w-])-o (\\w+)=([^\\s,;.)]+)", "\\1 = \\2"),
      rule("(?<![\\w-])-o (\\w+)\\b", "the field \"\\1\""),
      rule("\\bgive (another )?--([a-z][a-z-]*)( [A-Z]+\\b)?", "choose \\1\"\\2\""),
      rule("(?<![\\w-])--([a-z][a-z-]*)( [A-Z]+\\b)?", "\"\\1\""),
  };
  return all;
}

}  // namespace

QString inWindowWords(const QString& sentence) {
  // Most sentences have nothing to translate.
  if (!sentence.contains(QLatin1Char('`')) && !sentence.contains(QLatin1String("-o ")) && !sentence.contains(QLatin1String("--")) && !sentence.contains(QLatin1String("sid "))) return sentence;
  QString words = sentence;
  for (const Rule& rule : rules()) words.replace(rule.said, rule.instead);
  return words;
}

}  // namespace ghost::workbench
