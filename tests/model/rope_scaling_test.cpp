// Stretched rotary frequencies against those of transformers; what is written reads back; what can't be read is refused by name.
#include "model/rope_scaling.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.h"

namespace ghost::model::testing {
namespace {

OrderedJson cases() { return readJsonFile(std::filesystem::path(GHOST_FIXTURES) / "decoders" / "rope.json"); }

TEST(RopeScaling, FrequenciesOfEveryKindEqualTheReference) {
  for (const OrderedJson& one : cases()) {
    const int dim = one["head_dim"].get<int>();
    const RopeScaling scaling = ropeScaling(one["rope_scaling"], one["max_position_embeddings"].get<double>(), "rope.json");
    const RopeFrequencies found = ropeFrequencies(dim, one["rope_theta"].get<double>(), scaling);
    EXPECT_NEAR(found.scale, one["scale"].get<double>(), 1e-6);
    ASSERT_EQ(found.perPosition.size(), one["frequencies"].size());
    for (std::size_t i = 0; i < found.perPosition.size(); ++i) {
      const double expected = one["frequencies"][i].get<double>();  // float32 there
      EXPECT_NEAR(found.perPosition[i], expected, 2e-6 * expected) << one["rope_scaling"].dump() << " pair " << i;
    }
  }
}

TEST(RopeScaling, WhatIsWrittenReadsBackEqual) {
  for (const OrderedJson& one : cases()) {
    const RopeScaling scaling = ropeScaling(one["rope_scaling"], one["max_position_embeddings"].get<double>(), "rope.json");
    EXPECT_EQ(toJson(ropeScaling(toJson(scaling), 1, "written")), toJson(scaling));
  }
  EXPECT_TRUE(toJson(RopeScaling()).is_null());
  EXPECT_EQ(ropeScaling({{"rope_type", "default"}}, 1, "").kind, RopeScaling::Kind::None);
  EXPECT_EQ(ropeScaling({{"type", "linear"}, {"factor", 2.0}}, 1, "").kind, RopeScaling::Kind::Linear);  // the older key
}

TEST(RopeScaling, WhatCannotBeReadIsRefusedByName) {
  auto refusal = [](const OrderedJson& json) -> std::string {
    try {
      ropeScaling(json, 4096, "config.json");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data);
      return error.what();
    }
    return "was read";
  };
  EXPECT_NE(refusal({{"rope_type", "longrope"}, {"factor", 2.0}}).find("\"longrope\""), std::string::npos);
  EXPECT_NE(refusal({{"rope_type", 3}}).find("rope_type"), std::string::npos);
  EXPECT_NE(refusal({{"rope_type", "linear"}}).find("\"factor\""), std::string::npos);
  EXPECT_NE(refusal({{"rope_type", "linear"}, {"factor", "two"}}).find("\"factor\""), std::string::npos);
  EXPECT_NE(refusal({{"rope_type", "llama3"}, {"factor", 8.0}, {"low_freq_factor", 4.0}, {"high_freq_factor", 1.0}}).find("high_freq_factor"), std::string::npos);
  EXPECT_NE(refusal({{"rope_type", "yarn"}, {"factor", 8.0}, {"truncate", 1}}).find("truncate"), std::string::npos);
  EXPECT_NE(refusal(OrderedJson::array()).find("object"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model::testing
