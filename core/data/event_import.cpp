#include "data/event_import.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_stream.h"
#include "data/arrange.h"
#include "data/clean_ids.h"
#include "data/event_passes.h"
#include "data/item_texts.h"
#include "data/split_file.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

class EventImport {
 public:
  EventImport(const EventSource& source, const EventOptions& options, const ImportInput& input) : m_ids(std::make_shared<IdCounts>()), m_source(withCleanIds(source, options.keepMissingIds, m_ids)), m_options(options), m_input(input), m_log(std::make_shared<EventLog>(input.spill, options.eventsHeld)) {}

  Imported run() {
    requireMetadata(m_source, m_options, m_input);
    requireTimes(m_source, m_options, m_input);
    const bool selects = m_options.requireMetadata;
    const bool inPasses = worthPasses(m_source, m_options);
    for (const auto& file : m_source.eventFiles)
      for (int pass = 0; pass < (inPasses ? 2 : 1); ++pass) m_input.reading.expect(file);
    for (const auto& file : m_source.itemFiles)
      for (int pass = selects ? 0 : 1; pass < 2; ++pass) m_input.reading.expect(file);
    takeEvents(inPasses);
    const std::vector<bool> usable = selects && !stopped() ? usableItems() : std::vector<bool>();
    if (stopped()) return std::move(m_imported);
    m_input.reading.reporter().stage("arrange");
    m_arranged = arrange(*m_log, m_options, usable, report().leftOut, {m_input.reading.token(), &m_input.reading.reporter()});
    report().spilledBytes = m_arranged.spilledBytes;
    if (stopped()) return std::move(m_imported);
    requireUsers();
    const std::string given = m_input.values.text("name");
    m_imported.dataSet.name = dataSetName(m_input.source, given.empty() ? m_source.name : given);
    if (m_source.keepItemNumbers) keepItemNumbers();
    nameUsers();
    takeTexts();
    addFiles();
    warn();
    m_imported.dataSet.interactions = std::move(m_arranged.interactions);
    return std::move(m_imported);
  }

 private:
  ImportReport& report() { return m_imported.report; }
  ItemCatalog& catalog() { return m_imported.dataSet.catalog; }
  bool stopped() const { return m_input.reading.stopped(); }

  bool usable(const ItemRow& row) const { return row.usable && (m_options.maxTitleWords == 0 || wordsOf(row.title) <= m_options.maxTitleWords); }

  void takeEvents(bool inPasses) {
    report() = m_source.read;
    if (inPasses) readInPasses(m_source, m_options, m_input, *m_log, report());
    else m_source.events([sink = EventSink(m_options, m_source.forms, *m_log, report())](const EventRow& row) mutable { return sink(row); });
    report().idsTrimmed = m_ids->trimmed;
    m_log->users.forgetHashes();  // from here on users are only asked for their names
    m_log->itemsAreLookedUp = m_source.items != nullptr;
    if (!m_log->itemsAreLookedUp) m_log->items.forgetHashes();
    if (m_source.rebuilt) report().rowsRead = m_source.read.rowsRead;  // the examples, not the events made of them
  }

  /// Which items of the log have a metadata row that can be used.
  std::vector<bool> usableItems() {
    std::vector<bool> result(m_log->items.size());
    m_source.items(false, [&](const ItemRow& row) {
      const std::uint32_t item = row.fault.empty() ? m_log->items.find(row.id) : NameTable::none;
      if (item != NameTable::none && usable(row)) result[item] = true;
    });
    return result;
  }

  void requireUsers() {
    if (m_arranged.interactions.users() > 0) return;
    const auto& r = report();
    const auto& out = r.leftOut;
    throw dataError(m_input.source.string(), fmt::format("no user is left of {} rows: {} rejected{}, without ids {}, left out by rating {}, by time {}, as duplicates {}, without metadata {}, by the core {}, of users with fewer than 3 events {}", r.rowsRead, r.rowsRejected,
        r.rejectedFirst.empty() ? std::string() : fmt::format(" (line {}: {})", r.rejectedFirst.front().line, r.rejectedFirst.front().what), out.missingIds, out.rating, out.window, out.duplicates, out.noMetadata, out.core, out.shortUsers));
  }

