#include <unistd.h>

#include <fmt/format.h>

#include "base/error.h"
#include "line_input.h"
#include "text/tokenizer.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

std::vector<text::TokenId> idsOf(const std::string& line) {
  const OrderedJson array = parseJson(line, "ids", {.maxDepth = 2});
  std::vector<text::TokenId> ids;
  if (!array.is_array()) throw dataError("ids", "a JSON array of token ids was expected, such as [1, 2, 3]");
  for (const auto& id : array) {
    if (!id.is_number_integer() || id < 0 || id > INT32_MAX) throw dataError("ids", fmt::format("{} is no token id", id.dump(-1, ' ', false, OrderedJson::error_handler_t::replace).substr(0, 40)));
    ids.push_back(id.get<text::TokenId>());
  }
  return ids;
}

}  // namespace

Action declareTextDecode(CLI::App& app) {
  struct Options { std::string folder; text::DecodeOptions decode; };
  auto options = std::make_shared<Options>();
  app.add_option("TOKENIZER_DIR", options->folder, "folder with tokenizer.json or vocab.txt, or such a file")->required();
  app.add_flag("--skip-special", options->decode.skipSpecialTokens, "leave special tokens out");
  return [options](Context& context) {
    const auto tokenizer = text::Tokenizer::open(options->folder);
    LineInput input(STDIN_FILENO, "stdin", context.stop);
    std::int64_t tokens = 0;
    while (const auto line = input.next()) {
      try {
        const auto ids = idsOf(*line);
        tokens += static_cast<std::int64_t>(ids.size());
        context.console.dataLine(Json(tokenizer.decode(ids, options->decode)).dump());
      } catch (const Error& error) {
        throw Error(error.code(), input.where(), error.what());
      }
    }
    return Outcome{{{"lines", input.number()}, {"tokens", tokens}}, context.stop.stop_requested()};
  };
}

}  // namespace ghost::cli
