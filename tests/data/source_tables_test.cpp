#include "data/source_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

/// The layouts of well-known data sets, each in a folder of its own with the other files that come along.
class Folders : public testing::Test {
 protected:
  std::filesystem::path folder(const std::string& name, const std::vector<std::pair<std::string, std::string>>& files) {
    std::filesystem::create_directory(m_scratch.path() / name);
    for (const auto& [file, text] : files) m_scratch.write(name + "/" + file, text);
    return m_scratch.path() / name;
  }
  std::filesystem::path to(const std::string& name) const { return m_scratch.path() / ("to-" + name); }

 private:
  Scratch m_scratch{testing_data::inMemory()};
};

const RawSequences bothUsers{{"1", {"20", "10", "30"}}, {"2", {"30", "20", "10"}}};

TEST_F(Folders, MovieLensOfDatFiles) {
  const auto source = folder("ml-1m", {{"ratings.dat", "1::10::5::978300760\n1::20::3::978300001\n1::30::4::978302109\n2::10::1::978300999\n2::20::2::978300500\n2::30::5::978300100\n"},
                                       {"movies.dat", "10::Toy Story (1995)::Animation|Comedy\n20::\"Great\" Caf\xe9::Drama\n30::Heat, The::Action\n"},
                                       {"users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n"}, {"README", "Summary of the ratings, in prose; see below.\n"}});
  EXPECT_EQ(previewOf(source, 3).problem, "");
  const auto result = importOf(source, to("ml-1m"), {{"encoding", "latin1"}});
  EXPECT_EQ(result.sequences(), bothUsers);
  EXPECT_THAT(result.dataSet.catalog.titles, testing::UnorderedElementsAre("Toy Story (1995)", "\"Great\" Caf\xc3\xa9", "Heat, The"));
  const auto other = importOf(source, to("as-utf8"));
  EXPECT_EQ(other.report.rowsRejected, 1);
  EXPECT_THAT(other.report.rejectedFirst.front().what, HasSubstr("-o encoding=latin1"));
}

TEST_F(Folders, MovieLensOfTables) {
  const auto source = folder("ml-latest", {{"ratings.csv", "userId,movieId,rating,timestamp\n1,10,5.0,978300760\n1,20,3.5,978300001\n1,30,4.0,978302109\n2,10,1.0,978300999\n2,20,2.0,978300500\n2,30,5.0,978300100\n"},
                                           {"tags.csv", "userId,movieId,tag,timestamp\n1,10,funny,978300760\n"}, {"links.csv", "movieId,imdbId,tmdbId\n10,0114709,862\n"},
                                           {"movies.csv", "movieId,title,genres\n10,Toy Story (1995),Animation|Comedy\n20,\"Heat, The\",Action\n30,Cats,Drama\n"}});
  const auto result = importOf(source, to("ml-latest"));
  EXPECT_EQ(result.sequences(), bothUsers);
  EXPECT_THAT(result.dataSet.catalog.titles, testing::UnorderedElementsAre("Toy Story (1995)", "Heat, The", "Cats"));
  EXPECT_THAT(result.dataSet.catalog.categories, Contains("Animation,Comedy"));
  EXPECT_EQ(importOf(source, to("only-titled"), {{"require_metadata", "true"}, {"min_rating", "2"}}).report.leftOut.rating, 1);
}

TEST_F(Folders, BookCrossingsHeadings) {
  const auto source = folder("bx", {{"BX-Book-Ratings.csv", "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"7\";\"034545104X\";\"0\"\n\"7\";\"0155061224\";\"5\"\n\"7\";\"0446520802\";\"3\"\n"},
                                    {"BX-Books.csv", "\"ISBN\";\"Book-Title\";\"Book-Author\"\n\"034545104X\";\"Flesh Tones\";\"M. J. Rose\"\n\"0155061224\";\"Rites of Passage\";\"Judith Rae\"\n\"0446520802\";\"The Notebook\";\"Nicholas Sparks\"\n"},
                                    {"BX-Users.csv", "\"User-ID\";\"Location\";\"Age\"\n\"7\";\"washington, dc, usa\";NULL\n"}});
  const auto result = importOf(source, to("bx"));
  EXPECT_EQ(result.sequences(), (RawSequences{{"7", {"034545104X", "0155061224", "0446520802"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Flesh Tones", "Rites of Passage", "The Notebook"));
  EXPECT_THAT(result.dataSet.catalog.brands, ElementsAre("M. J. Rose", "Judith Rae", "Nicholas Sparks"));
}

TEST_F(Folders, WhatIsUnclearIsAskedFor) {
  const std::string events = "user,item,rating\nu,a,1\nu,b,2\nu,c,3\n";
  const auto twice = folder("twice", {{"a.csv", events}, {"b.csv", events}});
  EXPECT_THAT(errorOf([&] { importOf(twice, to("twice")); }), HasSubstr("2 files here could hold the events (a.csv, b.csv); name one of them instead of the folder"));
  const auto titled = folder("titled", {{"a.csv", events}, {"m.csv", "item_id,title\na,A\nb,B\nc,C\n"}, {"n.csv", "item_id,title\na,X\nb,Y\nc,Z\n"}});
  const auto result = importOf(titled, to("titled"));
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("several files could tell of the items (m.csv, n.csv), so none was read; name one with -o metadata=FILE")));
  EXPECT_THAT(result.dataSet.catalog.titles, Each(""));
  EXPECT_THAT(importOf(titled, to("named"), {{"metadata", (titled / "n.csv").string()}}).dataSet.catalog.titles, ElementsAre("X", "Y", "Z"));
  EXPECT_THAT(errorOf([&] { importOf(titled, to("none"), {{"metadata", (titled / "o.csv").string()}}); }), HasSubstr("no such file; correct -o metadata=FILE"));
  EXPECT_THAT(errorOf([&] { importOf(titled, to("none"), {{"metadata", (twice / "a.csv").string()}}); }), HasSubstr("it isn't clear which of its fields are the item's id and title"));
}

TEST_F(Folders, AColumnOfTimesIsNoItem) {
  const auto source = folder("gowalla", {{"checkins.txt", "0\t2010-10-19T23:55:27Z\t30.2359\t-97.7951\t22847\n0\t2010-10-18T22:17:43Z\t30.2691\t-97.7493\t420315\n0\t2010-10-17T23:42:03Z\t30.2557\t-97.7633\t316637\n"}});
  EXPECT_EQ(importOf(source, to("gowalla")).sequences(), (RawSequences{{"0", {"316637", "420315", "22847"}}}));
}

TEST_F(Folders, PairsSeparatedByABlank) {
  const auto source = folder("pairs", {{"Beauty.txt", "1 10\n1 20\n1 30\n2 30\n2 20\n2 10\n"}});
  EXPECT_EQ(importOf(source, to("pairs")).sequences(), (RawSequences{{"1", {"10", "20", "30"}}, {"2", {"30", "20", "10"}}}));
}

TEST_F(Folders, ManyFilesAreNotAllNamed) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 7; ++i) files.push_back("f" + std::to_string(i));
  EXPECT_EQ(fileNames(files), "f0, f1, f2, f3, f4 and 2 more");
}

}  // namespace
}  // namespace ghost::data