  /// The number that `name` is written as, in the one way to write it; -1 for any other name.
  static std::int32_t numberIn(std::string_view name) {
    std::int32_t number = -1;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == name.data() + name.size() && name.front() != '-' && (name.size() == 1 || name.front() != '0');
    return whole ? number : -1;
  }

  /// Item ids that are exactly 0..N-1, each once, stay: vectors and indices of the source then still fit.
  void keepItemNumbers() {
    NameTable& all = m_log->items;
    for (std::uint32_t id = 0; id < all.size(); ++id)
      if (numberIn(all.name(id)) < 0) return;
    if (m_source.items)
      m_source.items(false, [&](const ItemRow& row) {
        if (row.fault.empty()) all.idOf(row.id);
      });
    std::vector<std::int32_t> number(all.size());
    for (std::uint32_t id = 0; id < all.size(); ++id) {
      number[id] = numberIn(all.name(id));
      if (number[id] < 0 || number[id] >= static_cast<std::int32_t>(all.size())) return;
    }
    for (auto& item : m_arranged.interactions.items) item = number[m_arranged.itemOf[static_cast<std::size_t>(item)]];
    m_arranged.itemOf.assign(all.size(), 0);
    for (std::uint32_t id = 0; id < all.size(); ++id) m_arranged.itemOf[static_cast<std::size_t>(number[id])] = id;
    m_itemsRenumbered = false;
  }

  /// Users that are numbered need no names: the writers call them by their numbers.
  void nameUsers() {
    if (m_source.numberUsers) return;
    for (const std::uint32_t user : m_arranged.userOf) m_arranged.interactions.userNames.emplace_back(m_log->users.name(user));
  }

  void takeTexts() {
    catalog().items = static_cast<std::int32_t>(m_arranged.itemOf.size());
    const auto count = m_arranged.itemOf.size();
    if (!m_source.items && m_log->titles.empty()) return;
    m_texts = std::make_shared<ItemTexts>(m_input.spill, count);
    std::vector<std::int32_t> numberOf(m_log->items.size(), -1);
    for (std::size_t item = 0; item < count; ++item) numberOf[m_arranged.itemOf[item]] = static_cast<std::int32_t>(item);
    m_log->titles.each([&](std::uint32_t item, std::string_view title) {
      if (numberOf[item] >= 0) m_texts->set(static_cast<std::size_t>(numberOf[item]), cleanText(title, m_options.text), {}, {}, {});
    });
    if (m_source.items) takeMetadata(numberOf);
  }

  void takeMetadata(const std::vector<std::int32_t>& numberOf) {
    std::vector<bool> told(m_arranged.itemOf.size());
    std::int64_t again = 0;
    m_source.items(true, [&](const ItemRow& row) {
      ++report().rowsRead;
      if (!row.fault.empty()) return report().reject(*row.file, row.line, row.fault, row.text);
      const std::uint32_t id = m_log->items.find(row.id);
      if (id == NameTable::none || numberOf[id] < 0 || !usable(row)) return;
      const auto item = static_cast<std::size_t>(numberOf[id]);
      if (told[item]) return void(++again);  // the first usable row counts
      told[item] = true;
      const TextRule ofNames = m_options.text == TextRule::LcRec ? TextRule::Raw : m_options.text;
      m_texts->set(item, cleanText(row.title, m_options.text), cleanText(row.description, m_options.text), cleanText(row.brand, ofNames), cleanText(row.categories, ofNames));
    });
    if (again > 0) report().warnings.push_back(fmt::format("{} metadata rows tell of an item that an earlier row told of; the first one counts", again));
    const auto silent = std::count(told.begin(), told.end(), false);
    if (silent > 0) report().warnings.push_back(fmt::format("{} of {} items have no usable metadata; they keep empty texts", silent, told.size()));
  }

