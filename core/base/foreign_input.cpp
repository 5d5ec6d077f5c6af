#include "base/foreign_input.h"

#include "base/error.h"
#include "base/no_memory.h"

namespace ghost {
namespace {

std::string& reading() {
  thread_local std::string file;
  return file;
}

}  // namespace

void noteReading(const std::filesystem::path& file) { reading() = file.string(); }
const std::string& lastReading() { return reading(); }

void rethrowAsData(const std::string& where) {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const std::filesystem::filesystem_error&) {
    throw;
  } catch (const std::exception& error) {
    if (tellsOfNoMemory(error)) throw;
    throw dataError(where, std::string("what stands here can't be read (") + error.what() + "); correct it, or leave it out");
  }
}

}  // namespace ghost
