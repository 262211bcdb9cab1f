#include "agents/agent/haproxy.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/agent/traffic_texts.hpp"

namespace firedrill::agent {

namespace {

using haproxy::Runtime;
using haproxy::Server;
using Answer = Result<std::string>;

/// haproxy VERB SOCKET BACKEND/SERVER [FROM TO]
struct Asked {
    std::string verb;
    Runtime runtime;
    Server server;
    std::string from;
    std::string to;
    Language language;
};

bool is_state(const std::string& word) {
    return word == "ready" || word == "drain" || word == "maint";
}

Result<Asked> read(const std::vector<std::string>& words, Language language) {
    const bool changes = !words.empty() && words[0].starts_with("change");
    const std::size_t wanted = changes ? 5 : 3;
    const bool good =
        words.size() == wanted && (!changes || (is_state(words[3]) && is_state(words[4])));
    if (!good) return fail(Errc::usage, say(language, traffic_text::haproxy_usage));
    DRILL_TRY(server, haproxy::read_server(words[2], language));
    return Asked{.verb = words[0],
                 .runtime = Runtime(words[1], language),
                 .server = server,
                 .from = changes ? words[3] : "",
                 .to = changes ? words[4] : "",
                 .language = language};
}

/// From one state into another, and seen there afterwards. Somebody else's state is left alone.
Answer change(const Asked& asked, const std::string& from, const std::string& to, bool already) {
    DRILL_TRY(now, asked.runtime.state(asked.server));
    if (now.admin == to && already) return to;
    if (now.admin != from)
        return fail(Errc::refused,
                    say(asked.language, traffic_text::other_state,
                        asked.server.backend + "/" + asked.server.name, now.admin, from));
    DRILL_CHECK(asked.runtime.set(asked.server, to));
    const auto then = asked.runtime.state(asked.server);
    if (then && then->admin == to) return to;
    return fail(Errc::io, say(asked.language, traffic_text::not_set,
                              asked.server.backend + "/" + asked.server.name, to,
                              then ? then->admin : describe(then.error())));
}

Answer answer(const Asked& asked) {
    if (asked.verb == "change") return change(asked, asked.from, asked.to, false);
    if (asked.verb == "change-back") return change(asked, asked.to, asked.from, true);
    if (asked.verb == "sessions") {
        DRILL_TRY(sessions, asked.runtime.sessions(asked.server));
        return std::to_string(sessions);
    }
    if (asked.verb != "state" && asked.verb != "health")
        return fail(Errc::usage, say(asked.language, traffic_text::haproxy_usage));
    DRILL_TRY(state, asked.runtime.state(asked.server));
    return asked.verb == "state" ? state.admin : state.health;
}

}  // namespace

int haproxy_main(const std::vector<std::string>& words) {
    const auto asked = read(words, language_of_terminal());
    return finish("haproxy", asked ? answer(*asked) : Answer(asked.error()));
}

}  // namespace firedrill::agent
