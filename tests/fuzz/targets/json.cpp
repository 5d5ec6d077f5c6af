#include "base/json_file.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runJson(std::string_view bytes) {
  const OrderedJson json = parseJson(bytes, "input");
  require(again([&] { return parseJson(json.dump(), "again"); }) == json, "a document written again reads equal");
  return json.type_name();
}

}  // namespace ghost::fuzz
