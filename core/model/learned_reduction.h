#pragma once
#include "sid/reduction.h"

namespace ghost::model {

/// reduce=linear or mlp (sid/reduction.h): an autoencoder over the item vectors, less their mean and scaled to components of mean square 1, through those of the
/// widths 2048 to 64 that lie between the vectors' size and reduce_dim. Mean squared error, AdamW without decay, 1024 items a step, learning rate 2e-3 rising over a
/// tenth of the steps and falling to zero. One thread, so that a seed gives the same layers. Reports progress in epochs and tokens/reconstruction.
/// Throws Error{Usage} when reduce_dim isn't below the vectors' size. No rows when stopped.
sid::Reduced reducedByLayers(const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::model
