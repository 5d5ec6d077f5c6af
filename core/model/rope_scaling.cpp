#include "model/rope_scaling.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <utility>

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
  void refusePartial() const {
    if (has("partial_rotary_factor") && json.at("partial_rotary_factor") != 1.0) fail("partial_rotary_factor", "is " + json.at("partial_rotary_factor").dump().substr(0, 40) + "; decoders that turn the whole head are built");
  }
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
  for (const auto& [name, value] : json.items())
    if (value.is_object()) keys.fail(name, "is an object: rotary values of their own for each kind of layer aren't built");
  keys.refusePartial();
  if (!keys.has(key)) return s;
  if (keys.has("rope_type") && keys.has("type") && json.at("rope_type") != json.at("type"))
    keys.fail("type", "is " + json.at("type").dump().substr(0, 40) + " beside a \"rope_type\" of " + json.at("rope_type").dump().substr(0, 40) + "; take one of them out");
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

namespace {

/// The value that several places give a key; those that say nothing agree with all.
std::optional<double> agreed(const char* key, std::initializer_list<std::pair<const char*, const Keys*>> places) {
  std::optional<double> value;
  const char* first = nullptr;
  for (const auto& [place, keys] : places) {
    if (!keys->has(key)) continue;
    const double here = keys->positive(key);
    if (value && *value != here)
      keys->fail(key, "is " + OrderedJson(*value).dump() + " " + first + " and " + OrderedJson(here).dump() + " " + place + "; versions of transformers take one or the other, so write the one that the model was trained with in both places");
    value = here;
    first = place;
  }
  return value;
}

}  // namespace

RotaryConfig rotaryConfig(const OrderedJson& json, double positions, const std::string& where) {
  const auto part = [&](const char* key) {
    const bool there = json.contains(key) && !json.at(key).is_null();
    if (there && !json.at(key).is_object()) throw dataError(where, std::string("\"") + key + "\" must be an object");
    return there ? json.at(key) : OrderedJson::object();
  };
  const OrderedJson older = part("rope_scaling"), newer = part("rope_parameters");
  const Keys top{json, where}, scaling{older, where}, parameters{newer, where};
  top.refusePartial();
  RotaryConfig found;
  found.theta = agreed("rope_theta", {{"at the top", &top}, {"under \"rope_scaling\"", &scaling}, {"under \"rope_parameters\"", &parameters}});
  if (found.theta && !(*found.theta > 1)) top.fail("rope_theta", "must be above 1");
  const RopeScaling one = ropeScaling(older, positions, where), other = ropeScaling(newer, positions, where);
  if (!older.empty() && !newer.empty() && toJson(one) != toJson(other))
    top.fail("rope_scaling", "and \"rope_parameters\" contradict each other (" + toJson(one).dump() + ", " + toJson(other).dump() + "); versions of transformers take one or the other, so keep the one that the model was trained with");
  found.scaling = older.empty() ? other : one;
  const bool stretched = found.scaling.kind == RopeScaling::Kind::Llama3 || found.scaling.kind == RopeScaling::Kind::Yarn;
  if (stretched && top.has("original_max_position_embeddings") && top.positive("original_max_position_embeddings") != found.scaling.original)
    top.fail("original_max_position_embeddings", "is " + json.at("original_max_position_embeddings").dump() + " at the top, and " + OrderedJson(found.scaling.original).dump() + " counts inside; write the same number in both places");
  return found;
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
