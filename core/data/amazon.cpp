#include "data/amazon.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "data/amazon_files.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

bool isEvents(const AmazonFile& file) { return file.role == AmazonFile::Role::Reviews || file.role == AmazonFile::Role::Ratings; }

/// The one file that `wanted` holds for, a file without a role where there is none.
template <class Wanted>
AmazonFile onlyOne(const std::vector<AmazonFile>& files, const fs::path& source, const char* what, Wanted wanted) {
  AmazonFile found;
  for (const auto& file : files) {
    if (!wanted(file)) continue;
    if (found.role != AmazonFile::Role::None)
      throw dataError(source.string(), fmt::format("two files here hold {} ({} and {}); name one of them{}", what, found.path.filename().string(), file.path.filename().string(), std::string_view(what) == "metadata" ? " with -o metadata=FILE" : " instead of the folder"));
    found = file;
  }
  return found;
}

struct AmazonFiles { AmazonFile events; fs::path metadata; };

AmazonFiles locate(const ImportInput& input, int year) {
  std::vector<AmazonFile> files;
  for (const auto& path : filesOf(input.source)) files.push_back(amazonFile(path));
  AmazonFiles result;
  result.metadata = input.values.text("metadata");
  if (files.size() == 1 && !fs::is_directory(input.source)) {
    result.events = files.front();
    if (result.events.role == AmazonFile::Role::Metadata) throw dataError(input.source.string(), "this is item metadata; name the file of reviews or ratings, and this one with -o metadata=FILE");
    if (!isEvents(result.events)) {  // ids of another shape: the format was named, so its layout is taken at its word
      const bool objects = rows::startOfText(input.source, 1) == "{";
      result.events = {input.source, year, objects ? AmazonFile::Role::Reviews : AmazonFile::Role::Ratings, amazonRatings(year)};
    }
    result.events.year = year;
    return result;
  }
  result.events = onlyOne(files, input.source, "events", [&](const AmazonFile& file) { return file.year == year && isEvents(file); });
  if (result.events.role == AmazonFile::Role::None) throw dataError(input.source.string(), fmt::format("no file here holds reviews or ratings of {}; name the file itself", year));
  if (result.metadata.empty()) result.metadata = onlyOne(files, input.source, "metadata", [&](const AmazonFile& file) { return file.year == year && file.role == AmazonFile::Role::Metadata; }).path;
  return result;
}

EventSource sourceOf(const ImportInput& input, int year) {
  const AmazonFiles files = locate(input, year);
  if (!files.metadata.empty() && !fs::exists(files.metadata)) throw dataError(files.metadata.string(), "no such file; correct -o metadata=FILE");
  EventSource source;
  source.eventFiles = {files.events.path};
  source.forms.times.numbers = year == 2023 ? TimeForm::Numbers::Epoch : TimeForm::Numbers::Seconds;
  source.columns = {"user", "item", "rating", "time"};
  source.found = {{fmt::format("{} of {}", files.events.role == AmazonFile::Role::Ratings ? "ratings" : "reviews", year), fileFinding(files.events.path)}, {"metadata", files.metadata.empty() ? "none" : fileFinding(files.metadata)}};
  rows::Reading& reading = input.reading;
  source.events = [files, &reading](const TakeEvent& take) { readAmazonEvents(files.events, reading, take); };
  if (files.metadata.empty()) return source;
  source.itemFiles = {files.metadata};
  source.items = [files, year, &reading](bool texts, const TakeItem& take) { readAmazonItems(files.metadata, year, texts, reading, take); };
  return source;
}

bool sniff(const fs::path& source, int year) {
  const auto files = filesOf(source);
  return std::any_of(files.begin(), files.end(), [&](const fs::path& path) {
    const AmazonFile file = amazonFile(path);
    return file.year == year && isEvents(file);
  });
}

Imported read(const ImportInput& input, int year) { return importEvents(sourceOf(input, year), eventOptions(input.values, {}), input); }
Preview preview(const ImportInput& input, int year, std::size_t rows) { return previewEvents(sourceOf(input, year), eventOptions(input.values, {}), input, rows); }

}  // namespace

std::vector<ParamSpec> amazonParams() {
  auto params = eventParams({}, true);
  params.insert(params.begin() + 1, textParam("metadata", "", "File with the items' metadata; empty = the one in the folder."));
  params[1].group = "rows";
  return params;
}

bool sniffAmazon2014(const fs::path& source) { return sniff(source, 2014); }
bool sniffAmazon2018(const fs::path& source) { return sniff(source, 2018); }
bool sniffAmazon2023(const fs::path& source) { return sniff(source, 2023); }
Imported readAmazon2014(const ImportInput& input) { return read(input, 2014); }
Imported readAmazon2018(const ImportInput& input) { return read(input, 2018); }
Imported readAmazon2023(const ImportInput& input) { return read(input, 2023); }
Preview previewAmazon2014(const ImportInput& input, std::size_t rows) { return preview(input, 2014, rows); }
Preview previewAmazon2018(const ImportInput& input, std::size_t rows) { return preview(input, 2018, rows); }
Preview previewAmazon2023(const ImportInput& input, std::size_t rows) { return preview(input, 2023, rows); }

}  // namespace ghost::data
