#pragma once
#include <memory>

#include "run/backend.h"

namespace ghost::model {

/// Trains and decodes with LibTorch on the CPU, and learns the tokens of the rows `rqvae` and `letter`. id() = "torch".
std::unique_ptr<run::Backend> torchBackend();

}  // namespace ghost::model
