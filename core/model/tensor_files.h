#pragma once
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "embed/safetensors.h"

namespace ghost::model {

/// The tensors of a Hugging Face folder: model.safetensors, or the shards its index names. Headers are read and checked at once, tensors on demand. A decoder saved without
/// its head, as sentence encoders are, names them without "model." in front; here they have it all the same.
class TensorFiles {
 public:
  /// Throws Error{Data} naming the file for a missing or broken one, and for an index that names a file outside the folder.
  explicit TensorFiles(const std::filesystem::path& folder);
  bool has(const std::string& tensor) const;
  /// What the header says of the tensor. Throws Error{Data} with both shapes when it is missing or of another shape than the model's.
  const embed::TensorInfo& find(const std::string& tensor, const std::vector<std::int64_t>& shape) const;
  /// The values: float64 as they are, every other floating type as float32. Errors as above.
  at::Tensor read(const std::string& tensor, const std::vector<std::int64_t>& shape) const;
  std::vector<std::string> names() const;
  std::size_t files() const { return m_files.size(); }

 private:
  void openAll(const std::filesystem::path& folder);
  void open(const std::filesystem::path& file);
  std::string stored(const std::string& tensor) const;  ///< its name in the file
  const embed::SafetensorsFile* holder(const std::string& tensor) const;
  std::filesystem::path m_folder;
  std::map<std::string, embed::SafetensorsFile> m_files;
  bool m_bare = false;  ///< a decoder's names lack "model."
};

}  // namespace ghost::model
