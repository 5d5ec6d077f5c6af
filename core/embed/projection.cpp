#include "embed/projection.h"

#include <algorithm>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "embed/safetensors.h"

namespace ghost::embed {
namespace fs = std::filesystem;
namespace {

void through(const Projection::Layer& layer, const std::vector<double>& from, std::vector<double>& to) {
  to.assign(static_cast<std::size_t>(layer.out), 0.0);
  for (std::int64_t i = 0; i < layer.out; ++i) {
    const float* weight = layer.weight.data() + i * layer.in;
    double sum = layer.bias[static_cast<std::size_t>(i)];
    for (std::int64_t j = 0; j < layer.in; ++j) sum += static_cast<double>(weight[j]) * from[static_cast<std::size_t>(j)];
    to[static_cast<std::size_t>(i)] = sum;
  }
}

std::string layerName(std::size_t number, const char* part) { return fmt::format("layer.{}.{}", number, part); }

float factorOf(const SafetensorsFile& tensors, const fs::path& file) {
  const auto found = tensors.metadata().find("factor");
  const std::string text = found == tensors.metadata().end() ? "" : found->second;
  float factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  if (error != std::errc() || end != text.data() + text.size() || !(factor > 0)) throw dataError(file.string(), "the metadata needs a positive factor; build the tokens again");
  return factor;
}

}  // namespace

ItemVectors projected(const ItemVectors& vectors, const Projection& projection, int threads) {
  if (vectors.dim != projection.from()) throw dataError("item vectors", fmt::format("have {} dimensions, the projection takes {}; give vectors of the same encoder", vectors.dim, projection.from()));
  ItemVectors result{vectors.rows, projection.to(), std::vector<float>(static_cast<std::size_t>(vectors.rows * projection.to()))};
  parallelFor(vectors.rows, 64, threads, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> now, next;
    for (std::int64_t i = begin; i < end; ++i) {
      const auto row = vectors.row(i);
      now.resize(row.size());
      for (std::size_t j = 0; j < row.size(); ++j) now[j] = (static_cast<double>(row[j]) - projection.mean[j]) * projection.factor;
      for (std::size_t layer = 0; layer < projection.layers.size(); ++layer) {
        through(projection.layers[layer], now, next);
        if (projection.relu && layer + 1 < projection.layers.size())
          for (double& value : next) value = std::max(value, 0.0);
        now.swap(next);
      }
      std::copy(now.begin(), now.end(), result.row(i).begin());
    }
  });
  return result;
}

void writeProjection(const fs::path& file, const Projection& projection) {
  std::vector<TensorBytes> tensors{{"mean", Dtype::F32, {projection.from()}, std::as_bytes(std::span(projection.mean))}};
  for (std::size_t i = 0; i < projection.layers.size(); ++i) {
    const auto& layer = projection.layers[i];
    tensors.push_back({layerName(i, "weight"), Dtype::F32, {layer.out, layer.in}, std::as_bytes(std::span(layer.weight))});
    tensors.push_back({layerName(i, "bias"), Dtype::F32, {layer.out}, std::as_bytes(std::span(layer.bias))});
  }
  writeSafetensors(file, tensors, {{"format", "ghost-projection"}, {"factor", fmt::format("{}", projection.factor)}, {"activation", projection.relu ? "relu" : "none"}});
}

Projection readProjection(const fs::path& file) {
  const auto tensors = SafetensorsFile::open(file);
  Projection projection;
  projection.factor = factorOf(tensors, file);
  const auto activation = tensors.metadata().find("activation");
  projection.relu = activation != tensors.metadata().end() && activation->second == "relu";
  projection.mean = tensors.floats("mean");
  if (tensors.info("mean").shape.size() != 1) throw dataError(file.string(), "mean must be a vector; build the tokens again");
  std::int64_t width = projection.from();
  for (std::size_t i = 0; tensors.has(layerName(i, "weight")); ++i) {
    const auto weight = tensors.info(layerName(i, "weight")).shape, bias = tensors.info(layerName(i, "bias")).shape;
    if (weight.size() != 2 || weight[1] != width || bias != std::vector{weight[0]} || weight[0] < 1)
      throw dataError(file.string(), fmt::format("layer {} doesn't fit what comes before it; build the tokens again", i));
    width = weight[0];
    projection.layers.push_back({weight[0], weight[1], tensors.floats(layerName(i, "weight")), tensors.floats(layerName(i, "bias"))});
  }
  if (tensors.tensors().size() != 1 + 2 * projection.layers.size() || width < 1) throw dataError(file.string(), "holds other tensors than mean and layers; build the tokens again");
  return projection;
}

}  // namespace ghost::embed
