#pragma once
#include <filesystem>

#include "data/event_import.h"

namespace ghost::data {

/// Attributes of items as S3-Rec publishes them (<name>_item2attributes.json): one JSON object, item id -> list of attributes. Told by its first bytes: one object whose values are all lists of
/// plain values. Throws for nothing.
bool isAttributeMap(const std::filesystem::path& file);
/// Each item's attributes as its categories. Throws Error{Data} for a file that is no JSON.
void readAttributes(const std::filesystem::path& file, rows::Reading& reading, const TakeItem& take);
/// The map that belongs to a file of sequences, beside it; empty = none.
std::filesystem::path attributesBeside(const std::filesystem::path& sequences);

}  // namespace ghost::data
