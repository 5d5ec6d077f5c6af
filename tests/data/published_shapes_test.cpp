#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/importers.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

/// The layouts in which well-known data sets are published, each a few lines of it: taken as it is, or refused with what to do.
class PublishedShapes : public testing::Test {
 protected:
  std::filesystem::path folder(const std::string& name, const std::vector<std::pair<std::string, std::string>>& files) {
    std::filesystem::create_directory(m_scratch.path() / name);
    for (const auto& [file, text] : files) m_scratch.write(name + "/" + file, text);
    return m_scratch.path() / name;
  }
  std::filesystem::path file(const std::string& name, const std::string& text) { return m_scratch.write(name, text); }
  std::filesystem::path to() { return m_scratch.path() / ("to-" + std::to_string(++m_count)); }

 private:
  Scratch m_scratch{testing_data::inMemory()};
  int m_count = 0;
};

TEST_F(PublishedShapes, LastFm1kWithoutHeadings) {
  const auto source = file("userid-timestamp-artid-artname-traid-traname.tsv",
                           "user_000001\t2009-05-04T23:08:57Z\tf1b1cf71\tDeep Dish\t75161f1e\tFamous (Pacha Ibiza)-09\nuser_000001\t2009-05-04T13:54:10Z\ta7f7df4a\t坂本龍一\t00baa5b1\tComposition 0919 (Live_2009_4_15)\n"
                           "user_000001\t2009-05-04T13:52:04Z\ta7f7df4a\t坂本龍一\t475d4e50\t\"Mc2\" (Live_2009_4_15)\n");
  const auto result = importOf(source, to(), {{"user", "1"}, {"item", "5"}, {"title", "6"}});
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_EQ(result.sequences(), (RawSequences{{"user_000001", {"475d4e50", "00baa5b1", "75161f1e"}}}));
  EXPECT_EQ(result.dataSet.catalog.titles.front(), "\"Mc2\" (Live_2009_4_15)");
}

TEST_F(PublishedShapes, LastFmWithHeadingsTakesTheTitleOfTheItem) {
  const auto result = importOf(file("listens.csv", "user_id,timestamp,artist_id,artist_name,track_id,track_name\nu,3,a1,Deep Dish,t1,Flashdance\nu,2,a2,Sakamoto,t2,Merry Christmas\nu,1,a2,Sakamoto,t3,Energy Flow\n"), to());
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"t3", "t2", "t1"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Energy Flow", "Merry Christmas", "Flashdance"));
}

TEST_F(PublishedShapes, SteamsGamesAreCalledByTheirNames) {
  const auto result = importOf(file("steam-200k.csv", "151603712,\"The Elder Scrolls V Skyrim\",purchase,1.0,0\n151603712,\"Fallout 4\",purchase,1.0,0\n151603712,\"Spore, \"\"Creepy\"\" Pack\",play,87.0,0\n"), to());
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_THAT(result.dataSet.catalog.rawIds, ElementsAre("The Elder Scrolls V Skyrim", "Fallout 4", "Spore, \"Creepy\" Pack"));
  EXPECT_EQ(result.dataSet.catalog.nameOf(1), "Fallout 4");
}

TEST_F(PublishedShapes, YelpsReviewsAndBusinesses) {
  const auto source = folder("yelp", {{"yelp_academic_dataset_review.json", "{\"review_id\":\"r1\",\"user_id\":\"u\",\"business_id\":\"b2\",\"stars\":3.0,\"text\":\"If you decide\",\"date\":\"2018-07-07 22:09:11\"}\n{\"review_id\":\"r2\",\"user_id\":\"u\",\"business_id\":\"b1\",\"stars\":5.0,\"text\":\"I've\",\"date\":\"2012-01-03 15:28:18\"}\n{\"review_id\":\"r3\",\"user_id\":\"u\",\"business_id\":\"b3\",\"stars\":3.0,\"text\":\"Family\",\"date\":\"2014-02-05 20:30:30\"}\n"},
                                      {"yelp_academic_dataset_business.json", "{\"business_id\":\"b1\",\"name\":\"Abby Rappoport, LAC\",\"city\":\"Santa Barbara\",\"categories\":\"Doctors, Health\"}\n{\"business_id\":\"b2\",\"name\":\"The UPS Store\",\"city\":\"Affton\",\"categories\":null}\n{\"business_id\":\"b3\",\"name\":\"Target\",\"city\":\"Tucson\",\"categories\":\"Shopping\"}\n"}});
  const auto result = importOf(source, to());
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"b1", "b3", "b2"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Abby Rappoport, LAC", "Target", "The UPS Store"));
}

