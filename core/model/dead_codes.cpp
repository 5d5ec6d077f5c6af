#include "model/dead_codes.h"

#include <algorithm>
#include <numeric>
#include <span>

#include <ATen/ATen.h>

namespace ghost::model {

DeadCodes::DeadCodes(std::int64_t levels, std::int64_t codes) : m_taken(static_cast<std::size_t>(levels), std::vector<bool>(static_cast<std::size_t>(codes), false)) {}

void DeadCodes::count(const at::Tensor& codes) {
  const at::Tensor plain = codes.contiguous();
  const std::int64_t* code = plain.const_data_ptr<std::int64_t>();
  for (auto& taken : m_taken)
    for (std::int64_t i = 0; i < plain.size(1); ++i) taken[static_cast<std::size_t>(*code++)] = true;
}

std::int64_t DeadCodes::restart(const Rqvae& network, const at::Tensor& latents, Rng& rng) {
  const at::NoGradGuard guard;
  at::Tensor residuals = latents.detach();
  std::int64_t moved = 0;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(residuals.size(0)));
  for (std::size_t level = 0; level < m_taken.size(); ++level) {
    at::Tensor book = network.book(static_cast<std::int64_t>(level)).detach();
    std::iota(rows.begin(), rows.end(), 0);
    rng.shuffle(std::span(rows));
    std::size_t next = 0;
    for (std::size_t code = 0; code < m_taken[level].size() && next < rows.size(); ++code)
      if (!m_taken[level][code]) book[static_cast<std::int64_t>(code)].copy_(residuals[rows[next++]]);
    moved += static_cast<std::int64_t>(next);
    residuals = residuals - book.index_select(0, squaredDistances(residuals, book).argmin(1));
    std::fill(m_taken[level].begin(), m_taken[level].end(), false);
  }
  return moved;
}

}  // namespace ghost::model
