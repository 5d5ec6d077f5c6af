#pragma once
#include <functional>

#include <QFrame>
#include <QModelIndex>
#include <QString>

#include "base/json_file.h"

class QLabel;
class QTableView;
class QAbstractItemModel;
class QSortFilterProxyModel;
class QVBoxLayout;
class QHBoxLayout;
class QGridLayout;
class QComboBox;
class QPushButton;

namespace ghost::workbench {

/// A framed part of a page with an optional title; put widgets into its layout.
class Card : public QFrame {
 public:
  explicit Card(const QString& title, QWidget* parent = nullptr);
  QVBoxLayout* body() const { return m_body; }
  void setTitle(const QString& title);
  /// Puts a widget to the right of the title.
  void addTool(QWidget* widget);

 private:
  QLabel* m_title;
  QVBoxLayout* m_body;
  QHBoxLayout* m_top;
};

/// A row of large numbers with small words below; two rows where one has no room.
class NumberRow : public QWidget {
 public:
  explicit NumberRow(QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;
  struct Entry {
    QString value, words, tip;
  };
  void setEntries(const QList<Entry>& entries);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  /// Width of the widest of `rows` rows.
  int widthOf(int rows) const;
  void arrange(int rows);
  QList<QFrame*> m_frames;
  QGridLayout* m_grid;
  int m_rows = 0;
};

/// Gives the visible columns from `first` on the width that their headers and the first hundred rows ask for, at most 260 pixels: no heading is cut, whatever
/// the font. Columns before `first` keep theirs.
void fitColumns(QTableView& view, int first = 0);
/// A dressed, sortable table over `model`; `proxy` (made here) sorts by `sortRole`. Ctrl+C copies the selected rows, tab-separated.
QTableView* makeTable(QAbstractItemModel* model, QSortFilterProxyModel** proxy, int sortRole, const QString& accessibleName, QWidget* parent);
/// Calls `chosen` with the row that becomes selected. A row that only becomes current, as the first does when the keyboard enters a table, isn't chosen.
void whenRowChosen(QTableView& view, QObject* context, std::function<void(const QModelIndex& row)> chosen);
/// A scroll area around `body` that shows a bar only where there is too little room.
QWidget* scrolling(QWidget* body);
QPushButton* makeButton(const QString& text, const QString& tip, QWidget* parent, std::function<void()> pressed);
/// Text of a JSON value for tables: text as it is, everything else as JSON.
QString jsonText(const OrderedJson& value);
/// Numbers of nested objects: at(json, "k", "10", "hr"); nothing where a key is missing.
template <class... Keys>
const OrderedJson* at(const OrderedJson& json, const Keys&... keys) {
  const OrderedJson* here = &json;
  for (const char* key : {keys...}) {
    if (!here->is_object()) return nullptr;
    const auto found = here->find(key);
    if (found == here->end()) return nullptr;
    here = &*found;
  }
  return here;
}
double numberAt(const OrderedJson* json);  ///< NaN for null and what is no number

}  // namespace ghost::workbench
