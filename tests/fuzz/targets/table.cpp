#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

using Words = std::string_view[];

constexpr Words npyWords = {"\x93NUMPY", "'descr'", "'fortran_order'", "'shape'", "'<f4'", "'>f8'", "'|u1'", "'<f2'", "'|O'", "True", "False", "(2, 3)", "(3,)", "()", "{", "}", ", "};
constexpr Words safetensorsWords = {"\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"BF16\"", "\"F16\"", "\"I64\"", "\"BOOL\"", "[0,0]", "[0,8]", "{", "}", "[", "]", ":", ","};
constexpr Words tsvWords = {"\t", "\n", "\r\n", " ", "0\t", "1\t", "nan", "-inf", "1e39", "1e-50", "0x1p3", "-0.0", "\xef\xbb\xbf"};
constexpr Words jsonWords = {"{", "}", "[", "]", ":", ",", "\"", "null", "true", "false", "\\u0000", "\\ud800", "\\udc00", "\\\"", "1e999", "-0", "0.1", "[[[[[[[[", "{\"a\":", "\xef\xbb\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80"};
constexpr Words jsonLineWords = {"{", "}", "[", "]", ":", ",", "\"asin\"", "\"\\u0061sin\"", "\"title\"", "\"rating\"", "null", "\\ud83d\\ude00", "\\u0000", "\\/", "-1.5e+3", "[[[[[[[[", "\xc3\xa9", "\xff"};
constexpr Words pythonWords = {"{", "}", "[", "]", "(", ")", ":", ",", "'", "\"", "u'", "None", "True", "False", "\\x", "\\xe9", "\\u00e9", "\\ud83d\\ude00", "\\U0010ffff", "\\U00110000", "\\777", "\\N", "\\\n", "-1", "1e5", "1e999", "'asin'", "'title'", "[[[[[[[["};
constexpr Words csvWords = {",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", "\"a\nb\"", "\xef\xbb\xbf", ",,", "\n\n"};
constexpr Words gzipWords = {"\x1f\x8b\x08", "\x1f\x8b", "\x03\x00", "\x01\x00\x00\xff\xff", "PK\x03\x04", "\x28\xb5\x2f\xfd", "BZh", "\xff\xfe", "\xef\xbb\xbf", "\n"};
constexpr Words tokenizerWords = {"\"model\"", "\"vocab\"", "\"merges\"", "\"type\"", "\"BPE\"", "\"WordPiece\"", "\"added_tokens\"", "\"normalizer\"", "\"pre_tokenizer\"", "\"post_processor\"", "\"decoder\"", "\"Sequence\"",
  "\"ByteLevel\"", "\"Split\"", "\"Regex\"", "\"String\"", "\"Isolated\"", "\"NFC\"", "\"Template\"", "\"TemplateProcessing\"", "\"BertProcessing\"", "\"RobertaProcessing\"", "\"SpecialToken\"", "\"truncation\"", "\"max_length\"", "null", "true", "false",
  "(?i:", "\\\\p{L}+", "\\\\s+(?!\\\\S)", "[^\\\\r\\\\n]", "(a+)+$", "(?<=a)", "{1,999}", "|", "*", "+", "?", "\xc4\xa0", "##", "[]", "{}", ","};
constexpr Words vocabularyWords = {"[CLS]\n", "[SEP]\n", "[UNK]\n", "[PAD]\n", "[MASK]\n", "##", "\n", "\r\n", "\xc3\xa9\n", "\xff", "a\n", "##a\n"};
constexpr Words indexWords = {"{", "}", "[", "]", ":", ",", "\"0\"", "\"1\"", "\"2147483648\"", "\"<a_0>\"", "\"<b_12>\"", "\"<p_1>\"", "\"<a-1>\"", "\"<zz_3>\"", "<", ">", "_", "null", "[[", "\"00\""};
constexpr Words tablesWords = {",", "\t", ";", "|", "::", "\n", "\r", "\"", "user", "item", "time", "timestamp", "date", "rating", "user_id:token", "item_id:token", "timestamp:float", "{\"user\":", "\"item\":", "\"time\":", "[", "]", "}", "1e-310", "1e310", "4,5", "-0", "nan", "NULL", "\\N",
  "23.05.2021", "05/06/2021", "20220410", "1400000000", "1400000000000", "99999999999999999999", "a|b", "['a', 'b']", " ", "\xc2\xa0", "\xef\xbb\xbf", "\xff"};
constexpr Words timesWords = {"2021-05-23", "23.05.2021", "05/23/2021", "20210523", "1621728000", "1621728000000", "1e-310", "1e310", "44339.5", "T", "Z", " UTC", "+02:00", " -0530", " America/New_York", " PM", "12:30", ":59", ".250", "May", "Sunday", ", ", "[", "]", "0000-00-00", "NULL", "\n", "9999999999999999999"};
constexpr Words wireWords = {"\"v\":1", "\"v\":2", "\"v\":1e300", "\"kind\":\"run\"", "\"kind\"", "\"run\"", "\"seq\":0", "\"seq\":18446744073709551615", "\"at\"", "\"values\":{}", "\"stop\"", "\"fetch\"", "\n", "\r\n", "{", "}", "[", "]", "\\u0000", "null", "[[[[[[[["};

constexpr Target all[] = {
  {"npy", runNpy, npyWords},
  {"safetensors", runSafetensors, safetensorsWords},
  {"tsv", runTsv, tsvWords},
  {"json", runJson, jsonWords},
  {"json_lines", runJsonLines, jsonLineWords},
  {"python", runPython, pythonWords},
  {"csv", runCsv, csvWords},
  {"gzip", runGzip, gzipWords},
  {"tokenizer", runTokenizer, tokenizerWords},
  {"vocabulary", runVocabulary, vocabularyWords},
  {"index", runIndex, indexWords},
  {"tables", runTables, tablesWords},
  {"times", runTimes, timesWords},
  {"wire", runWire, wireWords},
};

}  // namespace

std::span<const Target> targets() { return all; }

}  // namespace ghost::fuzz
