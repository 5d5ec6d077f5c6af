#include "text/scheme.h"

#include <fmt/format.h>

namespace ghost::text {
namespace {

constexpr std::size_t mostSteps = 32;

}  // namespace

std::string typeOf(const JsonPlace& step) { return step.at("type").brief(); }

std::vector<JsonPlace> stepsOf(const JsonPlace& root, std::string_view part, std::string_view list) {
  const auto whole = root.maybe(part);
  if (!whole) return {};
  if (typeOf(*whole) != "Sequence") return {*whole};
  const JsonPlace entries = whole->at(list);
  if (entries.array().size() > mostSteps) entries.fail(fmt::format("{} steps; the limit is {}", entries.array().size(), mostSteps));
  std::vector<JsonPlace> steps;
  for (std::size_t i = 0; i < entries.array().size(); ++i) steps.push_back(entries.element(i));
  return steps;
}

}  // namespace ghost::text
