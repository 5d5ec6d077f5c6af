#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "data/time_column.h"

namespace ghost::data {

/// What a person says of the times of a source.
struct TimeWish {
  std::vector<int> columns;     ///< one, or one of dates and one of times of day; empty = the usual way
  bool none = false;            ///< the order of the file is that of the events
  std::string format = "auto";  ///< a value of the parameter time_format
  bool zonesIgnored = false;
  std::string what = "column";  ///< or "field"
};

/// Which column holds the time of an event.
struct TimeChoice {
  int column = -1, clock = -1;  ///< -1 = none; `clock` has the times of day where the other has dates alone
  TimeForm form;
  std::string words;            ///< how it is read, for a preview; empty without a column
  std::string question;         ///< several readings are possible: what to say so that one is meant; empty = none is left open
  std::vector<std::string> warnings;
};

/// What the parameters of timeParams() say; `place` finds the column of a name or number (-1 = none), `required` throws the sentence for one that isn't there.
TimeWish timeWishOf(const ParamValues& values, const std::string& what, const std::function<int(const std::string& given)>& place, const std::function<int()>& required);
/// The parameters `time`, `time_format` and `zones`; `what` is "Column" or "Field".
std::vector<ParamSpec> timeParams(const std::string& what);

/// A column is judged by its values, its name decides only what these leave open. Of several that put the rows in the same order the finest is taken. Columns that put them in
/// different orders are a question, as are dates that may begin with the day or the month, zones that aren't known, and dates of something else than the event (release_date)
/// alone. A column is passed over for another one where it has no value in some rows, tells of something else by its name, or is the same in all rows of an item or of a user.
TimeChoice chooseTime(const ColumnSample& sample, const TimeWish& wish);

}  // namespace ghost::data