TEST_F(PublishedShapes, FoursquaresCheckIns) {
  const auto result = importOf(file("dataset_TSMC2014_NYC.txt", "470\tv1\t4bf58dd8\tArts & Crafts Store\t40.71\t-74.00\t-240\tTue Apr 03 18:00:09 +0000 2012\n470\tv2\t4bf58dd8\tCaf\xe9\t40.60\t-74.04\t-240\tTue Apr 03 18:00:01 +0000 2012\n470\tv3\t4bf58dd8\tHome (private)\t40.71\t-73.88\t-240\tTue Apr 03 18:02:24 +0000 2012\n"), to());
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_EQ(result.sequences(), (RawSequences{{"470", {"v2", "v1", "v3"}}}));
}

TEST_F(PublishedShapes, KuaiRecsTables) {
  const auto source = folder("KuaiRec", {{"big_matrix.csv", "user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n0,3649,13838,10867,2020-07-05 00:08:23.438,20200705,1593878903.438,1.27\n0,9598,13665,10984,2020-07-05 00:13:41.297,20200705,1593879221.297,1.24\n0,5262,851,7908,2020-07-05 00:05:06.687,20200705,1593878706.687,0.1\n"},
                                         {"item_categories.csv", "video_id,feat\n3649,[8]\n9598,\"[27, 9]\"\n5262,[9]\n"},
                                         {"kuairec_caption_category.csv", "video_id,manual_cover_text,caption,topic_tag,first_level_category_id\n3649,UNKNOWN,精神小伙路难走,[],8\n9598,UNKNOWN,哇塞 看这里,[],27\n5262,UNKNOWN,搞笑一下,[],9\n"},
                                         {"user_features.csv", "user_id,user_active_degree,is_lowactive_period\n0,high_active,0\n"}});
  const auto result = importOf(source, to());
  EXPECT_EQ(result.sequences(), (RawSequences{{"0", {"5262", "3649", "9598"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("搞笑一下", "精神小伙路难走", "哇塞 看这里"));
}

TEST_F(PublishedShapes, TaobaosBehaviourWithoutHeadings) {
  EXPECT_EQ(importOf(file("UserBehavior.csv", "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,pv,1511561733\n1,2576651,149192,buy,1511572885\n"), to()).sequences(), (RawSequences{{"1", {"2268318", "2333346", "2576651"}}}));
}

TEST_F(PublishedShapes, RetailrocketsEvents) {
  const auto source = folder("retailrocket", {{"events.csv", "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1433224214164,257597,view,248676,\n1433221999827,257597,transaction,318965,4000\n"},
                                              {"item_properties_part1.csv", "timestamp,itemid,property,value\n1435460400000,460429,categoryid,1338\n1441508400000,206783,888,1116713 960601 n277.200\n1439089200000,395014,400,n552.000 639502 n720.000\n"},
                                              {"category_tree.csv", "categoryid,parentid\n1016,213\n809,169\n"}});
  EXPECT_EQ(importOf(source, to()).sequences(), (RawSequences{{"257597", {"355908", "318965", "248676"}}}));
}

TEST_F(PublishedShapes, HMsTransactionsAndArticles) {
  const auto source = folder("hm", {{"transactions_train.csv", "t_dat,customer_id,article_id,price,sales_channel_id\n2018-09-21,000058a1,0663713001,0.0508,2\n2018-09-20,000058a1,0541518023,0.0304,2\n2018-09-22,000058a1,0505221004,0.0152,2\n"},
                                    {"articles.csv", "article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,colour_group_name,detail_desc\n0663713001,663713,Atlanta Push Body Harlow,283,Underwear body,Underwear,Black,\"Lace push-up body, with wide straps\"\n0541518023,541518,Rae Push (Melbourne) 2p,306,Bra,Underwear,Light Pink,Lace push-up bras\n0505221004,505221,Inca Jumper,252,Sweater,Garment Upper body,Pink,Jumper in rib-knit\n"},
                                    {"customers.csv", "customer_id,FN,Active,club_member_status,age,postal_code\n000058a1,,,ACTIVE,49,52043e\n"}});
  const auto result = importOf(source, to());
  EXPECT_EQ(result.sequences(), (RawSequences{{"000058a1", {"0541518023", "0663713001", "0505221004"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Rae Push (Melbourne) 2p", "Atlanta Push Body Harlow", "Inca Jumper"));
  EXPECT_THAT(result.dataSet.catalog.descriptions, Contains("Lace push-up body, with wide straps"));
  EXPECT_THAT(result.dataSet.catalog.categories, Contains("Underwear body"));
}

TEST_F(PublishedShapes, MindsNewsWithoutHeadings) {
  const auto events = file("clicks.tsv", "user\titem\ttime\nU1\tN1\t1\nU1\tN2\t2\nU1\tN3\t3\n");
  const auto news = file("news.tsv",
                         "N1\tlifestyle\tlifestyleroyals\tThe Brands Queen Elizabeth, Prince Charles, and Prince Philip Swear By\tShop the notebooks, jackets, and more.\thttps://assets.msn.com/a.html\t[{\"Label\": \"Prince\"}]\t[]\n"
                         "N2\thealth\tweightloss\t50 Worst Habits For Belly Fat\tThese seemingly harmless habits are holding you back.\thttps://assets.msn.com/b.html\t[{\"Label\": \"Adipose\"}]\t[]\n"
                         "N3\tnews\tnewsworld\tThe Cost of Trump's Aid Freeze in the Trenches of Ukraine's War\tLt. Ivan Molchanets peeked over a parapet.\thttps://assets.msn.com/c.html\t[]\t[]\n");
  const auto result = importOf(events, to(), {{"metadata", news.string()}});
  EXPECT_EQ(result.dataSet.catalog.titles[1], "50 Worst Habits For Belly Fat");
}

TEST_F(PublishedShapes, AmazonsReviewsAsATable) {
  const auto result = importOf(file("Reviews.csv", "Id,ProductId,UserId,ProfileName,HelpfulnessNumerator,Score,Time,Summary,Text\n1,B001,A3SG,delmartian,1,5,1303862400,Good Quality Dog Food,\"I have bought several\nof the Vitality canned\n\nproducts\"\n2,B002,A3SG,\"dll \"\"pa\"\"\",0,1,1346976000,Not as Advertised,\"Product arrived, labeled as \"\"Jumbo\"\"\"\n3,B003,A3SG,,1,4,1219017600,\"\"\"Delight\"\" says it all\",fine\n"), to());
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_EQ(result.sequences(), (RawSequences{{"A3SG", {"B003", "B001", "B002"}}}));
}

TEST_F(PublishedShapes, MovieLens100kItemsByBars) {
  const auto source = folder("ml-100k", {{"u.data", "196\t242\t3\t881250949\n196\t302\t3\t881250100\n196\t377\t1\t881250200\n"},
                                         {"u.item", "242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M/title-exact?Kolya%20(1996)|0|0|1\n302|L.A. Confidential (1997)|01-Jan-1997||http://us.imdb.com/M/title-exact?L|0|0|1\n377|\"Heavyweights\" (1994)|01-Jan-1994||http://us.imdb.com/M/title-exact?H|0|1|0\n"}});
  const auto result = importOf(source / "u.data", to(), {{"metadata", (source / "u.item").string()}});
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("L.A. Confidential (1997)", "\"Heavyweights\" (1994)", "Kolya (1996)"));
}

TEST_F(PublishedShapes, NetflixBlocksAreRefusedWithWhatToDo) {
  const auto source = file("combined_data_1.txt", "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n885013,4,2005-10-19\n2:\n2059652,4,2005-09-05\n1666394,3,2005-04-19\n");
  EXPECT_THAT(errorOf([&] { importOf(source, to()); }), AllOf(HasSubstr("\"1:\""), HasSubstr("movie,user,rating,date")));
}

TEST_F(PublishedShapes, AMapOfUsersToItemsIsToldItsName) {
  const auto source = file("sequences.json", "{\"u1\": [3, 5, 2], \"u2\": [5, 2, 3]}");
  EXPECT_THAT(errorOf([&] { importOf(source, to()); }), HasSubstr(".inter.json"));
}

TEST_F(PublishedShapes, ObjectsOfUnknownFieldsAreAskedFor) {
  const auto source = file("plays.jsonl", "{\"who\": \"a\", \"what\": \"x\", \"when\": 1}\n{\"who\": \"a\", \"what\": \"y\", \"when\": 2}\n");
  EXPECT_THAT(errorOf([&] { importOf(source, to()); }), AllOf(HasSubstr("--format jsonl -o user=FIELD -o item=FIELD"), HasSubstr("what")));
}

}  // namespace
}  // namespace ghost::data
