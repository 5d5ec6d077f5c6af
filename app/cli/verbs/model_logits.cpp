#include <CLI/Validators.hpp>

#include "base/clock.h"
#include "base/parallel.h"
#include "model_calls.h"
#include "output_place.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareModelLogits(CLI::App& app) {
  struct Options { std::string folder, ids, out; int threads = 0; };
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "Hugging Face folder")->required();
  app.add_option("--ids", options->ids, "JSON file of token ids: [[1, 2], ...] or {\"input_ids\": .., \"attention_mask\": ..}")->required();
  app.add_option("--out", options->out, "safetensors file to write: \"logits\", float32 [rows, longest row, vocabulary]")->required();
  app.add_option("--threads", options->threads, "threads on the processor; 0 = all")->check(CLI::NonNegativeNumber)->capture_default_str();
  return [options](Context& context) {
    requireWritableFile(options->out);
    const double started = monotonicSeconds();
    const auto shape = writeLogits({options->folder, options->ids, options->out, options->threads > 0 ? options->threads : defaultThreads()}, context);
    if (shape.empty()) return Outcome{OrderedJson{{"stopped", true}}, true};
    const OrderedJson result{{"shape", shape}, {"file", options->out}, {"seconds", monotonicSeconds() - started}};
    sayObject(context.console, result);
    return Outcome{result};
  };
}

}  // namespace ghost::cli
