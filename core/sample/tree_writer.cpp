#include "sample/tree_writer.h"

namespace ghost::sample {

TreeWriter::TreeWriter(TokenTrees& trees, const sid::SidTable& table) : m_trees(trees), m_table(table) {
  if (m_trees.segment.empty()) m_trees.segment.push_back(0);
}

void TreeWriter::reserve(std::int64_t rows) {
  for (auto* column : {&m_trees.token, &m_trees.position, &m_trees.trunkBegin, &m_trees.trunkEnd, &m_trees.ownBegin})
    column->reserve(column->size() + static_cast<std::size_t>(rows));
}

void TreeWriter::beginSequence() { m_begin = lastRow() + 1; }

void TreeWriter::endSequence() { m_trees.segment.push_back(lastRow() + 1); }

void TreeWriter::row(std::int32_t token, std::int32_t trunkEnd, std::int32_t ownBegin) {
  const std::int32_t self = lastRow() + 1;
  m_trees.token.push_back(token);
  m_trees.position.push_back((trunkEnd - m_begin) + (self - ownBegin));
  m_trees.trunkBegin.push_back(m_begin);
  m_trees.trunkEnd.push_back(trunkEnd);
  m_trees.ownBegin.push_back(ownBegin);
}

void TreeWriter::term(std::int32_t atRow, std::int32_t token, int level, const Supervision& supervision) {
  m_trees.terms.push_back({atRow, token, supervision.weight, supervision.undesired, supervision.tailTarget, level});
}

void TreeWriter::trunkItem(sid::ItemId item, bool withEos) {
  for (const sid::SidToken token : m_table.sid(item)) {
    const std::int32_t self = lastRow() + 1;
    row(Vocabulary::ofSid(token), self, self);
  }
  if (withEos) {
    const std::int32_t self = lastRow() + 1;
    row(Vocabulary::eos, self, self);
  }
}

void TreeWriter::superviseFirst(sid::ItemId item, std::int32_t atRow, const Supervision& supervision) {
  term(atRow, Vocabulary::ofSid(m_table.sid(item).front()), 0, supervision);
}

void TreeWriter::superviseRest(sid::ItemId item, const Supervision& supervision) {
  const std::int32_t firstRow = lastRow() + 1;
  const auto sid = m_table.sid(item);
  const int length = static_cast<int>(sid.size());
  for (int level = 1; level < length; ++level) term(firstRow + level - 1, Vocabulary::ofSid(sid[static_cast<std::size_t>(level)]), level, supervision);
  term(firstRow + length - 1, Vocabulary::eos, length, supervision);
}

void TreeWriter::branch(sid::ItemId item, std::int32_t atRow, const Supervision& supervision) {
  const std::int32_t first = lastRow() + 1;
  superviseRest(item, supervision);
  for (const sid::SidToken token : m_table.sid(item)) row(Vocabulary::ofSid(token), atRow + 1, first);
}

}  // namespace ghost::sample
