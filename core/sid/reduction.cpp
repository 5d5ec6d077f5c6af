#include "sid/reduction.h"

#include "embed/principal_components.h"

namespace ghost::sid {

std::vector<ParamSpec> reductionParams() {
  return {
      choiceParam("reduce", "none", {"none", "pca", "linear", "mlp"}, "Bring the vectors to fewer dimensions first: principal components, or the encoder of an autoencoder of linear layers (as the paper names them), or of layers with ReLU between."),
      integerParam("reduce_dim", 32, 1, 65536, "Dimensions that are left."),
      integerParam("reduce_epochs", 200, 1, 1000000, "Passes over the items when the autoencoder learns (reduce=linear or mlp)."),
  };
}

bool reduces(const ParamValues& values) { return values.has("reduce") && values.text("reduce") != "none"; }

Reduced reducedByComponents(const embed::ItemVectors& vectors, const TokenizerInput& input, const ParamValues& values) {
  auto found = embed::principalComponents(vectors, values.integer("reduce_dim"), static_cast<std::uint64_t>(values.integer("seed")), input.threads, input.reporter, input.stop);
  if (found.projection.layers.empty()) return {};
  Reduced reduced{embed::projected(vectors, found.projection, input.threads), std::move(found.projection), {}};
  reduced.report = {{"method", "pca"}, {"from", vectors.dim}, {"to", reduced.vectors.dim}, {"explained", found.explained}};
  return reduced;
}

}  // namespace ghost::sid
