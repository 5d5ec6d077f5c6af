#include "views/theme/font_bytes.h"

#include <array>

// The assembler copies the files into the program; every compiler of this project's platform (Linux, GNU assembler) does so.
#define GHOST_FONT(symbol, file)                                                   \
  __asm__(".section .rodata\n.balign 16\n.global " #symbol "_begin\n" #symbol "_begin:\n.incbin \"" GHOST_FONTS "/" file "\"\n" \
          ".global " #symbol "_end\n" #symbol "_end:\n.byte 0\n.previous\n");      \
  extern "C" const char symbol##_begin[];                                          \
  extern "C" const char symbol##_end[]

GHOST_FONT(ghost_font_regular, "LiberationSans-Regular.ttf");
GHOST_FONT(ghost_font_bold, "LiberationSans-Bold.ttf");
GHOST_FONT(ghost_font_italic, "LiberationSans-Italic.ttf");

namespace ghost::theme {

std::span<const std::span<const char>> fontFiles() {
  static const std::array<std::span<const char>, 3> files{
      std::span<const char>(ghost_font_regular_begin, ghost_font_regular_end),
      std::span<const char>(ghost_font_bold_begin, ghost_font_bold_end),
      std::span<const char>(ghost_font_italic_begin, ghost_font_italic_end),
  };
  return files;
}

}  // namespace ghost::theme
