#include "worker_session.h"

#include <unistd.h>

#include "verbs.h"

namespace ghost::cli {

Action declareWorker(CLI::App&) {
  return [](Context& context) {
    const bool stopped = WorkerSession(STDIN_FILENO, STDOUT_FILENO, context.argv, context.stop).talk();
    return Outcome{OrderedJson::object(), stopped};
  };
}

}  // namespace ghost::cli
