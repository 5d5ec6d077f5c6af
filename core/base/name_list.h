#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace ghost {

/// Names for a sentence: "a, b, c", and of more than `most` the first ones "and 12 more". A name of more than 60 bytes is cut at a whole character, and control
/// characters become blanks, so that no file can fill a screen by what it calls its columns, fields or files. Every list of names that a message takes from a file goes through here.
std::string nameList(std::span<const std::string> names, std::size_t most = 12);

/// One name of such a list.
std::string shownName(const std::string& name);

}  // namespace ghost
