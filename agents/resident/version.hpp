// Our version, from the project's CMakeLists.txt.
#pragma once

namespace firedrill::resident {

inline constexpr const char* version = DRILL_VERSION;

}  // namespace firedrill::resident
