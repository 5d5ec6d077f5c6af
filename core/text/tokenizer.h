#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/added_tokens.h"
#include "text/tokenizer_settings.h"
#include "text/vocabulary.h"

namespace ghost::text {

struct TokenizerFile;

struct EncodeOptions {
  bool addSpecialTokens = false;  ///< what the file's post-processor puts around a text, such as [CLS] and [SEP]
  std::int64_t maxLength = 0;     ///< tokens at most, special ones included; 0 = not cut
};
struct DecodeOptions {
  bool skipSpecialTokens = false;
};

/// Text <-> token ids by a Hugging Face tokenizer.json: byte-level BPE as Qwen, Llama 3 and GPT-2 have it, or WordPiece as BERT has it. Ids equal those of the
/// tokenizers library; characters younger than its tables (Unicode 13 for NFC, 8 for BERT's classes) follow the tables of today.
/// Time grows linearly with the text (n log n within one piece), whatever file and text hold. An immutable value, cheap to copy; any thread.
class Tokenizer {
 public:
  /// A tokenizer.json, a BERT vocab.txt, or a folder with one of them, whose tokenizer_config.json counts as transformers has it (TokenizerSettings). Throws Error{Data} naming file, place and what is malformed or not supported.
  static Tokenizer open(const std::filesystem::path& place);
  /// The text of a tokenizer.json; `where` names it in messages.
  static Tokenizer parse(std::string_view json, const std::string& where);

  /// Throws Error{Data} for a text that isn't valid UTF-8 or is larger than 64 MB, Error{Usage} where maxLength leaves no room for the special tokens.
  std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options = {}) const;
  /// The text of these tokens, valid UTF-8: bytes that form no character become U+FFFD. Throws Error{Data} for an id outside the vocabulary.
  std::string decode(std::span<const TokenId> ids, const DecodeOptions& options = {}) const;

  /// Number of tokens, added ones included; ids are below it.
  TokenId size() const { return m_added->end(); }
  /// As the file spells it. Throws Error{Data} for an id outside the vocabulary.
  const std::string& token(TokenId id) const;
  std::optional<TokenId> find(std::string_view token) const;
  const std::vector<AddedToken>& addedTokens() const { return m_added->tokens(); }
  /// What the folder's tokenizer_config.json says; empty entries where there was none.
  const TokenizerSettings& settings() const;
  /// The length that the file itself asks texts to be cut to; encode() cuts by its option alone.
  std::optional<std::int64_t> truncation() const;

  /// The same tokenizer with these tokens behind all others, in this order; their ids are given here. A token of the vocabulary keeps its id and becomes an
  /// added one; an added token that is there already with the same flags stays as it is. Throws Error{Data} for one with other flags, and for empty ones.
  Tokenizer withAddedTokens(const std::vector<AddedToken>& tokens) const;
  /// The tokenizer.json: what was read, with the added tokens as they are now.
  std::string json() const;
  /// json() as a file, written atomically.
  void write(const std::filesystem::path& file) const;

 private:
  struct Base;
  Tokenizer(std::shared_ptr<const Base> base, std::shared_ptr<const AddedTokens> added) : m_base(std::move(base)), m_added(std::move(added)) {}
  static Tokenizer fromFile(TokenizerFile file);
  std::shared_ptr<const Base> m_base;
  std::shared_ptr<const AddedTokens> m_added;
};

}  // namespace ghost::text
