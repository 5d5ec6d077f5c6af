#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "data/popularity.h"
#include "figure/tree_layout.h"
#include "sid/sid_trie.h"

namespace ghost::testing_tree {

/// Twelve items of three levels, the first four head; tails 4.. hang two levels below heads.
struct SmallTree {
  sid::SidTable table;
  sid::SidTrie trie;
  data::Popularity popularity;

  figure::Panel panel(figure::Panel::TreeShape shape) const {
    figure::TreeOptions options;
    options.shape = shape;
    figure::Panel panel;
    panel.treeShape = shape;
    panel.tree = figure::layoutTree({table, trie, &popularity}, options);
    return panel;
  }
};

inline SmallTree treeOf(std::vector<std::vector<std::string>> sids, int heads) {
  sid::SidTable table = sid::SidTable::fromTokens(sids);
  sid::SidTrie trie(table);
  data::Popularity popularity;
  popularity.count.assign(sids.size(), 1);
  popularity.head.assign(sids.size(), false);
  for (int i = 0; i < heads; ++i) {
    popularity.count[static_cast<std::size_t>(i)] = 10;
    popularity.head[static_cast<std::size_t>(i)] = true;
    popularity.headItems.push_back(i);
  }
  for (auto count : popularity.count) popularity.trainEvents += count;
  return {std::move(table), std::move(trie), std::move(popularity)};
}

inline SmallTree smallTree() {
  return treeOf({{"<a_0>", "<b_0>"}, {"<a_0>", "<b_1>"}, {"<a_1>", "<b_0>"}, {"<a_1>", "<b_1>"},
                 {"<a_0>", "<b_0>", "<c_0>"}, {"<a_0>", "<b_0>", "<c_1>"}, {"<a_0>", "<b_1>", "<c_0>"}, {"<a_1>", "<b_0>", "<c_2>"},
                 {"<a_1>", "<b_1>", "<c_0>"}, {"<a_1>", "<b_1>", "<c_1>"}, {"<a_1>", "<b_1>", "<c_2>"}, {"<a_1>", "<b_1>", "<c_3>"}}, 4);
}

/// About 45,000 nodes: 64 x 64 heads with nine tails each.
inline SmallTree largeTree() {
  std::vector<std::vector<std::string>> sids, tails;
  for (int a = 0; a < 64; ++a)
    for (int b = 0; b < 64; ++b) {
      const std::string first = "<a_" + std::to_string(a) + ">", second = "<b_" + std::to_string(b) + ">";
      sids.push_back({first, second});
      for (int c = 0; c < 9; ++c) tails.push_back({first, second, "<c_" + std::to_string(c) + ">"});
    }
  const int heads = static_cast<int>(sids.size());
  sids.insert(sids.end(), tails.begin(), tails.end());
  return treeOf(std::move(sids), heads);
}

}  // namespace ghost::testing_tree
