#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::figure {

/// The table of a comparison as a paper prints it: a row a system, a column a metric at one K. Runs that differ in their seed alone are one row of means.
struct MetricTable {
  struct Column {
    std::string id;                  ///< of the metric: hr, ndcg_tail, mgu, cns, ...
    std::string title;               ///< "HR@10, tail"; "GP(head)@10"
    int better = 1;                  ///< +1 larger, -1 smaller
    int decimals = 4;                ///< the same in the whole column
  };
  struct Cell {
    std::optional<double> value;     ///< mean over seeds where there are several
    std::optional<double> low, high; ///< 95 % interval over users; of single runs
    std::optional<double> sd;        ///< over seeds, with n - 1
    enum class Rank { None, Second, Best } rank = Rank::None;
  };
  struct Row {
    std::string label;
    std::vector<std::string> runs;   ///< names
    std::vector<Cell> cells;         ///< one a column
  };
  int k = 10;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<std::string> notes;    ///< sentences below the table
};

/// From the result of eval::compare(). `labels`: run id -> what the row is called (the id where it is missing). Best and second are those of the printed digits, so
/// that equal numbers are marked alike; none is marked among fewer than two rows, nor where rows keep or leave out the user's history differently.
/// Throws Error{Usage} for a K that the runs don't share.
MetricTable metricTableOf(const OrderedJson& comparison, const std::map<std::string, std::string>& labels, int k);

/// A tabular for booktabs: best bold, second underlined, intervals in brackets, deviations after ±. The preamble it needs stands in its first line.
std::string toLatex(const MetricTable& table);
/// label, runs, seeds and for each metric value, low, high and sd; numbers round-trip; texts are safe for spreadsheets.
std::string toCsv(const MetricTable& table);

}  // namespace ghost::figure
