#include "metrics_text.h"

#include <fmt/format.h>

namespace ghost::cli {
namespace {

std::string numberText(const OrderedJson& values, const char* key, const char* format) {
  return values.contains(key) && values[key].is_number() ? fmt::format(fmt::runtime(format), values[key].get<double>()) : "-";
}

}  // namespace

std::vector<std::string> metricsHeader(int k, const std::string& first) {
  const std::string at = "@" + std::to_string(k);
  return {first, "HR" + at, "head", "tail", "NDCG" + at, "head", "tail", "MGU" + at, "ARP" + at};
}

std::vector<std::string> metricsRow(const OrderedJson& metrics, int k, const std::string& name) {
  const OrderedJson none = OrderedJson::object();
  const std::string cut = std::to_string(k);
  const OrderedJson& at = metrics.contains("k") && metrics["k"].contains(cut) ? metrics["k"][cut] : none;
  std::vector<std::string> row{name};
  for (const char* key : {"hr", "hr_head", "hr_tail", "ndcg", "ndcg_head", "ndcg_tail", "mgu"}) row.push_back(numberText(at, key, "{:.4f}"));
  row.push_back(numberText(at, "arp", "{:.1f}"));
  return row;
}

std::vector<std::vector<std::string>> metricsRows(const OrderedJson& metrics, int k, const std::string& name) {
  if (!metrics.contains("by_length_penalty") || metrics["by_length_penalty"].size() < 2) return {metricsRow(metrics, k, name)};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [penalty, values] : metrics["by_length_penalty"].items()) rows.push_back(metricsRow(values, k, name + ", penalty " + penalty));
  return rows;
}

}  // namespace ghost::cli
