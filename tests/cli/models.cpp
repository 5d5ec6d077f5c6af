// Verbs on Hugging Face folders: model check, model logits, embed.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "embed/item_vectors.h"
#include "embed/safetensors.h"
#include "program.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const fs::path decoders = fs::path(GHOST_FIXTURES) / "decoders", bert = fs::path(GHOST_FIXTURES) / "encoders" / "bert-tiny", tiny = fs::path(GHOST_PROJECTS) / "tiny";

TEST(Model, CheckSaysWhatAFolderHolds) {
  const Called called = ghost({"model", "check", (decoders / "llama-tiny").string(), "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  const OrderedJson facts = called.json();
  EXPECT_EQ(facts["architecture"], "LlamaForCausalLM");
  EXPECT_EQ(facts["vocabulary"], 307);
  EXPECT_EQ(facts["tied"], false);
  EXPECT_GT(facts["parameters"].get<int>(), 0);
}

TEST(Model, CheckOfAnythingElseEndsWithThree) {
  const Called missing = ghost({"model", "check", "/nowhere"}), bertFolder = ghost({"model", "check", bert.string()});
  EXPECT_EQ(missing.exitCode, 3);
  EXPECT_THAT(missing.sentence(), HasSubstr("config.json"));
  EXPECT_EQ(bertFolder.exitCode, 3);
  EXPECT_THAT(bertFolder.sentence(), HasSubstr("\"bert\"; the decoders read here are"));
}

TEST(Model, LogitsAreWrittenInTheirShape) {
  const Scratch scratch;
  const std::string ids = (scratch.path() / "ids.json").string(), out = (scratch.path() / "logits.safetensors").string();
  std::ofstream(ids) << "[[1, 2, 3], [4]]";
  const Called called = ghost({"model", "logits", (decoders / "qwen2-tiny").string(), "--ids", ids, "--out", out, "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_EQ(called.json()["shape"], OrderedJson({2, 3, 320}));
  EXPECT_EQ(embed::SafetensorsFile::open(out).info("logits").shape, (std::vector<std::int64_t>{2, 3, 320}));
  std::ofstream(ids) << "[[1, 320]]";
  EXPECT_EQ(ghost({"model", "logits", (decoders / "qwen2-tiny").string(), "--ids", ids, "--out", out}).exitCode, 3);
}

TEST(Embed, TextsBecomeVectorsWithEachKindOfEncoder) {
  const Scratch scratch;
  for (const auto& encoder : {std::string("tfidf"), bert.string()}) {
    const std::string out = (scratch.path() / (encoder == "tfidf" ? "tfidf.npy" : "bert.npy")).string();
    const Called called = ghost({"embed", tiny.string(), "--encoder", encoder, "--out", out, "--json", "-o", "dim=8"});
    ASSERT_EQ(called.exitCode, 0) << called.err;
    const OrderedJson report = called.json();
    const embed::ItemVectors vectors = embed::readItemVectors(out);
    EXPECT_EQ(report["rows"], vectors.rows);
    EXPECT_EQ(report["dim"], vectors.dim);
    EXPECT_EQ(report["encoder"], encoder);
  }
}

TEST(Embed, FewerColumnsThanAskedForAreSaid) {
  const Scratch scratch;
  OrderedJson items = OrderedJson::object();
  for (int i = 0; i < 6; ++i) items[std::to_string(i)] = {{"title", i % 2 ? "red shoe" : "blue shoe"}, {"description", ""}, {"brand", ""}, {"categories", ""}};
  writeText(scratch / "data/D.item.json", items.dump());
  writeText(scratch / "data/D.inter.json", R"({"0": [0, 1, 2, 3, 4, 5]})");
  const Called called = ghost({"embed", scratch / "data", "--encoder", "tfidf", "--out", scratch / "v.npy", "-o", "dim=16", "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_LE(called.json()["dim"], 3);  // blue, red, shoe
  EXPECT_THAT(called.err, HasSubstr("warning: the vectors have " + called.json()["dim"].dump() + " columns, not the 16 of dim"));
  const Called enough = ghost({"embed", scratch / "data", "--encoder", "tfidf", "--out", scratch / "w.npy", "-o", "dim=2", "--json"});
  EXPECT_THAT(enough.err, testing::Not(HasSubstr("columns")));
}

/// A data folder whose items have these titles.
std::string titled(const Scratch& scratch, const std::vector<std::string>& titles) {
  OrderedJson items = OrderedJson::object(), users = OrderedJson::object();
  for (std::size_t i = 0; i < titles.size(); ++i) items[std::to_string(i)] = {{"title", titles[i]}, {"description", ""}, {"brand", ""}, {"categories", ""}};
  for (int user = 0; user < 3; ++user)
    for (std::size_t i = 0; i < titles.size(); ++i) users[std::to_string(user)].push_back(i);
  writeText(scratch / "data/D.item.json", items.dump());
  writeText(scratch / "data/D.inter.json", users.dump());
  return scratch / "data";
}

TEST(Embed, TextsThatSayNothingAreRefused) {
  for (const std::string encoder : {"tfidf", bert.c_str()})
    for (const auto& [titles, says] : {std::pair<std::vector<std::string>, const char*>({"", " ", "", "\t"}, "all 4 items are without text"), {{".", "-", "...", "?!"}, "all 4 items are without text"}, {{"Untitled", "Untitled", "Untitled"}, "all 3 items have the same text"}}) {
      const Scratch scratch;
      const Called called = ghost({"embed", titled(scratch, titles), "--encoder", encoder, "--out", scratch / "v.npy", "--json"});
      EXPECT_EQ(called.exitCode, 3) << called.out;
      EXPECT_THAT(called.sentence(), HasSubstr(says));
      EXPECT_FALSE(fs::exists(scratch / "v.npy"));
    }
}

TEST(Embed, SomeEmptyTextsAreSaid) {
  const Scratch scratch;
  const Called called = ghost({"embed", titled(scratch, {"red shoe", "", "blue shoe", "green hat", ""}), "--encoder", bert.string(), "--out", scratch / "v.npy", "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_EQ(called.json()["empty_texts"], 2);
  EXPECT_EQ(called.json()["distinct_vectors"], 4);
  EXPECT_THAT(called.json()["warnings"].dump(), testing::AllOf(HasSubstr("2 of 5 items are without text (40 %)"), HasSubstr("hold only 4 different ones")));
}

TEST(Embed, ComponentsAreTakenAndImpossibleWishesRefused) {
  const Scratch scratch;
  const std::string out = (scratch.path() / "vectors.npy").string();
  const Called reduced = ghost({"embed", tiny.string(), "--encoder", bert.string(), "--out", out, "--json", "-o", "pca=5"});
  ASSERT_EQ(reduced.exitCode, 0) << reduced.err;
  EXPECT_EQ(reduced.json()["dim"], 5);
  fs::remove(out);
  EXPECT_EQ(ghost({"embed", tiny.string(), "--encoder", bert.string(), "--out", out, "-o", "pca=25"}).exitCode, 2);
  EXPECT_EQ(ghost({"embed", tiny.string(), "--encoder", "/nowhere", "--out", out}).exitCode, 3);
  const Called noTexts = ghost({"embed", (fs::path(GHOST_PROJECTS) / "instruments").string(), "--encoder", "tfidf", "--out", out});
  EXPECT_EQ(noTexts.exitCode, 3);
  EXPECT_THAT(noTexts.sentence(), HasSubstr("item.json"));
}

}  // namespace
}  // namespace ghost::cli
