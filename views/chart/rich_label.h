#pragma once
#include <string>

#include <QString>

namespace ghost::chart {

/// Label markup (figure/markup.h: L^h, x_{80}) as HTML for widgets that read rich text.
QString richLabel(const std::string& label);
/// The same in plain characters, with Unicode superscripts and subscripts where they exist.
QString plainLabel(const std::string& label);

}  // namespace ghost::chart
