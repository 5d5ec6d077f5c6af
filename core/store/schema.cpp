#include "store/schema.h"

#include <algorithm>
#include <array>

namespace ghost::store {

namespace {

// Rows of a run are keyed by (attempt, seq), the order of its story; `point` and `probe` carry the step beside it.
constexpr const char* first = R"(
CREATE TABLE run(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT, error TEXT, status TEXT, manifest TEXT, metrics TEXT, stamp TEXT);
CREATE TABLE stream(run INTEGER, attempt INTEGER, offset INTEGER, damaged INTEGER, PRIMARY KEY(run, attempt)) WITHOUT ROWID;
CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL, part TEXT NOT NULL, UNIQUE(name, part));
CREATE TABLE point(run INTEGER, series INTEGER, attempt INTEGER, seq INTEGER, step INTEGER, value REAL, PRIMARY KEY(run, series, attempt, seq)) WITHOUT ROWID;
CREATE TABLE probe(run INTEGER, attempt INTEGER, seq INTEGER, name TEXT, step INTEGER, labels TEXT, numbers BLOB, PRIMARY KEY(run, attempt, seq)) WITHOUT ROWID;
CREATE TABLE event(run INTEGER, attempt INTEGER, seq INTEGER, kind TEXT, at TEXT, step INTEGER, a TEXT, b TEXT, PRIMARY KEY(run, attempt, seq)) WITHOUT ROWID;
)";

constexpr std::array migrations{first};

std::vector<std::string> expectedSchema() {
  Database fresh{std::filesystem::path()};
  for (const char* sql : migrations) fresh.execute(sql);
  return fresh.schema();
}

}  // namespace

int schemaVersion() { return static_cast<int>(migrations.size()); }

Fit fitOf(const Database& database) {
  const auto id = database.pragma("application_id");
  const auto version = database.pragma("user_version");
  if (id == 0 && version == 0 && database.schema().empty()) return Fit::Empty;
  if (id != applicationId) return Fit::Foreign;
  if (version > schemaVersion()) return Fit::Newer;
  if (!database.isSound()) return Fit::Damaged;
  // An older version has a prefix of our migrations; a full comparison is possible only at the newest.
  if (version == schemaVersion() && database.schema() != expectedSchema()) return Fit::Damaged;
  return version < 1 ? Fit::Damaged : Fit::Ours;
}

void migrate(Database& database) {
  for (auto version = database.pragma("user_version"); version < schemaVersion(); ++version) {
    Transaction transaction(database);
    database.execute(migrations[static_cast<std::size_t>(version)]);
    database.execute("PRAGMA user_version=" + std::to_string(version + 1));
    database.execute("PRAGMA application_id=" + std::to_string(applicationId));
    transaction.commit();
  }
}

}  // namespace ghost::store
