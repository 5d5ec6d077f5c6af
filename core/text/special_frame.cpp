#include "text/special_frame.h"

#include <fmt/format.h>

#include "text/scheme.h"

namespace ghost::text {
namespace {

void addIds(const JsonPlace& ids, TokenId end, std::vector<TokenId>& target) {
  for (std::size_t i = 0; i < ids.array().size(); ++i) target.push_back(static_cast<TokenId>(ids.element(i).integer(0, end - 1)));
}

constexpr std::size_t longestTemplate = 32;

/// "single" of a TemplateProcessing: special tokens, the sequence A once, special tokens.
void readTemplate(const JsonPlace& step, TokenId end, SpecialFrame& frame) {
  const JsonPlace single = step.at("single");
  if (single.array().size() > longestTemplate) single.fail(fmt::format("{} entries; the limit is {}", single.array().size(), longestTemplate));
  bool textSeen = false;
  for (std::size_t i = 0; i < single.array().size(); ++i) {
    const JsonPlace entry = single.element(i);
    if (const auto sequence = entry.maybe("Sequence")) {
      if (textSeen || sequence->at("id").text() != "A") sequence->fail("a template for one text holds the sequence A once");
      textSeen = true;
      continue;
    }
    const std::string& name = entry.at("SpecialToken").at("id").text();
    addIds(step.at("special_tokens").at(name).at("ids"), end, textSeen ? frame.after : frame.before);
  }
  if (!textSeen) single.fail("the template holds no sequence A, so the text itself would be lost");
}

/// ["[SEP]", 102] as in BertProcessing.
TokenId namedToken(const JsonPlace& pair, TokenId end) {
  if (pair.array().size() != 2) pair.fail("expected a token and its id");
  return static_cast<TokenId>(pair.element(1).integer(0, end - 1));
}

}  // namespace

SpecialFrame readSpecialFrame(const JsonPlace& root, TokenId end) {
  SpecialFrame frame;
  for (const auto& step : stepsOf(root, "post_processor", "processors")) {
    const std::string type = typeOf(step);
    if (type == "TemplateProcessing") readTemplate(step, end, frame);
    else if (type == "BertProcessing" || type == "RobertaProcessing") {
      frame.before.push_back(namedToken(step.at("cls"), end));
      frame.after.push_back(namedToken(step.at("sep"), end));
    } else if (type != "ByteLevel") step.fail(fmt::format("the post-processor {} is not supported; TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel are", type));
  }
  return frame;
}

}  // namespace ghost::text
