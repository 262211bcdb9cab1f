#include "orchestrator/cli/typed_line.hpp"

#include <catch2/catch.hpp>

#include <string_view>

using namespace firedrill::cli;

namespace {

TypedLine::State type(TypedLine& line, std::string_view bytes) {
    auto state = TypedLine::State::typing;
    for (const char byte : bytes) state = line.feed(byte);
    return state;
}

}  // namespace

TEST_CASE("a note is what was typed until Enter, with its corrections") {
    TypedLine line;
    CHECK(type(line, "db1 is slowx\x7f") == TypedLine::State::typing);
    CHECK(type(line, "\n") == TypedLine::State::entered);
    CHECK(line.text() == "db1 is slow");
}

TEST_CASE("Backspace takes back a whole Chinese character") {
    TypedLine line;
    type(line, "\xe5\xa4\x87\xe5\xba\x93\x7f");
    CHECK(line.text() == "\xe5\xa4\x87");
}

TEST_CASE("Escape leaves the line, and control bytes are no text") {
    TypedLine line;
    type(line, "\x01\x7f\x7fok\t");
    CHECK(line.text() == "ok");
    CHECK(type(line, "\x1b") == TypedLine::State::left);
}
