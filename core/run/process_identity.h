#pragma once
#include <cstdint>
#include <string>

#include "base/json_file.h"

namespace ghost::run {

/// Who writes a run: a pid alone may be given to another process later, so the start time and the boot go with it.
struct ProcessIdentity {
  std::int64_t pid = 0;
  std::int64_t started = 0;  ///< clock ticks after boot
  std::string boot;          ///< random id the kernel draws at each boot
  std::string host;

  static ProcessIdentity ofThisProcess();
  /// From the keys pid, pid_started, boot, host of status.json; zeros and empty text for what is missing.
  static ProcessIdentity fromJson(const OrderedJson& status);
  void writeTo(OrderedJson& status) const;
};

enum class Liveness { Alive, Gone, Elsewhere };
/// Elsewhere: recorded on another machine, nothing can be said from here.
Liveness liveness(const ProcessIdentity& process);

}  // namespace ghost::run
