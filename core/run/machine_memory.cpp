#include "run/machine_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace ghost::run {
namespace {

/// A number on the first line of a file of the control group; 0 for "max" or no such file.
std::uint64_t groupValue(const char* name) {
  std::uint64_t bytes = 0;
  std::ifstream(std::string("/sys/fs/cgroup/") + name) >> bytes;
  return bytes;
}

}  // namespace

std::uint64_t residentBytes() {
  std::uint64_t whole = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> whole >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t peakResidentBytes() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024 : 0;
}

MachineMemory machineMemory() {
  MachineMemory memory;
  std::ifstream in("/proc/meminfo");
  for (std::string key; in >> key;) {
    std::uint64_t kib = 0;
    if (key == "MemTotal:" && in >> kib) memory.total = kib * 1024;
    if (key == "MemAvailable:" && in >> kib) memory.available = kib * 1024;
    in.ignore(1000, '\n');
  }
  const std::uint64_t limit = groupValue("memory.max");
  if (limit == 0 || (memory.total > 0 && limit >= memory.total)) return memory;
  memory.total = limit;
  memory.available = std::min(memory.available, limit);
  return memory;
}

}  // namespace ghost::run
