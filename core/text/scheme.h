#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/vocabulary.h"

namespace ghost::text {

/// What differs between kinds of tokenizers: how text is normalised, cut and turned into ids, and how tokens are put together again. Added tokens and
/// special tokens are not its business. Immutable, any thread.
class Scheme {
 public:
  virtual ~Scheme() = default;
  virtual std::string normalized(std::string_view text) const = 0;
  /// Appends the ids of a text that is normalised already.
  virtual void encode(std::string_view text, std::vector<TokenId>& ids) const = 0;
  /// The text that these tokens stand for; always valid UTF-8.
  virtual std::string decode(const std::vector<std::string_view>& tokens) const = 0;
};

/// Byte-level BPE (byte_level.cpp) and WordPiece (word_piece.cpp), from the root of a tokenizer.json whose model is of that type.
/// Throw Error{Data} that names what is malformed or not supported.
std::unique_ptr<const Scheme> byteLevelScheme(const JsonPlace& root, std::shared_ptr<const Vocabulary> vocabulary);
std::unique_ptr<const Scheme> wordPieceScheme(const JsonPlace& root, std::shared_ptr<const Vocabulary> vocabulary);

/// The steps of a normalizer, pre-tokenizer, post-processor or decoder: the entries of `list` where `part` is a Sequence, else the part itself.
std::vector<JsonPlace> stepsOf(const JsonPlace& root, std::string_view part, std::string_view list);
/// "type" of a step, cut to what fits a message; the types that are known are shorter.
std::string typeOf(const JsonPlace& step);

}  // namespace ghost::text
