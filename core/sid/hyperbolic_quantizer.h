#pragma once
#include "sid/code_repair.h"
#include "sid/poincare_ball.h"
#include "sid/residual_quantizer.h"

namespace ghost::sid {

/// Residual quantisation in the Poincare ball (methods.md 10): points enter by exp_0 after division by their mean length, so that the ball is neither empty nor
/// crowded at its rim; a level's code is the geodesically nearest centroid m, the lower one of equals, and the residual is (-m) (+) r.
/// A level starts from plain k-means in the tangent space at 0. Each update then moves a centroid one step towards the Frechet mean of its points,
/// exp_m(mean of log_m(x)), an approximation that is exact for one point and in the flat limit; updates end where the inertia stops falling.
/// Inertia is the mean squared geodesic distance. Codebooks hold points of the ball (n x d, float32). Deterministic for any number of threads.
/// Throws Error{Usage} as quantiseResiduals() does and for balanced clusters, which are Euclidean; Error{Data} for vectors whose mean length is zero.
ResidualCodes quantiseInBall(const embed::ItemVectors& points, const ResidualOptions& options, const PoincareBall& ball, Reporter& reporter);

/// Squared geodesic distances for repairCodes(); `found`, what quantiseInBall() made of `points` in this ball, is referred to.
CodeDistances ballDistances(const ResidualCodes& found, const embed::ItemVectors& points, const PoincareBall& ball);

}  // namespace ghost::sid
