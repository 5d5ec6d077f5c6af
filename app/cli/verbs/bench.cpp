#include "benches.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareBench(CLI::App& app) {
  struct Options { std::string name; Overrides overrides; };
  auto options = std::make_shared<Options>();
  std::string ids;
  for (const auto& row : benches()) ids += (ids.empty() ? "" : ", ") + row.id;
  app.add_option("NAME", options->name, "one of: " + ids)->required();
  options->overrides.declare(app);
  return [options](Context& context) {
    const Bench& row = bench(options->name);
    ParamValues values(row.params);
    options->overrides.apply(values);
    context.console.stage(row.id);
    OrderedJson result{{"name", row.id}};
    result.update(row.run(values, context.console, context.stop));
    sayObject(context.console, result);
    return Outcome{result, context.stop.stop_requested()};
  };
}

}  // namespace ghost::cli
