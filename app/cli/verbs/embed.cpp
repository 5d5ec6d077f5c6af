#include <algorithm>
#include <filesystem>
#include <functional>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_file.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "embed/item_sentences.h"
#include "embed/principal_components.h"
#include "embed/tfidf.h"
#include "embed/vector_sources.h"
#include "embed/variety.h"
#include "event_lines.h"
#include "model_calls.h"
#include "output_place.h"
#include "places.h"
#include "project_vectors.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options {
  std::string data, encoder, out;
  bool attach = false, events = false;
  Overrides overrides;
};

ParamValues embedValues() { return ParamValues(embed::vectorParameters()); }

embed::ItemVectors components(const embed::ItemVectors& vectors, const ParamValues& values, int threads, Context& context) {
  const std::int64_t count = values.integer("pca"), most = std::min(vectors.dim, vectors.rows);
  if (count > most) throw usageError("pca=" + std::to_string(count), "there are only " + std::to_string(most) + " components");
  context.reporter().stage("components");
  const auto found = embed::principalComponents(vectors, count, static_cast<std::uint64_t>(values.integer("seed")), threads, context.reporter(), context.stop);
  return found.projection.layers.empty() ? embed::ItemVectors{} : embed::projected(vectors, found.projection, threads);
}

/// The checkpoint that a run ended with, or the folder itself where it is no run.
std::filesystem::path checkpointOf(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / "config.toml") || !std::filesystem::exists(folder / "manifest.json")) return folder;
  const std::filesystem::path records = folder / "stages.json";
  const OrderedJson stages = std::filesystem::exists(records) ? readJsonFile(records) : OrderedJson::object();
  const OrderedJson product = stages.is_object() && stages.contains("train") ? stages["train"].value("product", OrderedJson::object()) : OrderedJson::object();
  if (!product.contains("checkpoint")) throw dataError(folder.string(), "the run has no finished training, so it has no item vectors; resume it, or take a run of the recipe sasrec");
  const std::filesystem::path checkpoint = folder / product["checkpoint"].get<std::string>();
  if (!isItemModel(checkpoint)) throw dataError(folder.string(), "the run's model names items by semantic IDs and has no item vectors; take a run of the recipe sasrec");
  return checkpoint;
}

/// A folder, or the name of an encoder that `./ghost setup --encoder NAME` fetched.
std::filesystem::path encoderFolder(const std::string& encoder) {
  if (std::filesystem::is_directory(encoder)) return encoder;
  if (encoder.find('/') == std::string::npos)
    if (const auto named = userDataFolder() / "encoders" / encoder; std::filesystem::is_directory(named)) return named;
  throw dataError(encoder, "there is no such folder; give a Hugging Face folder of an encoder or decoder, minilm after ./ghost setup --encoder minilm, tfidf, or a run of the recipe sasrec");
}

/// `folder` is that of an encoder, or empty for tfidf.
Encoded encoded(const std::filesystem::path& folder, const ParamValues& values, const embed::ItemSentences& texts, int threads, Context& context) {
  if (!folder.empty()) return encodeTexts({folder, texts.lists, values.integer("max_tokens"), values.text("prompt"), threads}, context);
  embed::TfidfOptions tfidf;
  tfidf.dim = values.integer("dim");
  tfidf.seed = static_cast<std::uint64_t>(values.integer("seed"));
  tfidf.threads = threads;
  std::vector<std::string> joined = texts.lists.front();
  for (std::size_t list = 1; list < texts.lists.size(); ++list)
    for (std::size_t i = 0; i < joined.size(); ++i) joined[i] += " " + texts.lists[list][i];
  Encoded result{tfidfVectors(joined, tfidf, context.reporter(), context.stop), {{"architecture", "tfidf"}, {"unit_length", true}}};
  if (result.vectors.rows > 0 && result.vectors.dim < tfidf.dim)
    context.reporter().note("warning", fmt::format("the vectors have {} columns, not the {} of dim: {} texts and the words that two of them share give no more", result.vectors.dim, tfidf.dim, joined.size()));
  return result;
}

/// The project names them from now on; what it calls them.
std::string attach(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const std::string setting = takeVectors(run::openProject(folder), file.string()).setting;
  run::changeProject(folder, {{"vectors", setting}});
  return setting;
}

constexpr double emptyShare = 0.01;  // of the items; from here on it is said

