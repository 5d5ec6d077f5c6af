#include "data/event_time.h"
#include "data/missing_text.h"
#include "data/time_choice.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

constexpr std::int64_t latest = 4133980800000;  // the end of 2100

std::string readText(std::string_view text) {
  std::string ending = "no time";
  for (const auto& name : data::timeFormatNames())
    for (const bool ignored : {false, true}) {
      const data::TimeForm form = data::timeFormOf(name, {data::TimeForm::Numbers::Epoch, data::DateOrder::Unknown, ignored});
      const auto time = data::parseTime(text, form);
      require(!data::timeFault(text, form).empty(), "a fault is said in words");
      if (!time) continue;
      ending = name;
      require(*time >= 0 && *time <= latest, "a time lies between 1970 and 2100");
      const auto second = data::parseTime(data::timeText(*time));
      require(second && *second == *time / 1000 * 1000, "a time written reads equal, but for its milliseconds");
    }
  if (const auto boundary = data::parseBoundary(text)) require(*boundary >= 0 && *boundary <= latest, "a boundary lies between 1970 and 2100");
  const std::string_view bare = data::trimmed(text);
  require(bare.size() <= text.size() && data::trimmed(bare) == bare, "what is trimmed stays as it is");
  return ending;
}

}  // namespace

std::string runTimes(std::string_view bytes) {
  std::string ending;
  data::ColumnSample sample;
  sample.names = {"user", "item", "time", "seen"};
  sample.user = 0;
  sample.item = 1;
  while (!bytes.empty() && sample.rows.size() < 200) {
    const auto end = bytes.find('\n');
    const std::string line(bytes.substr(0, end));
    ending = readText(line);
    sample.rows.push_back({std::to_string(sample.rows.size() % 3), std::to_string(sample.rows.size()), line, std::string(line.rbegin(), line.rend())});
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  const data::TimeChoice choice = data::chooseTime(sample, {});
  require(choice.column < 0 || choice.column >= 2, "a time is no user and no item");
  return ending + (choice.question.empty() ? choice.words : choice.question);
}

}  // namespace ghost::fuzz
