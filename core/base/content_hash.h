#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ghost {

/// SHA-256 over a sequence of labelled parts. It names artifacts: same inputs, parameters, seed and stage version give the same hash.
/// `add` frames each part with its length, so ("ab","c") and ("a","bc") differ.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(ContentHash&&) noexcept;
  ContentHash& operator=(ContentHash&&) noexcept;

  ContentHash& add(std::string_view part);
  ContentHash& add(std::int64_t number);
  ContentHash& addBytes(std::span<const std::byte> bytes);
  /// Streams the file's content. Throws Error{Data} when it can't be read.
  ContentHash& addFile(const std::filesystem::path& file);
  /// 64 lower-case hex digits; the object can't be used afterwards.
  std::string hex();

  /// Plain SHA-256 of a file (what sha256sum prints), for manifests.
  static std::string ofFile(const std::filesystem::path& file);
  /// Plain SHA-256 of bytes.
  static std::string ofBytes(std::string_view bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost
