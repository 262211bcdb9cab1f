# What nearly every file includes is parsed once: that takes a quarter off a build. The presets asan
# and tsan leave it off, so that a file which forgot an include is found.
#
#   drill_precompiled(firedrill_core_wire standard)   uses cmake/precompiled/standard.hpp
#   drill_precompiled(test_simulation tests OWN)      the same, compiled with the target's own options
option(DRILL_PRECOMPILE "Parse common headers once" ON)
set(DRILL_UNOPTIMIZED $<$<CONFIG:Debug>:-O0>)

function(drill_precompiled target headers)
  if(NOT DRILL_PRECOMPILE)
    return()
  endif()
  if("OWN" IN_LIST ARGN)
    target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${headers}.hpp)
  else()
    target_precompile_headers(${target} REUSE_FROM drill_precompiled_${headers})
  endif()
endfunction()

# drill_precompiled_for(tests Catch2::Catch2): the target whose headers others use
function(drill_precompiled_for headers)
  set(source ${PROJECT_BINARY_DIR}/precompiled_${headers}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(drill_precompiled_${headers} OBJECT ${source})
  target_link_libraries(drill_precompiled_${headers} PRIVATE ${ARGN})
  drill_precompiled(drill_precompiled_${headers} ${headers} OWN)
endfunction()

drill_precompiled_for(standard lib_fmt Boost::headers)
drill_precompiled_for(asio lib_fmt lib_asio)
