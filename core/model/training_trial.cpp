#include "model/training_trial.h"

#include <algorithm>
#include <vector>

#include "base/clock.h"
#include "model/epoch_loop.h"
#include "model/fixed_costs.h"
#include "model/thread_count.h"
#include "model/trainer.h"
#include "run/machine_memory.h"
#include "sample/token_tree.h"

namespace ghost::model {
namespace {

constexpr double stepBudget = 0.8, otherBudget = 0.4;  // seconds
constexpr std::int64_t fewestSteps = 3, mostSteps = 25;

double secondsOf(const std::function<void()>& work) {
  const double started = monotonicSeconds();
  work();
  return monotonicSeconds() - started;
}

/// Seconds of one optimiser step on a full batch of users. A batch that takes too long is extended from two smaller ones: a step costs something, and each user.
double stepSeconds(Learner& learner, std::span<const data::UserId> order, std::int64_t batch) {
  TrainingState state;
  state.step = 1;  // not one of the steps that are probed
  const std::int64_t full = std::min<std::int64_t>(batch, std::ssize(order));
  auto taken = [&](std::int64_t first, std::int64_t users) {
    return secondsOf([&] { learner.step(order.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(users)), state, 1); });
  };
  std::int64_t before = 0, users = std::min<std::int64_t>(full, 4);
  taken(0, users);  // the first one makes the buffers
  double secondsBefore = 0, seconds = taken(0, users);
  while (users < full && seconds < stepBudget / 4) {
    before = users;
    secondsBefore = seconds;
    users = std::min(full, users * 4);
    seconds = taken(0, users);
  }
  if (users < full) {
    const double eachUser = before > 0 ? std::max(0.0, (seconds - secondsBefore) / static_cast<double>(users - before)) : seconds / static_cast<double>(users);
    return seconds + eachUser * static_cast<double>(full - users);
  }
  // The median: other programs make some steps much longer, none shorter.
  std::vector<double> steps;
  double sum = 0;
  for (std::int64_t first = 0; std::ssize(steps) < mostSteps && (std::ssize(steps) < fewestSteps || sum < stepBudget); first = first + 2 * full <= std::ssize(order) ? first + full : 0) {
    steps.push_back(taken(first, full));
    sum += steps.back();
  }
  const auto middle = steps.begin() + std::ssize(steps) / 2;
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

}  // namespace

double extrapolatedSeconds(std::int64_t total, const std::function<void(std::int64_t)>& work) {
  if (total <= 0) return 0;
  for (std::int64_t n = std::min<std::int64_t>(total, 64);; n = std::min(total, n * 4)) {
    double seconds = secondsOf([&] { work(n); });
    if (n < total && seconds <= otherBudget / 3) continue;
    if (seconds < otherBudget) seconds = std::min(seconds, secondsOf([&] { work(n); }));  // the first one made the buffers
    return seconds * static_cast<double>(total) / static_cast<double>(n);
  }
}

double trainingSeconds(Learner& learner, std::span<const data::UserId> users, std::int64_t validated, const ParamValues& values) {
  const ThreadCount threads(threadCount(values));
  const std::int64_t epochs = values.integer("epochs"), every = values.integer("checkpoint_every"), steps = totalSteps(users.size(), values);
  const auto order = sample::epochOrder(std::vector<data::UserId>(users.begin(), users.end()), static_cast<std::uint64_t>(values.integer("seed")), 0);
  const double step = stepSeconds(learner, order, values.integer("users_per_batch"));
  const double validation = extrapolatedSeconds(validated, [&](std::int64_t n) { learner.validateFirst(n); });
  const FixedCosts saves{epochs + (every > 0 ? steps / every : 0), learner.parameters()};
  return static_cast<double>(steps) * step + static_cast<double>(epochs) * validation + saves.seconds();
}

bool trialFits(std::int64_t bytes) {
  const run::MachineMemory memory = run::machineMemory();
  return memory.available == 0 || static_cast<double>(bytes) < 0.8 * static_cast<double>(memory.available);
}

}  // namespace ghost::model
