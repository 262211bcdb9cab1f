// Bytes on the socket of agent and probe that no orchestrator would send. Whatever comes, nothing
// is performed, nothing grows, and an honest orchestrator is served beside it.
#include "core/base/hash.hpp"
#include "tests/hostile/target.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <vector>

using namespace firedrill;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

constexpr long memory_most = 48L << 10U;  // KiB; at rest an agent has about 10 MiB

std::string repeated(const std::string& part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
}

/// Nothing but the start of the program itself.
std::size_t receipts_at_rest(const Target& target) {
    return target.receipts().size();
}

void check_unharmed(const Target& target, std::size_t receipts) {
    CHECK(target.runs());
    CHECK(serves(target));
    CHECK(target.receipts().size() == receipts);
    CHECK(target.memory_peak() < memory_most);
}

std::vector<std::string> broken_bodies() {
    return {"",
            "{",
            "null",
            "[]",
            "\"hello\"",
            "{}",
            R"({"type":"no_such_verb"})",
            R"({"type":7})",
            R"({"type":"renew","drill":7})",
            R"({"type":"renew","drill":"d","epoch":1.5})",
            R"({"type":"renew","drill":"d","epoch":1e400})",
            R"({"type":"renew","drill":"d","epoch":99999999999999999999})",
            R"({"type":"renew","drill":"d","epoch":-1})",
            R"({"type":"query","key":{"drill":"d","step":"s","attempt":-2147483648}})",
            R"({"type":"query","key":{"drill":"d","step":"s","attempt":0}})",
            R"({"type":"execute","key":{"drill":"d","step":"s"},"closes":2147483647})",
            "{\"type\":\"renew\",\"drill\":\"\x1b[2J\"}",
            "{\"type\":\"renew\",\"drill\":\"\xff\xfe\"}",
            R"({"type":"renew","drill":")" + std::string(300, 'x') + R"("})",
            R"({"type":"renew","type":"query","type":[]})",
            std::string(5, '\0')};
}

/// As large as a greeted peer may send.
std::vector<std::string> bombs() {
    const std::size_t most = wire::frame_bytes_max - 64;
    return {std::string(most, '['),
            repeated(R"({"a":)", most / 5),
            "[" + repeated("0,", most / 2 - 8) + "0]",
            "[" + repeated("[],", most / 3 - 8) + "[]]",
            R"({"type":"renew","epoch":)" + std::string(most / 2, '9') + "}",
            "{" + repeated(R"("a":1,)", most / 6 - 8) + R"("a":1})",
            R"({"type":"query","key":{"step":")" + std::string(most - 64, 's') + R"("}})",
            R"({"type":"renew","drill":")" + repeated("\\u0001", most / 6 - 16) + R"("})"};
}

}  // namespace

TEST_CASE("frames that are none end their connection and nothing else") {
    for (const char* program : {"firedrill-agent", "firedrill-probe"}) {
        CAPTURE(program);
        Target target(program);
        const std::size_t receipts = receipts_at_rest(target);
        for (const std::string& body : broken_bodies()) {
            CAPTURE(body);
            Caller stranger(target);
            stranger.say(wire::frame(body));
            CHECK(stranger.is_closed());
            Caller greeted(target);
            REQUIRE(greeted.greet());
            greeted.say(wire::frame(body));
            CHECK(greeted.is_closed());
        }
        check_unharmed(target, receipts);
    }
}

TEST_CASE("lengths that are too great are refused before they are believed") {
    Target target;
    const std::size_t receipts = receipts_at_rest(target);
    for (const std::uint32_t length : {0U, 65'537U, 4'194'305U, 0x7fffffffU, 0xffffffffU}) {
        CAPTURE(length);
        Caller stranger(target);
        stranger.say(head(length) + "{");
        CHECK(stranger.is_closed());
    }
    Caller greeted(target);
    REQUIRE(greeted.greet());
    greeted.say(head(wire::frame_bytes_max + 1));
    CHECK(greeted.is_closed());
    check_unharmed(target, receipts);
}

TEST_CASE("a JSON bomb costs a connection, not the program") {
    Target target;
    const std::size_t receipts = receipts_at_rest(target);
    for (const std::string& bomb : bombs()) {
        CAPTURE(bomb.substr(0, 40));
        Caller greeted(target);
        REQUIRE(greeted.greet());
        CHECK(greeted.say(wire::frame(bomb)));
        CHECK(greeted.is_closed());
    }
    CHECK(target.runs());
    CHECK(serves(target));
    CHECK(target.receipts().size() == receipts);
    CHECK(target.memory_peak() < 256L << 10U);  // 4 MiB of JSON are 2 million values
}

TEST_CASE("who sends byte for byte, stops within a frame, or says nothing is let go") {
    Target target;
    const std::size_t receipts = receipts_at_rest(target);
    Caller silent(target), within_head(target), within_body(target), whole(target);
    within_head.say(std::string("\0\0", 2));
    within_body.say(head(1'000) + R"({"type":"hel)");
    // a frame that never ends keeps no honest one waiting
    for (const char c : wire::encode(wire::Hello{.host = "h1"})) whole.say({&c, 1});
    CHECK(whole.hear_a<wire::Welcome>().has_value());
    CHECK(serves(target));
    CHECK(silent.is_closed());
    CHECK(within_head.is_closed());
    CHECK(within_body.is_closed());
    check_unharmed(target, receipts);
}

TEST_CASE("nothing is answered before the greeting, nor to a greeting as another host") {
    Target target;
    const std::size_t receipts = receipts_at_rest(target);
    const std::vector<wire::Message> early{wire::ClockPing{.id = 1},
                                           wire::Query{.key = {.drill = "d", .step = "s"}},
                                           wire::Execute{.key = {.drill = "d", .step = "s"}},
                                           wire::Fetch{.sha256 = sha256_hex("x")},
                                           wire::AskStatus{},
                                           wire::Welcome{.host = "h1"},
                                           wire::Ended{.key = {.drill = "d", .step = "s"}}};
    for (const auto& message : early) {
        Caller stranger(target);
        stranger.tell(message);
        CHECK_FALSE(stranger.hear().has_value());
    }
    for (const char* host : {"h2", "", "h1/../h1", "*", "$(touch x)"}) {
        Caller stranger(target);
        stranger.tell(wire::Hello{.host = host});
        CHECK_FALSE(stranger.hear_a<wire::Welcome>().has_value());
    }
    Caller of_the_future(target);
    of_the_future.tell(wire::Hello{.protocol_min = 2, .protocol_max = 9, .host = "h1"});
    CHECK(of_the_future.hear_a<wire::Refused>().has_value());
    check_unharmed(target, receipts);
}

TEST_CASE("thousands of connections that say nothing keep no honest one out") {
    rlimit descriptors{};
    ::getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
    Target target;
    const std::size_t receipts = receipts_at_rest(target);
    std::vector<Caller> crowd;
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 500; ++i) {
            crowd.emplace_back(target);
            if (i % 2 == 0) crowd.back().say(head(60'000));
        }
        CHECK(serves(target));
    }
    for (Caller& one : crowd) CHECK(one.is_closed());
    check_unharmed(target, receipts);
    CHECK(std::filesystem::file_size(target.log()) < 64U << 10U);
}
