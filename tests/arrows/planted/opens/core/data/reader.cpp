void read(const char* file) {
  std::ifstream in(file);
  std::ifstream memory("/proc/meminfo");
}
