#include <signal.h>

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "program.h"
#include "tests/data/amazon_corpus.h"
#include "wire/message.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing_data::AmazonCorpus;
using testing_data::expected;
using testing_data::Wanted;

std::vector<wire::Event> eventsOf(const std::string& out) {
  std::vector<wire::Event> events;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("{\"v\":")) events.push_back(wire::parseEvent(line));
  return events;
}

/// The bad rows a report lists, in order, are those that the corpus was given: line, reason and the line itself.
void expectBad(const OrderedJson& rows, const std::vector<AmazonCorpus::Bad>& bad, const std::string& file) {
  ASSERT_GE(rows.size(), bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(rows[i]["file"], file);
    EXPECT_EQ(rows[i]["line"], bad[i].line);
    EXPECT_THAT(rows[i]["what"].get<std::string>(), HasSubstr(bad[i].says)) << bad[i].text;
    EXPECT_FALSE(rows[i]["what"].get<std::string>().empty());
    const std::string shown = rows[i]["text"];
    EXPECT_EQ(shown.substr(0, 12), bad[i].text.substr(0, 12));
  }
}

class ImportCorpus : public testing::TestWithParam<int> {};

/// Raw reviews of each year, packed, with all traps, from the command line into a project.
TEST_P(ImportCorpus, BecomesAProjectWithProgressAndAReport) {
  const int year = GetParam();
  const Scratch scratch;
  const AmazonCorpus corpus(7, year);
  const std::string source = scratch / "Shop";
  corpus.write(source);
  ASSERT_EQ(corpus.badReviews.size(), 7u);
  ASSERT_EQ(corpus.badMetadata.size(), 2u);

  const Called previewed = ghost({"data", "preview", source, "--rows", "5", "--json"});
  ASSERT_EQ(previewed.exitCode, 0) << previewed.err;
  const OrderedJson preview = previewed.json();
  EXPECT_EQ(preview["format"], "amazon" + std::to_string(year));
  EXPECT_EQ(preview["rows"].size(), 5u);
  EXPECT_EQ(preview["rows"][0][0], corpus.world.ratings[0].user);
  EXPECT_EQ(preview["name"], "Shop");
  EXPECT_EQ(preview["problem"], "");
  EXPECT_EQ(preview["found"][0]["what"], "reviews of " + std::to_string(year));
  EXPECT_THAT(preview["found"][1]["is"].get<std::string>(), HasSubstr("meta.json.gz"));
  expectBad(preview["rejected"], corpus.badReviews, "reviews.json.gz");

  const Called imported = ghost({"data", "import", source, "--project", scratch / "project", "--events", "--json", "-o", "min_rating=2", "-o", "k_core=5"});
  ASSERT_EQ(imported.exitCode, 0) << imported.err;
  const OrderedJson report = imported.json();
  testing_data::ImportResult result;
  result.folder = scratch / "project/data";
  result.dataSet = data::readDataFolder(result.folder);
  const auto sequences = expected(corpus.world, {.minimumRating = 2});
  EXPECT_EQ(result.sequences(), sequences);
  for (const auto& [user, items] : result.sequences()) EXPECT_FALSE(user.starts_with(corpus.chainUser)) << "the 5-core goes on to its fixed point";
  EXPECT_EQ(report["users"], sequences.size());
  EXPECT_EQ(report["rows_rejected"], 9);
  expectBad(report["rejected_first"], corpus.badReviews, "reviews.json.gz");
  expectBad({report["rejected_first"][7], report["rejected_first"][8]}, corpus.badMetadata, "meta.json.gz");
  for (const char* step : {"rating", "duplicates", "no_metadata", "k_core"}) EXPECT_GT(report["left_out"][step], 0) << step;
  EXPECT_GT(report["peak_memory"], 1'000'000);
  EXPECT_EQ(report["options"]["min_rating"], 2);
  const auto ids = result.rawIds(".item2id", static_cast<std::size_t>(result.dataSet.items()));
  const auto titled = std::find(ids.begin(), ids.end(), corpus.titledItem);
  ASSERT_NE(titled, ids.end());
  EXPECT_EQ(result.dataSet.catalog.titles[static_cast<std::size_t>(titled - ids.begin())], corpus.title);

  const auto events = eventsOf(imported.out);
  std::int64_t done = 0, total = 0, progress = 0;
  for (const auto& event : events) {
    if (event.kind != "progress" || event.body["unit"] != "bytes") continue;
    EXPECT_GE(event.body["done"], done);
    for (const char* key : {"rate", "eta"}) EXPECT_TRUE(event.body.contains(key));
    done = event.body["done"];
    total = event.body["total"];
    ++progress;
  }
  EXPECT_GT(progress, 0);
  EXPECT_EQ(done, total);
  EXPECT_EQ(static_cast<std::uint64_t>(total), fs::file_size(source + "/reviews.json.gz") + 2 * fs::file_size(source + "/meta.json.gz")) << "the metadata is read twice";

  EXPECT_EQ(ghost({"project", "check", scratch / "project", "--quiet"}).exitCode, 0);
  EXPECT_EQ(readJsonFile(scratch / "project/import.json")["rejected_first"], report["rejected_first"]);
}

