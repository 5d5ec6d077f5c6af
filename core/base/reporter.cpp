#include "base/reporter.h"

namespace ghost {

Reporter& silentReporter() {
  static Reporter reporter;
  return reporter;
}

}  // namespace ghost
