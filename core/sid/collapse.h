#pragma once
#include <string>
#include <vector>

#include "sid/tokenization.h"

namespace ghost::sid {

/// Sentences on levels whose codebook has collapsed: a level that uses less than a twentieth of the codes that its items could use, or one code for all. Empty where
/// every level tells items apart.
std::vector<std::string> collapsedLevels(const Tokenization& tokens);

/// `more` behind what `report` holds under "warnings" already, each sentence once.
void addWarnings(OrderedJson& report, const std::vector<std::string>& more);
/// The sentences there; none where the report has no such list.
std::vector<std::string> warningsOf(const OrderedJson& report);

}  // namespace ghost::sid
