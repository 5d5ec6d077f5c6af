#pragma once
#include <vector>

#include <QObject>

#include "base/param_spec.h"
#include "jobs/program.h"

namespace ghost::workbench {

/// What `ghost describe --json` says: forms are drawn from it, so another worker's newer methods show up without a new window.
struct DescribedRow {
  QString id, title, description, kind, tokenizer, profile;
  bool executable = true;
  std::vector<ParamSpec> params;
};

class Description : public QObject {
  Q_OBJECT
 public:
  explicit Description(QObject* parent = nullptr);
  /// Asks the program once; ready() or failed() follow.
  void load();
  bool isReady() const { return m_ready; }
  QString problem() const { return m_problem; }
  const std::vector<DescribedRow>& recipes() const { return m_recipes; }
  const std::vector<DescribedRow>& tokenizers() const { return m_tokenizers; }
  const DescribedRow* recipe(const QString& id) const;
  QStringList backends() const { return m_backends; }

 signals:
  void ready();
  void failed(const QString& sentence);

 private:
  void take(const OrderedJson& description);
  VerbCall m_call;
  std::vector<DescribedRow> m_recipes, m_tokenizers;
  QStringList m_backends;
  QString m_problem;
  bool m_ready = false;
};

/// A ParamSpec back from its JSON; throws Error{Data} for one that makes no sense.
ParamSpec paramSpecOf(const OrderedJson& json);

}  // namespace ghost::workbench
