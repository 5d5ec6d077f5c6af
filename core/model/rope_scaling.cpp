#include "model/rope_scaling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"

namespace ghost::model {
namespace {

double llama3(double frequency, const RopeScaling& s) {
  const double wavelength = 2 * std::numbers::pi / frequency;
  if (wavelength < s.original / s.highFrequencyFactor) return frequency;
  if (wavelength > s.original / s.lowFrequencyFactor) return frequency / s.factor;
  const double kept = (s.original / wavelength - s.lowFrequencyFactor) / (s.highFrequencyFactor - s.lowFrequencyFactor);
  return (1 - kept) * frequency / s.factor + kept * frequency;
}

/// Share of each pair of dimensions that YaRN keeps as it was.
std::vector<double> yarnKept(int headDim, double theta, const RopeScaling& s) {
  const auto pairs = static_cast<std::size_t>(headDim / 2);
  auto dimensionOf = [&](double turns) { return headDim * std::log(s.original / (turns * 2 * std::numbers::pi)) / (2 * std::log(theta)); };
  double low = dimensionOf(s.betaFast), high = dimensionOf(s.betaSlow);
  if (s.wholeDimensions) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, headDim - 1.0);
  if (low == high) high += 0.001;
  std::vector<double> kept(pairs);
  for (std::size_t i = 0; i < pairs; ++i) kept[i] = 1 - std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
  return kept;
}

/// One key of the object, with its type and range checked.
struct Keys {
  const OrderedJson& json;
  const std::string& where;
  [[noreturn]] void fail(const std::string& key, const std::string& what) const { throw dataError(where, "\"" + key + "\" of the rotary embedding " + what); }
  bool has(const char* key) const { return json.contains(key) && !json.at(key).is_null(); }
  double positive(const char* key) const {
    if (!has(key)) fail(key, "is missing");
    const OrderedJson& value = json.at(key);
    if (!value.is_number() || !(value.get<double>() > 0) || !std::isfinite(value.get<double>())) fail(key, "must be a number above 0");
    return value.get<double>();
  }
  double positive(const char* key, double otherwise) const { return has(key) ? positive(key) : otherwise; }
};

double yarnAttention(const Keys& keys, double factor) {
  if (keys.has("attention_factor")) return keys.positive("attention_factor");
  auto scale = [&](double weight) { return factor <= 1 ? 1.0 : 0.1 * weight * std::log(factor) + 1; };
  if (keys.has("mscale") && keys.has("mscale_all_dim")) return scale(keys.positive("mscale")) / scale(keys.positive("mscale_all_dim"));
  return scale(1);
}

}  // namespace

RopeFrequencies ropeFrequencies(int headDim, double theta, const RopeScaling& s) {
  RopeFrequencies result;
  result.perPosition.resize(static_cast<std::size_t>(headDim / 2));
  const std::vector<double> kept = s.kind == RopeScaling::Kind::Yarn ? yarnKept(headDim, theta, s) : std::vector<double>();
  for (std::size_t i = 0; i < result.perPosition.size(); ++i) {
    double& frequency = result.perPosition[i];
    frequency = std::pow(theta, -2.0 * static_cast<double>(i) / headDim);
    if (s.kind == RopeScaling::Kind::Linear) frequency /= s.factor;
    if (s.kind == RopeScaling::Kind::Llama3) frequency = llama3(frequency, s);
    if (s.kind == RopeScaling::Kind::Yarn) frequency *= kept[i] + (1 - kept[i]) / s.factor;
  }
  if (s.kind == RopeScaling::Kind::Yarn) result.scale = s.attentionFactor;
  return result;
}

RopeScaling ropeScaling(const OrderedJson& json, double positions, const std::string& where) {
  RopeScaling s;
  const Keys keys{json, where};
  if (!json.is_object()) keys.fail("rope_scaling", "must be an object");
  const char* key = keys.has("rope_type") ? "rope_type" : "type";
  if (!keys.has(key)) return s;
  const std::string kind = json.at(key).is_string() ? json.at(key).get<std::string>() : "";
  if (kind == "default") return s;
  if (kind != "linear" && kind != "llama3" && kind != "yarn") keys.fail(key, "is " + json.at(key).dump() + "; default, linear, llama3 and yarn are read");
  s.factor = keys.positive("factor");
  if (kind == "linear") {
    s.kind = RopeScaling::Kind::Linear;
    return s;
  }
  s.original = keys.positive("original_max_position_embeddings", positions);
  if (kind == "llama3") {
    s.kind = RopeScaling::Kind::Llama3;
    s.lowFrequencyFactor = keys.positive("low_freq_factor");
    s.highFrequencyFactor = keys.positive("high_freq_factor");
    if (s.highFrequencyFactor <= s.lowFrequencyFactor) keys.fail("high_freq_factor", "must be above low_freq_factor");
    return s;
  }
  s.kind = RopeScaling::Kind::Yarn;
  s.betaFast = keys.positive("beta_fast", s.betaFast);
  s.betaSlow = keys.positive("beta_slow", s.betaSlow);
  if (s.betaFast <= s.betaSlow) keys.fail("beta_fast", "must be above beta_slow");
  if (keys.has("truncate")) {
    if (!json.at("truncate").is_boolean()) keys.fail("truncate", "must be true or false");
    s.wholeDimensions = json.at("truncate").get<bool>();
  }
  s.attentionFactor = yarnAttention(keys, s.factor);
  return s;
}

OrderedJson toJson(const RopeScaling& s) {
  switch (s.kind) {
    case RopeScaling::Kind::None: return nullptr;
    case RopeScaling::Kind::Linear: return {{"rope_type", "linear"}, {"factor", s.factor}};
    case RopeScaling::Kind::Llama3:
      return {{"rope_type", "llama3"}, {"factor", s.factor}, {"low_freq_factor", s.lowFrequencyFactor}, {"high_freq_factor", s.highFrequencyFactor}, {"original_max_position_embeddings", s.original}};
    case RopeScaling::Kind::Yarn:
      return {{"rope_type", "yarn"}, {"factor", s.factor}, {"beta_fast", s.betaFast}, {"beta_slow", s.betaSlow}, {"truncate", s.wholeDimensions}, {"attention_factor", s.attentionFactor}, {"original_max_position_embeddings", s.original}};
  }
  return nullptr;
}

}  // namespace ghost::model
