#include "data/tiny_world.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/rng.h"
#include "data/data_writer.h"
#include "data/popularity.h"

namespace ghost::data {
namespace {

/// Draws an index with probability proportional to its weight.
class Wheel {
 public:
  void add(ItemId item, double weight) {
    m_items.push_back(item);
    m_sums.push_back((m_sums.empty() ? 0 : m_sums.back()) + weight);
  }
  ItemId draw(Rng& rng) const {
    const auto it = std::upper_bound(m_sums.begin(), m_sums.end(), rng.uniform() * m_sums.back());
    return m_items[std::min<std::size_t>(static_cast<std::size_t>(it - m_sums.begin()), m_items.size() - 1)];
  }

 private:
  std::vector<ItemId> m_items;
  std::vector<double> m_sums;
};

/// The shop before anybody buys: who belongs where, who follows whom, how popular.
struct Shop {
  std::vector<std::int32_t> cluster;
  std::vector<ItemId> successor;
  std::vector<Wheel> wheels;  ///< one a cluster
  Wheel whole;
};

void require(bool good, const std::string& key, const std::string& what) {
  if (!good) throw usageError("tiny world, " + key, what);
}

void check(const TinyWorldOptions& o) {
  require(o.items >= 10 && o.items <= 50'000'000, "items", "give 10 to 50000000 items");
  require(o.users >= 5 && o.users <= 500'000'000, "users", "give 5 to 500000000 users");
  require(o.clusters >= 0 && o.clusters <= o.items / 2, "clusters", "give 0 (chosen by size) up to half as many clusters as items");
  require(o.dim >= 1 && o.dim <= 65536, "dim", "give 1 to 65536 dimensions");
  require(o.shortest >= 3 && o.shortest <= o.items / 2, "shortest", "give 3 up to half as many events a user as items");
  require(o.meanLength >= o.shortest && o.meanLength <= o.items / 2.0, "mean length", fmt::format("give a mean from {} events a user, the shortest length, to {}, half the items", o.shortest, o.items / 2.0).c_str());
  require(o.zipf >= 0 && o.zipf <= 5, "zipf", "give an exponent from 0 to 5");
  require(o.follow >= 0 && o.home >= 0 && o.follow + o.home <= 1, "follow and home", "give two probabilities whose sum is at most 1");
  require(o.spread >= 0 && std::isfinite(o.spread), "spread", "give a length of 0 or more");
}

/// Ranks are dealt to the clusters in turn, so that each has popular and rare items; ids are shuffled, so that they tell nothing.
Shop openShop(const TinyWorldOptions& o, int clusters, Rng rng) {
  Shop shop;
  const auto n = static_cast<std::size_t>(o.items);
  std::vector<ItemId> idOfRank(n);
  std::iota(idOfRank.begin(), idOfRank.end(), 0);
  rng.shuffle(std::span(idOfRank));
  shop.cluster.resize(n);
  shop.successor.resize(n);
  shop.wheels.resize(static_cast<std::size_t>(clusters));
  std::vector<std::vector<ItemId>> members(static_cast<std::size_t>(clusters));
  for (std::size_t rank = 0; rank < n; ++rank) {
    const ItemId id = idOfRank[rank];
    const std::size_t c = rank % static_cast<std::size_t>(clusters);
    const double weight = std::pow(static_cast<double>(rank + 1), -o.zipf);
    shop.cluster[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(c);
    shop.wheels[c].add(id, weight);
    shop.whole.add(id, weight);
    members[c].push_back(id);
  }
  for (std::size_t c = 0; c < members.size(); ++c)
    for (const ItemId id : members[c]) {
      // Drawn by popularity, so that following keeps the long tail; a few attempts avoid the item itself.
      ItemId next = id;
      for (int attempt = 0; attempt < 20 && next == id; ++attempt) next = shop.wheels[c].draw(rng);
      shop.successor[static_cast<std::size_t>(id)] = next != id ? next : members[c][members[c].front() == id ? 1 : 0];
    }
  return shop;
}

std::size_t drawLength(const TinyWorldOptions& o, Rng& rng) {
  // Shortest plus a geometric number: many short histories, a few long ones.
  const double mean = o.meanLength - o.shortest;
  const double extra = mean > 0 ? std::floor(std::log(1 - rng.uniform()) / std::log(mean / (1 + mean))) : 0;
  return static_cast<std::size_t>(std::min<double>(o.shortest + extra, o.items / 2));
}

void buy(const TinyWorldOptions& o, const Shop& shop, std::size_t length, Rng& rng, std::vector<ItemId>& items) {
  const std::size_t home = rng.below(shop.wheels.size());
  std::unordered_set<ItemId> bought;
  ItemId last = -1;
  int misses = 0;
  while (bought.size() < length) {
    const double choice = rng.uniform();
    ItemId next = -1;
    if (last >= 0 && choice < o.follow) next = shop.successor[static_cast<std::size_t>(last)];
    else if (choice < o.follow + o.home) next = shop.wheels[home].draw(rng);
    else next = shop.whole.draw(rng);
    // When what the user likes is bought out, any other item will do.
    if (misses >= 50) next = static_cast<ItemId>(rng.below(static_cast<std::uint64_t>(o.items)));
    if (!bought.insert(next).second) {
      ++misses;
      continue;
    }
    misses = 0;
    items.push_back(last = next);
  }
}

Interactions fillShop(const TinyWorldOptions& o, const Shop& shop, const Rng& rng) {
  Interactions interactions;
  for (UserId user = 0; user < o.users; ++user) {
    Rng own = rng.split(static_cast<std::uint64_t>(user));
    const std::size_t length = drawLength(o, own);
    buy(o, shop, length, own, interactions.items);
    interactions.offsets.push_back(interactions.events());
    interactions.userNames.push_back(std::to_string(user));
  }
  return interactions;
}

std::vector<double> direction(int dim, Rng& rng) {
  std::vector<double> v(static_cast<std::size_t>(dim));
  double norm = 0;
  for (auto& x : v) {
    x = rng.normal();
    norm += x * x;
  }
  for (auto& x : v) x /= std::sqrt(norm);
  return v;
}

std::vector<float> vectorsOf(const TinyWorldOptions& o, const Shop& shop, Rng rng) {
  std::vector<std::vector<double>> centres;
  for (std::size_t c = 0; c < shop.wheels.size(); ++c) centres.push_back(direction(o.dim, rng));
  std::vector<float> values;
  values.reserve(shop.cluster.size() * static_cast<std::size_t>(o.dim));
  for (const auto cluster : shop.cluster) {
    const auto own = direction(o.dim, rng);
    for (std::size_t j = 0; j < own.size(); ++j) values.push_back(static_cast<float>(centres[static_cast<std::size_t>(cluster)][j] + o.spread * own[j]));
  }
  return values;
}

ItemCatalog nameItems(const TinyWorldOptions& o, const Shop& shop) {
  constexpr std::array kinds{"violin", "trumpet", "snare drum", "piano", "guitar", "flute", "microphone", "cable", "amplifier", "stand", "harmonica", "ukulele"};
  constexpr std::array woods{"maple", "walnut", "brass", "silver", "black", "cherry", "carbon", "red", "travel", "studio", "student", "concert"};
  ItemCatalog catalog;
  catalog.items = o.items;
  std::vector<std::size_t> count(shop.wheels.size());
  for (const auto cluster : shop.cluster) {
    const auto c = static_cast<std::size_t>(cluster);
    const std::size_t number = count[c]++;
    const std::string series = c >= kinds.size() ? fmt::format(" series {}", c / kinds.size() + 1) : "";
    const std::string model = number >= woods.size() ? fmt::format(" mark {}", number / woods.size() + 1) : "";
    const std::string look = woods[number % woods.size()], kind = kinds[c % kinds.size()];
    std::string title = fmt::format("{} {}{}{}", look, kind, series, model);
    title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
    catalog.titles.push_back(title);
    catalog.descriptions.push_back(fmt::format("A {} {}{}{} from a generated shop.", look, kind, series, model));
    catalog.brands.push_back(fmt::format("Workshop {}", c + 1));
    catalog.categories.push_back(fmt::format("Instruments, {}", kind));
  }
  return catalog;
}

bool hasHead(const DataSet& dataSet) {
  try {
    popularity(dataSet.interactions, dataSet.items());
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

TinyWorld tinyWorld(const TinyWorldOptions& options) {
  check(options);
  const int clusters = options.clusters > 0 ? options.clusters : std::max(2, static_cast<int>(std::lround(std::sqrt(options.items))));
  const Rng rng(options.seed);
  const Shop shop = openShop(options, clusters, rng.split("shop"));
  TinyWorld world;
  world.dataSet.name = options.name;
  world.dataSet.catalog = nameItems(options, shop);
  world.cluster = shop.cluster;
  world.dim = options.dim;
  world.vectors = vectorsOf(options, shop, rng.split("vectors"));
  // A very small or flat world may come out without a head; another throw of the dice usually has one.
  for (std::uint64_t attempt = 0; attempt < 32; ++attempt) {
    world.dataSet.interactions = fillShop(options, shop, rng.split("users").split(attempt));
    if (hasHead(world.dataSet)) return world;
  }
  throw usageError("tiny world", "no item stands out after 32 attempts, so there is no head; give more users or a larger zipf exponent");
}

void writeTinyWorld(const TinyWorld& world, const std::filesystem::path& folder) {
  writeDataFiles(world.dataSet, folder);
  writeHeadTail(folder, world.dataSet.name, popularity(world.dataSet.interactions, world.dataSet.items()));
}

}  // namespace ghost::data