  void addFiles() {
    const std::string& name = m_imported.dataSet.name;
    const auto list = [log = m_log](const NameTable& names, std::vector<std::uint32_t>&& ids) {
      return [log, &names, ids = std::move(ids)](FileStream& stream) {
        for (std::size_t i = 0; i < ids.size(); ++i) stream.write(fmt::format("{}\t{}\n", names.name(ids[i]), i));
      };
    };
    if (m_source.numberUsers) m_imported.generated.push_back({name + ".user2id", {}, list(m_log->users, std::move(m_arranged.userOf))});
    if (m_itemsRenumbered) m_imported.generated.push_back({name + ".item2id", {}, list(m_log->items, std::move(m_arranged.itemOf))});
    if (m_texts) {
      report().spilledBytes += m_texts->spilledBytes();
      m_imported.generated.push_back({name + ".item.json", {}, [texts = m_texts](FileStream& stream) { texts->write(stream); }});
    }
    if (m_options.chronological || !m_source.splitRule.empty()) {
      const SplitFile split = m_options.chronological ? SplitFile{"chronological", chronologicalCounts(m_arranged)} : SplitFile{m_source.splitRule, partCounts()};
      m_imported.generated.push_back({splitFileName(name), splitFileText(split, m_arranged.interactions.userNames)});
    }
    if (m_itemsRenumbered) return;
    for (const auto& file : m_source.generated) m_imported.generated.push_back({name + file.name, file.text});
    m_imported.companions = m_source.companions;
  }

  /// Events of each user in each part of a published split: the rows gave the part as their time.
  std::vector<std::array<std::int64_t, 3>> partCounts() const {
    std::vector<std::array<std::int64_t, 3>> counts(static_cast<std::size_t>(m_arranged.interactions.users()));
    m_arranged.eachTime([&](UserId user, std::int64_t time) { ++counts[static_cast<std::size_t>(user)][static_cast<std::size_t>(std::clamp<std::int64_t>(time / 1000, 0, 2))]; });
    return counts;
  }

  void warn() {
    auto& warnings = report().warnings;
    for (auto& sentence : idWarnings(*m_ids, m_options.keepMissingIds)) warnings.push_back(std::move(sentence));
    warnings.insert(warnings.end(), m_source.warnings.begin(), m_source.warnings.end());
    if (m_log->foreignTitles > 0) warnings.push_back(fmt::format("the titles of {} rows aren't UTF-8 and were left out; convert the file to UTF-8{} to keep them", m_log->foreignTitles, m_input.values.has("encoding") ? " or give -o encoding=latin1" : ""));
    if (m_options.chronological) warnings.push_back("the chronological split is recorded beside the data for other programs; runs of this one split by leave-one-out, and numbers of the two can't be compared");
    if (m_source.rebuilt) return;
    const bool timed = std::find(m_source.columns.begin(), m_source.columns.end(), "time") != m_source.columns.end();
    if (!timed) return warnings.push_back("the rows have no time: each user's events stay in the order of the file");
    const auto& interactions = m_arranged.interactions;
    std::int64_t tied = 0, before = 0, at = 0;
    m_arranged.eachTime([&](UserId user, std::int64_t time) {
      tied += ++at == interactions.offsets[static_cast<std::size_t>(user) + 1] && time == before;
      before = time;
    });
    if (tied > 0) warnings.push_back(fmt::format("for {} of {} users the last two events have the same time: which of them is the test item depends on {}", tied, interactions.users(), m_options.shuffleTies ? "the seed" : "the order of the file (-o ties=shuffle shows how much that matters)"));
  }

  std::shared_ptr<IdCounts> m_ids;
  const EventSource m_source;
  const EventOptions& m_options;
  const ImportInput& m_input;
  std::shared_ptr<EventLog> m_log;  ///< the names are written last, by functions that share it
  Arranged m_arranged;
  std::shared_ptr<ItemTexts> m_texts;  ///< null where nothing tells of the items
  Imported m_imported;
  bool m_itemsRenumbered = true;
};

}  // namespace

void requireMetadata(const EventSource& source, const EventOptions& options, const ImportInput& input) {
  if (options.requireMetadata && !source.items)
    throw dataError(input.source.string(), "there is no item metadata here, but items without it are to be left out; name its file with -o metadata=FILE, or give -o require_metadata=false");
}

void requireTimes(const EventSource& source, const EventOptions& options, const ImportInput& input) {
  if (source.rebuilt || (options.from == EventOptions().from && options.to == EventOptions().to)) return;
  if (std::find(source.columns.begin(), source.columns.end(), "time") != source.columns.end()) return;
  throw usageError("parameters from, to", fmt::format("the rows have no time, so nothing lies inside a window of time; leave them out{}", input.values.has("time") ? ", or name what holds the time with -o time=..." : ""));
}

Imported importEvents(const EventSource& source, const EventOptions& options, const ImportInput& input) { return EventImport(source, options, input).run(); }

}  // namespace ghost::data
