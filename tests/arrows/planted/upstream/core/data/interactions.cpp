#include "base/error.h"
#include "sid/trie.h"
#include "sid/not_written_yet.h"
#include "../sid/trie.h"
