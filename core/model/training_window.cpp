#include "model/training_window.h"

namespace ghost::model {

void TrainingWindow::add(const StepSums& step, double norm, double stepSeconds) {
  sums += step;
  gradientNorm += norm;
  seconds += stepSeconds;
  ++steps;
}

void TrainingWindow::report(Reporter& reporter, std::int64_t step, double rate) const {
  const LossSums& terms = sums.sums;
  reportMeans(reporter, "train/nll", terms.nll, terms.targets, step);
  reportMeans(reporter, "train/ul", terms.ul, terms.undesired, step);
  reporter.metric({"train/loss", sums.loss / static_cast<double>(steps), step, "all"});
  reporter.metric({"train/grad_norm", gradientNorm / static_cast<double>(steps), step, "all"});
  reporter.metric({"train/lr", rate, step, "all"});
  if (seconds > 0) reporter.metric({"train/tokens_per_second", static_cast<double>(sums.rows) / seconds, step, "all"});
}

OrderedJson TrainingWindow::toJson() const {
  const LossSums& terms = sums.sums;
  return {{"nll", {terms.nll[0], terms.nll[1]}}, {"ul", {terms.ul[0], terms.ul[1]}}, {"targets", {terms.targets[0], terms.targets[1]}}, {"undesired", {terms.undesired[0], terms.undesired[1]}},
          {"loss", sums.loss}, {"gradient_norm", gradientNorm}, {"steps", steps}};
}

TrainingWindow TrainingWindow::of(const OrderedJson& json) {
  TrainingWindow w;
  for (std::size_t g = 0; g < 2; ++g) {
    w.sums.sums.nll[g] = json.at("nll").at(g).get<double>();
    w.sums.sums.ul[g] = json.at("ul").at(g).get<double>();
    w.sums.sums.targets[g] = json.at("targets").at(g).get<std::int64_t>();
    w.sums.sums.undesired[g] = json.at("undesired").at(g).get<std::int64_t>();
  }
  w.sums.loss = json.at("loss").get<double>();
  w.gradientNorm = json.at("gradient_norm").get<double>();
  w.steps = json.at("steps").get<std::int64_t>();
  return w;
}

void reportMeans(Reporter& reporter, const std::string& name, const double (&sum)[2], const std::int64_t (&count)[2], std::int64_t step) {
  if (count[0] + count[1] > 0) reporter.metric({name, (sum[0] + sum[1]) / static_cast<double>(count[0] + count[1]), step, "all"});
  if (count[0] > 0) reporter.metric({name, sum[0] / static_cast<double>(count[0]), step, "head"});
  if (count[1] > 0) reporter.metric({name, sum[1] / static_cast<double>(count[1]), step, "tail"});
}

}  // namespace ghost::model
