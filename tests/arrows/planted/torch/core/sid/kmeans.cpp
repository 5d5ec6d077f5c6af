#include <ATen/ATen.h>
#include "torch/types.h"
#include <c10/core/Device.h>
