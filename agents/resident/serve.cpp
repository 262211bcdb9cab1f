#include "agents/resident/serve.hpp"

#include "agents/resident/account.hpp"
#include "agents/resident/administration.hpp"
#include "agents/resident/attach.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/dial.hpp"
#include "agents/resident/door.hpp"
#include "agents/resident/enrol.hpp"
#include "agents/resident/exit_code.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/host.hpp"
#include "agents/resident/idle_watch.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/options.hpp"
#include "agents/resident/receipts.hpp"
#include "agents/resident/receipts_command.hpp"
#include "agents/resident/version.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>

namespace firedrill::resident {

namespace {

int complain(const Program& program, const Error& error) {
    log(std::string(program.name) + ": " + describe(error));
    return exit_code(error.code);
}

wire::Role role_of(const Program& program) {
    return program.performer == plan::Performer::probe ? wire::Role::probe : wire::Role::agent;
}

wire::Welcome introduce(const Program& program, const Options& options) {
    wire::Welcome welcome;
    welcome.program = program.name;
    welcome.version = version;
    welcome.host = options.host;
    welcome.boot = boot_id();
    welcome.pid = ::getpid();
    welcome.account = own_account().name;
    return welcome;
}

void prepare_process() {
    ::umask(077);
    raise_descriptor_limit();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);  // a closed terminal must not end a drill
}

/// What a laboratory's drills kept here went to the orchestrator long ago. The directory itself may
/// stand in one that is not ours, and stays then.
void clear(const std::string& directory) {
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(directory, ec))
        std::filesystem::remove_all(entry.path(), ec);
    ::rmdir(directory.c_str());
}

void run(asio::io_context& io, const Options& options, Host& host, Door& door) {
    bool idle_end = false;
    const auto end = [&] { host.shut_down([&] { io.stop(); }); };
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (!ec) end();
    });
    IdleWatch idle(io.get_executor(), options, host, door, [&] {
        idle_end = true;
        end();
    });
    ::malloc_trim(0);  // replaying receipts took more than resting needs
    io.run();
    if (idle_end && host.leaves_nothing()) clear(options.state);
}

Result<Receipts::Opened> open_receipts(const Options& options) {
    DRILL_TRY(receipts, Receipts::open(options.state + "/receipts"));
    if (receipts.bytes_cut > 0)
        log("receipts: removed " + std::to_string(receipts.bytes_cut) +
            " bytes that a crash cut off");
    return std::move(receipts);
}

Result<void> dial_out(std::optional<Dialer>& dialer, asio::any_io_executor executor,
                      const Options& options, wire::Role role) {
    DRILL_TRY(made, Dialer::of(std::move(executor), options, role));
    dialer.emplace(std::move(made));
    dialer->start();
    return {};
}

Setting setting_of(const Options& options, asio::any_io_executor executor, bool scripts,
                   ArtifactStore& artifacts) {
    return {.executor = std::move(executor),
            .host = options.host,
            .boot = boot_id(),
            .state = options.state,
            .scripts = scripts,
            .power_off = options.power_off,
            .commands = options.commands,
            .artifacts = artifacts};
}

Result<void> serve(const Program& program, const Options& options) {
    prepare_process();
    DRILL_CHECK(make_directory(options.state, 0700));
    DRILL_TRY(receipts, open_receipts(options));
    DRILL_TRY(artifacts, ArtifactStore::open(options.state + "/artifacts"));
    asio::io_context io(1);
    DRILL_TRY(administration, Administration::open(program.read_policy, options));
    const auto performer =
        program.make(setting_of(options, io.get_executor(), administration.scripts(), artifacts));
    Host host(Host::Parts{.executor = io.get_executor(),
                          .program = program.performer,
                          .performer = *performer,
                          .artifacts = artifacts,
                          .receipts = std::move(receipts),
                          .name = options.host,
                          .boot = boot_id()});
    const auto receive = [&](const wire::Message& message, Notify answer) {
        administration.look_before(message);
        host.receive(message, std::move(answer));
    };
    Door door(Door::Parts{.executor = io.get_executor(),
                          .artifacts = artifacts,
                          .welcome = introduce(program, options),
                          .on_message = receive,
                          .on_greeted = [&](const Notify& newcomer) { host.greeted(newcomer); },
                          .on_left = [&] { host.greeted(nullptr); }});
    host.connect([&](const wire::Message& message) { door.tell(message); });
    administration.govern(host);
    host.start_up();  // what the last run left broken is mended before anybody may ask for more
    while (host.is_mending()) io.run_one();
    DRILL_CHECK(administration.watch(io.get_executor(), host));
    DRILL_CHECK(door.open(options.socket));
    std::optional<Dialer> dialer;
    if (!options.head.empty())
        DRILL_CHECK(dial_out(dialer, io.get_executor(), options, role_of(program)));
    run(io, options, host, door);
    return {};
}

Result<void> obey(const Program& program, const Options& options) {
    const bool agents_own = !options.power_off.empty() || !options.account.empty();
    if (agents_own && program.performer != plan::Performer::agent)
        return fail(Errc::usage, "--power-off-command and --account are for firedrill-agent",
                    "see --help");
    if (!options.commands.empty() && program.performer != plan::Performer::probe)
        return fail(Errc::usage, "--commands is for firedrill-probe", "see --help");
    switch (options.verb) {
        case Verb::serve:
            if (!options.account.empty()) DRILL_CHECK(program.give_up_root(options));
            return serve(program, options);
        case Verb::attach: return attach(options);
        case Verb::enrol: return enrol(options, role_of(program));
        case Verb::help:
            std::fputs(help_text(program.name, program.more_help).c_str(), stdout);
            return {};
        case Verb::version:
            std::printf("%.*s %s\n", static_cast<int>(program.name.size()), program.name.data(),
                        version);
            return {};
    }
    return {};
}

}  // namespace

int serve_main(int argc, char** argv, const Program& program) {
    try {
        if (argc > 1 && std::string_view(argv[1]) == "receipts")
            return receipts_main({argv + 2, argv + argc});
        const auto options = parse_options({argv + 1, argv + argc});
        if (!options) return complain(program, options.error());
        const auto done = obey(program, *options);
        return done ? 0 : complain(program, done.error());
    } catch (const std::exception& error) {
        return complain(program, fail(Errc::internal, error.what()));
    }
}

}  // namespace firedrill::resident
