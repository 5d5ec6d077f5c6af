#include "views/theme/theme.h"

#include <array>
#include <cmath>

#include <QByteArray>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QString>
#include <QStringList>

#include "base/error.h"
#include "views/theme/font_bytes.h"

namespace ghost::theme {

namespace {

// Okabe-Ito without its blue (head), vermilion (tail) and yellow (too pale for lines on white); purple and grey are added.
constexpr std::array<const char*, 6> okabeIto{"#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#8C6BB1", "#7F7F7F"};
constexpr const char* blue = "#0072B2";
constexpr const char* vermilion = "#D55E00";

/// n = 0 the colour itself, then lighter, darker, lighter still, ...: siblings that still read as the same role.
QColor sibling(const QColor& base, int index) {
  if (index <= 0) return base;
  const int step = (index + 1) / 2;
  return index % 2 == 1 ? base.lighter(100 + 45 * step) : base.darker(100 + 40 * step);
}

double linear(double channel) { return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4); }
double luminance(const QColor& c) { return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF()); }

QColor mix(const QColor& a, const QColor& b, double t) {
  return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * t), static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * t),
                          static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * t));
}

template <std::size_t N>
QColor along(const std::array<const char*, N>& stops, double t) {
  if (std::isnan(t)) return QColor(0xBD, 0xBD, 0xBD);
  const double place = std::clamp(t, 0.0, 1.0) * (N - 1);
  const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), N - 2);
  return mix(QColor(stops[below]), QColor(stops[below + 1]), place - static_cast<double>(below));
}

// Eight-bit samples of the published perceptually uniform maps at 0, 1/8, ..., 1.
constexpr std::array<const char*, 9> viridis{"#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C", "#28AE80", "#5EC962", "#ADDC30", "#FDE725"};
constexpr std::array<const char*, 9> cividis{"#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369", "#FEE838"};
constexpr std::array<const char*, 7> blueOrange{"#0B4F87", "#3E87BE", "#9CC4E0", "#F5F5F2", "#F6C07A", "#E0862A", "#A65200"};

}  // namespace

QColor ground(Mode mode) { return mode == Mode::Light ? QColor(Qt::white) : QColor("#1E1F22"); }
QColor ink(Mode mode) { return mode == Mode::Light ? QColor("#1A1A1A") : QColor("#E8E8E8"); }
QColor faintInk(Mode mode) { return mode == Mode::Light ? QColor("#6B6B6B") : QColor("#A6A6A6"); }
QColor headColour(Mode mode) { return mode == Mode::Light ? QColor(blue) : QColor("#4BA6DE"); }
QColor tailColour(Mode mode) { return mode == Mode::Light ? QColor(vermilion) : QColor("#F0813A"); }
int categoricalCount() { return static_cast<int>(okabeIto.size()); }

QColor roleColour(figure::Role role, int index, Mode mode) {
  using figure::Role;
  switch (role) {
    case Role::Head: return sibling(headColour(mode), index);
    case Role::Tail: return sibling(tailColour(mode), index);
    case Role::Positive: return sibling(QColor("#009E73"), index);
    case Role::Negative: return sibling(QColor("#CC79A7"), index);
    case Role::Neutral: return sibling(faintInk(mode), index);
    case Role::Series: break;
  }
  const QColor colour(okabeIto[static_cast<std::size_t>(std::max(0, index)) % okabeIto.size()]);
  return mode == Mode::Light ? colour : colour.lighter(118);
}

QColor sequential(double t, Sequential scale) { return scale == Sequential::Viridis ? along(viridis, t) : along(cividis, t); }
QColor shade(double t, Mode mode) {
  if (std::isnan(t)) return faintInk(mode);
  t = std::clamp(t, 0.0, 1.0);
  return mode == Mode::Light ? sequential(0.9 * (1 - t)) : sequential(0.15 + 0.85 * t);
}
QColor diverging(double t) { return along(blueOrange, std::isnan(t) ? t : (std::clamp(t, -1.0, 1.0) + 1) / 2); }

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor textOn(const QColor& fill) { return contrast(fill, Qt::black) >= contrast(fill, Qt::white) ? QColor(Qt::black) : QColor(Qt::white); }

QString loadFonts() {
  static const QString family = [] {
    if (qGuiApp == nullptr) throw Error(ErrorCode::Internal, "fonts", "fonts can be loaded only once the Qt application object exists");
    QString name;
    for (std::span<const char> file : fontFiles()) {
      const int id = QFontDatabase::addApplicationFontFromData(QByteArray(file.data(), static_cast<qsizetype>(file.size())));
      if (id < 0) throw Error(ErrorCode::Internal, "fonts", "the shipped font can't be read by Qt; rebuild the program from unchanged resources/fonts");
      name = QFontDatabase::applicationFontFamilies(id).value(0);
    }
    return name;
  }();
  return family;
}

QFont font(double points, bool bold, bool italic) {
  QFont f(loadFonts());
  f.setPointSizeF(points);
  f.setBold(bold);
  f.setItalic(italic);
  f.setHintingPreference(QFont::PreferNoHinting);
  f.setStyleStrategy(QFont::PreferOutline);
  return f;
}

}  // namespace ghost::theme
