#pragma once
#include <filesystem>

#include "data/popularity.h"
#include "sid/residual_quantizer.h"

namespace ghost::sid {

/// The codes of an index that is there already, a folder of tokens or an index file, as if residual quantisation had found them; suffix tokens are dropped. A code's
/// centroid is the mean residual of the items that hold it, in the dimensions of `vectors` (row = item id); one that no item holds is zero. Inertia is measured.
/// Throws Error{Data} as sid::loadTokenization() and sid::importIndex() do, and for another number of items, fewer than two levels, items with different numbers of
/// codes, levels out of order, or code numbers above 65,535.
ResidualCodes givenCodes(const std::filesystem::path& place, const embed::ItemVectors& vectors, const data::Popularity& popularity);

}  // namespace ghost::sid
