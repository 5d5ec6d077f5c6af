#include "house.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace ghost::house {
namespace {

// A third-party header and the only folders that may include it.
struct Fence {
  const char* rule;
  std::regex header;
  std::vector<std::string> places;
};

const std::vector<Fence>& fences() {
  static const std::vector<Fence> all{
      {"torch", std::regex("(torch|ATen|c10|caffe2)/.*"), {"core/model"}},
      {"sqlite", std::regex("sqlite3(ext)?\\.h"), {"core/store"}},
      {"vtk", std::regex("(.*/)?(vtk|QVTK)[^/]*\\.h"), {"views/canvas", "views/space"}},
      {"qt", std::regex("(Qt[A-Za-z]*/)?Q[A-Z][A-Za-z0-9]*|q[a-z0-9]+\\.h"), {"views", "app/workbench", "app/figure"}},
  };
  return all;
}

constexpr std::array drawers{"util", "utils", "common", "helper", "helpers", "manager", "managers"};

bool inside(const std::string& place, const std::string& folder) {
  return place == folder || place.starts_with(folder + "/");
}

// Each room's `knows` grows to everything it can reach. The room itself is among that only where arrows form a circle.
void closeArrows(Rooms& rooms) {
  for (bool grew = true; grew;) {
    grew = false;
    for (auto& [name, room] : rooms) {
      const auto direct = room.knows;
      for (const auto& other : direct)
        if (const auto it = rooms.find(other); it != rooms.end())
          for (const auto& further : it->second.knows) grew |= room.knows.insert(further).second;
    }
  }
}

Rooms readDrawing(const fs::path& readme) {
  static const std::regex drawn("core/([a-z]+) .*-> *([a-z ]+)");
  Rooms rooms;
  std::ifstream in(readme);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, drawn)) continue;
    Room room{match[1], "core/" + match[1].str(), {}};
    std::istringstream words(match[2]);
    for (std::string other; words >> other;) room.knows.insert(other);
    rooms.emplace(room.name, room);
  }
  return rooms;
}

bool isSource(const fs::path& file) {
  static const std::set<std::string> endings{".h", ".hpp", ".cuh", ".cpp", ".cc", ".cu"};
  return endings.contains(file.extension().string());
}

/// The kernel's own files are what they are called; all others may be anything.
bool opensFiles(const std::string& line) {
  return line.find("std::ifstream") != std::string::npos && line.find("\"/proc/") == std::string::npos && line.find("\"/sys/") == std::string::npos;
}

}  // namespace

House::House(fs::path root, const fs::path& arrows) : m_root(fs::weakly_canonical(root)) {
  std::ifstream in(arrows);
  if (!in) throw std::runtime_error("cannot read the recorded arrows in " + arrows.string() + "; configure the build first");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Room room;
    if (!(words >> room.name >> room.place)) continue;
    for (std::string other; words >> other;) room.knows.insert(other);
    m_rooms.emplace(room.name, room);
  }
  if (m_rooms.empty()) throw std::runtime_error(arrows.string() + " records no room");
  for (const auto& [name, room] : m_rooms)
    for (const auto& other : room.knows)
      if (!m_rooms.contains(other)) m_planBreaches.push_back({"unknown-arrow", room.place, "knows '" + other + "', which is no room"});
  closeArrows(m_rooms);
  for (auto& [name, room] : m_rooms) {
    if (room.knows.contains(name)) m_planBreaches.push_back({"circle", room.place, "its arrows lead back to itself"});
    room.knows.insert(name);
  }
}

std::vector<Breach> House::inspect() const {
  auto found = m_planBreaches;
  for (const char* floor : {"core", "views", "app"})
    if (fs::is_directory(m_root / floor)) inspectFolder(m_root / floor, found);
  compareDrawing(found);
  return found;
}

