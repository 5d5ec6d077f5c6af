#pragma once
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ghost::house {

// One broken rule. `rule` is the short name under which a case is planted; `where` is file:line, or a folder.
struct Breach {
  std::string rule;
  std::string where;
  std::string what;
};

// The rooms of a source tree as CMake recorded them: a line of arrows.txt is "<name> <folder> <name it knows>...".
struct Room {
  std::string name;
  std::string place;  // folder, relative to the root, with '/'
  std::set<std::string> knows;  // after reading: everything reachable, itself included
};

using Rooms = std::map<std::string, Room>;

class House {
 public:
  // Reads the recorded arrows and closes them transitively. Throws std::runtime_error when the file cannot be read.
  House(std::filesystem::path root, const std::filesystem::path& arrows);

  // Every breach in core/, views/ and app/, in path order; also each declared room that README.md draws with other arrows. A line of
  // the drawing is "core/<name> <words> -> <name> <name>..."; a README without such lines is not judged.
  std::vector<Breach> inspect() const;

 private:
  void compareDrawing(std::vector<Breach>& found) const;
  void inspectFolder(const std::filesystem::path& folder, std::vector<Breach>& found) const;
  void inspectFile(const std::filesystem::path& file, std::vector<Breach>& found) const;
  void inspectInclude(const std::filesystem::path& file, const std::string& where, const std::string& target, std::vector<Breach>& found) const;
  const Room* roomOf(const std::string& place) const;
  const Room* roomIncluded(const std::filesystem::path& file, const std::string& target) const;

  std::filesystem::path m_root;
  Rooms m_rooms;
  std::vector<Breach> m_planBreaches;  // faults of the recorded list itself
};

}  // namespace ghost::house
