#include "core/wire/enrolment.hpp"

#include "core/wire/message.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::wire;

TEST_CASE("a certificate names the head, or a program on a host, and nothing else") {
    for (const Identity& who :
         {Identity{.role = Role::head, .host = {}}, Identity{.role = Role::agent, .host = "db1"},
          Identity{.role = Role::probe, .host = "client-1.example"}})
        CHECK(parse_uri(to_uri(who)).value() == who);
    for (const char* uri :
         {"", "firedrill://", "firedrill://agent", "firedrill://agent/", "firedrill://agent/a/b",
          "firedrill://agent/../head", "firedrill://agent/a b", "firedrill://head/db1",
          "http://agent/db1", "firedrill://operator/db1", "firedrill://agent/d\xc3\xa9"}) {
        INFO(uri);
        CHECK(parse_uri(uri).has_error());
    }
}

TEST_CASE("a request for a certificate comes through as it was sent, and none for the head does") {
    const AskCertificate ask{
        .who = {.role = Role::agent, .host = "db1"}, .token = "t", .request = "PEM"};
    FrameReader frames(enrolment_bytes_max);
    frames.feed(encode(ask));
    const auto body = frames.next().value();
    REQUIRE(body.has_value());
    const auto read = decode_ask(*body).value();
    CHECK(read.who == ask.who);
    CHECK(read.token == "t");
    CHECK(read.request == "PEM");
    CHECK(
        decode_ask(R"({"request":"PEM","token":"t","who":{"host":"","role":"head"}})").has_error());
    CHECK(decode_ask("[]").has_error());
}
