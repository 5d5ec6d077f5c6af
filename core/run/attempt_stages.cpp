#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "decode/floors.h"
#include "eval/history.h"
#include "eval/metrics.h"
#include "eval/remarks.h"
#include "eval/saved_lists.h"
#include "run/artifact_store.h"
#include "run/attempt.h"
#include "run/item_model.h"
#include "sid/collapse.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr int trainVersion = 1, decodeVersion = 2;  // raise when the same inputs give another product
constexpr int cuts[] = {5, 10};

const decode::Floor& floorOf(const std::string& id) {
  for (const auto& floor : decode::floors())
    if (floor.id == id) return floor;
  throw Error(ErrorCode::Internal, "recipe " + id, "the table of floors has no such row");
}

std::vector<data::UserId> allUsers(const data::DataSet& dataSet) {
  std::vector<data::UserId> users(static_cast<std::size_t>(dataSet.interactions.users()));
  std::iota(users.begin(), users.end(), 0);
  return users;
}

}  // namespace

std::string listPart(double penalty, double mainPenalty) { return penalty == mainPenalty ? "test" : "test-lp" + penaltyText(penalty); }

void Attempt::saveLists(const std::vector<decode::RankedList>& lists, const std::string& part) {
  createFolders(m_run->lists().parent_path());
  eval::saveLists(m_run->lists(part), lists);
  m_reporter->artifact("lists", m_run->lists(part).string(), ContentHash::ofFile(m_run->lists(part)));
}

void Attempt::playFloor(const LoadedData& data) {
  const decode::Floor& floor = floorOf(m_recipe.id);
  ParamValues values(floor.params);
  const OrderedJson given = m_request.values.toJson();
  for (const auto& [key, value] : given.items())
    if (values.has(key)) values.setJson(key, Json(value));
  const std::string hash = stageHash("decode", decodeVersion, {{"data", data.hash}, {"floor", floor.id}, {"values", values.toJson()}, {"slots", m_request.values.integer("slots")}});
  stage("decode", hash, [&] { return fs::exists(m_run->lists()); }, [&] {
    const auto lists = floor.rank(data.dataSet, data.popularity, data::Part::Test, values, static_cast<int>(m_request.values.integer("slots")), threadsOf(m_request.values), *m_reporter, m_stop);
    if (!stopped()) saveLists(lists, "test");
    return OrderedJson::object();
  });
  if (!stopped()) evaluate(data, nullptr);
}

void Attempt::playGenerative(const LoadedData& data) {
  const sid::Tokenization tokenization = tokens(data);
  if (stopped()) return;
  const TrainResult trained = train(data, tokenization);
  if (!goesOn(trained)) return;
  decodeAll(data, tokenization, trained);
  if (!stopped()) evaluate(data, trained.summary);
}

void Attempt::playSequential(const LoadedData& data) {
  const ItemModel& model = itemModelOf(m_backend, m_recipe);
  const ParamValues& values = m_request.values;
  const std::string trainHash = stageHash("train", trainVersion, {{"data", data.hash}, {"recipe", m_recipe.id}, {"backend", m_backend.id()}, {"values", valuesOf(values, {"loss", "model", "training", "run"})}});
  const TrainResult trained = trainStage(trainHash, [&] { return model.train({data.dataSet, data.popularity, values, m_run->checkpoints(), m_attempt > 1, *m_reporter, m_stop}); });
  if (!goesOn(trained)) return;
  const std::string hash = stageHash("decode", decodeVersion, {{"train", trainHash}, {"values", valuesOf(values, {"decoding"})}});
  stage("decode", hash, [&] { return fs::exists(m_run->lists()); }, [&] {
    const auto users = allUsers(data.dataSet);
    const auto lists = model.rank({data.dataSet, data.popularity, trained.bestCheckpoint, data::Part::Test, users, static_cast<int>(values.integer("slots")), values.boolean("keep_history"), threadsOf(values), *m_reporter, m_stop});
    if (!stopped()) saveLists(lists, "test");
    return OrderedJson::object();
  });
  if (!stopped()) evaluate(data, trained.summary);
}

bool Attempt::goesOn(const TrainResult& trained) {
  if (stopped() || trained.stopped) return false;
  if (!m_request.trainOnly) return true;
  m_outcome.metrics = {{"training", trained.summary}};
  m_outcome.stopped = false;
  return false;
}

