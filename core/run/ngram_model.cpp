#include "run/ngram_model.h"

#include <cmath>

#include "base/error.h"

namespace ghost::run {
namespace {

/// One level of the interpolation on top of `lower`.
double interpolate(double count, double total, double distinct, double lower) { return (count + distinct * lower) / (total + distinct); }

Error damaged(const std::filesystem::path& file) { return dataError(file.string(), "these are no counts of the frequency backend; take another checkpoint or train again"); }

}  // namespace

NgramModel::NgramModel(std::int32_t vocabulary, std::int32_t eos) : m_vocabulary(vocabulary), m_eos(eos) {}

std::size_t NgramModel::firstPredicted(std::span<const std::int32_t> stream) const {
  for (std::size_t i = 0; i < stream.size(); ++i)
    if (stream[i] == m_eos) return i + 1;
  return stream.size();
}

NgramModel::Contexts NgramModel::contextsOf(std::span<const std::int32_t> tokens) const {
  std::size_t item = tokens.size();
  while (item > 0 && tokens[item - 1] != m_eos) --item;
  std::size_t previous = item == 0 ? 0 : item - 1;
  while (previous > 0 && tokens[previous - 1] != m_eos) --previous;
  auto from = [&](std::size_t begin) { return Context(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end()); };
  return {from(item), from(previous)};
}

void NgramModel::add(std::span<const std::int32_t> stream) {
  for (std::size_t i = firstPredicted(stream); i < stream.size(); ++i) {
    const Contexts contexts = contextsOf(stream.first(i));
    for (const Context* context : {&contexts.item, &contexts.pair}) {
      Followers& followers = m_counts[*context];
      ++followers.total;
      ++followers.counts[stream[i]];
    }
  }
}

const NgramModel::Followers* NgramModel::find(const Context& context) const {
  const auto it = m_counts.find(context);
  return it == m_counts.end() ? nullptr : &it->second;
}

double NgramModel::probability(const Followers* item, const Followers* pair, std::int32_t token) const {
  double p = 1.0 / m_vocabulary;
  for (const Followers* followers : {item, pair}) {
    if (!followers) continue;
    const auto it = followers->counts.find(token);
    p = interpolate(it == followers->counts.end() ? 0 : static_cast<double>(it->second), static_cast<double>(followers->total), static_cast<double>(followers->counts.size()), p);
  }
  return p;
}

double NgramModel::negativeLogLikelihood(std::span<const std::int32_t> stream, std::size_t first) const {
  double sum = 0;
  for (std::size_t i = first; i < stream.size(); ++i) {
    const Contexts contexts = contextsOf(stream.first(i));
    sum -= std::log(probability(find(contexts.item), find(contexts.pair), stream[i]));
  }
  return sum;
}

std::vector<double> NgramModel::logProbabilities(std::span<const std::int32_t> tokens) const {
  const Contexts contexts = contextsOf(tokens);
  std::vector<double> p(static_cast<std::size_t>(m_vocabulary), 1.0 / m_vocabulary);
  for (const Followers* followers : {find(contexts.item), find(contexts.pair)}) {
    if (!followers) continue;
    const auto total = static_cast<double>(followers->total), distinct = static_cast<double>(followers->counts.size());
    for (double& lower : p) lower = interpolate(0, total, distinct, lower);
    for (const auto& [token, count] : followers->counts) p[static_cast<std::size_t>(token)] += static_cast<double>(count) / (total + distinct);
  }
  for (double& value : p) value = std::log(value);
  return p;
}

std::int64_t NgramModel::parameters() const {
  std::int64_t pairs = 0;
  for (const auto& [context, followers] : m_counts) pairs += static_cast<std::int64_t>(followers.counts.size());
  return pairs;
}

std::string NgramModel::toText() const {
  OrderedJson contexts = OrderedJson::array();
  for (const auto& [context, followers] : m_counts) {
    OrderedJson counts = OrderedJson::array();
    for (const auto& [token, count] : followers.counts) counts.push_back({token, count});
    contexts.push_back({context, std::move(counts)});
  }
  return OrderedJson{{"vocabulary", m_vocabulary}, {"eos", m_eos}, {"contexts", std::move(contexts)}}.dump() + "\n";
}

NgramModel NgramModel::fromText(const std::string& text, const std::filesystem::path& file) {
  const OrderedJson json = parseJson(text, file.string());
  try {
    NgramModel model(json.at("vocabulary").get<std::int32_t>(), json.at("eos").get<std::int32_t>());
    auto inVocabulary = [&](std::int32_t token) { return token >= 0 && token < model.m_vocabulary; };
    for (const auto& entry : json.at("contexts")) {
      const auto context = entry.at(0).get<Context>();
      Followers& followers = model.m_counts[context];
      for (const auto& pair : entry.at(1)) {
        const auto token = pair.at(0).get<std::int32_t>();
        const auto count = pair.at(1).get<std::int64_t>();
        if (!inVocabulary(token) || count < 1) throw damaged(file);
        followers.counts[token] = count;
        followers.total += count;
      }
      if (followers.counts.empty()) throw damaged(file);
    }
    return model;
  } catch (const OrderedJson::exception&) {
    throw damaged(file);
  }
}

}  // namespace ghost::run
