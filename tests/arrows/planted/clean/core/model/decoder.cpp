#include <ATen/ATen.h>

#include "sid/trie.h"
