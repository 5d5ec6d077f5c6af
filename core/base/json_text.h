#pragma once
#include <string>
#include <string_view>

namespace ghost {

/// The JSON library takes a NUL byte for the end of the text, so what stands behind one would go unseen and two readers could see two different documents.
/// JSON holds none: throws Error{Data} naming the byte. Every text goes through here before it is given to the library.
void requireNoNul(std::string_view text, const std::string& where);

}  // namespace ghost
