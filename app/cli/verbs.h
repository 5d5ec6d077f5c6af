#pragma once
#include <span>

#include "verb.h"

namespace ghost::cli {

/// All verbs, in the order of the command contract.
std::span<const Verb> verbs();

// One file a verb in verbs/.
Action declareDataCheck(CLI::App& app);
Action declareDataHeads(CLI::App& app);
Action declareDataImport(CLI::App& app);
Action declareDataPreview(CLI::App& app);
Action declareDataExport(CLI::App& app);
Action declareDataGenerate(CLI::App& app);
Action declareEmbed(CLI::App& app);
Action declareSidBuild(CLI::App& app);
Action declareSidImport(CLI::App& app);
Action declareSidInspect(CLI::App& app);
Action declareTextEncode(CLI::App& app);
Action declareTextDecode(CLI::App& app);
Action declareRun(CLI::App& app);
Action declareTrain(CLI::App& app);
Action declareRunList(CLI::App& app);
Action declareRunShow(CLI::App& app);
Action declareRunExport(CLI::App& app);
Action declareEval(CLI::App& app);
Action declareDecode(CLI::App& app);
Action declareCompare(CLI::App& app);
Action declareModelCheck(CLI::App& app);
Action declareModelLogits(CLI::App& app);
Action declareFigureList(CLI::App& app);
Action declareFigureExport(CLI::App& app);
Action declareProjectNew(CLI::App& app);
Action declareProjectSet(CLI::App& app);
Action declareProjectCheck(CLI::App& app);
Action declareDescribe(CLI::App& app);
Action declareDoctor(CLI::App& app);
Action declareBench(CLI::App& app);
Action declareDemo(CLI::App& app);
Action declareWorker(CLI::App& app);

}  // namespace ghost::cli
