# g++ 12 miscompiles coroutines (docs/adr/0002-compiler.md): better no program than a wrong one.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. "
                      "Use clang++-19: ./bootstrap build installs it and builds.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(DRILL_CCACHE ccache)
if(DRILL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It takes what was made with precompiled headers only when told that they count by content.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${DRILL_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${DRILL_CCACHE})
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_link_options(-fuse-ld=lld)
endif()
# A double never enters a figure; where a library uses one, both compilers shall agree on it.
add_compile_options(-ffp-contract=off -fno-omit-frame-pointer)
# What users run leaves out what nobody calls: an agent is carried to every host.
add_compile_options($<$<CONFIG:Release>:-ffunction-sections> $<$<CONFIG:Release>:-fdata-sections>)

set(DRILL_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(DRILL_SANITIZE)
  add_compile_options(-fsanitize=${DRILL_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DRILL_SANITIZE})
endif()
option(DRILL_FUZZ "Build the fuzzers (clang)" OFF)
if(DRILL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # the rooms say which lines an input reached
endif()
option(DRILL_STATIC_AGENT "Link firedrill-agent fully static" ON)
