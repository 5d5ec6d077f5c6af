#include "sid/code_errors.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sid/level_use.h"

namespace ghost::sid {
namespace {

struct Sums {
  std::vector<double> steps;
  std::int64_t items = 0;
  void add(const std::vector<double>& squares) {
    steps.resize(squares.size(), 0);
    for (std::size_t s = 0; s < squares.size(); ++s) steps[s] += squares[s];
    ++items;
  }
  std::vector<double> means() const {
    std::vector<double> result = steps;
    for (double& value : result) value /= static_cast<double>(items);
    return result;
  }
};

double squared(const std::vector<float>& rest) {
  double sum = 0;
  for (const float value : rest) sum += static_cast<double>(value) * value;
  return sum;
}

/// codebookAt() of every level, looked up by name once and not for each token of each item.
class BooksByLevel {
 public:
  BooksByLevel(const Tokenization& tokens, int levels) {
    for (int level = 0; level < levels; ++level) m_books.push_back({codebookAt(tokens, level, false), codebookAt(tokens, level, true)});
  }
  const Codebook* at(int level, bool isHead) const { return level < std::ssize(m_books) ? m_books[static_cast<std::size_t>(level)][isHead ? 1 : 0] : nullptr; }

 private:
  std::vector<std::array<const Codebook*, 2>> m_books;
};

int longestCodeList(const SidTable& table) {
  std::size_t longest = 0;
  for (ItemId item = 0; item < table.items(); ++item) longest = std::max(longest, table.codes(item).size());
  return static_cast<int>(longest);
}

}  // namespace

std::string whyNoErrors(const Tokenization& tokens, std::int64_t dim) {
  if (tokens.codebooks.empty()) return tokens.tokenizer == "imported" ? "an imported index has no codebooks" : "there are no codebooks";
  if (tokens.parameters.is_object() && tokens.parameters.contains("latent")) return "its codebooks are learned latents, not item vectors";
  if (tokens.parameters.is_object() && tokens.parameters.value("geometry", std::string()) == "hyperbolic") return "its codebooks are points of the Poincare ball, where residuals are no differences";
  const std::int64_t wanted = tokens.projection ? tokens.projection->from() : tokens.codebooks.front().dim;
  if (dim >= 0 && wanted != dim) return fmt::format("its centroids have {} dimensions, the item vectors {}", wanted, dim);
  return "";
}

CodeErrors codeErrors(const Tokenization& tokens, const embed::ItemVectors& vectors, const data::Popularity& popularity) {
  const SidTable& table = tokens.table;
  if (std::string reason = whyNoErrors(tokens, vectors.dim); !reason.empty()) return {{}, {}, {}, std::move(reason)};
  if (vectors.rows != table.items() || popularity.items() != table.items())
    return {{}, {}, {}, fmt::format("there are {} item vectors for {} items", vectors.rows, table.items())};
  if (tokens.projection) {  // the codebooks speak of the reduced vectors
    Tokenization reduced = tokens;
    reduced.projection.reset();
    return codeErrors(reduced, embed::projected(vectors, *tokens.projection, 1), popularity);
  }
  const auto steps = static_cast<std::size_t>(longestCodeList(table)) + 1;
  const BooksByLevel books(tokens, maxSidLength);
  Sums head, tail;
  std::vector<float> rest;
  for (ItemId item = 0; item < table.items(); ++item) {
    const bool isHead = popularity.isHead(item);
    rest.assign(vectors.row(item).begin(), vectors.row(item).end());
    std::vector<double> squares{squared(rest)};
    for (const SidToken token : table.codes(item)) {
      const Codebook* book = books.at(table.level(token), isHead);
      // A tail of its own root and a code behind the book of its group are held by the other book of the level.
      if (book == nullptr || table.code(token) >= book->codes) book = books.at(table.level(token), !isHead);
      if (book == nullptr || table.code(token) >= book->codes) return {{}, {}, {}, fmt::format("{} has no centroid", table.tokenName(token))};
      const float* centroid = book->centroids.data() + static_cast<std::int64_t>(table.code(token)) * book->dim;
      for (float& value : rest) value -= *centroid++;
      squares.push_back(squared(rest));
    }
    squares.resize(steps, squares.back());
    (isHead ? head : tail).add(squares);
  }
  CodeErrors errors;
  if (head.items > 0) errors.head = head.means();
  if (tail.items > 0) errors.tail = tail.means();
  for (std::size_t s = 0; s < steps; ++s) {
    const double sum = (head.items > 0 ? head.steps[s] : 0) + (tail.items > 0 ? tail.steps[s] : 0);
    errors.all.push_back(sum / static_cast<double>(head.items + tail.items));
  }
  return errors;
}

}  // namespace ghost::sid
