// firedrill gate; firedrill agent enrol: agents that dial in, and how they come by a certificate.
#include "core/base/address.hpp"
#include "core/base/json.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/gate_texts.hpp"
#include "orchestrator/cli/needed_programs.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/links/gate.hpp"
#include "orchestrator/links/lab_place.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace firedrill::cli {

namespace {

namespace texts = gate_texts;
using asio::ip::tcp;

Result<tcp::endpoint> endpoint_of(const std::string& text, Language language) {
    const auto parsed = parse_address(text);
    boost::system::error_code ec;
    const auto number = parsed ? asio::ip::make_address(parsed->host, ec) : asio::ip::address();
    if (!parsed || ec || !parsed->port)
        return fail(Errc::usage, say(language, texts::no_address, text),
                    say(language, texts::no_address_remedy));
    return tcp::endpoint(number, static_cast<unsigned short>(*parsed->port));
}

std::string shown(const tcp::endpoint& at) {
    const std::string address = at.address().to_string();
    return at.address().is_v6() ? fmt::format("[{}]:{}", address, at.port())
                                : fmt::format("{}:{}", address, at.port());
}

struct Opened {
    Workspace workspace;
    journal::Store store;
    links::Authority authority;
};

Result<Opened> open_all(const Global& global) {
    DRILL_TRY(workspace, readable_workspace(global));
    DRILL_TRY(store, open_store(workspace));
    DRILL_TRY(authority, links::Authority::open(store.directory / "authority"));
    return Opened{std::move(workspace), std::move(store), std::move(authority)};
}

/// The command that is to be typed on the host.
std::string enrol_line(const std::string& host, wire::Role role, const std::string& head,
                       const std::string& token, const std::string& pin) {
    const bool probe = role == wire::Role::probe;
    return fmt::format("{} enrol --host {} --state {}{} --head {} --token {} --pin {}",
                       probe ? "firedrill-probe" : "firedrill-agent", host, plan::installed_state,
                       probe ? "-probe" : "", head, token, pin);
}

}  // namespace

int gate(const Global& global, const GateOptions& options) {
    std::signal(SIGPIPE, SIG_IGN);
    auto opened = open_all(global);
    if (!opened) return complain(global, opened.error());
    const Language language = opened->workspace.language;
    const std::string& listen =
        options.listen.empty() ? opened->workspace.settings().gate_listen : options.listen;
    const auto at = endpoint_of(listen, language);
    if (!at) return complain(global, at.error());
    asio::io_context io(1);
    const auto log = [&](const std::string& line) {
        print(line + "\n");
        journal::log(opened->store, "gate: " + line);
    };
    links::Gate gate({.executor = io.get_executor(),
                      .authority = opened->authority,
                      .listen = *at,
                      .socket = opened->store.directory / "gate.sock",
                      .log = log});
    if (const auto open = gate.open(); !open) return complain(global, open.error());
    log(say(language, texts::open, shown(gate.place()), opened->authority.pin()));
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code&, int) {
        gate.close();
        io.stop();
    });
    io.run();
    log(say(language, texts::closed));
    return done;
}

int agent_enrol(const Global& global, const EnrolOptions& options) {
    const auto opened = open_all(global);
    if (!opened) return complain(global, opened.error());
    const Language language = opened->workspace.language;
    plan::Plan plan = needed_programs(opened->workspace.loaded.workspace).plan;
    if (const auto kept = keep_only(plan, {options.host}); !kept)
        return complain(global, kept.error());
    const plan::Host& host = plan.hosts.front();
    if (host.via != "tls")
        return complain(global, fail(Errc::refused, say(language, texts::not_by_tls, host.id),
                                     say(language, texts::not_by_tls_remedy)));
    const std::string& head =
        options.head.empty() ? opened->workspace.settings().gate_listen : options.head;
    if (const auto at = endpoint_of(head, language); !at || at->address().is_unspecified())
        return complain(global, fail(Errc::usage, say(language, texts::no_head, head),
                                     say(language, texts::no_head_remedy)));
    json::array lines;
    std::string out = say(language, texts::type_there, host.id) + "\n\n";
    for (const auto role : {wire::Role::agent, wire::Role::probe}) {
        const bool wanted = role == wire::Role::probe ? host.has_probe : host.has_agent;
        if (!wanted) continue;
        const auto token =
            opened->authority.make_token({.role = role, .host = host.id}, std::chrono::minutes{60});
        if (!token) return complain(global, token.error());
        const std::string line = enrol_line(host.id, role, head, *token, opened->authority.pin());
        out += "  " + line + "\n";
        lines.emplace_back(line);
        journal::log(opened->store,
                     "token made for " + wire::to_uri({.role = role, .host = host.id}));
    }
    out += "\n" + say(language, texts::then_serve, head) + "\n";
    print(global.json ? canonical(json::object{{"commands", std::move(lines)}}) + "\n" : out);
    return done;
}

Result<int> revoke_certificates(const journal::Store& store, const std::string& host) {
    DRILL_TRY(authority, links::Authority::open(store.directory / "authority"));
    DRILL_TRY(count, authority.revoke(host));
    journal::log(store, fmt::format("{} certificates of {} revoked", count, host));
    return count;
}

/// Whatever the host holds: whoever has its key must not speak for it a second longer.
int agent_revoke(const Global& global, const AgentOptions& options) {
    const auto opened = open_all(global);
    if (!opened) return complain(global, opened.error());
    const Language language = opened->workspace.language;
    json::object counts;
    for (const auto& host : options.hosts) {
        const auto count = revoke_certificates(opened->store, host);
        if (!count) return complain(global, count.error());
        if (*count == 0)
            return complain(global, fail(Errc::not_found, say(language, texts::none_given, host),
                                         say(language, texts::none_given_remedy)));
        counts[host] = *count;
        if (global.json) continue;
        print(say(language, texts::revoked, host, *count) + "\n" +
              say(language, texts::cut_off, host) + "\n");
    }
    if (global.json) print(canonical(json::object{{"revoked", std::move(counts)}}) + "\n");
    return done;
}

}  // namespace firedrill::cli
