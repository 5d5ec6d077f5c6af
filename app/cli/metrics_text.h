#pragma once
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::cli {

/// The columns every table of results shares: HR and NDCG at K for all, head and tail users, MGU and ARP.
std::vector<std::string> metricsHeader(int k, const std::string& first);
/// One system; `metrics` has the keys of `eval --json`.
std::vector<std::string> metricsRow(const OrderedJson& metrics, int k, const std::string& name);

/// The rows of one run: one where it has no length penalty or one, else one a penalty, named "<name>, penalty 1.0".
std::vector<std::vector<std::string>> metricsRows(const OrderedJson& metrics, int k, const std::string& name);

}  // namespace ghost::cli
