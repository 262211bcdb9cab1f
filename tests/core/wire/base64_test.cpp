#include "core/wire/message.hpp"

#include <catch2/catch.hpp>

namespace firedrill::wire {

TEST_CASE("base64 gives the examples of RFC 4648") {
    CHECK(base64_encode("") == "");
    CHECK(base64_encode("f") == "Zg==");
    CHECK(base64_encode("fo") == "Zm8=");
    CHECK(base64_encode("foo") == "Zm9v");
    CHECK(base64_encode("foobar") == "Zm9vYmFy");
    CHECK(base64_encode(std::string("\xff\x00\xfe", 3)) == "/wD+");
}

TEST_CASE("base64 reads back bytes of every length") {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        const auto read = base64_decode(base64_encode(bytes));
        REQUIRE(read.has_value());
        REQUIRE(*read == bytes);
        bytes += static_cast<char>(i * 7);
    }
}

TEST_CASE("base64 has one spelling: everything else is refused") {
    for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9",
                             "Zm9v\n", "Zm-v", "=Zm9"})
        CHECK(base64_decode(text).has_error());
}

}  // namespace firedrill::wire
