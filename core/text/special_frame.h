#pragma once
#include <vector>

#include "text/json_place.h"
#include "text/vocabulary.h"

namespace ghost::text {

/// The special tokens that a tokenizer puts around a single text ("[CLS] text [SEP]"), from the post-processor of its file.
struct SpecialFrame {
  std::vector<TokenId> before, after;
  std::size_t size() const { return before.size() + after.size(); }
};

/// Reads TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel (which adds nothing); `end` is the size of the vocabulary.
/// Throws Error{Data} for other post-processors and for ids outside the vocabulary.
SpecialFrame readSpecialFrame(const JsonPlace& root, TokenId end);

}  // namespace ghost::text
