#include "sample/sequence_plan.h"

#include <algorithm>

namespace ghost::sample {

std::vector<Passage> passages(int length, const SampleOptions& options) {
  std::vector<Passage> result;
  if (length < 2) return result;
  const int cap = options.historyCap;
  int next = 1;  // first target not yet covered
  if (options.layout == Layout::UserTrees) {
    result.push_back({0, 1, std::min(length, cap + 1)});
    next = cap + 1;
  }
  const bool blocks = options.layout == Layout::UserTrees && options.window == Window::Blocks;
  const int stride = blocks ? cap + 1 : 1;
  for (; next < length; next += stride) result.push_back({std::max(0, next - cap), next, std::min(length, next + stride)});
  return result;
}

}  // namespace ghost::sample
