# Every library as one target lib_NAME. Headers count as system headers: their warnings are not ours.
find_package(Boost 1.81 REQUIRED COMPONENTS headers json)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)  # its headers; Debian has no archive of it, so cmake/fmt.cpp is compiled
find_package(PkgConfig REQUIRED)

function(drill_library name)
  add_library(lib_${name} INTERFACE)
  target_link_libraries(lib_${name} INTERFACE ${ARGN})
endfunction()

# The archive in programs with the property DRILL_STATIC (firedrill-agent), else the shared library.
function(drill_library_or_archive name shared archive)
  find_library(DRILL_ARCHIVE_${name} ${archive} REQUIRED)
  drill_library(${name}
    "$<IF:$<BOOL:$<TARGET_PROPERTY:DRILL_STATIC>>,${DRILL_ARCHIVE_${name}},${shared}>" ${ARGN})
endfunction()

drill_library_or_archive(json Boost::json libboost_json.a Boost::headers)
drill_library_or_archive(crypto OpenSSL::Crypto libcrypto.a)
add_library(drill_fmt STATIC ${CMAKE_CURRENT_SOURCE_DIR}/cmake/fmt.cpp)
drill_library(fmt drill_fmt)

pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
drill_library_or_archive(xxhash PkgConfig::XXHASH libxxhash.a)

# Asio is compiled once (cmake/asio.cpp).
add_library(drill_asio STATIC ${CMAKE_CURRENT_SOURCE_DIR}/cmake/asio.cpp)
target_compile_definitions(drill_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(drill_asio PUBLIC Boost::headers Threads::Threads)
drill_library(asio drill_asio)
# So is its part that speaks TLS, for those who do.
add_library(drill_asio_ssl STATIC ${CMAKE_CURRENT_SOURCE_DIR}/cmake/asio_ssl.cpp)
target_link_libraries(drill_asio_ssl PUBLIC drill_asio)
drill_library_or_archive(openssl OpenSSL::SSL libssl.a)
drill_library(ssl drill_asio_ssl lib_openssl lib_crypto)

find_package(yaml-cpp REQUIRED)
drill_library_or_archive(yaml yaml-cpp libyaml-cpp.a)
find_package(SQLite3 REQUIRED)
find_library(DRILL_SOCI_CORE soci_core REQUIRED)
find_library(DRILL_SOCI_SQLITE3 soci_sqlite3 REQUIRED)
drill_library(soci ${DRILL_SOCI_CORE} ${DRILL_SOCI_SQLITE3} SQLite::SQLite3 ${CMAKE_DL_LIBS})
pkg_check_modules(LIBSSH REQUIRED IMPORTED_TARGET libssh)
drill_library(libssh PkgConfig::LIBSSH)
find_package(CLI11 REQUIRED)
drill_library(cli11 CLI11::CLI11)
find_package(PostgreSQL REQUIRED)
drill_library(pq PostgreSQL::PostgreSQL)
pkg_check_modules(MARIADB REQUIRED IMPORTED_TARGET libmariadb)
drill_library(mariadb PkgConfig::MARIADB)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
drill_library(hiredis PkgConfig::HIREDIS)
drill_library(resolv resolv)
