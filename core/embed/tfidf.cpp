#include "embed/tfidf.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/error.h"
#include "base/parallel.h"
#include "embed/truncated_svd.h"

namespace ghost::embed {
namespace {

bool isWordByte(unsigned char c) { return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::map<std::string, int> wordsOf(const std::string& text) {
  std::map<std::string, int> counts;
  std::string word;
  auto close = [&] {
    if (word.size() > 1 && word.size() <= 64) ++counts[word];  // single letters and blobs say nothing
    word.clear();
  };
  for (const char c : text) {
    if (!isWordByte(static_cast<unsigned char>(c))) close();
    else word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  close();
  return counts;
}

/// Word -> column and texts that hold it; columns in the order of the words.
struct Words {
  std::unordered_map<std::string, std::int32_t> column;
  std::vector<double> weight;  ///< inverse document frequency

  Words(const std::vector<std::map<std::string, int>>& counted, const TfidfOptions& options) {
    std::map<std::string, std::int64_t> texts;
    for (const auto& one : counted)
      for (const auto& [word, count] : one) ++texts[word];
    std::vector<std::pair<std::int64_t, std::string>> kept;
    for (const auto& [word, count] : texts)
      if (count >= options.leastTexts) kept.emplace_back(-count, word);
    std::sort(kept.begin(), kept.end());
    if (static_cast<std::int64_t>(kept.size()) > options.mostWords) kept.resize(static_cast<std::size_t>(options.mostWords));
    for (const auto& [count, word] : kept) {
      column.emplace(word, static_cast<std::int32_t>(weight.size()));
      weight.push_back(std::log((1.0 + static_cast<double>(counted.size())) / (1.0 - static_cast<double>(count))) + 1);
    }
  }
};

SparseRows weighed(const std::vector<std::map<std::string, int>>& counted, const Words& words) {
  SparseRows matrix;
  matrix.columns = static_cast<std::int64_t>(words.weight.size());
  for (const auto& one : counted) {
    double squares = 0;
    const std::size_t first = matrix.value.size();
    for (const auto& [word, count] : one) {
      const auto found = words.column.find(word);
      if (found == words.column.end()) continue;
      matrix.column.push_back(found->second);
      matrix.value.push_back((1 + std::log(count)) * words.weight[static_cast<std::size_t>(found->second)]);
      squares += matrix.value.back() * matrix.value.back();
    }
    for (std::size_t i = first; i < matrix.value.size(); ++i) matrix.value[i] /= std::sqrt(squares);
    matrix.offsets.push_back(static_cast<std::int64_t>(matrix.value.size()));
  }
  return matrix;
}

}  // namespace

ItemVectors tfidfVectors(std::span<const std::string> texts, const TfidfOptions& options, Reporter& reporter, std::stop_token stop) {
  std::vector<std::map<std::string, int>> counted(texts.size());
  parallelFor(static_cast<std::int64_t>(texts.size()), 64, options.threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) counted[static_cast<std::size_t>(i)] = wordsOf(texts[static_cast<std::size_t>(i)]);
  });
  const Words words(counted, options);
  if (words.weight.empty()) throw dataError("item texts", "no word occurs in " + std::to_string(options.leastTexts) + " of the texts; are there titles and descriptions?");
  const SparseRows matrix = weighed(counted, words);
  SvdOptions svd;
  svd.rank = options.dim;
  svd.seed = options.seed;
  svd.threads = options.threads;
  const TruncatedSvd found = truncatedSvd(linearMap(matrix, options.threads), svd, reporter, stop);
  ItemVectors result;
  result.rows = found.scores.rows;
  result.dim = found.scores.columns;
  result.values.assign(found.scores.values.begin(), found.scores.values.end());
  return normalised(result);
}

}  // namespace ghost::embed
