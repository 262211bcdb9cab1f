#include "core/wire/message.hpp"

#include "core/base/json.hpp"
#include "core/base/match.hpp"

#include <boost/mp11/algorithm.hpp>
#include <catch2/catch.hpp>

namespace firedrill::wire {

namespace {

std::string body_of(const std::string& frame) {
    return frame.substr(4);
}

std::string text(const Message& message) {
    return canonical(to_json(message));
}

Ended sample_ended() {
    return Ended{
        .key = {.drill = "d-1", .step = "promote/check@db2", .attempt = 2, .part = Part::undo},
        .report = {.outcome = Outcome::failed,
                   .reason = "exit code 3",
                   .host = "db2",
                   .boot = "b",
                   .started = Nanos{5},
                   .ended = Nanos{9'000'000'000'000},
                   .effect = {Nanos{6}, Nanos{8}},
                   .exit = 3,
                   .output = "a\n\"b\"\t\x01",
                   .errors = "错误",
                   .output_bytes = 70'000,
                   .artifacts = {{"samples.csv", "00ff", 12}},
                   .facts = {{"role", "primary"}}}};
}

}  // namespace

TEST_CASE("every message survives the way through a frame") {
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<Message>>>([](auto index) {
        // given a message of each type, with its defaults
        const Message sent{std::in_place_index<index.value>};
        // when it is framed and read back
        const auto received = decode(body_of(encode(sent)));
        // then it is the same message
        REQUIRE(received.has_value());
        CHECK(received->index() == sent.index());
        CHECK(text(*received) == text(sent));
    });
}

TEST_CASE("a report keeps every member") {
    const Message sent = sample_ended();
    const auto received = decode(body_of(encode(sent)));
    REQUIRE(received.has_value());
    CHECK(text(*received) == text(sent));
    CHECK(std::get<Ended>(*received).report.errors == "错误");
    CHECK(std::get<Ended>(*received).report.output == "a\n\"b\"\t\x01");
}

TEST_CASE("the length stands first, big endian") {
    const std::string frame = encode(AskStatus{});
    CHECK(frame == std::string("\0\0\0\x15{\"type\":\"ask_status\"}", 25));
}

TEST_CASE("output that is no UTF-8 still makes a readable frame") {
    // given a program that printed Latin-1, half a character and an overlong slash
    Ended ended = sample_ended();
    ended.report.output = "caf\xe9 \xe4\xbd \xc0\xaf ok 好";
    // when the report is framed
    const auto received = decode(body_of(encode(ended)));
    // then the bytes that mean nothing are marked and the others are kept
    REQUIRE(received.has_value());
    CHECK(std::get<Ended>(*received).report.output == "caf� �� �� ok 好");
}

TEST_CASE("a newer peer may send members that we do not know") {
    const auto received = decode(R"({"type":"renew","drill":"d","epoch":3,"colour":"red"})");
    REQUIRE(received.has_value());
    CHECK(std::get<Renew>(*received).epoch == 3);
}

TEST_CASE("what is no message is refused and named") {
    const auto refuses = [](std::string_view body, std::string_view mentions) {
        const auto received = decode(body);
        INFO(body);
        REQUIRE(received.has_error());
        CHECK(received.error().code == Errc::invalid_input);
        INFO(received.error().what);
        CHECK(received.error().what.find(mentions) != std::string::npos);
    };
    refuses(R"({"type":"shell","argv":["rm"]})", "type");
    refuses(R"({"drill":"d"})", "type");
    refuses(R"([1,2])", "");
    refuses(R"({"type":"renew","epoch":"3"})", "epoch");
    refuses(R"({"type":"execute","key":{"attempt":1.5}})", "integer");
    refuses(R"({"type":"execute","key":{"attempt":99999999999}})", "attempt");
    refuses(R"({"type":"execute","key":{"part":"redo"}})", "part");
    refuses(R"({"type":"renew")", "");
    refuses("", "");
    refuses(std::string(200, '['), "");
    refuses("{\"type\":\"renew\",\"drill\":\"\xff\"}", "");
}

TEST_CASE("frames are cut out of any split of the stream") {
    // given two frames in one stream
    const std::string stream = encode(sample_ended()) + encode(AskStatus{});
    for (std::size_t split = 0; split <= stream.size(); ++split) {
        // when it arrives in two pieces
        FrameReader reader(frame_bytes_max);
        std::vector<std::string> bodies;
        for (const auto& piece : {stream.substr(0, split), stream.substr(split)}) {
            reader.feed(piece);
            while (true) {
                const auto body = reader.next();
                REQUIRE(body.has_value());
                if (!*body) break;
                bodies.push_back(**body);
            }
        }
        // then both come out whole
        REQUIRE(bodies.size() == 2);
        CHECK(bodies[1] == R"({"type":"ask_status"})");
    }
}

TEST_CASE("an oversized or empty frame ends the conversation") {
    FrameReader reader(greeting_bytes_max);
    reader.feed(std::string("\0\x01\0\x01", 4));
    CHECK(reader.next().has_error());

    // the limit may rise after the greeting
    FrameReader wider(greeting_bytes_max);
    wider.set_bytes_max(frame_bytes_max);
    wider.feed(std::string("\0\x01\0\x01", 4));
    const auto waiting = wider.next();
    REQUIRE(waiting.has_value());
    CHECK_FALSE(waiting->has_value());

    FrameReader empty(greeting_bytes_max);
    empty.feed(std::string(4, '\0'));
    CHECK(empty.next().has_error());
}

}  // namespace firedrill::wire
