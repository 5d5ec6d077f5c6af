#include "jobs/job_request.h"

namespace ghost::workbench {

std::vector<std::string> JobRequest::command(const std::filesystem::path& project) const {
  std::vector<std::string> argv{"ghost", "run", project.string()};
  if (!resume.isEmpty()) argv.insert(argv.end(), {"--resume", resume.toStdString()});
  else argv.insert(argv.end(), {"--recipe", recipe.toStdString()});
  if (startOver) argv.emplace_back("--start-over");
  for (const auto& [key, value] : values.items()) argv.insert(argv.end(), {"-o", key + "=" + (value.is_string() ? value.get<std::string>() : value.dump())});
  if (!backend.isEmpty()) argv.insert(argv.end(), {"--backend", backend.toStdString()});
  return argv;
}

OrderedJson JobRequest::allValues() const {
  OrderedJson all = values;
  for (const auto& [key, value] : implied.items()) all[key] = value;
  return all;
}

}  // namespace ghost::workbench