sid::Tokenization Attempt::tokens(const LoadedData& data) {
  const TokenPlan plan = planTokens(m_request.project, m_recipe, m_request.values, data);
  const ArtifactStore store(m_request.project.artifacts());
  sid::Tokenization product;
  bool said = false;  // by the building
  const bool there = store.has(plan.hash);
  if (m_records.contains("tokens") && m_records["tokens"].value("hash", plan.hash) != plan.hash)
    throw dataError(m_run->path().string(), "the data, the vectors or the given tokens changed since this run began; put them back, or start a new run");
  if (there && !m_records.contains("tokens")) m_records["tokens"] = {{"seconds", 0.0}, {"hash", plan.hash}, {"product", {{"artifact", plan.hash}}}};
  stage("tokens", plan.hash, [&] { return there; }, [&] {
    if (plan.tokenizer) {
      const auto vectors = loadVectors(m_request.project, data.dataSet.items());
      said = true;
      product = m_backend.buildTokens(*plan.tokenizer, {vectors, data.popularity, *m_reporter, m_stop, threadsOf(m_request.values), &data.dataSet.interactions}, plan.values);
    } else {
      product = givenTokens(plan, data.popularity);
    }
    if (stopped()) return OrderedJson::object();
    createFolders(store.folder());
    if (!store.has(plan.hash)) sid::saveTokenization(store.path(plan.hash), product);
    return OrderedJson{{"artifact", plan.hash}};
  });
  if (stopped()) return product;
  copyWhole(store.path(plan.hash), m_run->tokens());
  m_reporter->artifact("tokens", m_run->tokens().string(), plan.hash);
  product = sid::loadTokenization(m_run->tokens());
  if (!said)
    for (const std::string& warning : sid::warningsOf(product.report)) m_reporter->note("warning", warning);
  if (product.table.items() != data.dataSet.items())
    throw dataError(m_run->tokens().string(), fmt::format("the index names {} items, the catalogue has {}; build the tokens from this data set", product.table.items(), data.dataSet.items()));
  return product;
}

TrainResult Attempt::train(const LoadedData& data, const sid::Tokenization& tokens) {
  const ParamValues& values = m_request.values;
  const std::string hash = stageHash("train", trainVersion, {{"data", data.hash}, {"tokens", m_records["tokens"]["hash"]}, {"backend", m_backend.id()}, {"values", valuesOf(values, {"loss", "model", "training", "run"})}});
  return trainStage(hash, [&] {
    sample::UndesiredSets undesired;
    if (values.real("alpha") > 0)
      undesired = sample::UndesiredSets::build(loadVectors(m_request.project, data.dataSet.items()), data.popularity, tokens.table, undesiredOptions(values, threadsOf(values)));
    if (undesired.recall()) m_reporter->note("info", fmt::format("undesired items come from an approximate search: recall {:.4f}, measured on a sample of at most {} items", *undesired.recall(), embed::NeighbourSearch().sample));
    const sample::SampleSet samples(data.dataSet.interactions, data.popularity, tokens.table, std::move(undesired), sampleOptions(values));
    return m_backend.train({data.dataSet, data.popularity, tokens, samples, values, m_run->checkpoints(), m_attempt > 1, *m_reporter, m_stop});
  });
}

TrainResult Attempt::trainStage(const std::string& hash, const std::function<TrainResult()>& body) {
  TrainResult result;
  auto checkpoint = [&] { return m_run->path() / m_records["train"]["product"].value("checkpoint", ""); };
  const OrderedJson product = stage("train", hash, [&] { return fs::is_directory(checkpoint()); }, [&] {
    result = body();
    // A stop that came after the last step finds nothing left to stop.
    if (!result.stopped && result.bestCheckpoint.empty()) throw Error(ErrorCode::Internal, "train", "the backend ended without a checkpoint");
    return OrderedJson{{"checkpoint", result.bestCheckpoint.lexically_relative(m_run->path()).string()}, {"summary", result.summary}};
  });
  if (result.bestCheckpoint.empty() && !result.stopped) {  // skipped
    result.bestCheckpoint = checkpoint();
    result.summary = product["summary"];
  }
  return result;
}

void Attempt::decodeAll(const LoadedData& data, const sid::Tokenization& tokens, const TrainResult& trained) {
  const ParamValues& values = m_request.values;
  const auto penalties = lengthPenalties(values);
  const std::string hash = stageHash("decode", decodeVersion, {{"train", m_records["train"]["hash"]}, {"values", valuesOf(values, {"decoding"})}});
  auto complete = [&] { return std::all_of(penalties.begin(), penalties.end(), [&](double penalty) { return fs::exists(m_run->lists(listPart(penalty, penalties.front()))); }); };
  stage("decode", hash, complete, [&] {
    if (const auto longest = tokens.table.maxLength() + 1, most = static_cast<std::int32_t>(values.integer("max_new_tokens")); longest > most)
      m_reporter->note("warning", fmt::format("the longest SIDs have {} tokens with EOS, max_new_tokens is {}: items whose SIDs are longer than that can't be recommended; set max_new_tokens={}", longest, most, longest));
    const sid::SidTrie trie(tokens.table);
    const auto users = allUsers(data.dataSet);
    const DecodeInput input{data.dataSet, tokens, trie, trained.bestCheckpoint, beamOptions(values), data::Part::Test, users, static_cast<int>(values.integer("slots")), threadsOf(values), *m_reporter, m_stop, values.boolean("keep_history")};
    const auto results = m_backend.decodeForPenalties(input, penalties);
    for (std::size_t i = 0; i < penalties.size() && !stopped(); ++i) saveLists(results[i], listPart(penalties[i], penalties.front()));
    return OrderedJson::object();
  });
}

