#include "data/import_options.h"

#include "base/error.h"
#include "data/event_time.h"

namespace ghost::data {
namespace {

void add(std::vector<ParamSpec>& all, const char* group, ParamSpec spec) {
  spec.group = group;
  all.push_back(std::move(spec));
}

std::int64_t boundary(const ParamValues& values, const char* key, std::int64_t otherwise) {
  const std::string text = values.text(key);
  if (text.empty()) return otherwise;
  const auto time = parseBoundary(text);
  if (!time) throw usageError(std::string("parameter ") + key, "\"" + text + "\" is no time; give 2016-10, 2016-10-02 or seconds since 1970");
  return *time;
}

}  // namespace

std::vector<ParamSpec> eventParams(const EventOptions& defaults, bool metadata) {
  std::vector<ParamSpec> all;
  add(all, "rows", textParam("name", "", "Name of the data set and of its files; empty = from the name of the source."));
  add(all, "rows", realParam("min_rating", defaults.minimumRating, 0, 1000, "Leave out events rated lower; 0 = every rating counts as a positive."));
  add(all, "rows", textParam("from", "", "Leave out events before this time (2016-10, 2016-10-02 or seconds since 1970, UTC); empty = no limit."));
  add(all, "rows", textParam("to", "", "Leave out events at or after this time; empty = no limit."));
  add(all, "rows", choiceParam("missing_ids", "leave_out", {"leave_out", "keep"}, "Events whose user or item is NULL, nan, None, \\N, NA or the like: left out, as nobody is called so, or kept under that name. Empty ids are left out always."));
  add(all, "filters", choiceParam("duplicates", defaults.keepAllRepeats ? "keep_all" : "keep_first", {"keep_first", "keep_all"}, "Of a user's events with one item keep the first in time, or all."));
  if (metadata) {
    add(all, "filters", booleanParam("require_metadata", defaults.requireMetadata, "Leave out items that the metadata lacks."));
    add(all, "filters", integerParam("max_title_words", defaults.maxTitleWords, 0, 100000, "A title with more words counts as missing metadata; 0 = no limit."));
  }
  add(all, "filters", integerParam("k_core", defaults.kCore, 0, 1000000, "Take out users and items with fewer events, again and again until none is left; 0 = none are taken out."));
  add(all, "order", choiceParam("ties", "file", {"file", "shuffle"}, "Order of a user's events at the same time: as in the file, or shuffled by the seed."));
  add(all, "order", integerParam("seed", defaults.seed, 0, 2147483647, "Seed of the shuffle."));
  add(all, "order", choiceParam("split", "leave_one_out", {"leave_one_out", "chronological"}, "The split that belongs to the data; chronological = all events cut in time 8:1:1, recorded in <name>.split.json beside the data."));
  if (metadata) add(all, "texts", choiceParam("text", textRuleName(defaults.text), {"plain", "lcrec", "raw"}, "Texts without tags and entities, by LC-Rec's cleaning rule (one final stop, 2,000 characters or more become empty), or as they are."));
  return all;
}

EventOptions eventOptions(const ParamValues& values, const EventOptions& defaults) {
  EventOptions options = defaults;
  options.minimumRating = values.real("min_rating");
  options.from = boundary(values, "from", options.from);
  options.to = boundary(values, "to", options.to);
  if (options.from >= options.to) throw usageError("parameters from, to", "the window between them is empty; from must be earlier than to");
  options.keepAllRepeats = values.text("duplicates") == "keep_all";
  options.keepMissingIds = values.text("missing_ids") == "keep";
  options.kCore = static_cast<int>(values.integer("k_core"));
  options.shuffleTies = values.text("ties") == "shuffle";
  options.seed = values.integer("seed");
  options.chronological = values.text("split") == "chronological";
  if (!values.has("require_metadata")) {
    options.requireMetadata = false;
    return options;
  }
  options.requireMetadata = values.boolean("require_metadata");
  options.maxTitleWords = static_cast<int>(values.integer("max_title_words"));
  options.text = textRule(values.text("text"));
  return options;
}

}  // namespace ghost::data
