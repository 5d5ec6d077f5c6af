#pragma once
#include "base/error.h"
#include "data/interactions.h"
