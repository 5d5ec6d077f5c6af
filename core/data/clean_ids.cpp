#include "data/clean_ids.h"

#include <utility>

#include <fmt/format.h>

#include "data/missing_text.h"

namespace ghost::data {
namespace {

/// Takes the blanks off an id; true where it had any.
bool trim(std::string_view& id, std::string& example) {
  const std::string_view whole = std::exchange(id, trimmed(id));
  if (id.size() == whole.size()) return false;
  if (example.empty()) example = shownLine(whole.substr(0, 60));
  return true;
}

}  // namespace

EventSource withCleanIds(EventSource source, bool keepMissing, std::shared_ptr<IdCounts> counts) {
  source.events = [read = std::move(source.events), keepMissing, counts](const TakeEvent& take) {
    *counts = {};
    read([&](const EventRow& written) {
      EventRow row = written;
      if (row.fault == nullptr) {
        const bool user = trim(row.user, counts->trimmedExample), item = trim(row.item, counts->trimmedExample);
        counts->trimmed += user || item;
        // An empty id is a fault of its row.
        const auto missing = [](std::string_view id) { return !id.empty() && isMissingText(id); };
        if ((missing(row.user) && !row.nameMeant) || missing(row.item)) {
          if (counts->missing++ == 0) counts->missingExample = std::string(missing(row.user) ? row.user : row.item);
          row.withoutId = !keepMissing && !row.user.empty() && !row.item.empty();
        }
        row.time = trimmed(row.time);
        if (!written.time.empty() && isMissingText(row.time)) row.fault = "the time is missing";
        row.rating = trimmed(row.rating);
        if (isMissingText(row.rating)) row.rating = {};
      }
      return take(row);
    });
  };
  if (source.items)
    source.items = [read = std::move(source.items)](bool texts, const TakeItem& take) {
      read(texts, [&](const ItemRow& written) {
        if (trimmed(written.id).size() == written.id.size()) return take(written);
        ItemRow row = written;
        row.id = trimmed(written.id);
        take(row);
      });
    };
  return source;
}

std::vector<std::string> idWarnings(const IdCounts& counts, bool keepMissing) {
  std::vector<std::string> sentences;
  if (counts.trimmed > 0) sentences.push_back(fmt::format("blanks at the ends of ids were taken off in {} rows (\"{}\")", counts.trimmed, counts.trimmedExample));
  if (counts.missing > 0 && keepMissing) sentences.push_back(fmt::format("{} rows have \"{}\" or the like as their user or item, kept as a name like any other", counts.missing, counts.missingExample));
  else if (counts.missing > 0) sentences.push_back(fmt::format("{} rows have \"{}\" or the like as their user or item and were left out; -o missing_ids=keep keeps them", counts.missing, counts.missingExample));
  return sentences;
}

}  // namespace ghost::data