INSTANTIATE_TEST_SUITE_P(Years, ImportCorpus, testing::Values(2014, 2018, 2023));

TEST(ImportCorpusWords, ThePlainReportNamesTheFirstBadLines) {
  const Scratch scratch;
  const AmazonCorpus corpus(7, 2018);
  corpus.write(scratch / "Shop");
  const Called called = ghost({"data", "import", scratch / "Shop", "--to", scratch / "data"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_THAT(called.out, HasSubstr("reviews.json.gz, line " + std::to_string(corpus.badReviews[0].line) + ": not a JSON object\n      <html><body>503 Service Unavailable"));
  EXPECT_THAT(called.out, HasSubstr("outside the k-core"));
  EXPECT_THAT(called.out, HasSubstr("MB/s; at most "));
}

TEST(ImportCorpusWords, WhatCanNotBeImportedSaysSoAndLeavesNothing) {
  const Scratch scratch;
  const AmazonCorpus corpus(7, 2014);
  corpus.write(scratch / "Shop");
  const std::string reviews = scratch / "Shop/reviews.json.gz";
  writeText(scratch / "vectors.npy", "none");
  struct Wrong { std::vector<std::string> words; int code; std::string says; };
  const auto before = snapshot(scratch.path());
  for (const auto& wrong : {Wrong{{scratch / "Shop", "--project", scratch / "p", "--to", scratch / "t"}, 2, ""}, Wrong{{scratch / "Shop"}, 2, "say where to with --to DIR or --project DIR"},
                            Wrong{{scratch / "Shop", "--to", scratch / "t", "--vectors", scratch / "vectors.npy"}, 2, "vectors belong to a project"}, Wrong{{scratch / "Shop", "--project", scratch / "p", "--vectors", scratch / "vectors.npy"}, 3, "vectors.npy"},
                            Wrong{{scratch / "Shop", "--project", scratch / "p", "--vectors", scratch / "nowhere.npy"}, 3, "nowhere.npy"}, Wrong{{reviews, "--project", scratch / "p"}, 3, "name its file with -o metadata=FILE"},
                            Wrong{{scratch / "Shop", "--project", scratch / "Shop"}, 2, "there is something already"}, Wrong{{scratch / "Shop", "--project", scratch / "p", "-o", "k_core=500"}, 3, "no user is left"}}) {
    auto words = wrong.words;
    words.insert(words.begin(), {"data", "import"});
    const Called called = ghost(words);
    EXPECT_EQ(called.exitCode, wrong.code) << testing::PrintToString(words) << called.err;
    if (!wrong.says.empty()) EXPECT_THAT(called.sentence(), HasSubstr(wrong.says));
    EXPECT_EQ(snapshot(scratch.path()), before);
  }
  fs::resize_file(reviews, fs::file_size(reviews) - 20);
  const Called cut = ghost({"data", "import", scratch / "Shop", "--project", scratch / "p"});
  EXPECT_EQ(cut.exitCode, 3);
  EXPECT_THAT(cut.sentence(), HasSubstr("breaks off"));
  EXPECT_FALSE(fs::exists(scratch / "p"));
}

TEST(ImportCorpusWords, AnInterruptedImportLeavesNothing) {
  const Scratch scratch;
  const AmazonCorpus corpus(7, 2018);
  corpus.write(scratch / "Shop", 1500);
  Running import({"data", "import", scratch / "Shop", "--project", scratch / "project", "--events", "--json"});
  EXPECT_FALSE(import.lineWith("\"progress\"").empty());
  import.signal(SIGINT);
  EXPECT_FALSE(import.lineWith("\"stopped\":true").empty());
  EXPECT_EQ(import.wait(), 130);
  Running told({"data", "import", scratch / "Shop", "--to", scratch / "data", "--events"});
  EXPECT_FALSE(told.lineWith("\"progress\"").empty());
  told.signal(SIGINT);
  EXPECT_THAT(told.lineWith("stopped: "), HasSubstr("nothing was written to " + (scratch / "data")));
  EXPECT_EQ(told.wait(), 130);
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 1) << "only the source";
}

}  // namespace
}  // namespace ghost::cli
