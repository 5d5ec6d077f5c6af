#include "tests/fuzz/driver/guard.h"

#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/fuzz/driver/memory.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
// Each input has 512 MB; the sanitizer's own books come on top. A report must end in SIGABRT, so that it passes through here whichever sanitizer wrote it.
extern "C" const char* __asan_default_options() { return "abort_on_error=1:detect_leaks=1:quarantine_size_mb=32:max_allocation_size_mb=600"; }
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1:print_stacktrace=1"; }
#endif

namespace ghost::fuzz {
namespace {

std::string path;
GuardLimits limits;
const char* volatile bytes = nullptr;
volatile std::size_t size = 0;

void print(std::string_view text) {
  if (::write(2, text.data(), text.size()) < 0) return;
}

/// Only what a signal handler may call; does its work once.
void save() {
  const char* data = bytes;
  bytes = nullptr;
  if (data == nullptr) return;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool good = file >= 0;
  for (std::size_t done = 0; good && done < size;) {
    const ssize_t n = ::write(file, data + done, size - done);
    good = n > 0;
    done += good ? static_cast<std::size_t>(n) : 0;
  }
  if (file >= 0) ::close(file);
  print(good ? "\nthe input is saved as " : "\nthe input can't be saved as ");
  print(path);
  print("\n");
}

void onSignal(int signal) {
  if (signal == SIGPROF) print("\nFAILED: the input takes more processor time than allowed");
  if (signal == SIGALRM) print("\nFAILED: the input waits without end");
  if (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL) print("\nFAILED: a crash");
  save();
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void startTimers(double seconds) {
  const auto set = [](int which, double value) {
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(value);
    timer.it_value.tv_usec = static_cast<suseconds_t>((value - static_cast<double>(timer.it_value.tv_sec)) * 1e6);
    ::setitimer(which, &timer, nullptr);
  };
  set(ITIMER_PROF, seconds);
  set(ITIMER_REAL, seconds * 30);
}

}  // namespace

void installGuard(const std::filesystem::path& file, const GuardLimits& chosen) {
  path = file.string();
  limits = chosen;
  // A stack of its own: recursion without end leaves none.
  static char stack[1 << 16];
  const stack_t other{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof(stack)};
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGABRT, SIGPROF, SIGALRM}) ::sigaction(signal, &action, nullptr);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_set_death_callback(save);
#else
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::sigaction(signal, &action, nullptr);
#endif
  limitMemory(limits.bytes, [] { fail("the input takes more memory than allowed"); });
}

void beginInput(std::string_view input) {
  size = input.size();
  bytes = input.data();
  startCounting();
  startTimers(limits.seconds);
}

void endInput() {
  startTimers(0);
  bytes = nullptr;
}

void fail(std::string_view why) {
  print("\nFAILED: ");
  print(why);
  save();
  std::abort();
}

}  // namespace ghost::fuzz
