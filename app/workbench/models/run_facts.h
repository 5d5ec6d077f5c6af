#pragma once
#include <optional>

#include <QString>

#include "store/run_index.h"

namespace ghost::workbench {

/// What pages read out of a run's row; every number may be missing.

/// "ghost · 3/2 · 24 Nov 09:14": recipe, lengths and start; tells runs apart for a person.
QString runTitle(const store::RunRow& row);
/// "training 43 % · 2 min left", or the state.
QString progressText(const store::RunRow& row);
/// The state in a word or two, as `ghost run list` says it: "interrupted" for a run whose process is gone without a last word.
QString stateText(const store::RunRow& row);
/// What became of an unfinished run, as the end of a sentence that begins with its title: "was stopped at step 120". Empty for one that is going on or finished.
QString fateText(const store::RunRow& row);
/// Whether resuming it would do anything: it isn't over with everything there, and nobody is at it.
bool canGoOn(const store::RunRow& row);
/// A parameter the run was started with.
OrderedJson parameterOf(const store::RunRow& row, const char* key);
/// metrics.k[K].<name>, at another length penalty ("0.0") where asked.
std::optional<double> metricOf(const store::RunRow& row, int k, const char* name, const std::string& penalty = {});
/// Length penalties the run was evaluated at, the main one first; empty for floors and unfinished runs.
std::vector<std::string> penaltiesOf(const store::RunRow& row);
/// The metric block of one penalty (the whole metrics when empty).
const OrderedJson& metricsAt(const store::RunRow& row, const std::string& penalty);
/// What a page needs to look at again when it changes: which runs there are and what they have brought, not how far a running one is.
QString stampOf(const std::vector<store::RunRow>& rows);
/// Whether its lists may name items that the user has already; true where nothing says so.
bool keepsHistory(const store::RunRow& row);
bool isOver(run::State state);
bool isResumable(run::State state);

}  // namespace ghost::workbench
