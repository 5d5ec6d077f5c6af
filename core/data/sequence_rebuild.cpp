#include "data/sequence_rebuild.h"

#include <algorithm>

namespace ghost::data {
namespace {

bool endsWith(std::span<const std::uint32_t> sequence, std::span<const std::uint32_t> end) {
  return sequence.size() >= end.size() && std::equal(end.begin(), end.end(), sequence.end() - static_cast<std::ptrdiff_t>(end.size()));
}

/// `later` continues `earlier`: its history ends with the other's target and agrees with what came before.
bool follows(const Window& earlier, const Window& later) {
  if (later.history.empty() || later.history.back() != earlier.target || later.history.size() > earlier.history.size() + 1) return false;
  return endsWith(earlier.history, std::span(later.history).first(later.history.size() - 1));
}

/// Histories grow along a sequence until the cap: that tells the way even where all items are the same. Among histories of one length the neighbours tell.
bool goesBackwards(std::span<const Window> windows) {
  std::int64_t grow = 0, shrink = 0, forwards = 0, backwards = 0;
  for (std::size_t i = 1; i < windows.size(); ++i) {
    grow += windows[i].history.size() > windows[i - 1].history.size();
    shrink += windows[i].history.size() < windows[i - 1].history.size();
    forwards += follows(windows[i - 1], windows[i]);
    backwards += follows(windows[i], windows[i - 1]);
  }
  return grow != shrink ? shrink > grow : backwards > forwards;
}

void add(Rebuilt& sequence, const Window& window) {
  auto& items = sequence.items;
  // A history that is shorter than the sequence was cut by the cap; one that starts a sequence is all there is.
  if (!items.empty() && !endsWith(items, window.history)) {
    ++sequence.gaps;
    std::size_t joint = std::min(items.size(), window.history.size());
    while (joint > 0 && !endsWith(items, std::span(window.history).first(joint))) --joint;
    items.insert(items.end(), window.history.begin() + static_cast<std::ptrdiff_t>(joint), window.history.end());
  } else if (items.empty()) {
    items = window.history;
  }
  items.push_back(window.target);
}

}  // namespace

void extend(Rebuilt& sequence, std::span<const Window> windows) {
  if (goesBackwards(windows))
    for (auto window = windows.rbegin(); window != windows.rend(); ++window) add(sequence, *window);
  else
    for (const Window& window : windows) add(sequence, window);
}

}  // namespace ghost::data
