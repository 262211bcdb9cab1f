#include "agents/agent/scratch.hpp"
#include "agents/agent/scratch_texts.hpp"
#include "agents/agent/traffic_command.hpp"

#include <charconv>

namespace firedrill::agent {

namespace {

using Answer = Result<std::string>;

Result<std::int64_t> read_bytes(const std::string& word, Language language) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (ec == std::errc{} && end == word.data() + word.size() && value > 0) return value;
    return fail(Errc::usage, say(language, scratch_text::bad_bytes, word));
}

std::string name_of(Scratch::State state) {
    switch (state) {
        case Scratch::State::absent: return "absent";
        case Scratch::State::empty: return "empty";
        case Scratch::State::ours: return "scratch";
        case Scratch::State::foreign: return "foreign";
    }
    return "foreign";
}

Answer answer(const std::vector<std::string>& words, Language language) {
    const Error usage = fail(Errc::usage, say(language, scratch_text::usage));
    if (words.size() < 2) return usage;
    DRILL_TRY(scratch, Scratch::open(words[1], language));
    if (words[0] == "make" && words.size() == 3) {
        DRILL_TRY(bytes, read_bytes(words[2], language));
        DRILL_CHECK(scratch.make(bytes));
        return std::string("made");
    }
    if (words.size() != 2) return usage;
    if (words[0] == "remove") {
        DRILL_TRY(was_full, scratch.remove());
        return std::string(was_full ? "removed from a full file system" : "removed");
    }
    if (words[0] != "state") return usage;
    DRILL_TRY(state, scratch.state());
    return name_of(state);
}

}  // namespace

int scratch_main(const std::vector<std::string>& words) {
    return finish("scratch", answer(words, language_of_terminal()));
}

}  // namespace firedrill::agent
