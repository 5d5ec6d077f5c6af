#pragma once
#include <map>
#include <string>
#include <vector>

#include <QWidget>

#include "base/param_spec.h"

class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace ghost::workbench {

/// A form drawn from ParamSpecs, grouped, with each parameter's help as its tip. `baseline` holds what a run would get without the form: defaults with
/// the project's overrides. What the user changes is bold, what the baseline sets is slanted, and a button beside each such field sets it back: a changed one
/// to the baseline, one of the baseline to the default. A line above finds parameters by name or help.
/// A text parameter with `choices` offers them and takes any other text too.
class ParamForm : public QWidget {
  Q_OBJECT
 public:
  explicit ParamForm(QWidget* parent = nullptr);
  /// Whether each parameter's help stands below it; as a tip it always does. Before setSpecs().
  void showHelp(bool shown) { m_helpShown = shown; }
  /// What the baseline is called: "project", "profile".
  void setBaselineName(const QString& name) { m_baselineName = name; }
  /// Throws Error{Usage} when a baseline value doesn't fit its spec; then the form is empty.
  void setSpecs(const std::vector<ParamSpec>& specs, const OrderedJson& baseline = OrderedJson::object());
  enum class Origin { Default, Baseline, User };
  /// Default for an unknown key.
  Origin originOf(const std::string& key) const;
  /// Parameters that differ from the baseline, by key. Throws Error{Usage} with the sentence for a value that isn't allowed.
  OrderedJson values() const;
  /// Every parameter in two parts: `said` differ from their default or are set by the baseline, `implied` are the rest. Throws as values().
  struct Parts {
    OrderedJson said = OrderedJson::object(), implied = OrderedJson::object();
  };
  Parts parts() const;
  /// Texts of the fields that the user changed.
  std::map<std::string, std::string> edits() const;
  /// All of them as texts, for figures.
  std::map<std::string, std::string> texts() const;
  /// Sets one field; ignores unknown keys.
  void setText(const std::string& key, const QString& text);
  /// Back to the baseline.
  void reset();
  QWidget* field(const std::string& key) const;
  /// The button that sets a field back; hidden where there is nothing to set back.
  QToolButton* backButton(const std::string& key) const;

 signals:
  void changed();

 private:
  struct Field {
    ParamSpec spec;
    OrderedJson baseline;
    QLabel* label;
    QWidget* editor;
    QLabel* help;     ///< null where it is only a tip
    QWidget* group;
    QToolButton* back = nullptr;
    QWidget* row = nullptr;   ///< editor and button
  };
  QWidget* makeEditor(const ParamSpec& spec);
  QString textOf(const Field& field) const;
  OrderedJson valueOf(const Field& field) const;
  Origin originOf(const Field& field) const;
  void write(Field& field, const OrderedJson& value);
  void mark(const Field& field);
  void addBackButton(Field& field);
  void setBack(const std::string& key);
  void showLegend();
  void filter(const QString& text);

  std::vector<Field> m_fields;
  bool m_helpShown = false;
  QString m_baselineName;
  QLineEdit* m_search;
  QLabel* m_legend;
  QWidget* m_form;
  QVBoxLayout* m_groups;
};

/// Title of a parameter group.
QString groupTitle(const std::string& group);

}  // namespace ghost::workbench
