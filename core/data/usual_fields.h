#pragma once
#include <span>
#include <string>

namespace ghost::data {

/// What a column of a table or a field of an object may mean to an import.
enum class FieldRole { User, Item, Time, Rating, Title, Description, Categories, Brand };

/// Which of the names is a usual one for the role (user_id, User-ID, userId, uid, reviewerID, ...), compared by letters and digits alone; -1 when none is.
int usualField(std::span<const std::string> names, FieldRole role);
/// The same for the id in a list of items, which may be plain "id" too.
int usualItemId(std::span<const std::string> names);

}  // namespace ghost::data
