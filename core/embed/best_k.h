#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace ghost::embed {

/// The k largest scores of one query over candidates that come in their order; of equal ones the earlier stays. Scores above a limit are kept as they come, and cut to
/// the k best whenever twice as many are there: for k in the hundreds a sorted list would cost more than the dot products.
class BestK {
 public:
  explicit BestK(std::int64_t k);
  /// Whatever isn't above it can't be among the k best.
  float limit() const { return m_limit; }
  /// Scores of candidates first, first + 1, ... whose ids are given; the candidate `own` is passed over. At most 32 at a time.
  void offer(const float* scores, std::span<const std::int32_t> ids, std::int64_t first, std::int32_t own);
  /// Writes what was found, best first: ids[place] and the score, held to [-1, 1], where rounding can leave it a bit outside.
  void write(std::span<const std::int32_t> ids, std::int32_t* toIds, float* toScores);

 private:
  void cut();
  std::int64_t m_k, m_count = 0;
  float m_limit = -std::numeric_limits<float>::infinity();
  std::vector<float> m_score;         ///< in the order of the candidates
  std::vector<std::int32_t> m_place;
  std::vector<std::int32_t> m_key;
};

}  // namespace ghost::embed
