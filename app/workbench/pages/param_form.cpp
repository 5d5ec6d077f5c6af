#include "pages/param_form.h"

#include <algorithm>
#include <limits>

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "shell/plain_text.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

namespace {

/// Fields are scrolled past more often than they are turned.
class CalmSpinBox : public QSpinBox {
 public:
  using QSpinBox::QSpinBox;

 protected:
  void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};
class CalmComboBox : public QComboBox {
 public:
  using QComboBox::QComboBox;

 protected:
  void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

QString plain(const OrderedJson& value) {
  if (value.is_string()) return QString::fromStdString(value.get<std::string>());
  if (value.is_number_float()) return QString::number(value.get<double>(), 'g', 12);
  return QString::fromStdString(value.dump());
}

int clampInt(double value) { return static_cast<int>(std::clamp(value, double(std::numeric_limits<int>::min()), double(std::numeric_limits<int>::max()))); }

}  // namespace

QString groupTitle(const std::string& group) {
  if (group.empty()) return QObject::tr("Parameters");
  QString title = QString::fromStdString(group);
  title[0] = title[0].toUpper();
  return title;
}

ParamForm::ParamForm(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  m_search = new QLineEdit(this);
  m_search->setPlaceholderText(tr("Find a parameter"));
  m_search->setClearButtonEnabled(true);
  m_search->setAccessibleName(tr("Find a parameter"));
  layout->addWidget(m_search);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_form = new QWidget;
  m_form->setObjectName(QStringLiteral("form"));
  m_groups = new QVBoxLayout(m_form);
  m_groups->setContentsMargins(0, 0, 8, 0);
  scroll->setWidget(m_form);
  layout->addWidget(scroll, 1);
  connect(m_search, &QLineEdit::textChanged, this, &ParamForm::filter);
}

QWidget* ParamForm::makeEditor(const ParamSpec& spec) {
  switch (spec.type) {
    case ParamSpec::Type::Integer: {
      auto* box = new CalmSpinBox(m_form);
      box->setRange(clampInt(spec.minimum), clampInt(spec.maximum));
      connect(box, &QSpinBox::valueChanged, this, &ParamForm::changed);
      return box;
    }
    case ParamSpec::Type::Boolean: {
      auto* box = new QCheckBox(m_form);
      connect(box, &QCheckBox::toggled, this, &ParamForm::changed);
      return box;
    }
    case ParamSpec::Type::Choice: {
      auto* box = new CalmComboBox(m_form);
      for (const auto& choice : spec.choices) box->addItem(QString::fromStdString(choice));
      connect(box, &QComboBox::currentIndexChanged, this, &ParamForm::changed);
      return box;
    }
    case ParamSpec::Type::Real: case ParamSpec::Type::Text: break;
  }
  if (!spec.choices.empty()) {
    auto* box = new CalmComboBox(m_form);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItem(QString());
    for (const auto& choice : spec.choices) box->addItem(QString::fromStdString(choice));
    box->lineEdit()->setPlaceholderText(tr("recognised by itself"));
    connect(box, &QComboBox::editTextChanged, this, &ParamForm::changed);
    return box;
  }
  auto* line = new QLineEdit(m_form);
  connect(line, &QLineEdit::textEdited, this, &ParamForm::changed);
  return line;
}

void ParamForm::setSpecs(const std::vector<ParamSpec>& specs, const OrderedJson& baseline) {
  const QSignalBlocker blocker(this);
  m_fields.clear();
  while (QLayoutItem* item = m_groups->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  ParamValues values(specs);
  for (const auto& [key, value] : baseline.items())
    if (values.has(key)) values.setJson(key, Json(value));
  const OrderedJson start = values.toJson();
  QGroupBox* box = nullptr;
  QFormLayout* form = nullptr;
  std::string group;
  for (const ParamSpec& spec : specs) {
    if (!form || spec.group != group) {
      group = spec.group;
      box = new QGroupBox(groupTitle(group), m_form);
      form = new QFormLayout(box);
      form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
      form->setLabelAlignment(Qt::AlignLeft);
      m_groups->addWidget(box);
    }
    Field field{spec, start[spec.key], plainLabel(QString::fromStdString(spec.key), box), makeEditor(spec), nullptr, box};
    setPlainTip(field.label, QString::fromStdString(spec.help));
    setPlainTip(field.editor, QString::fromStdString(spec.help));
    field.editor->setAccessibleName(QString::fromStdString(spec.key));
    field.editor->setObjectName(QString::fromStdString(spec.key));
    form->addRow(field.label, field.editor);
    if (m_helpShown) {
      field.help = plainLabel(QString::fromStdString(spec.help), box, 8.5);
      field.help->setWordWrap(true);
      field.help->setEnabled(false);
      form->addRow(field.help);
    }
    m_fields.push_back(std::move(field));
    write(m_fields.back(), m_fields.back().baseline);
  }
  m_groups->addStretch(1);
  m_search->setVisible(specs.size() > 8);
  filter(m_search->text());
  disconnect(this, &ParamForm::changed, this, nullptr);
  connect(this, &ParamForm::changed, this, [this] {
    for (const Field& field : m_fields) mark(field);
  });
}

QString ParamForm::textOf(const Field& field) const {
  if (auto* box = qobject_cast<QSpinBox*>(field.editor)) return QString::number(box->value());
  if (auto* box = qobject_cast<QCheckBox*>(field.editor)) return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
  if (auto* box = qobject_cast<QComboBox*>(field.editor)) return box->currentText().trimmed();
  return qobject_cast<QLineEdit*>(field.editor)->text().trimmed();
}

void ParamForm::write(Field& field, const OrderedJson& value) {
  const QSignalBlocker blocker(field.editor);
  if (auto* box = qobject_cast<QSpinBox*>(field.editor)) box->setValue(clampInt(value.is_number() ? value.get<double>() : 0));
  else if (auto* check = qobject_cast<QCheckBox*>(field.editor)) check->setChecked(value.is_boolean() && value.get<bool>());
  else if (auto* choice = qobject_cast<QComboBox*>(field.editor)) choice->setCurrentText(plain(value));
  else qobject_cast<QLineEdit*>(field.editor)->setText(plain(value));
  mark(field);
}

void ParamForm::mark(const Field& field) {
  field.label->setFont(theme::font(10, textOf(field) != plain(field.baseline)));
}

OrderedJson ParamForm::values() const {
  OrderedJson different = OrderedJson::object();
  for (const Field& field : m_fields) {
    const QString text = textOf(field);
    if (text == plain(field.baseline)) continue;
    ParamValues one({field.spec});
    one.set(field.spec.key, text.toStdString());
    const OrderedJson value = one.toJson()[field.spec.key];
    if (value != field.baseline) different[field.spec.key] = value;
  }
  return different;
}

std::map<std::string, std::string> ParamForm::texts() const {
  std::map<std::string, std::string> all;
  for (const Field& field : m_fields) all[field.spec.key] = textOf(field).toStdString();
  return all;
}

void ParamForm::setText(const std::string& key, const QString& text) {
  for (Field& field : m_fields) {
    if (field.spec.key != key) continue;
    if (auto* box = qobject_cast<QSpinBox*>(field.editor)) box->setValue(text.toInt());
    else if (auto* check = qobject_cast<QCheckBox*>(field.editor)) check->setChecked(text == QLatin1String("true"));
    else if (auto* choice = qobject_cast<QComboBox*>(field.editor)) choice->setCurrentText(text);
    else qobject_cast<QLineEdit*>(field.editor)->setText(text);
    mark(field);
    emit changed();
  }
}

void ParamForm::reset() {
  for (Field& field : m_fields) write(field, field.baseline);
  emit changed();
}

QWidget* ParamForm::field(const std::string& key) const {
  const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return field.spec.key == key; });
  return found == m_fields.end() ? nullptr : found->editor;
}

void ParamForm::filter(const QString& text) {
  std::map<QWidget*, bool> any;
  for (const Field& field : m_fields) {
    const bool fits = text.isEmpty() || QString::fromStdString(field.spec.key).contains(text, Qt::CaseInsensitive) || QString::fromStdString(field.spec.help).contains(text, Qt::CaseInsensitive);
    field.label->setVisible(fits);
    field.editor->setVisible(fits);
    if (field.help) field.help->setVisible(fits);
    any[field.group] |= fits;
  }
  for (const auto& [group, shown] : any) group->setVisible(shown);
}

}  // namespace ghost::workbench
