#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ghost::data {

/// What a column of a table or a field of an object may mean to an import.
enum class FieldRole { User, Item, Time, Rating, Title, Description, Categories, Brand };

/// Which of the names is a usual one for the role (user_id, User-ID, userId, uid, reviewerID, ...), compared by letters and digits alone; -1 when none is.
int usualField(std::span<const std::string> names, FieldRole role);
/// usualField() for the id in a list of items, which may be plain "id" too.
int usualItemId(std::span<const std::string> names);

/// The place of a name among the usual ones for the role, the likely ones first; -1 = it is none of them.
int usualRank(std::string_view name, FieldRole role);

}  // namespace ghost::data
