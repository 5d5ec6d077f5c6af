#include "run/kept_samples.h"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "data/data_set.h"
#include "eval/saved_lists.h"
#include "scratch.h"

namespace ghost::run {
namespace {

namespace fs = std::filesystem;

std::vector<decode::RankedList> someLists(int users, int items) {
  std::vector<decode::RankedList> lists;
  for (int user = users - 1; user >= 0; --user) {  // not in the order of the users
    decode::RankedList list;
    list.user = user;
    list.target = (user * 7) % items;
    for (int place = 0; place < 10; ++place) list.items.push_back((user * 3 + place) % items);
    lists.push_back(std::move(list));
  }
  return lists;
}

TEST(KeptSamples, AreThoseOfTheBootstrapAndDrawnOnce) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const data::DataSet dataSet = data::readDataFolder(project.dataFolder());
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  const auto lists = someLists(static_cast<int>(dataSet.interactions.users()), dataSet.items());
  const SampleRequest request{scratch.path() / "test.jsonl.zst", {5, 10}, 200, 7};
  eval::saveLists(request.lists, lists);
  const KeptSamples kept(project);
  EXPECT_FALSE(kept.find(request)) << "nothing was drawn yet";
  const ListSamples drawn = kept.get(request, popularity, 2);
  const auto found = kept.find(request);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->users, drawn.users);
  // The same numbers, bit for bit, as drawn at once, users in ascending order.
  std::vector<const decode::RankedList*> ordered;
  for (auto list = lists.rbegin(); list != lists.rend(); ++list) ordered.push_back(&*list);
  for (const int k : request.cuts) {
    const std::vector<std::vector<const decode::RankedList*>> alone(1, ordered);
    const auto direct = eval::bootstrap(alone, popularity, k, request.samples, request.seed, 1).front();
    for (std::size_t m = 0; m < direct.samples.size(); ++m)
      for (std::size_t b = 0; b < direct.samples[m].size(); ++b) {
        const double one = direct.samples[m][b], other = found->cuts.at(k).samples[m][b];
        EXPECT_TRUE(one == other || (std::isnan(one) && std::isnan(other))) << k << " " << m << " " << b;
      }
  }
  // Another number of samples, another seed or other lists are other samples.
  for (const SampleRequest& other : {SampleRequest{request.lists, {5, 10}, 100, 7}, SampleRequest{request.lists, {5, 10}, 200, 8}, SampleRequest{request.lists, {10}, 200, 7}}) EXPECT_FALSE(kept.find(other));
  auto changed = lists;
  changed[0].items[0] = changed[0].target;
  eval::saveLists(request.lists, changed);
  EXPECT_FALSE(kept.find(request));
}

TEST(KeptSamples, ADamagedFileIsMadeAnewAndAFolderThatCanNotBeWrittenIsNoFault) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const data::DataSet dataSet = data::readDataFolder(project.dataFolder());
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  const SampleRequest request{scratch.path() / "test.jsonl.zst", {10}, 50, 1};
  eval::saveLists(request.lists, someLists(20, dataSet.items()));
  const KeptSamples kept(project);
  const auto first = kept.get(request, popularity, 1);
  for (const auto& entry : fs::directory_iterator(project.folder / "cache/bootstrap")) std::ofstream(entry.path()) << "{\"users\": 3";
  EXPECT_FALSE(kept.find(request));
  EXPECT_EQ(kept.get(request, popularity, 1).users, first.users);
  EXPECT_TRUE(kept.find(request));
  fs::remove_all(project.folder / "cache");
  std::ofstream(project.folder / "cache") << "a file in the place of the folder";
  EXPECT_EQ(kept.get(request, popularity, 1).users, first.users);
}

}  // namespace
}  // namespace ghost::run
