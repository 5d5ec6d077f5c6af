#include "views/paper/paper.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "figure/markup.h"
#include "views/paper/tex.h"

namespace ghost::paper {

namespace {

constexpr double pointsPerMm = 72 / 25.4;

struct Job {
  const figure::FigureData& figure;
  const PaperOptions& options;
  const Style& style;
  QSizeF sizeMm;
  std::string name;
  std::string provenance;                    ///< one JSON object
};

std::string bytesOf(const QBuffer& buffer) { return buffer.data().toStdString(); }
/// For titles and descriptions: one line without what XML and PDF strings can't hold.
QString toQt(const std::string& text) { return QString::fromStdString(figure::oneLine(text)); }

/// Qt knows pages of whole points only. The page is made up to the next whole point and cut to its true size, from the top left corner, in the one line
/// of the file that states it; the line keeps its length, since the file's index counts bytes.
void cutPage(std::string& bytes, QSizeF points, QSizeF whole) {
  const std::size_t begin = bytes.find("/MediaBox ["), end = bytes.find(']', begin);
  std::string box = fmt::format("/MediaBox [0 {:.3f} {:.3f} {:.0f}", whole.height() - points.height(), points.width(), whole.height());
  if (begin == std::string::npos || end == std::string::npos || box.size() > end - begin) throw Error(ErrorCode::Internal, "pdf", "Qt writes the page size in another way than this program knows");
  box.resize(end - begin, ' ');
  bytes.replace(begin, box.size(), box);
}

std::string pdf(const Job& job) {
  const QSizeF points = job.sizeMm * pointsPerMm, whole(std::ceil(points.width()), std::ceil(points.height()));
  constexpr int resolution = 7200;           // a hundredth of a point, so that rounding can't be seen
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
    writer.setResolution(resolution);
    writer.setPageSize(QPageSize(whole, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(toQt(job.figure.title));
    writer.setCreator(QStringLiteral("Ghost Workbench"));
    writer.addFileAttachment(toQt(job.name + ".provenance.json"), QByteArray::fromStdString(job.provenance), QStringLiteral("application/json"));
    QPainter painter(&writer);
    paintFigure(painter, job.figure, job.sizeMm, job.style, resolution / 25.4);
  }
  std::string bytes = bytesOf(buffer);
  cutPage(bytes, points, whole);
  return bytes;
}

std::string svg(const Job& job) {
  constexpr int resolution = 7200;
  const QSize size = (job.sizeMm * resolution / 25.4).toSize();
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  {
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(resolution);
    generator.setSize(size);
    generator.setViewBox(QRectF(QPointF(), QSizeF(size)));
    QPainter painter(&generator);
    paintFigure(painter, job.figure, job.sizeMm, job.style, resolution / 25.4);
  }
  QByteArray text = buffer.data();
  // Not by the generator, which writes them as they are, & and < included.
  const QString words = QStringLiteral("\n<title>%1</title>\n<desc>%2</desc>").arg(toQt(job.figure.title).toHtmlEscaped(), toQt(job.provenance).toHtmlEscaped());
  if (const qsizetype end = text.indexOf('>', text.indexOf("<svg")); end > 0) text.insert(end + 1, words.toUtf8());
  // Where the family isn't installed a viewer takes one of the same letter widths instead of its default.
  text.replace("font-family=\"Liberation Sans\"", "font-family=\"Liberation Sans, Arial, Helvetica, sans-serif\"");
  return text.toStdString();
}

std::string png(const Job& job) {
  const double unitsPerMm = job.options.dpi / 25.4;
  QImage image((job.sizeMm * unitsPerMm).toSize(), QImage::Format_RGB32);
  image.fill(theme::ground(theme::Mode::Light));
  image.setDotsPerMeterX(static_cast<int>(unitsPerMm * 1000 + 0.5));
  image.setDotsPerMeterY(static_cast<int>(unitsPerMm * 1000 + 0.5));
  image.setText(QStringLiteral("Title"), toQt(job.figure.title));
  image.setText(QStringLiteral("Software"), QStringLiteral("Ghost Workbench"));
  image.setText(QStringLiteral("ghost"), toQt(job.provenance));
  {
    QPainter painter(&image);
    paintFigure(painter, job.figure, job.sizeMm, job.style, unitsPerMm);
  }
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytesOf(buffer);
}

std::string csv(const Job& job) { return toCsv(job.figure); }
std::string tex(const Job& job) { return toTex(job.figure, job.options.widthMm, job.style, job.name + ".csv", job.name + ".pdf"); }
std::string json(const Job& job) {
  OrderedJson whole = toJson(job.figure);
  whole["request"] = job.options.request;
  whole["paper"] = {{"style", job.style.id}, {"width_mm", job.sizeMm.width()}, {"height_mm", job.sizeMm.height()}, {"dpi", job.options.dpi}, {"formats", job.options.formats}, {"name", job.name}};
  whole["edits"] = toJson(job.options.edits);
  return whole.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

struct Format {
  const char* id;
  std::string (*write)(const Job& job);
};
constexpr Format formatTable[] = {{"pdf", pdf}, {"svg", svg}, {"png", png}, {"csv", csv}, {"tex", tex}, {"json", json}};

/// The formats asked for in the order of the table; what a .tex reads comes with it.
std::vector<const Format*> chosen(const PaperOptions& options, const figure::FigureData& figure) {
  std::vector<std::string> wanted = options.formats;
  for (const std::string& id : options.formats) {
    const bool known = std::any_of(std::begin(formatTable), std::end(formatTable), [&](const Format& f) { return f.id == id; });
    if (!known) throw usageError("format " + id, fmt::format("no such figure format; those there are: {}", fmt::join(paperFormats(), ", ")));
  }
  const auto has = [&wanted](const char* id) { return std::find(wanted.begin(), wanted.end(), id) != wanted.end(); };
  const bool tree = std::any_of(figure.panels.begin(), figure.panels.end(), [](const figure::Panel& p) { return !p.tree.empty(); });
  if (has("tex")) wanted.push_back(tree ? "pdf" : "csv");
  std::vector<const Format*> formats;
  for (const Format& format : formatTable) {
    if (has(format.id)) formats.push_back(&format);
  }
  return formats;
}

std::string provenanceOf(const figure::FigureData& figure, const Style& style, QSizeF sizeMm) {
  const OrderedJson record = {{"program", "Ghost Workbench"}, {"kind", figure.kind}, {"runs", figure.runs}, {"provenance", figure.provenance},
                              {"style", style.id}, {"width_mm", sizeMm.width()}, {"height_mm", sizeMm.height()}};
  return record.dump(-1, ' ', true, OrderedJson::error_handler_t::replace);
}

std::vector<std::filesystem::path> existing(const std::filesystem::path& folder, const std::string& name, const std::vector<const Format*>& formats) {
  std::vector<std::filesystem::path> there;
  for (const Format* format : formats) {
    const std::filesystem::path file = folder / (name + "." + format->id);
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) there.push_back(file);
  }
  return there;
}

void requireName(const std::string& name) {
  const bool odd = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (name.find('/') != std::string::npos || name == "." || name == ".." || odd) {
    throw usageError("figure name", fmt::format("\"{}\" is no file name; give one without a slash or line breaks, and the folder by itself", figure::oneLine(name)));
  }
}

/// The name whose files may be written.
std::string freeName(const figure::FigureData& figure, const PaperOptions& options, const std::vector<const Format*>& formats) {
  const std::string name = nameOf(figure, options);
  requireName(name);
  const auto there = existing(options.folder, name, formats);
  if (there.empty() || options.existing == Existing::Replace) return name;
  if (options.existing == Existing::Refuse) {
    throw usageError(there.front().string(), there.size() == 1 ? "this file is there already; replace it with --force, or give another --name or --out"
                                                               : fmt::format("this file and {} more of this figure are there already; replace them with --force, or give another --name or --out", there.size() - 1));
  }
  for (int number = 2;; ++number)
    if (const std::string next = fmt::format("{}-{}", name, number); existing(options.folder, next, formats).empty()) return next;
}

/// TeX reads neither braces nor backslashes nor quotes in the name of a picture, however they are written.
void requireTexName(const std::string& name, const figure::FigureData& figure, const std::vector<const Format*>& formats) {
  const bool tex = std::any_of(formats.begin(), formats.end(), [](const Format* format) { return format->id == std::string_view("tex"); });
  const bool picture = std::any_of(figure.panels.begin(), figure.panels.end(), [](const figure::Panel& panel) { return !panel.tree.empty(); });
  if (tex && picture && name.find_first_of("{}\\\"") != std::string::npos) {
    throw usageError("figure name", fmt::format("TeX can't include a picture named \"{}\"; leave braces, backslashes and quotes out of --name, or the format tex", name));
  }
}

QSizeF sizeOf(const figure::FigureData& figure, const PaperOptions& options, const Style& look) {
  if (!(options.widthMm >= 20 && options.widthMm <= 1000)) throw usageError("figure width", fmt::format("{:g} mm is no paper width; give one from 20mm to 1000mm, e.g. 84mm", options.widthMm));
  const double height = options.heightMm > 0 ? options.heightMm : options.edits.heightMm.value_or(0);
  if (height != 0 && !(height >= 10 && height <= 1000)) throw usageError("figure height", fmt::format("{:g} mm is no paper height; give one from 10mm to 1000mm, or none", height));
  QSizeF size = paperSize(figure, options.widthMm, look);
  if (height > 0) size.setHeight(height);
  return size;
}

std::string reasonOf(const Error& error) {
  const std::string text = error.what(), prefix = error.where() + ": ";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// Which of the files are of this export when that of index `failed` couldn't take its name.
std::string newAndOld(const std::vector<std::filesystem::path>& files, std::size_t failed) {
  std::vector<std::string> fresh, old;
  for (std::size_t i = 0; i < files.size(); ++i) (i < failed ? fresh : old).push_back(files[i].filename().string());
  return fmt::format("; {}; {} as before the export", fresh.empty() ? "no file is new" : fmt::format("new: {}", fmt::join(fresh, ", ")), fmt::join(old, ", "));
}

struct Drawn {
  std::filesystem::path file;
  std::string bytes;
};

/// Written whole before the first takes its name, so that a full disk leaves the figure as it was in all formats.
std::vector<std::filesystem::path> written(const std::vector<Drawn>& drawn) {
  std::vector<std::filesystem::path> files;
  std::vector<std::unique_ptr<FileStream>> streams;
  for (const Drawn& one : drawn) {
    files.push_back(one.file);
    streams.push_back(std::make_unique<FileStream>(one.file));
    streams.back()->write(one.bytes);
    streams.back()->prepare();
  }
  for (std::size_t i = 0; i < streams.size(); ++i) {
    try {
      streams[i]->commit();
    } catch (const Error& error) {
      throw Error(error.code(), error.where(), reasonOf(error) + newAndOld(files, i));
    }
  }
  return files;
}

}  // namespace

std::vector<std::string> paperFormats() {
  std::vector<std::string> ids;
  for (const Format& format : formatTable) ids.emplace_back(format.id);
  return ids;
}

std::string nameOf(const figure::FigureData& figure, const PaperOptions& options) { return options.name.empty() ? figure.kind : options.name; }

std::vector<std::filesystem::path> existingFiles(const figure::FigureData& figure, const PaperOptions& options) {
  return existing(options.folder, nameOf(figure, options), chosen(options, figure));
}

std::vector<std::filesystem::path> exportFigure(const figure::FigureData& whole, const PaperOptions& options) {
  if (!whole.emptyReason.empty()) throw usageError("figure " + whole.kind, whole.emptyReason);
  const figure::FigureData figure = figure::edited(whole, options.edits);
  const Style& look = style(options.style);
  const QSizeF size = sizeOf(figure, options, look);
  const auto formats = chosen(options, figure);
  const std::string name = freeName(figure, options, formats);
  requireTexName(name, figure, formats);
  const Job job{figure, options, look, size, name, provenanceOf(figure, look, size)};
  std::vector<Drawn> drawn;
  for (const Format* format : formats) drawn.push_back({options.folder / (name + "." + format->id), format->write(job)});
  createFolders(options.folder);
  return written(drawn);
}

}  // namespace ghost::paper
