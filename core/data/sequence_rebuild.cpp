#include "data/sequence_rebuild.h"

#include <algorithm>
#include <vector>

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

/// Items at the end of `sequence` that are the beginning of `history`, as many as there are: the matching of Knuth, Morris and Pratt, so that a long history costs
/// its length and not its square.
std::size_t overlap(std::span<const std::uint32_t> sequence, std::span<const std::uint32_t> history) {
  std::vector<std::size_t> borders(history.size() + 1, 0);  // of each beginning of the history: how much of its end is a beginning again
  for (std::size_t end = 1, matched = 0; end < history.size(); ++end) {
    while (matched > 0 && history[matched] != history[end]) matched = borders[matched];
    borders[end + 1] = matched += history[matched] == history[end];
  }
  std::size_t matched = 0;
  for (const std::uint32_t item : sequence.last(std::min(sequence.size(), history.size()))) {
    while (matched > 0 && (matched == history.size() || history[matched] != item)) matched = borders[matched];
    matched += matched < history.size() && history[matched] == item;
  }
  return matched;
}

void add(Rebuilt& sequence, const Window& window) {
  auto& items = sequence.items;
  // A history that is shorter than the sequence was cut by the cap; one that starts a sequence is all there is.
  if (!items.empty() && !endsWith(items, window.history)) {
    ++sequence.gaps;
    const std::size_t joint = overlap(items, window.history);
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
