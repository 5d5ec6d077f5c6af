#include "sid/sid_table.h"
#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runIndex(std::string_view bytes) {
  const sid::SidTable table = sid::readIndex(scratchFile("index.json", bytes));
  const auto place = scratchFolder() / "again.json";
  sid::writeIndex(place, table);
  const auto second = again([&] { return sid::readIndex(place); });
  require(second.items() == table.items() && second.tokens() == table.tokens() && second.maxLength() == table.maxLength(), "an index written again has the same size");
  for (sid::ItemId item = 0; item < table.items(); ++item) {
    require(second.text(item) == table.text(item), "a SID written again reads equal");
    require(!table.codes(item).empty() && table.codes(item).size() <= static_cast<std::size_t>(sid::maxSidLength), "a SID has codes, at most as many as allowed");
    for (const auto token : table.sid(item)) require(token >= 0 && token < table.tokens() && table.code(token) >= 0, "tokens lie below their number");
  }
  return "an index";
}

}  // namespace ghost::fuzz
