#include "model_calls.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/json_file.h"
#ifdef GHOST_HAS_TORCH
#include "model/model_folder.h"
#include "model/sasrec_vectors.h"
#include "model/text_encoder.h"
#endif

namespace ghost::cli {

#ifdef GHOST_HAS_TORCH

OrderedJson checkModel(const std::filesystem::path& folder) { return model::checkModelFolder(folder); }

std::vector<std::int64_t> writeLogits(const LogitsRequest& request, Context& context) {
  const auto rows = model::TokenRows::of(readJsonFile(request.ids), request.ids.string());
  return model::writeLogits(request.folder, rows, request.out, request.threads, context.console, context.stop);
}

Encoded encodeTexts(const EncodeRequest& request, Context& context) {
  const auto encoder = model::TextEncoder::open(request.folder, {.maxTokens = request.maxTokens, .prompt = request.prompt, .threads = request.threads});
  const model::SentenceFiles& files = encoder.files();
  Encoded result;
  result.encoder = {{"architecture", encoder.architecture()}, {"max_tokens", encoder.maxTokens()}, {"pooling", model::poolingName(files.pooling)}, {"unit_length", files.unitLength}};
  if (!files.promptName.empty()) result.encoder["prompt"] = {{"name", files.promptName}, {"text", files.prompt}, {"pooled", files.poolsPrompt}};
  if (files.promptName.empty() && request.prompt.empty() && !files.prompts.empty())
    context.console.note("warning", fmt::format("the encoder's folder has prompts ({}) and no default; texts are encoded without one, -o prompt=NAME puts one before every text", fmt::join(files.prompts, ", ")));
  for (const auto& texts : request.lists) {
    const embed::ItemVectors one = encoder.encode(texts, context.reporter(), context.stop);
    if (one.rows == 0) return {{}, result.encoder};
    if (result.vectors.rows == 0) result.vectors = one;
    else
      for (std::size_t i = 0; i < one.values.size(); ++i) result.vectors.values[i] += one.values[i];
  }
  for (float& value : result.vectors.values) value /= static_cast<float>(request.lists.size());
  return result;
}

bool isItemModel(const std::filesystem::path& checkpoint) { return model::isSasrec(checkpoint); }
Encoded itemVectorsOf(const std::filesystem::path& checkpoint) { return {model::sasrecItemVectors(checkpoint), {{"architecture", "sasrec"}, {"checkpoint", checkpoint.string()}, {"unit_length", false}}}; }

#else

namespace {
[[noreturn]] void refuse(const std::string& what) { throw usageError(what, "this build has no LibTorch; build with it (./ghost setup)"); }
}  // namespace

OrderedJson checkModel(const std::filesystem::path&) { refuse("model check"); }
std::vector<std::int64_t> writeLogits(const LogitsRequest&, Context&) { refuse("model logits"); }
Encoded encodeTexts(const EncodeRequest&, Context&) { refuse("embed"); }
bool isItemModel(const std::filesystem::path&) { return false; }
Encoded itemVectorsOf(const std::filesystem::path&) { refuse("embed"); }

#endif

}  // namespace ghost::cli
