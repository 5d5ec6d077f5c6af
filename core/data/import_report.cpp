#include "data/importers.h"

namespace ghost::data {

void ImportReport::reject(std::string file, std::int64_t line, std::string what) {
  ++rowsRejected;
  if (rejectedFirst.size() < kept) rejectedFirst.push_back({std::move(file), line, std::move(what)});
}

OrderedJson ImportReport::toJson() const {
  OrderedJson rejected = OrderedJson::array();
  for (const auto& row : rejectedFirst) rejected.push_back({{"file", row.file}, {"line", row.line}, {"what", row.what}});
  OrderedJson json{{"format", format}, {"name", name}, {"users", users}, {"items", items}, {"interactions", interactions}};
  json["rows_read"] = rowsRead;
  json["rows_rejected"] = rowsRejected;
  json["rejected_first"] = rejected;
  json["left_out"] = {{"rating", leftOut.rating}, {"window", leftOut.window}, {"duplicates", leftOut.duplicates}, {"no_metadata", leftOut.noMetadata}, {"k_core", leftOut.core}, {"short_users", leftOut.shortUsers}};
  json["options"] = options;
  json["warnings"] = warnings;
  json["files"] = files;
  json["bytes_read"] = bytesRead;
  json["seconds"] = seconds;
  json["megabytes_per_second"] = megabytesPerSecond();
  json["stopped"] = stopped;
  return json;
}

}  // namespace ghost::data
