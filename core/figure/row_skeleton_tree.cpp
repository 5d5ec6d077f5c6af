#include <algorithm>

#include <fmt/format.h>

#include "data/data_set.h"
#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/tree_layout.h"
#include "figure/tree_marks.h"
#include "sid/tokenization.h"

namespace ghost::figure {

namespace {

Panel::TreeShape shapeOf(const std::string& name) {
  return name == "cone" ? Panel::TreeShape::Cone : name == "icicle" ? Panel::TreeShape::Icicle : Panel::TreeShape::Radial;
}

Panel treePanel(const RunFacts& run, const data::Popularity& popularity, const ParamValues& values) {
  const sid::Tokenization tokens = sid::loadTokenization(run.folder.tokens());
  const sid::SidTrie trie(tokens.table);
  const TreeColour colour = treeColourOf(values.text("colour"));
  const std::vector<std::int64_t> places = colour == TreeColour::Exposure ? listPlaces(run.folder.lists(run.listPart), tokens.table.items()) : std::vector<std::int64_t>{};
  const TreeSource source{tokens.table, trie, &popularity, places.empty() ? nullptr : &places};
  TreeOptions options;
  options.shape = shapeOf(values.text("shape"));
  options.nodeBudget = static_cast<std::int32_t>(values.integer("nodes"));
  Panel panel;
  panel.title = run.label;
  panel.treeShape = options.shape;
  panel.treeColour = colour;
  panel.tree = layoutTree(source, options);
  std::int64_t folded = 0, glyphs = 0;
  for (const TreeNode& node : panel.tree) {
    folded += node.folded;
    glyphs += node.folded > 0 ? 1 : 0;
  }
  if (folded > 0) panel.remarks.push_back(fmt::format("{} of {} items folded into {} glyphs", folded, tokens.table.items(), glyphs));
  if (colour == TreeColour::Exposure && places.empty()) panel.remarks.push_back("the run has no test lists, so no exposure is shown");
  return panel;
}

}  // namespace

FigureData makeSkeletonTree(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs = factsOf(input, 50);
  std::erase_if(runs, [](const RunFacts& r) { return !std::filesystem::exists(r.folder.tokens() / "index.json"); });
  if (input.runs.empty() && runs.size() > 1) runs.erase(runs.begin() + 1, runs.end());
  FigureData figure = begin("skeleton-tree", "Skeleton tree", runs);
  if (runs.empty()) return empty(figure, reasonFor(input, "No run with a token folder was found; a recipe with semantic IDs (ghost, rqk-4) writes one in its first stage."));
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  for (const RunFacts& run : runs) figure.panels.push_back(treePanel(run, popularity, values));
  return figure;
}

}  // namespace ghost::figure
