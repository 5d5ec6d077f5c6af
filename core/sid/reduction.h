#pragma once
#include <vector>

#include "base/param_spec.h"
#include "embed/projection.h"
#include "sid/tokenizers.h"

namespace ghost::sid {

/// What stands before a quantiser that takes vectors as they are: fewer dimensions by principal components, or by the encoder of an autoencoder (the Ghost paper's
/// linear layers before RQ-KMeans; nothing is published about their training). The learned tokenizers have an encoder of their own instead.
std::vector<ParamSpec> reductionParams();
/// Whether `values` ask for one.
bool reduces(const ParamValues& values);

struct Reduced {
  embed::ItemVectors vectors;    ///< no rows when stopped
  embed::Projection projection;
  OrderedJson report;            ///< of `sid build --json`: method, from, to and how well it keeps the vectors
};

/// reduce=pca. Throws Error{Usage} when the vectors have no reduce_dim components.
Reduced reducedByComponents(const embed::ItemVectors& vectors, const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
