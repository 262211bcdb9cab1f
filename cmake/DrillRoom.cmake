# A room is a folder and one library of all its sources. tests/tidy_test.cpp holds the includes
# to the same table that the links below state.
#
#   drill_room(core/measure LINKS base)              -> firedrill_core_measure
#   drill_tests(core/measure LINKS core/measure)     -> tests/core/measure/*_test.cpp, one program
function(drill_room folder)
  cmake_parse_arguments(ROOM "" "" "LINKS;LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" name firedrill_${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main(_[a-z]+)?\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  foreach(room IN LISTS ROOM_LINKS)
    string(REPLACE "/" "_" other firedrill_${room})
    target_link_libraries(${name} PUBLIC ${other})
  endforeach()
  foreach(library IN LISTS ROOM_LIBRARIES)
    target_link_libraries(${name} PUBLIC lib_${library})
  endforeach()
  target_link_libraries(${name} PRIVATE drill_warnings)
endfunction()

function(drill_tests folder)
  cmake_parse_arguments(TESTS "" "TIMEOUT" "LINKS;LIBRARIES;LABELS;PROPERTIES" ${ARGN})
  string(REPLACE "/" "_" name test_${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp)
  add_executable(${name} ${sources})
  foreach(room IN LISTS TESTS_LINKS)
    string(REPLACE "/" "_" other firedrill_${room})
    target_link_libraries(${name} PRIVATE ${other})
  endforeach()
  foreach(library IN LISTS TESTS_LIBRARIES)
    target_link_libraries(${name} PRIVATE lib_${library})
  endforeach()
  target_compile_definitions(${name} PRIVATE
    DRILL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" DRILL_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE drill_test_main drill_warnings)
  if(NOT TESTS_TIMEOUT)
    set(TESTS_TIMEOUT 120)
  endif()
  catch_discover_tests(${name} TEST_PREFIX "${folder}: "
    PROPERTIES TIMEOUT ${TESTS_TIMEOUT} ${TESTS_PROPERTIES})
endfunction()
