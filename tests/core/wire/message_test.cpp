#include "core/wire/message.hpp"

#include "core/base/json.hpp"
#include "core/base/match.hpp"

#include <boost/mp11/algorithm.hpp>
#include <catch2/catch.hpp>

namespace firedrill::wire {

namespace {

std::string body_of(const std::string& frame) {
    return frame.substr(12);
}

void refuses(std::string_view body, std::string_view mentions) {
    const auto received = decode(body);
    INFO(body);
    REQUIRE(received.has_error());
    CHECK(received.error().code == Errc::invalid_input);
    INFO(received.error().what);
    CHECK(received.error().what.find(mentions) != std::string::npos);
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
                   .artifacts = {{"samples.csv", std::string(64, 'f'), 12}},
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

TEST_CASE("the length stands first, then the checksum, big endian") {
    const std::string bytes = encode(AskStatus{});
    CHECK(bytes.substr(0, 4) == std::string("\0\0\0\x15", 4));
    CHECK(bytes.substr(4, 8) == "\x96\x14\x3f\x30\x2f\xbf\xca\x1f");
    CHECK(bytes.substr(12) == R"({"type":"ask_status"})");
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

TEST_CASE("a frame of which one bit was changed is no frame") {
    const std::string frame = encode(Execute{.key = {.drill = "d", .step = "fence-1"}});
    for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
        std::string changed = frame;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        FrameReader reader(frame_bytes_max);
        reader.feed(changed);
        const auto body = reader.next();
        // refused, or (a changed length) not complete
        CHECK((!body || !*body));
    }
}

TEST_CASE("names and numbers that no honest peer says are refused") {
    refuses(R"({"type":"query","key":{"attempt":0}})", "attempt");
    refuses(R"({"type":"query","key":{"attempt":-2147483648}})", "attempt");
    refuses(R"({"type":"renew","epoch":-1})", "epoch");
    refuses(R"({"type":"renew","drill":")" + std::string(201, 'x') + R"("})", "name");
    refuses(R"({"type":"hello","host":"\u001b[2J"})", "name");
    refuses(
        "{\"type\":\"hello\",\"host\":\"a\xe2\x80\xae"
        "b\"}",
        "name");
    refuses(R"({"type":"clock_pong","t2":9223372036854775807})", "t2");
    refuses(R"({"type":"ended","report":{"artifacts":[{"name":"x","sha256":"../../x"}]}})",
            "digest");
    refuses(R"({"type":"ended","report":{"output_bytes":-1}})", "negative");
}

TEST_CASE("words of a peer are made visible and cut") {
    Ended ended;
    ended.report.reason = "\x1b]0;title\x07 done\n";
    ended.report.facts = {{"a\x1b",
                           "\xe2\x80\xae"
                           "exe.cod"}};
    ended.report.output = std::string(300'000, 'o') + "\x1b";
    const auto read = decode(encode(ended).substr(12)).value();
    const auto& report = std::get<Ended>(read).report;
    CHECK(report.reason == "\\x1b]0;title\\x07 done ");
    CHECK(report.facts.at("a\\x1b") == "\\u202eexe.cod");
    CHECK(report.output.size() == 192U << 10U);
    Refused refused;
    refused.why = std::string(100'000, 'w');
    const auto cut = decode(encode(refused).substr(12)).value();
    CHECK(std::get<Refused>(cut).why.size() == 4'096);
    CHECK(std::get<Refused>(cut).why.ends_with("w…"));
}

}  // namespace firedrill::wire
