// The benchmark gives the keys of the command contract; how fast it is isn't asserted here.
#include "model/model_bench.h"

#include <gtest/gtest.h>

namespace ghost::model::testing {
namespace {

TEST(ModelBench, AuoStepGivesRatioAndDetails) {
  ParamValues values(auoStepBenchParams());
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"history", "20"}, {"examples", "2"}, {"repeats", "1"}, {"threads", "1"}, {"data", ""}}) values.set(key, value);
  const OrderedJson result = benchAuoStep(values, silentReporter(), {});
  EXPECT_EQ(result["name"], "auo-step");
  EXPECT_GT(result["ratio"].get<double>(), 0);
  EXPECT_DOUBLE_EQ(result["details"]["token_ratio"].get<double>(), (20.0 + 5 + 15) / (20 + 5));
  for (const char* key : {"separate_rows", "forward_backward"}) EXPECT_GT(result["details"][key].get<double>(), 0) << key;
}

}  // namespace
}  // namespace ghost::model::testing
