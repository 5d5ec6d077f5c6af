#include "verb.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#ifdef GHOST_HAS_TORCH
#include "model/torch_backend.h"
#endif

namespace ghost::cli {

void Overrides::declare(CLI::App& app, const std::string& help) { app.add_option("-o,--option", *m_texts, help)->type_name("KEY=VALUE")->allow_extra_args(false); }

void Overrides::apply(ParamValues& values) const {
  for (const auto& text : *m_texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) throw usageError("-o " + text, "give it as key=value");
    values.set(text.substr(0, equals), text.substr(equals + 1));
  }
}

std::vector<std::string> backendNames() {
#ifdef GHOST_HAS_TORCH
  return {"torch", "frequency"};
#else
  return {"frequency"};
#endif
}

std::unique_ptr<run::Backend> makeBackend(const std::string& name) {
  const auto names = backendNames();
  const std::string wanted = name.empty() ? names.front() : name;
  if (std::find(names.begin(), names.end(), wanted) == names.end())
    throw usageError("--backend " + wanted, fmt::format("this build has {}{}", fmt::join(names, ", "), wanted == "torch" ? "; build with LibTorch (./ghost setup) for torch" : ""));
#ifdef GHOST_HAS_TORCH
  if (wanted == "torch") return model::torchBackend();
#endif
  return run::frequencyBackend();
}

std::shared_ptr<std::string> declareBackend(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  app.add_option("--backend", *name, fmt::format("what trains and decodes: {}", fmt::join(backendNames(), ", ")))->type_name("NAME");
  return name;
}

}  // namespace ghost::cli
