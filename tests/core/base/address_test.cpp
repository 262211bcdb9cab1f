#include "core/base/address.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("an address is a name or a number, with a port or without") {
    CHECK(parse_address("gate").value() == Address{.host = "gate", .port = std::nullopt});
    CHECK(parse_address("10.0.9.5:7461").value() == Address{.host = "10.0.9.5", .port = 7461});
    CHECK(parse_address("[fd00::5]:7461").value() == Address{.host = "fd00::5", .port = 7461});
    CHECK(parse_address("[fd00::5]").value() == Address{.host = "fd00::5", .port = std::nullopt});
}

TEST_CASE("what is no address is refused") {
    for (const char* text :
         {"", ":22", "[]", "[fd00::5", "[fd00::5]22", "fd00::5", "gate:", "gate:0", "gate:65536",
          "gate:22x", "gate:+22", "gate: 22", "gate:99999999999999999999"}) {
        INFO(text);
        CHECK(parse_address(text).has_error());
    }
}
