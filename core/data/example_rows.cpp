#include "data/example_rows.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "data/missing_text.h"

namespace ghost::data {

void ExampleRows::add(int part, std::string_view user, const std::vector<std::string>& history, std::string_view target) {
  const std::uint32_t number = users.idOf(trimmed(user));
  auto& ofUsers = windows[static_cast<std::size_t>(part)];
  if (ofUsers.size() <= number) ofUsers.resize(number + 1);
  Window window;
  for (const auto& item : history) window.history.push_back(items.idOf(trimmed(item)));
  window.target = items.idOf(trimmed(target));
  ofUsers[number].push_back(std::move(window));
}

RebuiltUsers rebuild(const ExampleRows& rows) {
  RebuiltUsers result;
  for (std::size_t user = 0; user < rows.users.size(); ++user) {
    Rebuilt sequence;
    std::array<std::size_t, 3> ends{}, examples{};
    for (std::size_t part = 0; part < 3; ++part) {
      const auto& ofUsers = rows.windows[part];
      if (user < ofUsers.size()) {
        const bool first = sequence.items.empty();
        extend(sequence, ofUsers[user]);
        examples[part] = ofUsers[user].size();
        // What stands before the first target of all is history: nobody is asked for it, so it is training.
        for (std::size_t earlier = 0; first && earlier < part; ++earlier) ends[earlier] = sequence.items.size() - examples[part];
      }
      ends[part] = sequence.items.size();
    }
    result.leaveOneOut = result.leaveOneOut && examples[1] == 1 && examples[2] == 1 && ends[1] + 1 == ends[2] && ends[0] + 2 == ends[2];
    result.gaps += sequence.gaps;
    result.usersWithGaps += sequence.gaps > 0;
    result.ends.push_back({ends[0], ends[1]});
    result.users.push_back(std::move(sequence));
  }
  return result;
}

void setEvents(EventSource& source, ExampleRows rows, const std::string& rule) {
  auto sequences = std::make_shared<RebuiltUsers>(rebuild(rows));
  if (sequences->gaps > 0)
    source.warnings.push_back(fmt::format("{} examples of {} users don't continue the user's sequence: events lie between that no example shows, and what is there was joined", sequences->gaps, sequences->usersWithGaps));
  if (!sequences->leaveOneOut) {
    source.splitRule = rule;
    source.warnings.push_back("the published split isn't leave-one-out: its parts are told in the .split.json beside the data, runs of this program take the last two events of the rebuilt sequences, and numbers of the two can't be compared");
  }
  source.rebuilt = true;
  auto names = std::make_shared<ExampleRows>(std::move(rows));
  for (auto& part : names->windows) part.clear();
  source.events = [sequences, names](const TakeEvent& take) {
    const std::string file = "rebuilt sequences";
    for (std::size_t user = 0; user < sequences->users.size(); ++user)
      for (std::size_t i = 0; i < sequences->users[user].items.size(); ++i) {
        EventRow row;
        row.file = &file;
        row.user = names->users.name(static_cast<std::uint32_t>(user));
        row.item = names->items.name(sequences->users[user].items[i]);
        row.time = i < sequences->ends[user][0] ? "0" : i < sequences->ends[user][1] ? "1" : "2";
        if (!take(row)) return;
      }
  };
}

int partOf(const std::filesystem::path& file) {
  for (const auto& name : {file.filename().string(), file.parent_path().filename().string()}) {
    if (name.find("train") != std::string::npos) return 0;
    if (name.find("valid") != std::string::npos) return 1;
    if (name.find("test") != std::string::npos) return 2;
  }
  return -1;
}

void sortByPart(std::vector<std::filesystem::path>& files) {
  std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return partOf(a) < partOf(b); });
}

}  // namespace ghost::data
