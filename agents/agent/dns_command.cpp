#include "agents/agent/dns_record.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/agent/traffic_texts.hpp"

#include <fmt/format.h>

namespace firedrill::agent {

namespace {

using dns::Record;
using dns::Values;
using Answer = Result<std::string>;

std::string shown(const Values& values) {
    return values.empty() ? "-" : fmt::format("{}", fmt::join(values, " "));
}

/// What the zone's own server has; never what somebody remembers.
Result<dns::Answer> ask(const Record& record, Language language) {
    auto said = run_here(
        {"dig", "+noall", "+comments", "+answer", "+norecurse", "+tcp", "+time=3", "+tries=1", "-p",
         std::to_string(record.port), "@" + record.server, record.name, record.type},
        {});
    const std::string where = fmt::format("{} {}", record.server, record.port);
    if (!said)
        return fail(Errc::refused,
                    say(language, traffic_text::server_silent, where, describe(said.error())));
    auto answer = dns::read_answer(*said, record.type);
    if (answer.status == "NOERROR" && answer.authoritative) return answer;
    return fail(Errc::refused, say(language, traffic_text::not_authoritative, where, record.name,
                                   answer.status.empty() ? "-" : answer.status));
}

Result<void> update(const Record& record, const Values& now, const Values& then,
                    Language language) {
    std::vector<std::string> words{"nsupdate", "-v", "-t", "10"};
    if (!record.key.empty()) words.insert(words.end(), {"-k", record.key});
    auto said = run_here(std::move(words), dns::update_script(record, now, then));
    if (said) return {};
    const std::string why = said.error().what;
    // The server's own no: then nothing has changed. Anything else may have reached it.
    const bool no = why.find("update failed: ") != why.npos;
    return fail(no ? Errc::refused : Errc::io,
                say(language, traffic_text::not_updated, record.name, shown(now), why));
}

Answer change(const Record& record, const Values& from, const Values& to, bool already,
              Language language) {
    DRILL_TRY(now, ask(record, language));
    if (already && now.values == to) return shown(to);
    if (now.values != from)
        return fail(Errc::refused, say(language, traffic_text::other_values, record.name,
                                       record.type, shown(now.values), shown(from)));
    if (now.ttl != record.ttl)
        return fail(Errc::refused,
                    say(language, traffic_text::other_ttl, record.name, now.ttl, record.ttl));
    DRILL_CHECK(update(record, from, to, language));
    const auto then = ask(record, language);
    if (then && then->values == to) return shown(to);
    return fail(Errc::io, say(language, traffic_text::other_values, record.name, record.type,
                              then ? shown(then->values) : describe(then.error()), shown(to)));
}

/// "from", "to", or what else is there.
Answer state(const Record& record, Language language) {
    DRILL_TRY(now, ask(record, language));
    if (now.values == record.to) return std::string("to");
    return now.values == record.from ? std::string("from") : shown(now.values);
}

Answer answer(const std::vector<std::string>& words, Language language) {
    const std::string verb = words.empty() ? "" : words.front();
    if (words.empty()) return fail(Errc::usage, say(language, traffic_text::dns_usage));
    DRILL_TRY(record, dns::read_record({words.begin() + 1, words.end()}, language));
    if (verb == "change") return change(record, record.from, record.to, false, language);
    if (verb == "change-back") return change(record, record.to, record.from, true, language);
    if (verb == "state") return state(record, language);
    return fail(Errc::usage, say(language, traffic_text::dns_usage));
}

}  // namespace

int dns_main(const std::vector<std::string>& words) {
    return finish("dns", answer(words, language_of_terminal()));
}

}  // namespace firedrill::agent
