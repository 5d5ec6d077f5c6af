#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ghost::model {

/// How the states of a text's tokens become one vector: their mean, the first one, the largest of each component, or their sum over the square root of their number.
enum class Pooling { Mean, FirstToken, Max, MeanSqrtLength };
/// "mean", "first_token", "max", "mean_sqrt_len".
std::string poolingName(Pooling pooling);

/// What the files of sentence-transformers say about a folder, in the form that its versions write since 5.4 and in the one before: modules.json and the files of its
/// modules, sentence_bert_config.json and config_sentence_transformers.json. Without modules.json a folder is a plain model: mean of all tokens, not scaled.
struct SentenceFiles {
  std::filesystem::path model;       ///< folder of weights and tokenizer
  bool listed = false;               ///< there is a modules.json
  Pooling pooling = Pooling::Mean;
  bool unitLength = false;
  bool poolsPrompt = true;           ///< false: tokens of the prompt aren't pooled
  bool lowercase = false;            ///< texts are lowered before they are cut into tokens
  std::int64_t maxTokens = 0;        ///< special tokens included; 0 = not said here (the tokenizer may)
  std::int64_t width = 0;            ///< of the pooled states; 0 = not said
  std::string promptName, prompt;    ///< put before every text; empty = none
  std::vector<std::string> prompts;  ///< names of those that aren't empty

  /// `promptName`: one of the folder's prompts, "none" for none, empty for the folder's own default. Throws Error{Data} naming file and key for what is missing,
  /// misshapen or not built, Error{Usage} for a prompt that the folder doesn't have.
  static SentenceFiles of(const std::filesystem::path& folder, const std::string& promptName);
};

}  // namespace ghost::model
