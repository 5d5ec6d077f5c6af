#pragma once
#include <string>
#include <vector>

#include "store/database.h"

namespace ghost::store {

/// "Ghst": tells our index from any other SQLite file.
inline constexpr std::int64_t applicationId = 0x47687374;
/// Number of migrations; stored as user_version.
int schemaVersion();
enum class Fit { Ours, Empty, Damaged, Foreign, Newer };
/// What kind of file this is, by application_id, user_version, quick_check and its CREATE statements against ours.
Fit fitOf(const Database& database);
/// Runs the migrations that are missing, each in a transaction of its own.
void migrate(Database& database);

}  // namespace ghost::store
