#include "store/database.h"

#include <cmath>
#include <limits>

#include <sqlite3.h>
#include <sys/vfs.h>

#include "base/error.h"

namespace ghost::store {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(sqlite3* database, const std::string& file, int code) {
  const std::string reason = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT: case SQLITE_NOTADB: throw dataError(file, "the index is damaged (" + reason + "); delete the file, it is rebuilt from the run folders");
    case SQLITE_BUSY: case SQLITE_LOCKED: throw resourceError(file, "another program is writing to the index; close it or try again");
    case SQLITE_FULL: case SQLITE_IOERR: throw resourceError(file, "the index can't be written (" + reason + "); free some disk space and try again");
    case SQLITE_READONLY: case SQLITE_CANTOPEN: case SQLITE_PERM: throw resourceError(file, "the index can't be opened for writing (" + reason + "); check the permissions of the folder");
    default: throw Error(ErrorCode::Internal, file, "the index refused a statement (" + reason + ")");
  }
}

/// WAL needs shared memory between the processes that use a file, which network file systems don't offer.
bool onNetwork(const fs::path& file) {
  struct statfs info {};
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (statfs(folder.c_str(), &info) != 0) return false;
  constexpr long nfs = 0x6969, smb = 0x517B, cifs = static_cast<long>(0xFF534D42), smb2 = static_cast<long>(0xFE534D42), fuse = 0x65735546;
  const long type = static_cast<long>(info.f_type) & 0xffffffffL;
  return type == nfs || type == smb || type == cifs || type == smb2 || type == fuse;
}

/// A statement may run this long, in units of a thousand virtual machine instructions; far above anything the index asks, far below a hang.
constexpr std::int64_t longestStatement = 100'000;

int countDown(void* left) { return --*static_cast<std::int64_t*>(left) < 0 ? 1 : 0; }

/// What the index may do at all; a crafted file can't make it do more.
int authorize(void*, int action, const char*, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_ATTACH: case SQLITE_DETACH: case SQLITE_CREATE_TRIGGER: case SQLITE_CREATE_TEMP_TRIGGER: case SQLITE_CREATE_VIEW: case SQLITE_CREATE_TEMP_VIEW:
    case SQLITE_CREATE_VTABLE: case SQLITE_DROP_VTABLE: return SQLITE_DENY;
    default: return SQLITE_OK;
  }
}

void harden(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 64 << 20);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 50);
  sqlite3_limit(database, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit(database, SQLITE_LIMIT_FUNCTION_ARG, 8);
  sqlite3_limit(database, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
  sqlite3_set_authorizer(database, authorize, nullptr);
}

}  // namespace

Statement::Statement(sqlite3* database, std::string file, std::string_view sql) : m_database(database), m_file(std::move(file)) {
  const int code = sqlite3_prepare_v2(m_database, sql.data(), static_cast<int>(sql.size()), &m_statement, nullptr);
  if (code != SQLITE_OK) fail(m_database, m_file, code);
}
Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(m_statement, ++m_bound, value);
  return *this;
}
Statement& Statement::bind(double value) {
  if (!std::isfinite(value)) return bindNull();
  sqlite3_bind_double(m_statement, ++m_bound, value);
  return *this;
}
Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text64(m_statement, ++m_bound, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bindBlob(std::string_view bytes) {
  sqlite3_bind_blob64(m_statement, ++m_bound, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}
Statement& Statement::bindNull() {
  sqlite3_bind_null(m_statement, ++m_bound);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(m_statement);
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(m_statement);
  m_bound = 0;
  if (code != SQLITE_DONE) fail(m_database, m_file, code);
  return false;
}
void Statement::run() {
  while (step()) {
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
double Statement::real(int column) const { return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(m_statement, column); }
std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(m_statement, column);
  return bytes ? std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))) : std::string();
}
std::string Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))) : std::string();
}
bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

Database::Database(fs::path file) : m_file(std::move(file)) {
  std::error_code ignored;
  if (!m_file.empty() && fs::is_symlink(m_file, ignored)) throw dataError(m_file.string(), "the index is a symbolic link, which could lead anywhere; delete it, the index is rebuilt");
  if (!m_file.empty() && fs::exists(m_file, ignored) && !fs::is_regular_file(m_file, ignored)) throw dataError(m_file.string(), "this is no regular file, so it can't be the index; move it away, the index is rebuilt");
  const std::string name = m_file.empty() ? ":memory:" : m_file.string();
  const int code = sqlite3_open_v2(name.c_str(), &m_database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    if (code != SQLITE_OK) fail(m_database, m_file.string(), code);
    harden(m_database);
    sqlite3_busy_timeout(m_database, 3000);
    sqlite3_progress_handler(m_database, 1000, countDown, &m_deadline);
    m_deadline = longestStatement;
    execute("PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=OFF; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
    pragma("schema_version");  // reads the header, so that a file of another kind is refused here
    if (!m_file.empty() && !onNetwork(m_file)) execute("PRAGMA journal_mode=WAL");
  } catch (...) {
    sqlite3_close(m_database);
    throw;
  }
}
Database::~Database() { sqlite3_close(m_database); }

void Database::execute(std::string_view sql) {
  m_deadline = longestStatement;
  const int code = sqlite3_exec(m_database, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(m_database, m_file.string(), code);
}

std::int64_t Database::pragma(std::string_view name) const {
  auto statement = prepare("PRAGMA " + std::string(name));
  const std::int64_t value = statement.step() ? statement.integer(0) : 0;
  return value;
}

Statement Database::prepare(std::string_view sql) const {
  m_deadline = longestStatement;
  return Statement(m_database, m_file.string(), sql);
}

std::vector<std::string> Database::schema() const {
  auto statement = prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql");
  std::vector<std::string> all;
  while (statement.step()) all.push_back(statement.text(0));
  return all;
}

bool Database::isSound() const {
  try {
    auto statement = prepare("PRAGMA quick_check(1)");
    return statement.step() && statement.text(0) == "ok";
  } catch (const Error&) {
    return false;
  }
}

Transaction::Transaction(Database& database) : m_database(database) { m_database.execute("BEGIN IMMEDIATE"); }
Transaction::~Transaction() {
  if (m_done) return;
  try {
    m_database.execute("ROLLBACK");
  } catch (const Error&) {
    // The connection rolls back when it closes.
  }
}
void Transaction::commit() {
  m_database.execute("COMMIT");
  m_done = true;
}

}  // namespace ghost::store
