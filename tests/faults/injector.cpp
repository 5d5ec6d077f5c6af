// Counts the calls by which a program changes the file system and, at the call that is asked for, kills the program or lets the call fail. Set by the environment:
//   GHOST_FAULT_AT=K      the K-th call, from 1; 0 or nothing only counts
//   GHOST_FAULT_ERROR=E   the call fails with this errno; without it the process is killed before the call
//   GHOST_FAULT_ON=1      all calls from the K-th on fail, as on a disk that stays full
//   GHOST_FAULT_UNDER=S   only calls on paths that contain S are counted
//   GHOST_FAULT_LOG=FILE  one line a counted call: its number, name and path; "INJECTED" after the one that was hit
//   GHOST_FAULT_NO_EXCHANGE=1  renameat2 is unknown, as on file systems that can't exchange two names
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace {

struct Settings {
  long at = 0;
  int error = 0;
  bool on = false, noExchange = false;
  const char* under = nullptr;
  int log = -1;

  static long number(const char* name) {
    const char* text = getenv(name);
    return text ? atol(text) : 0;
  }
  Settings() {
    at = number("GHOST_FAULT_AT");
    error = static_cast<int>(number("GHOST_FAULT_ERROR"));
    on = number("GHOST_FAULT_ON") != 0;
    noExchange = number("GHOST_FAULT_NO_EXCHANGE") != 0;
    under = getenv("GHOST_FAULT_UNDER");
    if (const char* file = getenv("GHOST_FAULT_LOG")) log = static_cast<int>(syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  }
};

const Settings& settings() {
  static const Settings once;
  return once;
}

std::atomic<long> calls{0};

/// The file system's place of a path that may be relative to a folder's descriptor.
void placeOf(int folder, const char* path, char* out, size_t size) {
  out[0] = '\0';
  if (path && path[0] == '/') {
    snprintf(out, size, "%s", path);
    return;
  }
  if (folder != AT_FDCWD) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    const ssize_t n = readlink(link, out, size - 1);
    out[n < 0 ? 0 : n] = '\0';
  }
  const size_t used = strlen(out);
  if (path) snprintf(out + used, size - used, "%s%s", used ? "/" : "", path);
}

/// True when this call is to fail; doesn't return when it is the one to die at.
bool hit(const char* name, int folder, const char* path) {
  const Settings& s = settings();
  char place[4096];
  placeOf(folder, path, place, sizeof place);
  // Pipes, sockets and devices are no part of the file system, what goes to the terminal or a log isn't either.
  if (path == nullptr && (strncmp(place, "pipe:", 5) == 0 || strncmp(place, "socket:", 7) == 0 || strncmp(place, "anon_inode:", 11) == 0 || strncmp(place, "/dev/", 5) == 0)) return false;
  if (path == nullptr && (folder == STDOUT_FILENO || folder == STDERR_FILENO)) return false;
  if (s.under && !strstr(place, s.under)) return false;
  const long number = ++calls;
  const bool now = s.at > 0 && (number == s.at || (s.on && s.error && number > s.at));
  if (s.log >= 0) {
    char line[4300];
    const int n = snprintf(line, sizeof line, "%ld %s %s%s\n", number, name, place, now ? " INJECTED" : "");
    syscall(SYS_write, s.log, line, static_cast<size_t>(n));
  }
  if (!now) return false;
  if (s.error == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  errno = s.error;
  return true;
}

template <class F>
F* next(const char* name) {
  return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}

bool writes(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE || (flags & O_ACCMODE) != O_RDONLY; }

}  // namespace

#define NEXT(function) (next<decltype(function)>(#function))

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = writes(flags) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (writes(flags) && hit("open", AT_FDCWD, path)) return -1;
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = writes(flags) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (writes(flags) && hit("open", AT_FDCWD, path)) return -1;
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = writes(flags) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (writes(flags) && hit("openat", folder, path)) return -1;
  return static_cast<int>(syscall(SYS_openat, folder, path, flags, mode));
}
int mkostemp(char* path, int flags) { return hit("mkostemp", AT_FDCWD, path) ? -1 : NEXT(mkostemp)(path, flags); }
ssize_t write(int file, const void* bytes, size_t size) { return hit("write", file, nullptr) ? -1 : NEXT(write)(file, bytes, size); }
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) { return hit("pwrite", file, nullptr) ? -1 : NEXT(pwrite)(file, bytes, size, at); }
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) { return hit("pwrite", file, nullptr) ? -1 : NEXT(pwrite64)(file, bytes, size, at); }
ssize_t writev(int file, const iovec* pieces, int count) { return hit("writev", file, nullptr) ? -1 : NEXT(writev)(file, pieces, count); }
ssize_t sendfile(int to, int from, off_t* at, size_t size) { return hit("sendfile", to, nullptr) ? -1 : NEXT(sendfile)(to, from, at, size); }
int fsync(int file) { return hit("fsync", file, nullptr) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return hit("fdatasync", file, nullptr) ? -1 : NEXT(fdatasync)(file); }
int ftruncate(int file, off_t size) noexcept { return hit("ftruncate", file, nullptr) ? -1 : NEXT(ftruncate)(file, size); }
int rename(const char* from, const char* to) noexcept { return hit("rename", AT_FDCWD, to) ? -1 : NEXT(rename)(from, to); }
int renameat(int from, const char* a, int to, const char* b) noexcept { return hit("renameat", to, b) ? -1 : NEXT(renameat)(from, a, to, b); }
int renameat2(int from, const char* a, int to, const char* b, unsigned flags) noexcept {
  if (settings().noExchange) return errno = EINVAL, -1;
  return hit("renameat2", to, b) ? -1 : NEXT(renameat2)(from, a, to, b, flags);
}
int unlink(const char* path) noexcept { return hit("unlink", AT_FDCWD, path) ? -1 : NEXT(unlink)(path); }
int unlinkat(int folder, const char* path, int flags) noexcept { return hit("unlinkat", folder, path) ? -1 : NEXT(unlinkat)(folder, path, flags); }
int remove(const char* path) noexcept { return hit("remove", AT_FDCWD, path) ? -1 : NEXT(remove)(path); }
int rmdir(const char* path) noexcept { return hit("rmdir", AT_FDCWD, path) ? -1 : NEXT(rmdir)(path); }
int mkdir(const char* path, mode_t mode) noexcept { return hit("mkdir", AT_FDCWD, path) ? -1 : NEXT(mkdir)(path, mode); }
int mkdirat(int folder, const char* path, mode_t mode) noexcept { return hit("mkdirat", folder, path) ? -1 : NEXT(mkdirat)(folder, path, mode); }

}  // extern "C"
