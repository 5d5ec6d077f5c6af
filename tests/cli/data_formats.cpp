#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny/data";

/// A table of `rows` events of 500 users.
std::string table(int rows) {
  std::string text = "user_id,item_id,rating,timestamp\n";
  for (int i = 0; i < rows; ++i) text += "u" + std::to_string(i % 500) + ",i" + std::to_string(i * 7919 % 997) + ",5," + std::to_string(1'400'000'000 + i) + "\n";
  return text;
}

TEST(DataFormats, PreviewImportExportAndBack) {
  const Scratch scratch;
  writeText(scratch / "shop.csv", table(20'000) + "u1,i1,5,never\n");
  const Called preview = ghost({"data", "preview", scratch / "shop.csv", "--rows", "2", "--json"});
  ASSERT_EQ(preview.exitCode, 0) << preview.err;
  EXPECT_EQ(preview.json()["format"], "csv");
  EXPECT_EQ(preview.json()["columns"], (OrderedJson{"user", "item", "rating", "time"}));
  EXPECT_EQ(preview.json()["rows"][1], (OrderedJson{"u1", "i" + std::to_string(7919 % 997), "5", "2014-05-13 16:53:21"}));
  EXPECT_EQ(snapshot(scratch.path()).size(), 1u) << "a preview writes nothing";

  const Called imported = ghost({"data", "import", scratch / "shop.csv", "--to", scratch / "shop", "-o", "k_core=5", "-o", "name=Shop", "--json"});
  ASSERT_EQ(imported.exitCode, 0) << imported.err;
  const OrderedJson report = imported.json();
  EXPECT_EQ(report["users"], 500);
  EXPECT_EQ(report["rows_read"], 20'001);
  EXPECT_EQ(report["rows_rejected"], 1);
  EXPECT_EQ(report["rejected_first"][0]["line"], 20'002);
  EXPECT_EQ(report["options"]["k_core"], 5);
  EXPECT_GT(report["megabytes_per_second"], 0.0);
  EXPECT_THAT(report["files"], Contains("Shop.item2id"));

  for (const char* format : {"lcrec", "recbole"}) {
    const std::string folder = scratch / format;
    ASSERT_EQ(ghost({"data", "export", scratch / "shop", "--format", format, "--to", folder, "--quiet"}).exitCode, 0) << format;
    const Called back = ghost({"data", "import", folder, "--to", scratch / (std::string(format) + "-back"), "--json"});
    ASSERT_EQ(back.exitCode, 0) << back.err;
    EXPECT_EQ(back.json()["format"], format);
    EXPECT_EQ(readFile(scratch / (std::string(format) + "-back") + "/" + back.json()["name"].get<std::string>() + ".inter.json"), readFile(scratch / "shop/Shop.inter.json")) << format;
  }
}

TEST(DataFormats, TheTinyProjectThroughRecboleIsTheSameData) {
  const Scratch scratch;
  ASSERT_EQ(ghost({"data", "export", tiny, "--format", "recbole", "--to", scratch / "Tiny", "--quiet"}).exitCode, 0);
  ASSERT_EQ(ghost({"data", "import", scratch / "Tiny", "--to", scratch / "back", "--quiet"}).exitCode, 0);
  for (const char* file : {"Tiny.inter.json", "Tiny.item.json", "Tiny.head.json", "Tiny.tail.json"}) EXPECT_EQ(readFile(scratch / (std::string("back/") + file)), readFile(tiny + "/" + file)) << file;
}

TEST(DataFormats, ExitCodesOfBadInput) {
  const Scratch scratch;
  writeText(scratch / "shop.csv", table(100));
  writeText(scratch / "cut.gz", "\x1f\x8b\x08");
  writeText(scratch / "prose.txt", "There is nothing here\nthat could be imported.\n");
  struct Wrong { std::vector<std::string> words; int code; std::string says; };
  for (const auto& wrong : {Wrong{{"import", scratch / "none", "--to", scratch / "to"}, 3, "no such file or folder"}, Wrong{{"import", scratch / "prose.txt", "--to", scratch / "to"}, 3, "of no format known here"},
                            Wrong{{"import", scratch / "cut.gz", "--to", scratch / "to", "--format", "csv"}, 3, "cut.gz"}, Wrong{{"import", scratch / "shop.csv", "--to", scratch / "to", "-o", "kcore=5"}, 2, "did you mean k_core?"},
                            Wrong{{"import", scratch / "shop.csv", "--to", scratch / "to", "-o", "k_core=-1"}, 2, "an integer from 0"}, Wrong{{"import", scratch / "shop.csv", "--to", scratch.path().string()}, 2, "or is empty"},
                            Wrong{{"import", scratch / "shop.csv", "--to", scratch / "to", "-o", "k_core=1000"}, 3, "no user is left"}, Wrong{{"preview", scratch / "prose.txt"}, 3, "of no format known here"},
                            Wrong{{"preview", scratch / "shop.csv", "--format", "parquet"}, 2, "no such import format"}, Wrong{{"export", tiny, "--format", "parquet", "--to", scratch / "to"}, 2, "give one of lcrec, recbole"}}) {
    auto words = wrong.words;
    words.insert(words.begin(), "data");
    const Called called = ghost(words);
    EXPECT_EQ(called.exitCode, wrong.code) << testing::PrintToString(words) << called.err;
    EXPECT_THAT(called.sentence(), HasSubstr(wrong.says));
    EXPECT_FALSE(fs::exists(scratch / "to"));
  }
}

TEST(DataFormats, AStoppedImportLeavesNothing) {
  const Scratch scratch;
  const std::string block = table(1'000'000);
  std::string text = block;
  for (int i = 0; i < 3; ++i) text += block.substr(block.find('\n') + 1);
  writeText(scratch / "shop.csv", text);
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    Running import({"data", "import", scratch / "shop.csv", "--to", scratch / "to", "--json"});
    import.errorLineWith("[import]");
    import.signal(signal);
    EXPECT_EQ(import.wait(), code);
    EXPECT_EQ(snapshot(scratch.path()).size(), 1u);
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 1);
  }
}

}  // namespace
}  // namespace ghost::cli