/// Throws Error{Data} where no item has a text, or all have the same.
void checkTexts(const embed::ItemSentences& texts, const std::string& data, Context& context) {
  const auto items = std::ssize(texts.lists.front());
  constexpr const char* remedy = "look at the titles in its .item.json (`ghost data preview SOURCE` shows which columns are read, `-o title=COLUMN` names one at the import), or give vectors of another kind";
  if (items > 0 && texts.empty == items) throw dataError(data, fmt::format("all {} items are without text, so there is nothing to encode; {}", items, remedy));
  const auto same = [](const auto& list) { return std::adjacent_find(list.begin(), list.end(), std::not_equal_to<>()) == list.end(); };
  if (items > 1 && std::all_of(texts.lists.begin(), texts.lists.end(), same)) throw dataError(data, fmt::format("all {} items have the same text, so no item can be told from another; {}", items, remedy));
  if (static_cast<double>(texts.empty) >= emptyShare * static_cast<double>(items) && texts.empty > 0)
    context.reporter().note("warning", fmt::format("{} of {} items are without text ({:.0f} %): their vectors say nothing of them; {}", texts.empty, items, 100.0 * static_cast<double>(texts.empty) / static_cast<double>(items), remedy));
}

Outcome embedItems(const Options& options, Context& context) {
  ParamValues values = embedValues();
  options.overrides.apply(values);
  if (options.attach && !run::isProject(options.data)) throw usageError("--attach", "there is no project at " + options.data + "; name a project folder, or give --out FILE");
  if (!options.attach && options.out.empty()) throw usageError("embed", "say where to with --out FILE, or make the vectors those of a project with --attach");
  if (!options.out.empty()) requireWritableFile(options.out);
  const std::filesystem::path folder = options.encoder == "tfidf" ? std::filesystem::path() : checkpointOf(encoderFolder(options.encoder));  // before anything is read
  const int threads = values.integer("threads") > 0 ? static_cast<int>(values.integer("threads")) : defaultThreads();
  const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options.data));
  const bool fromModel = !folder.empty() && isItemModel(folder);
  const embed::ItemSentences texts = fromModel ? embed::ItemSentences() : embed::itemSentences(dataSet.catalog, embed::textFields(values.text("text")), data::textRule(values.text("clean")));
  if (!fromModel) checkTexts(texts, options.data, context);
  const double started = monotonicSeconds();
  context.reporter().stage("encode");
  Encoded result = fromModel ? itemVectorsOf(folder) : encoded(folder, values, texts, threads, context);
  if (fromModel && result.vectors.rows != dataSet.items())
    throw dataError(options.encoder, "the model knows " + std::to_string(result.vectors.rows) + " items, the data set has " + std::to_string(dataSet.items()) + "; take a run on this data set");
  if (result.vectors.rows > 0 && values.integer("pca") > 0) result.vectors = components(result.vectors, values, threads, context);
  if (result.vectors.rows == 0) return {OrderedJson{{"stopped", true}}, true};
  const embed::Variety variety = embed::varietyOf(result.vectors);
  embed::requireVariety(variety, options.encoder);
  for (const std::string& remark : embed::remarks(variety)) context.reporter().note("warning", remark);
  const std::filesystem::path out = options.out.empty() ? freeVectorsFile(run::openProject(options.data), dataSet.name, options.encoder) : std::filesystem::path(options.out);
  embed::writeNpy(out, result.vectors);
  const double seconds = monotonicSeconds() - started;
  OrderedJson report{{"rows", result.vectors.rows}, {"dim", result.vectors.dim}, {"encoder", options.encoder}, {"seconds", seconds}, {"file", out.string()}, {"distinct_vectors", variety.distinct}};
  if (options.attach) report["vectors"] = attach(options.data, out);
  if (!fromModel) report.update(OrderedJson{{"texts_per_second", static_cast<double>(result.vectors.rows) / seconds}, {"empty_texts", texts.empty}});
  report.update(result.encoder);
  report["parameters"] = values.toJson();
  sayObject(context.console, report);
  report["warnings"] = OrderedJson::array();
  return {report};
}

}  // namespace

Action declareEmbed(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->data, "data folder, or a project")->required();
  app.add_option("--encoder", options->encoder, "Hugging Face folder of a BERT-family encoder or a decoder, minilm, tfidf, or a run of the recipe sasrec")->required();
  app.add_option("--out", options->out, ".npy file to write, row = item id; with --attach a new file in the project's data folder without it");
  app.add_flag("--attach", options->attach, "make them the vectors of the project DIR");
  app.add_flag("--events", options->events, "progress as events of the worker protocol, one JSON object a line of stdout");
  options->overrides.declare(app, "set text, clean, max_tokens, prompt, dim, pca, seed or threads");
  return [options](Context& context) {
    EventLines events(context.console);
    if (options->events) context.events = &events;
    return embedItems(*options, context);
  };
}

}  // namespace ghost::cli
