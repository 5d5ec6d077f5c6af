#include "sid/poincare_ball.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::sid {
namespace {

constexpr double margin = 1e-6;  // more than float32 rounding can undo

double dot(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += x[j] * y[j];
  return sum;
}

BallPoint scaled(std::span<const double> x, double factor) {
  BallPoint result(x.begin(), x.end());
  for (double& value : result) value *= factor;
  return result;
}

}  // namespace

PoincareBall::PoincareBall(double curvature) : m_curvature(curvature), m_root(std::sqrt(curvature)) {
  if (!(curvature > 0) || !std::isfinite(curvature)) throw usageError("curvature", fmt::format("{} makes no ball; give a positive number", curvature));
}

BallPoint PoincareBall::inside(BallPoint x) const {
  const double reach = m_root * std::sqrt(dot(x, x));
  return reach < 1 - margin ? x : scaled(x, (1 - margin) / reach);
}

BallPoint PoincareBall::add(std::span<const double> x, std::span<const double> y) const {
  const double c = m_curvature, both = dot(x, y), xx = dot(x, x), yy = dot(y, y);
  const double below = 1 + 2 * c * both + c * c * xx * yy;
  const double ofX = (1 + 2 * c * both + c * yy) / below, ofY = (1 - c * xx) / below;
  BallPoint sum(x.size());
  for (std::size_t j = 0; j < sum.size(); ++j) sum[j] = ofX * x[j] + ofY * y[j];
  return inside(std::move(sum));
}

BallPoint PoincareBall::subtract(std::span<const double> x, std::span<const double> y) const { return add(scaled(x, -1), y); }

double PoincareBall::gap(std::span<const double> x, std::span<const double> y) const {
  double apart = 0, both = 0, xx = 0, yy = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    apart += (x[j] - y[j]) * (x[j] - y[j]);
    both += x[j] * y[j];
    xx += x[j] * x[j];
    yy += y[j] * y[j];
  }
  return apart / (1 - 2 * m_curvature * both + m_curvature * m_curvature * xx * yy);
}

double PoincareBall::distance(std::span<const double> x, std::span<const double> y) const {
  return 2 / m_root * std::atanh(std::min(m_root * std::sqrt(gap(x, y)), 1 - margin));
}

BallPoint PoincareBall::expZero(std::span<const double> v) const {
  const double length = m_root * std::sqrt(dot(v, v));
  return length == 0 ? BallPoint(v.begin(), v.end()) : inside(scaled(v, std::tanh(length) / length));
}

BallPoint PoincareBall::logZero(std::span<const double> x) const {
  const double length = m_root * std::sqrt(dot(x, x));
  return length == 0 ? BallPoint(x.begin(), x.end()) : scaled(x, std::atanh(std::min(length, 1 - margin)) / length);
}

BallPoint PoincareBall::logAt(std::span<const double> m, std::span<const double> x) const { return scaled(logZero(subtract(m, x)), 1 - m_curvature * dot(m, m)); }

BallPoint PoincareBall::expAt(std::span<const double> m, std::span<const double> v) const { return add(m, expZero(scaled(v, 1 / (1 - m_curvature * dot(m, m))))); }

}  // namespace ghost::sid
