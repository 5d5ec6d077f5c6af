void read(const char* file) { std::ifstream in(file); }
