#include "core/plan/ssh.hpp"

#include <catch2/catch.hpp>

using namespace firedrill::plan;

TEST_CASE("a host on the way has an address, and may have a user and a port") {
    CHECK(parse_jump("gate").value() == SshJump{.user = "", .address = "gate", .port = 22});
    CHECK(parse_jump("drill@gate.example:2222").value() ==
          SshJump{.user = "drill", .address = "gate.example", .port = 2222});
    CHECK(parse_jump("drill@[fd00::1]:2222").value() ==
          SshJump{.user = "drill", .address = "fd00::1", .port = 2222});
    CHECK(parse_jump("[fd00::1]").value() == SshJump{.user = "", .address = "fd00::1", .port = 22});
}

TEST_CASE("what a shell or a program would read otherwise is no host on the way") {
    for (const char* text : {"", "@gate", "a b", "gate:", "gate:0", "gate:65536", "gate:22x", "-x",
                             "-o@gate", "a@-x", "gate;id", "[fd00::1", "[]", "[fd00::1]22", "$(id)",
                             "gate:+22", "gate: 22", "gate:99999999999999999999"}) {
        INFO(text);
        CHECK(parse_jump(text).has_error());
    }
}

TEST_CASE("only words that no shell reads otherwise are plain") {
    CHECK(is_plain_word("/usr/local/sbin/firedrill-agent"));
    CHECK(is_plain_word("--socket=/run/a_b.sock"));
    for (const char* word : {"", "a b", "a;b", "$(id)", "`id`", "a\nb", "a'b", "a\"b", "~", "*",
                             "a|b", "a&b", "a>b", "\\", "{a}", "#", "!", "a\tb", "ü"})
        CHECK_FALSE(is_plain_word(word));
}
