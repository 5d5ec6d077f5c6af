#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.h"

namespace ghost::fuzz {

/// The inputs that new ones are made of: the files of the corpus and past crashes, and every mutated input that ended in a way not seen before. How reading
/// ends (the error's sentence without its numbers and quoted parts) stands in for coverage: each new sentence is a further step into the parser.
class Pool {
 public:
  /// Regular files of the folder in the order of their names; an absent folder has none.
  void addFolder(const std::filesystem::path& folder);
  /// Keeps the input if its ending is new and there is room.
  void note(const std::string& input, std::string_view ending);

  const std::vector<std::string>& inputs() const { return m_inputs; }
  const std::string& pick(Rng& rng) const { return m_inputs[static_cast<std::size_t>(rng.below(m_inputs.size()))]; }
  std::size_t endings() const { return m_endings.size(); }

 private:
  std::vector<std::string> m_inputs;
  std::set<std::string, std::less<>> m_endings;
};

}  // namespace ghost::fuzz
