#include "sid/tokenization.h"
#include "sid/token_origin.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/foreign_input.h"
#include "base/file_ops.h"
#include "embed/safetensors.h"

namespace ghost::sid {
namespace fs = std::filesystem;
namespace {

constexpr int format = 1;

void writeCodebooks(const fs::path& file, const std::vector<Codebook>& codebooks) {
  std::vector<embed::TensorBytes> tensors;
  for (const auto& book : codebooks) tensors.push_back({book.name, embed::Dtype::F32, {book.codes, book.dim}, std::as_bytes(std::span(book.centroids))});
  embed::writeSafetensors(file, tensors, {{"format", "ghost-codebooks"}});
}

// Place of "head.2" in the order head.*, tail.*, level.*; numbers by value.
std::pair<int, int> placeOf(const std::string& name, const fs::path& file) {
  static constexpr const char* kinds[] = {"head.", "tail.", "level."};
  for (int kind = 0; kind < 3; ++kind) {
    const std::string prefix = kinds[kind];
    int number = -1;
    if (name.starts_with(prefix)) {
      const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
      if (error == std::errc() && end == name.data() + name.size() && number >= 0) return {kind, number};
    }
  }
  throw dataError(file.string(), fmt::format("tensor \"{}\" is no codebook; names are head.0, tail.0 or level.0 and so on", name));
}

std::vector<Codebook> readCodebooks(const fs::path& file) {
  const auto tensors = embed::SafetensorsFile::open(file);
  std::vector<Codebook> books;
  for (const auto& [name, info] : tensors.tensors()) {
    placeOf(name, file);
    if (info.shape.size() != 2 || info.shape[0] < 1 || info.shape[1] < 1) throw dataError(file.string(), fmt::format("tensor \"{}\" must be a matrix of codes x dimensions", name));
    books.push_back({name, info.shape[0], info.shape[1], tensors.floats(name)});
  }
  std::sort(books.begin(), books.end(), [&](const Codebook& a, const Codebook& b) { return placeOf(a.name, file) < placeOf(b.name, file); });
  return books;
}

OrderedJson toJson(const Skeleton& skeleton) {
  return {{"head_levels", skeleton.headLevels}, {"tail_levels", skeleton.tailLevels}, {"anchor", skeleton.anchor}, {"anchor_cosine", skeleton.anchorCosine}};
}

Skeleton readSkeleton(const fs::path& file) {
  const OrderedJson json = readJsonFile(file);
  try {
    return {json.at("head_levels").get<int>(), json.at("tail_levels").get<int>(), json.at("anchor").get<std::vector<ItemId>>(), json.at("anchor_cosine").get<std::vector<float>>()};
  } catch (const OrderedJson::exception&) {
    throw dataError(file.string(), "needs head_levels, tail_levels, anchor and anchor_cosine; build the tokens again");
  }
}

void checkSkeleton(const Skeleton& skeleton, const SidTable& table, const fs::path& file) {
  const auto items = static_cast<std::size_t>(table.items());
  if (skeleton.anchor.size() != items || skeleton.anchorCosine.size() != items)
    throw dataError(file.string(), fmt::format("has {} anchors and {} cosines for {} items; build the tokens again", skeleton.anchor.size(), skeleton.anchorCosine.size(), items));
  for (ItemId item = 0; item < table.items(); ++item) {
    const ItemId anchor = skeleton.anchor[static_cast<std::size_t>(item)];
    if (anchor == -1 || anchor == ownRoot) continue;
    if (anchor < 0 || anchor >= table.items() || skeleton.anchor[static_cast<std::size_t>(anchor)] != -1)
      throw dataError(file.string(), fmt::format("item {} names item {} as its anchor, which is no head item; build the tokens again", item, anchor));
    if (table.commonPrefix(item, anchor) < skeleton.headLevels)
      throw dataError(file.string(), fmt::format("tail item {} does not carry the codes of its anchor {}; index.json and skeleton.json belong to different builds", item, anchor));
  }
}

// Head and tail books of one namespace (rqkmeans-mixed) may both describe a level, so a code has to fit the largest book of its level.
void checkCodes(const Tokenization& tokens, const fs::path& file) {
  std::vector<std::int64_t> sizes;
  std::int64_t dim = -1;
  const auto headLevels = tokens.skeleton ? static_cast<std::size_t>(tokens.skeleton->headLevels) : 0;
  for (const auto& book : tokens.codebooks) {
    const auto [kind, number] = placeOf(book.name, file);
    const std::size_t level = static_cast<std::size_t>(number) + (kind == 1 ? headLevels : 0);
    if (level >= static_cast<std::size_t>(maxSidLength) || (dim >= 0 && dim != book.dim)) throw dataError(file.string(), fmt::format("codebook {} does not fit the others; build the tokens again", book.name));
    dim = book.dim;
    sizes.resize(std::max(sizes.size(), level + 1), 0);
    sizes[level] = std::max(sizes[level], book.codes);
  }
  for (SidToken token = 0; token < tokens.table.tokens(); ++token) {
    const int level = tokens.table.level(token);
    if (level < 0) continue;
    if (static_cast<std::size_t>(level) >= sizes.size() || tokens.table.code(token) >= sizes[static_cast<std::size_t>(level)])
      throw dataError(file.string(), fmt::format("{} has no centroid; index.json and codebooks.safetensors belong to different builds", tokens.table.tokenName(token)));
  }
}

void saveWith(const fs::path& folder, const Tokenization& tokenization, const OrderedJson& origin) {
  if (fs::exists(folder)) throw usageError(folder.string(), "exists already; choose another folder or delete it first");
  FolderCommit commit(folder);
  writeIndex(commit.path() / "index.json", tokenization.table);
  if (!tokenization.codebooks.empty()) writeCodebooks(commit.path() / "codebooks.safetensors", tokenization.codebooks);
  if (tokenization.projection) embed::writeProjection(commit.path() / "projection.safetensors", *tokenization.projection);
  if (tokenization.skeleton) writeFileAtomically(commit.path() / "skeleton.json", toJson(*tokenization.skeleton).dump() + "\n");
  OrderedJson report{{"format", format}, {"tokenizer", tokenization.tokenizer}, {"parameters", tokenization.parameters}, {"report", tokenization.report}};
  if (!origin.is_null()) report["origin"] = origin;
  writeFileAtomically(commit.path() / "report.json", report.dump(2) + "\n");
  commit.commit();
}

}  // namespace

void saveTokenization(const fs::path& folder, const Tokenization& tokenization) { saveWith(folder, tokenization, nullptr); }
void saveTokenization(const fs::path& folder, const Tokenization& tokenization, const TokenOrigin& origin) {
  const fs::path here = fs::absolute(folder).lexically_normal(), there = fs::absolute(origin.vectors).lexically_normal();
  saveWith(folder, tokenization, {{"vectors", {{"file", there.lexically_proximate(here).generic_string()}, {"sha256", origin.sha256}}}, {"seconds", origin.seconds}});
}

std::optional<TokenOrigin> readOrigin(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder / "report.json", ignored)) return std::nullopt;
  try {
    const OrderedJson report = readJsonFile(folder / "report.json");
    const OrderedJson& origin = report.at("origin");
    const fs::path file = origin.at("vectors").at("file").get<std::string>();
    return TokenOrigin{(fs::absolute(folder) / file).lexically_normal(), origin.at("vectors").at("sha256").get<std::string>(), origin.at("seconds").get<double>()};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

namespace {

Tokenization load(const fs::path& folder) {
  const fs::path reportFile = folder / "report.json";
  const OrderedJson report = readJsonFile(reportFile);
  Tokenization tokens;
  try {
    if (const int found = report.at("format").get<int>(); found != format)
      throw dataError(reportFile.string(), fmt::format("has format {}, this program reads {}; use the version that wrote it or build the tokens again", found, format));
    tokens.tokenizer = report.at("tokenizer").get<std::string>();
    tokens.parameters = report.at("parameters");
    tokens.report = report.at("report");
  } catch (const OrderedJson::exception&) {
    throw dataError(reportFile.string(), "needs format, tokenizer, parameters and report; build the tokens again");
  }
  tokens.table = readIndex(folder / "index.json");
  if (fs::exists(folder / "skeleton.json")) {
    tokens.skeleton = readSkeleton(folder / "skeleton.json");
    checkSkeleton(*tokens.skeleton, tokens.table, folder / "skeleton.json");
  }
  if (fs::exists(folder / "codebooks.safetensors")) {
    tokens.codebooks = readCodebooks(folder / "codebooks.safetensors");
    checkCodes(tokens, folder / "codebooks.safetensors");
  }
  if (const fs::path file = folder / "projection.safetensors"; fs::exists(file)) {
    tokens.projection = embed::readProjection(file);
    if (!tokens.codebooks.empty() && tokens.codebooks.front().dim != tokens.projection->to())
      throw dataError(file.string(), fmt::format("leads to {} dimensions, the codebooks have {}; the files belong to different builds", tokens.projection->to(), tokens.codebooks.front().dim));
  }
  return tokens;
}

}  // namespace

Tokenization loadTokenization(const fs::path& folder) {
  std::error_code unknown;
  if (fs::is_regular_file(folder, unknown)) throw dataError(folder.string(), "this is a file, not a folder of semantic IDs; an index file (item id -> tokens) becomes such a folder with `ghost sid import FILE --to DIR`");
  return readForeign([&] { return folder.string(); }, [&] { return load(folder); });
}

}  // namespace ghost::sid
