#include "demo_story.h"

#include <optional>

#include <fmt/format.h>

namespace ghost::cli {
namespace {

/// What one row says at K = 10.
struct Seen {
  std::string name;
  double hit = 0, headHit = 0, tailHit = 0, mgu = 0;
  std::int64_t users = 0, tailUsers = 0;
};

std::optional<Seen> seenIn(const OrderedJson& metrics, std::string name) {
  const OrderedJson* cut = metrics.contains("k") && metrics["k"].contains("10") ? &metrics["k"]["10"] : nullptr;
  if (!cut || !metrics.contains("users")) return std::nullopt;
  for (const char* key : {"hr", "hr_head", "hr_tail", "mgu", "tail_users"})
    if (!cut->contains(key) || !(*cut)[key].is_number()) return std::nullopt;  // a group without targets has no rate to speak of
  return Seen{std::move(name), cut->at("hr"), cut->at("hr_head"), cut->at("hr_tail"), cut->at("mgu"), metrics["users"], cut->at("tail_users")};
}

std::optional<Seen> seen(const OrderedJson& rows, const std::string& recipe) {
  for (const auto& row : rows)
    if (row.value("recipe", "") == recipe) return seenIn(row, recipe);
  return std::nullopt;
}

/// One row a length penalty, where a run was decoded at several.
std::vector<Seen> seenByPenalty(const OrderedJson& rows, const std::string& recipe) {
  std::vector<Seen> all;
  for (const auto& row : rows) {
    if (row.value("recipe", "") != recipe) continue;
    const OrderedJson penalties = row.value("by_length_penalty", OrderedJson::object());
    for (const auto& [penalty, metrics] : penalties.items())
      if (auto one = seenIn(metrics, fmt::format("{} at length penalty {}", recipe, penalty))) all.push_back(*one);
    if (all.empty())
      if (auto one = seenIn(row, recipe)) all.push_back(*one);
  }
  return all;
}

const char* against(double value, double other) { return value > other ? "above" : value < other ? "below" : "equal to"; }

std::string change(double value, double before) {
  if (value == before) return "the same as";
  if (before <= 0) return value > 0 ? "up from none of" : "the same as";
  return fmt::format("{:.1f} times", value / before);
}

double share(const Seen& row) { return row.users > 0 ? 100.0 * static_cast<double>(row.tailUsers) / static_cast<double>(row.users) : 0; }

}  // namespace

std::vector<std::string> demoStory(const OrderedJson& rows) {
  std::vector<std::string> story;
  const auto plain = seen(rows, "rqk-4"), next = seen(rows, "next-item"), popularity = seen(rows, "popularity"), neighbours = seen(rows, "item-knn");
  if (popularity)
    story.push_back(fmt::format("The same popular items for everybody already hit {:.2f} % of the test items (HR@10), and {:.2f} % of those in the tail.", 100 * popularity->hit, 100 * popularity->tailHit));
  if (plain)
    story.push_back(fmt::format("Four plain tokens an item (rqk-4) hit {:.2f} % of the head's test items and {:.2f} % of the tail's; {:.1f} % of the users are shown any tail item in their top 10.",
                                100 * plain->headHit, 100 * plain->tailHit, share(*plain)));
  if (plain)
    for (const Seen& ghost : seenByPenalty(rows, "ghost"))
      story.push_back(fmt::format("Trained as long, {} shows tail items to {:.1f} % of the users; its tail hit rate of {:.2f} % is {} that of rqk-4, its hit rate over all items of {:.2f} % is {} rqk-4's {:.2f} %, "
                                  "and its popularity gap (MGU@10, 0 is none) is {:.3f} against {:.3f}.",
                                  ghost.name, share(ghost), 100 * ghost.tailHit, change(ghost.tailHit, plain->tailHit), 100 * ghost.hit, against(ghost.hit, plain->hit), 100 * plain->hit, ghost.mgu, plain->mgu));
  for (const auto& [floor, what] : {std::pair(&next, "what followed the last item most often (next-item)"), std::pair(&neighbours, "counting who bought what together (item-knn)")})
    if (*floor && plain)
      story.push_back(fmt::format("Without any training, {} reaches {:.2f} %: rqk-4 is {} it.", what, 100 * (*floor)->hit, against(plain->hit, (*floor)->hit)));
  return story;
}

std::vector<std::string> demoNextSteps(const std::filesystem::path& folder) {
  const std::string place = folder.string();
  return {
      fmt::format("Look closer: `./ghost workbench {}`. Tokens shows what tails inherit; Compare has these runs side by side, and an empty cell of its heatmap can be launched.", place),
      fmt::format("Change one thing: `./ghost run {} --recipe ghost -o alpha=0.02`, then `./ghost compare` with the folders of both runs. The runs here were short: `-o epochs=12` trains as long as the recipe does by default.", place),
      "Take your own data: `./ghost data preview FILE` says how a file is read, `./ghost data import FILE --project NEW` makes a project of it. In the window: Import Data…",
  };
}

}  // namespace ghost::cli