void House::compareDrawing(std::vector<Breach>& found) const {
  auto drawn = readDrawing(m_root / "README.md");
  if (drawn.empty()) return;
  closeArrows(drawn);
  for (const auto& [name, room] : m_rooms) {
    const bool known = drawn.contains(name);
    if (!room.place.starts_with("core/") || (!known && room.knows.size() == 1)) continue;  // a room without arrows needs no line
    auto drawnKnows = known ? drawn.at(name).knows : std::set<std::string>{};
    std::erase_if(drawnKnows, [&](const auto& other) { return !m_rooms.contains(other); });  // drawn ahead of being built
    drawnKnows.insert(name);
    std::vector<std::string> differing;
    std::set_symmetric_difference(drawnKnows.begin(), drawnKnows.end(), room.knows.begin(), room.knows.end(), std::back_inserter(differing));
    for (const auto& other : differing)
      found.push_back({"drawing", room.place, drawnKnows.contains(other) ? "README.md draws an arrow to '" + other + "' that is not declared"
                                                                         : "knows '" + other + "', but README.md does not draw it"});
  }
}

void House::inspectFolder(const fs::path& folder, std::vector<Breach>& found) const {
  const auto name = folder.filename().string();
  if (std::find(drawers.begin(), drawers.end(), name) != drawers.end())
    found.push_back({"drawer", fs::relative(folder, m_root).generic_string(), "a folder named '" + name + "' says nothing about what is in it"});
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  for (const auto& entry : entries) {
    if (fs::is_directory(entry)) inspectFolder(entry, found);
    else if (isSource(entry)) inspectFile(entry, found);
  }
}

void House::inspectFile(const fs::path& file, std::vector<Breach>& found) const {
  const auto place = fs::relative(file, m_root).generic_string();
  if (!roomOf(place)) {
    found.push_back({"undeclared", place, "lies in no declared room; its folder needs a ghost_module() or ghost_program()"});
    return;
  }
  static const std::regex include(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::ifstream in(file);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::smatch match;
    const std::string where = place + ":" + std::to_string(number);
    if (std::regex_search(line, match, include)) inspectInclude(file, where, match[1], found);
    if (opensFiles(line) && !inside(place, "core/base")) found.push_back({"opens", where, "a pipe in the place of the file would be waited for; open it with base/regular_file.h"});
  }
}

void House::inspectInclude(const fs::path& file, const std::string& where, const std::string& target, std::vector<Breach>& found) const {
  const auto place = fs::relative(file, m_root).generic_string();
  const Room& here = *roomOf(place);
  if (const Room* there = roomIncluded(file, target)) {
    if (!here.knows.contains(there->name))
      found.push_back({"upstream", where, "'" + here.name + "' includes " + target + " but no arrow leads to '" + there->name + "'"});
    return;
  }
  for (const auto& fence : fences()) {
    const bool allowed = std::any_of(fence.places.begin(), fence.places.end(), [&](const auto& folder) { return inside(place, folder); });
    if (!allowed && std::regex_match(target, fence.header)) found.push_back({fence.rule, where, target + " must not be included here"});
  }
}

const Room* House::roomOf(const std::string& place) const {
  const Room* deepest = nullptr;
  for (const auto& [name, room] : m_rooms)
    if (inside(place, room.place) && (!deepest || room.place.size() > deepest->place.size())) deepest = &room;
  return deepest;
}

// The room a header belongs to: beside the including file, then below the include folders core/ and the root. A header that is not
// there yet is still judged by the room its path names.
const Room* House::roomIncluded(const fs::path& file, const std::string& target) const {
  for (const auto& base : {file.parent_path(), m_root / "core", m_root}) {
    const auto candidate = fs::weakly_canonical(base / target);
    if (fs::is_regular_file(candidate)) return roomOf(fs::relative(candidate, m_root).generic_string());
  }
  for (const std::string prefix : {"core/", ""})
    if (const Room* named = roomOf(prefix + target)) return named;
  return nullptr;
}

}  // namespace ghost::house
