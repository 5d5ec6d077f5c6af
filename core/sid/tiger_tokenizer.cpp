#include "sid/tiger_tokenizer.h"

#include "sid/build_steps.h"

namespace ghost::sid {

Tokenization buildTiger(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("levels"));
  const ResidualCodes found = quantised(quantiserVectors(input, values), options, input, values);
  if (found.stopped) return {};
  return finished("tiger", input, values, codeLists(found, [&](ItemId) { return found.levels(); }), {&found}, {});
}

}  // namespace ghost::sid
