// arrows ROOT ARROWS.TXT: every include in the tree against the recorded arrows; exit 1 and one line a breach.
// arrows --planted DIR: every folder in DIR is a small house with exactly the breaches its expected.txt lists (`clean` has none).
#include "house.h"

#include <exception>
#include <fstream>
#include <iostream>
#include <set>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;
using ghost::house::Breach;
using ghost::house::House;

namespace {

void print(const Breach& breach) {
  std::cout << breach.where << ": [" << breach.rule << "] " << breach.what << '\n';
}

int inspectTree(const fs::path& root, const fs::path& arrows) {
  const auto breaches = House(root, arrows).inspect();
  for (const auto& breach : breaches) print(breach);
  std::cout << breaches.size() << " breaches\n";
  return breaches.empty() ? 0 : 1;
}

// The breaches found against the lines "rule where" of expected.txt, in any order.
bool seesPlanted(const fs::path& root) {
  std::multiset<std::string> expected;
  std::ifstream in(root / "expected.txt");
  if (!in) throw std::runtime_error("no expected.txt in " + root.string());
  for (std::string line; std::getline(in, line);) expected.insert(line);
  std::multiset<std::string> seen;
  for (const auto& breach : House(root, root / "arrows.txt").inspect()) {
    print(breach);
    seen.insert(breach.rule + " " + breach.where);
  }
  std::cout << (seen == expected ? "as planted: " : "NOT AS PLANTED: ") << root.filename().string() << '\n';
  return seen == expected;
}

int inspectPlanted(const fs::path& folder) {
  int cases = 0;
  int missed = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    ++cases;
    missed += seesPlanted(entry.path()) ? 0 : 1;
  }
  std::cout << cases << " planted houses, " << missed << " not as planted\n";
  return cases > 0 && missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 3) {
      const std::string first = argv[1];
      return first == "--planted" ? inspectPlanted(argv[2]) : inspectTree(first, argv[2]);
    }
    std::cerr << "usage: arrows ROOT ARROWS.TXT | arrows --planted DIR\n";
  } catch (const std::exception& error) {
    std::cerr << "arrows: " << error.what() << '\n';
  }
  return 2;
}
