#pragma once
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <QRectF>
#include <QString>
#include <QXmlStreamReader>

namespace ghost::paper_testing {

struct Ran {
  int code = -1;
  std::string out;
};
/// Runs a shell command, its errors included in the output.
inline Ran run(const std::string& command) {
  Ran ran;
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"), [](FILE*) { return 0; });
  char chunk[4096];
  for (std::size_t n = 0; (n = fread(chunk, 1, sizeof chunk, pipe.get())) > 0;) ran.out.append(chunk, n);
  const int status = pclose(pipe.get());
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

inline std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// A word of a PDF with its place in points.
struct Word {
  std::string text;
  QRectF box;
};
struct PdfText {
  QRectF page;
  std::vector<Word> words;
};
inline PdfText textOf(const std::filesystem::path& pdf) {
  PdfText text;
  const Ran ran = run("pdftotext -bbox '" + pdf.string() + "' -");
  QXmlStreamReader reader(QString::fromStdString(ran.out));
  while (!reader.atEnd()) {
    if (reader.readNext() != QXmlStreamReader::StartElement) continue;
    const auto number = [&](const char* name) { return reader.attributes().value(QLatin1String(name)).toDouble(); };
    if (reader.name() == QLatin1String("page")) text.page = QRectF(0, 0, number("width"), number("height"));
    if (reader.name() != QLatin1String("word")) continue;
    const QRectF box(QPointF(number("xMin"), number("yMin")), QPointF(number("xMax"), number("yMax")));
    text.words.push_back({reader.readElementText().toStdString(), box});
  }
  return text;
}

}  // namespace ghost::paper_testing
