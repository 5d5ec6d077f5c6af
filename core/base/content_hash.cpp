#include "base/content_hash.h"

#include <openssl/evp.h>

#include <array>

#include "base/regular_file.h"

namespace ghost {

struct ContentHash::Impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Impl() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~Impl() { EVP_MD_CTX_free(context); }
  void update(const void* data, std::size_t size) { EVP_DigestUpdate(context, data, size); }

  void updateFromFile(const std::filesystem::path& file) {
    RegularFile open(file, RegularFile::Pipes::OwnAllowed);
    std::array<char, 1 << 16> buffer;
    while (const std::size_t n = open.read(buffer.data(), buffer.size())) update(buffer.data(), n);
  }
};

ContentHash::ContentHash() : m_impl(std::make_unique<Impl>()) {}
ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;

ContentHash& ContentHash::add(std::string_view part) {
  return addBytes(std::as_bytes(std::span(part)));
}

ContentHash& ContentHash::add(std::int64_t number) { return add(std::to_string(number)); }

ContentHash& ContentHash::addBytes(std::span<const std::byte> bytes) {
  const std::uint64_t size = bytes.size();
  m_impl->update(&size, sizeof size);
  m_impl->update(bytes.data(), bytes.size());
  return *this;
}

ContentHash& ContentHash::addFile(const std::filesystem::path& file) {
  return add(ofFile(file));
}

std::string ContentHash::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(m_impl->context, digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    constexpr char digits[] = "0123456789abcdef";
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::string ContentHash::ofFile(const std::filesystem::path& file) {
  ContentHash hash;
  hash.m_impl->updateFromFile(file);
  return hash.hex();
}

std::string ContentHash::ofBytes(std::string_view bytes) {
  ContentHash hash;
  hash.m_impl->update(bytes.data(), bytes.size());
  return hash.hex();
}

}  // namespace ghost