namespace {

/// Metrics of the main lists and of each penalty; `metricsOf` takes the name of a list file.
OrderedJson ofAllPenalties(const OrderedJson& parameters, const std::function<OrderedJson(const std::string&)>& metricsOf) {
  OrderedJson metrics = metricsOf("test");
  if (!parameters.contains("length_penalty")) return metrics;
  const OrderedJson main = metrics;
  const double penalty = parameters["length_penalty"].get<double>(), also = parameters.value("also_length_penalty", penalty);
  metrics["length_penalty"] = penalty;
  metrics["by_length_penalty"][penaltyText(penalty)] = main;
  if (also != penalty) metrics["by_length_penalty"][penaltyText(also)] = metricsOf(listPart(also, penalty));
  return metrics;
}

/// Test targets whose SID other items have too, where the lists were saved before places of a list knew of it: they give each of those items a place of its own, in
/// the order of item numbers, on which hits then depend.
std::int64_t sharedUnsaid(const RunFolder& run, std::span<const decode::RankedList> lists) {
  const auto isSaid = [](const decode::RankedList& list) { return list.targetSharers > 1 || !list.itemsAtPlace.empty(); };
  if (!fs::exists(run.tokens() / "index.json") || std::any_of(lists.begin(), lists.end(), isSaid)) return 0;
  const sid::SidTable table = sid::readIndex(run.tokens() / "index.json");
  std::map<std::string, int> sharers;
  for (sid::ItemId item = 0; item < table.items(); ++item) ++sharers[table.text(item)];
  return std::count_if(lists.begin(), lists.end(), [&](const auto& list) { return list.target < table.items() && sharers[table.text(list.target)] > 1; });
}

OrderedJson parametersOf(const RunFolder& run) { return run.manifest().value("parameters", OrderedJson::object()); }

}  // namespace

OrderedJson metricsFromLists(const RunFolder& run, const data::Popularity& popularity) {
  const OrderedJson parameters = parametersOf(run);
  const std::string history = eval::historyOf({}, parameters);
  return ofAllPenalties(parameters, [&](const std::string& part) {
    const auto lists = eval::readLists(run.lists(part), popularity.items());
    OrderedJson metrics = eval::evaluate(lists, popularity, cuts);
    if (const auto unsaid = sharedUnsaid(run, lists); unsaid > 0) metrics["shared_sids"]["not_in_lists"] = unsaid;
    if (!history.empty()) metrics["history"] = history;
    return metrics;
  });
}

OrderedJson metricsWithoutHistory(const RunFolder& run, const data::Interactions& interactions, const data::Popularity& popularity) {
  return ofAllPenalties(parametersOf(run), [&](const std::string& part) { return eval::evaluateWithoutHistory(eval::readLists(run.lists(part), popularity.items()), interactions, popularity, cuts); });
}

void Attempt::evaluate(const LoadedData& data, const OrderedJson& training) {
  stage("eval", "", {}, [&] {
    const OrderedJson measured = metricsFromLists(*m_run, data.popularity);
    for (const auto& remark : eval::remarks(measured)) m_reporter->note("warning", remark);
    OrderedJson metrics{{"schema", 1}, {"recipe", m_recipe.id}, {"profile", m_recipe.profile}, {"dataset", m_dataSetName}, {"seed", m_request.values.integer("seed")}, {"backend", m_backend.id()}};
    metrics.update(measured);
    if (!training.is_null()) {
      metrics["decoding"] = valuesOf(m_request.values, {"decoding"});
      metrics["training"] = training;
    }
    metrics["seconds"] = OrderedJson::object();  // of all attempts; a floor has no tokens and no training
    for (const auto& [id, record] : m_records.items()) metrics["seconds"][id] = record.value("seconds", 0.0);
    m_run->writeMetrics(metrics);
    for (const auto& row : eval::flatten(measured)) m_reporter->metric({row.k > 0 ? fmt::format("{}@{}", row.metric, row.k) : row.metric, row.value, 0, row.group});
    m_reporter->artifact("metrics", (m_run->path() / "metrics.json").string(), ContentHash::ofFile(m_run->path() / "metrics.json"));
    m_outcome.metrics = metrics;
    return OrderedJson::object();
  });
  m_outcome.stopped = false;  // a stop that comes now finds nothing left to stop
}

}  // namespace ghost::run
