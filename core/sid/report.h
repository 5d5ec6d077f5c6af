#pragma once
#include <vector>

#include "embed/item_vectors.h"
#include "sid/tokenizers.h"

namespace ghost::sid {

/// Value below which a share `q` of the values lies, linear between neighbours (NumPy's default); 0 for no values.
double quantile(std::vector<double> values, double q);

/// Per item the number of steps, EOS included, at which at least one head item shares its prefix so far and continues with another token or ends
/// (methods.md 1.5a, z to any head); 0 for head items.
std::vector<int> stepsAgainstHeads(const SidTable& table, const data::Popularity& popularity);

/// Pearson correlation of the length of an item's vector with the logarithm of its training count, over items with training events; 0 where either is constant.
double normPopularityCorrelation(const embed::ItemVectors& vectors, const data::Popularity& popularity);

}  // namespace ghost::sid
