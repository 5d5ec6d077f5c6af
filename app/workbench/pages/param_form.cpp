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
#include <QToolButton>
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

ParamForm::ParamForm(QWidget* parent) : QWidget(parent), m_baselineName(tr("project")) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  m_search = new QLineEdit(this);
  m_search->setPlaceholderText(tr("Find a parameter"));
  m_search->setClearButtonEnabled(true);
  m_search->setAccessibleName(tr("Find a parameter"));
  layout->addWidget(m_search);
  m_legend = plainLabel({}, this, 9);
  m_legend->setWordWrap(true);
  m_legend->hide();
  layout->addWidget(m_legend);
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
  connect(this, &ParamForm::changed, this, [this] {
    for (const Field& field : m_fields) mark(field);
    showLegend();
  });
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
  m_legend->hide();
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
    addBackButton(field);
    setPlainTip(field.label, QString::fromStdString(spec.help));
    setPlainTip(field.editor, QString::fromStdString(spec.help));
    field.editor->setAccessibleName(QString::fromStdString(spec.key));
    field.editor->setObjectName(QString::fromStdString(spec.key));
    form->addRow(field.label, field.row);
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
  showLegend();
}

void ParamForm::addBackButton(Field& field) {
  field.row = new QWidget(field.group);
  auto* row = new QHBoxLayout(field.row);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  row->addWidget(field.editor, 1);
  field.back = new QToolButton(field.row);
  field.back->setText(QStringLiteral("\u21ba"));
  field.back->setAutoRaise(true);
  QSizePolicy policy = field.back->sizePolicy();
  policy.setRetainSizeWhenHidden(true);  // fields don't jump when one is changed
  field.back->setSizePolicy(policy);
  row->addWidget(field.back);
  connect(field.back, &QToolButton::clicked, this, [this, key = field.spec.key] { setBack(key); });
}

void ParamForm::setBack(const std::string& key) {
  for (Field& field : m_fields) {
    if (field.spec.key != key) continue;
    write(field, originOf(field) == Origin::User ? field.baseline : OrderedJson(field.spec.defaultValue));
    field.editor->setFocus(Qt::OtherFocusReason);
  }
  emit changed();
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

ParamForm::Origin ParamForm::originOf(const Field& field) const {
  if (textOf(field) != plain(field.baseline)) return Origin::User;
  return field.baseline != OrderedJson(field.spec.defaultValue) ? Origin::Baseline : Origin::Default;
}

ParamForm::Origin ParamForm::originOf(const std::string& key) const {
  const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return field.spec.key == key; });
  return found == m_fields.end() ? Origin::Default : originOf(*found);
}

void ParamForm::mark(const Field& field) {
  const Origin origin = originOf(field);
  field.label->setFont(theme::font(10, origin == Origin::User, origin == Origin::Baseline));
  field.back->setVisible(origin != Origin::Default);
  if (origin == Origin::Default) return field.editor->setAccessibleDescription({});
  const QString key = QString::fromStdString(field.spec.key), standard = plain(OrderedJson(field.spec.defaultValue)), set = plain(field.baseline);
  const bool ofBaseline = field.baseline != OrderedJson(field.spec.defaultValue);
  const QString told = origin == Origin::Baseline ? tr("Set by the %1; the default is %2. Click to take the default.").arg(m_baselineName, standard)
                       : ofBaseline               ? tr("Changed here. Click to go back to %1, which the %2 sets (the default is %3).").arg(set, m_baselineName, standard)
                                                  : tr("Changed here. Click to go back to the default, %1.").arg(standard.isEmpty() ? tr("nothing") : standard);
  setPlainTip(field.back, told);
  field.back->setAccessibleName(tr("Set %1 back to %2").arg(key, origin == Origin::Baseline ? standard : set));
  field.editor->setAccessibleDescription(told);
}

void ParamForm::showLegend() {
  const auto count = [this](Origin origin) { return std::count_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return originOf(field) == origin; }); };
  QStringList parts;
  if (const auto set = count(Origin::Baseline)) parts += tr("slanted: set by the %1 (%2)").arg(m_baselineName).arg(set);
  if (const auto changed = count(Origin::User)) parts += tr("bold: changed here (%1)").arg(changed);
  m_legend->setText(parts.join(QStringLiteral(" · ")));
  m_legend->setVisible(!parts.isEmpty());
}

OrderedJson ParamForm::valueOf(const Field& field) const {
  const QString text = textOf(field);
  if (text == plain(field.baseline)) return field.baseline;
  ParamValues one({field.spec});
  one.set(field.spec.key, text.toStdString());
  return one.toJson()[field.spec.key];
}

OrderedJson ParamForm::values() const {
  OrderedJson different = OrderedJson::object();
  for (const Field& field : m_fields)
    if (const OrderedJson value = valueOf(field); value != field.baseline) different[field.spec.key] = value;
  return different;
}

ParamForm::Parts ParamForm::parts() const {
  Parts parts;
  for (const Field& field : m_fields) {
    const OrderedJson value = valueOf(field), standard(field.spec.defaultValue);
    (value != standard || field.baseline != standard ? parts.said : parts.implied)[field.spec.key] = value;
  }
  return parts;
}

std::map<std::string, std::string> ParamForm::edits() const {
  std::map<std::string, std::string> changed;
  for (const Field& field : m_fields)
    if (originOf(field) == Origin::User) changed[field.spec.key] = textOf(field).toStdString();
  return changed;
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

QToolButton* ParamForm::backButton(const std::string& key) const {
  const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& field) { return field.spec.key == key; });
  return found == m_fields.end() ? nullptr : found->back;
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
    field.row->setVisible(fits);
    if (field.help) field.help->setVisible(fits);
    any[field.group] |= fits;
  }
  for (const auto& [group, shown] : any) group->setVisible(shown);
}

}  // namespace ghost::workbench
