#include "run/process_identity.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace ghost::run {
namespace {

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string bootId() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
  return id;
}

/// Field 22 of /proc/<pid>/stat; 0 when there is no such process. The program's name (field 2) may hold blanks and brackets, so counting starts after its last ')'.
std::int64_t startedAt(std::int64_t pid) {
  std::string line;
  if (!std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), line)) return 0;
  const auto close = line.rfind(')');
  if (close == std::string::npos) return 0;
  std::istringstream fields(line.substr(close + 1));
  std::string state, skipped;
  fields >> state;
  if (state == "Z" || state == "X") return 0;  // dead, only not yet waited for
  for (int field = 4; field <= 21; ++field) fields >> skipped;
  std::int64_t ticks = 0;
  fields >> ticks;
  return ticks;
}

template <class T>
T valueOr(const OrderedJson& json, const char* key, T otherwise) {
  try {
    return json.value(key, otherwise);
  } catch (const OrderedJson::exception&) {
    return otherwise;
  }
}

}  // namespace

ProcessIdentity ProcessIdentity::ofThisProcess() { return {::getpid(), startedAt(::getpid()), bootId(), hostName()}; }

ProcessIdentity ProcessIdentity::fromJson(const OrderedJson& status) {
  if (!status.is_object()) return {};
  return {valueOr<std::int64_t>(status, "pid", 0), valueOr<std::int64_t>(status, "pid_started", 0), valueOr<std::string>(status, "boot", ""), valueOr<std::string>(status, "host", "")};
}

void ProcessIdentity::writeTo(OrderedJson& status) const {
  status["pid"] = pid;
  status["pid_started"] = started;
  status["boot"] = boot;
  status["host"] = host;
}

Liveness liveness(const ProcessIdentity& process) {
  if (process.host != hostName()) return Liveness::Elsewhere;
  if (process.pid <= 0 || process.boot != bootId()) return Liveness::Gone;
  const std::int64_t started = startedAt(process.pid);
  return started != 0 && started == process.started ? Liveness::Alive : Liveness::Gone;
}

}  // namespace ghost::run
