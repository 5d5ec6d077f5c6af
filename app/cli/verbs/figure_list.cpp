#include "figure/figures.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareFigureList(CLI::App&) {
  return [](Context& context) {
    OrderedJson rows = OrderedJson::array();
    for (const auto& kind : figure::figureKinds()) {
      OrderedJson params = OrderedJson::array();
      for (const auto& spec : kind.params) params.push_back(OrderedJson(toJson(spec)));
      rows.push_back({{"id", kind.id}, {"title", kind.title}, {"description", kind.description}, {"params", params}});
      context.console.say(kind.id + ": " + kind.description);
      for (const auto& spec : kind.params) context.console.say("  -o " + spec.key + "=" + (spec.defaultValue.is_string() ? spec.defaultValue.get<std::string>() : spec.defaultValue.dump()) + "  " + spec.help);
    }
    return Outcome{{{"figures", rows}}};
  };
}

}  // namespace ghost::cli
