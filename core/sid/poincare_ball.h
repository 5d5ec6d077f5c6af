#pragma once
#include <span>
#include <vector>

namespace ghost::sid {

/// A point of the Poincare ball of curvature -c, c > 0: a vector x with c |x|^2 < 1. Values are float64, since distances near the boundary grow without bound.
using BallPoint = std::vector<double>;

/// Hyperbolic arithmetic of one curvature (methods.md 10). Immutable. Results that rounding would put on the boundary or outside are drawn back to
/// sqrt(c) |x| = 1 - 1e-6. Arguments have one common dimension and lie in the ball.
class PoincareBall {
 public:
  /// Throws Error{Usage} unless c is positive and finite.
  explicit PoincareBall(double curvature);

  /// x (+) y = ((1 + 2c<x,y> + c|y|^2) x + (1 - c|x|^2) y) / (1 + 2c<x,y> + c^2 |x|^2 |y|^2); not commutative.
  BallPoint add(std::span<const double> x, std::span<const double> y) const;
  /// (-x) (+) y: what is left of y once x is taken away, a residual.
  BallPoint subtract(std::span<const double> x, std::span<const double> y) const;
  /// d = (2 / sqrt c) artanh(sqrt c |(-x) (+) y|).
  double distance(std::span<const double> x, std::span<const double> y) const;
  /// |(-x) (+) y|^2, which grows with the distance and needs one dot product: |x - y|^2 / (1 - 2c<x,y> + c^2 |x|^2 |y|^2).
  double gap(std::span<const double> x, std::span<const double> y) const;
  /// exp_0(v) = tanh(sqrt c |v|) v / (sqrt c |v|), from the tangent space at 0 into the ball; logZero is its inverse.
  BallPoint expZero(std::span<const double> v) const;
  BallPoint logZero(std::span<const double> x) const;
  /// The same maps at m: exp_m(v) = m (+) tanh(sqrt c L |v| / 2) v / (sqrt c |v|), L = 2 / (1 - c|m|^2). exp_m(mean of log_m(x)) is a step towards the Frechet mean.
  BallPoint logAt(std::span<const double> m, std::span<const double> x) const;
  BallPoint expAt(std::span<const double> m, std::span<const double> v) const;

  double curvature() const { return m_curvature; }

 private:
  BallPoint inside(BallPoint x) const;
  double m_curvature, m_root;
};

}  // namespace ghost::sid
