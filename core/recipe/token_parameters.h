#pragma once
#include <vector>

#include "recipe/recipe.h"

namespace ghost::recipe {

using Specs = std::vector<ParamSpec>;
void append(Specs& all, Specs more);

/// Inner header of the room: the group "tokens" of a generative recipe, by its tokenizer; where it has none, the place of finished tokens.
Specs tokenSpecs(const Recipe& row);

}  // namespace ghost::recipe
