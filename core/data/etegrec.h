#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// ETEGRec (methods.md 14.4): <D>.train.jsonl, .valid.jsonl and .test.jsonl with lines {"inter_history": [raw ids], "target_id": raw id}, and <D>.emb_map.json,
/// raw id to number from 1. Rows name no user: a user is a line of the test file, together with the line of the same number in the validation file where
/// that one fits. Item number = mapped number - 1, which is the row of the published vectors. Training rows are parts of the same sequences and are
/// only counted. The source is the folder or the test file.
std::vector<ParamSpec> etegrecParams();
bool sniffEtegrec(const std::filesystem::path& source);
Imported readEtegrec(const ImportInput& input);
Preview previewEtegrec(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
