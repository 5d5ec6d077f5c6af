#include <unistd.h>

#include "base/error.h"
#include "line_input.h"
#include "text/tokenizer.h"
#include "verbs.h"

namespace ghost::cli {

Action declareTextEncode(CLI::App& app) {
  struct Options { std::string folder; text::EncodeOptions encode; };
  auto options = std::make_shared<Options>();
  app.add_option("TOKENIZER_DIR", options->folder, "folder with tokenizer.json or vocab.txt, or such a file")->required();
  app.add_flag("--special", options->encode.addSpecialTokens, "add the special tokens around each text, such as [CLS] and [SEP]");
  app.add_option("--max-length", options->encode.maxLength, "cut each text to this many tokens, special ones included")->type_name("N")->check(CLI::PositiveNumber);
  return [options](Context& context) {
    const auto tokenizer = text::Tokenizer::open(options->folder);
    LineInput input(STDIN_FILENO, "stdin", context.stop);
    std::int64_t tokens = 0;
    while (const auto line = input.next()) {
      try {
        const auto ids = tokenizer.encode(*line, options->encode);
        tokens += static_cast<std::int64_t>(ids.size());
        context.console.dataLine(Json(ids).dump());
      } catch (const Error& error) {
        throw Error(error.code(), input.where(), error.what());
      }
    }
    return Outcome{{{"lines", input.number()}, {"tokens", tokens}}, context.stop.stop_requested()};
  };
}

}  // namespace ghost::cli
