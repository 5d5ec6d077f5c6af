#pragma once
#include <map>
#include <string>
#include <vector>

#include <QWidget>

#include "base/param_spec.h"

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace ghost::workbench {

/// A form drawn from ParamSpecs, grouped, with each parameter's help as its tip. `baseline` holds what a run would get without the form: defaults with
/// the project's overrides; what differs from it is shown bold and is what values() returns. A line above finds parameters by name or help.
/// A text parameter with `choices` offers them and takes any other text too.
class ParamForm : public QWidget {
  Q_OBJECT
 public:
  explicit ParamForm(QWidget* parent = nullptr);
  /// Whether each parameter's help stands below it; as a tip it always does. Before setSpecs().
  void showHelp(bool shown) { m_helpShown = shown; }
  /// Throws Error{Usage} when a baseline value doesn't fit its spec.
  void setSpecs(const std::vector<ParamSpec>& specs, const OrderedJson& baseline = OrderedJson::object());
  /// Parameters that differ from the baseline, by key. Throws Error{Usage} with the sentence for a value that isn't allowed.
  OrderedJson values() const;
  /// All of them as texts, for figures.
  std::map<std::string, std::string> texts() const;
  /// Sets one field; ignores unknown keys.
  void setText(const std::string& key, const QString& text);
  void reset();
  QWidget* field(const std::string& key) const;

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
  };
  QWidget* makeEditor(const ParamSpec& spec);
  QString textOf(const Field& field) const;
  void write(Field& field, const OrderedJson& value);
  void mark(const Field& field);
  void filter(const QString& text);

  std::vector<Field> m_fields;
  bool m_helpShown = false;
  QLineEdit* m_search;
  QWidget* m_form;
  QVBoxLayout* m_groups;
};

/// Title of a parameter group.
QString groupTitle(const std::string& group);

}  // namespace ghost::workbench
