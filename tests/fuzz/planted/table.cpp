// Parsers with known bugs, for the driver's own test only.
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

/// A magic word, a byte of length, and as many bytes: the length is believed. The sanitizer sees the read past the end; without one the program aborts there.
std::string runOverflow(std::string_view bytes) {
  if (!bytes.starts_with("PLNT") || bytes.size() < 5) return "another kind of file";
  const auto declared = static_cast<std::size_t>(static_cast<unsigned char>(bytes[4]));
  const std::vector<char> content(bytes.begin() + 5, bytes.end());
#if !defined(__SANITIZE_ADDRESS__)
  if (declared > content.size()) std::abort();
#endif
  const char* volatile data = content.data();
  int sum = 0;
  for (std::size_t i = 0; i < declared; ++i) sum += data[i];
  return sum == 0 ? "zeros" : "content";
}

bool marked(std::string_view bytes) { return bytes.find("PLNT") != std::string_view::npos; }

std::string runTime(std::string_view bytes) {
  for (volatile int i = 0; marked(bytes);) i = i + 1;
  return "quick";
}

std::string runMemory(std::string_view bytes) {
  std::vector<std::unique_ptr<char[]>> blocks;
  while (marked(bytes)) blocks.push_back(std::make_unique<char[]>(1 << 20));
  return "small";
}

std::string runException(std::string_view bytes) {
  if (marked(bytes)) throw std::out_of_range("planted");
  return "quiet";
}

std::string runPromise(std::string_view bytes) {
  require(!marked(bytes), "planted");
  return "kept";
}

std::string runStack(std::string_view bytes) {
  if (!marked(bytes)) return "flat";
  volatile char room[512] = {};
  return runStack(bytes) + room[0];
}

std::string runRefusal(std::string_view bytes) {
  if (marked(bytes)) throw dataError("input", "refused, as it should be");
  return "read";
}

constexpr std::string_view words[] = {"PLNT", "other", "word"};
constexpr Target all[] = {{"overflow", runOverflow, words}, {"time", runTime, words}, {"memory", runMemory, words}, {"exception", runException, words},
                          {"promise", runPromise, words}, {"stack", runStack, words}, {"refusal", runRefusal, words}};

}  // namespace

std::span<const Target> targets() { return all; }

}  // namespace ghost::fuzz
