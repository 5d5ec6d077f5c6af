#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::testing_base {

/// A folder of the running test's own, removed at its end.
class Scratch {
 public:
  explicit Scratch(const std::filesystem::path& place = std::filesystem::temp_directory_path()) : m_path(place / (std::string("ghost-") + testing::UnitTest::GetInstance()->current_test_info()->test_suite_name() + "-" + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(m_path);
    std::filesystem::create_directories(m_path);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  const std::filesystem::path& path() const { return m_path; }
  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::ofstream(m_path / name, std::ios::binary) << bytes;
    return m_path / name;
  }

 private:
  std::filesystem::path m_path;
};

/// What an Error says, with its exit code in front: "3 <where>: <what>"; "" when nothing was thrown.
template <class Call>
std::string errorOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return std::to_string(error.exitCode()) + " " + error.what();
  }
  return "";
}

}  // namespace ghost::testing_base
