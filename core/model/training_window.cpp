#include "model/training_window.h"

namespace ghost::model {

void TrainingWindow::add(const LossSums& stepSums, double stepLoss, double norm, std::int64_t stepRows, double stepSeconds) {
  sums += stepSums;
  loss += stepLoss;
  gradientNorm += norm;
  ++steps;
  rows += stepRows;
  seconds += stepSeconds;
}

void TrainingWindow::report(Reporter& reporter, std::int64_t step, double rate) const {
  reportMeans(reporter, "train/nll", sums.nll, sums.targets, step);
  reportMeans(reporter, "train/ul", sums.ul, sums.undesired, step);
  reporter.metric({"train/loss", loss / static_cast<double>(steps), step, "all"});
  reporter.metric({"train/grad_norm", gradientNorm / static_cast<double>(steps), step, "all"});
  reporter.metric({"train/lr", rate, step, "all"});
  if (seconds > 0) reporter.metric({"train/tokens_per_second", static_cast<double>(rows) / seconds, step, "all"});
}

OrderedJson TrainingWindow::toJson() const {
  return {{"nll", {sums.nll[0], sums.nll[1]}}, {"ul", {sums.ul[0], sums.ul[1]}}, {"targets", {sums.targets[0], sums.targets[1]}}, {"undesired", {sums.undesired[0], sums.undesired[1]}},
          {"loss", loss}, {"gradient_norm", gradientNorm}, {"steps", steps}};
}

TrainingWindow TrainingWindow::of(const OrderedJson& json) {
  TrainingWindow w;
  for (std::size_t g = 0; g < 2; ++g) {
    w.sums.nll[g] = json.at("nll").at(g).get<double>();
    w.sums.ul[g] = json.at("ul").at(g).get<double>();
    w.sums.targets[g] = json.at("targets").at(g).get<std::int64_t>();
    w.sums.undesired[g] = json.at("undesired").at(g).get<std::int64_t>();
  }
  w.loss = json.at("loss").get<double>();
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
