#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ghost::store {

/// A prepared statement: bind with values in order, step through rows, read columns by position. Lives shorter than its Database.
/// Every function throws Error{Resource} (busy, full disk, unwritable) or Error{Data} (damaged file) with the file in it.
class Statement {
 public:
  Statement(sqlite3* database, std::string file, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind(std::string_view text);
  Statement& bindBlob(std::string_view bytes);
  Statement& bindNull();
  /// True while there is a row; afterwards the statement is ready to be bound anew.
  bool step();
  /// step() to the end, ignoring rows.
  void run();

  std::int64_t integer(int column) const;
  double real(int column) const;       ///< NaN for NULL
  std::string text(int column) const;
  std::string blob(int column) const;
  bool isNull(int column) const;

 private:
  sqlite3* m_database;
  std::string m_file;
  sqlite3_stmt* m_statement = nullptr;
  int m_bound = 0;
};

/// One connection, one thread. Opened with the settings for a file that may be hostile (reliability: no extensions, triggers or views, untrusted schema,
/// low limits, a deadline per statement), WAL where the file system allows it. An empty path is a database in memory.
class Database {
 public:
  explicit Database(std::filesystem::path file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& file() const { return m_file; }
  void execute(std::string_view sql);
  Statement prepare(std::string_view sql) const;
  std::int64_t pragma(std::string_view name) const;
  /// The CREATE statements stored in the file, sorted.
  std::vector<std::string> schema() const;
  /// False when the file is no sound database.
  bool isSound() const;

 private:
  std::filesystem::path m_file;
  sqlite3* m_database = nullptr;
  mutable std::int64_t m_deadline = 0;
};

/// Rolls back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& m_database;
  bool m_done = false;
};

}  // namespace ghost::store
