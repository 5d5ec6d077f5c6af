#pragma once
#include "figure/figures.h"

namespace ghost::figure {

// The makers behind the rows of figures.cpp, one file each; contract in FigureKind::make.
FigureData makeSkeletonTree(const FigureInput& input, const ParamValues& values);
FigureData makeTailInheritance(const FigureInput& input, const ParamValues& values);
FigureData makeTailGradients(const FigureInput& input, const ParamValues& values);
FigureData makeListComposition(const FigureInput& input, const ParamValues& values);
FigureData makeLengthHeatmap(const FigureInput& input, const ParamValues& values);
FigureData makeLongTail(const FigureInput& input, const ParamValues& values);
FigureData makeTrainingCurves(const FigureInput& input, const ParamValues& values);
FigureData makeComparison(const FigureInput& input, const ParamValues& values);
FigureData makeCodebookUse(const FigureInput& input, const ParamValues& values);
FigureData makeQuantisationError(const FigureInput& input, const ParamValues& values);
FigureData makeCollisions(const FigureInput& input, const ParamValues& values);
FigureData makeAnchorQuality(const FigureInput& input, const ParamValues& values);
FigureData makeBranching(const FigureInput& input, const ParamValues& values);
FigureData makeItemProjection(const FigureInput& input, const ParamValues& values);

}  // namespace ghost::figure
