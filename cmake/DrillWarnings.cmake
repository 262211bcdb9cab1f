# Linked privately by all our code, never by a library's.
option(DRILL_WERROR "Warnings are errors" OFF)
add_library(drill_warnings INTERFACE)
target_compile_options(drill_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers
  -Wno-gnu-zero-variadic-macro-arguments)
if(DRILL_WERROR)
  target_compile_options(drill_warnings INTERFACE -Werror)
endif()
