#include "agents/resident/options.hpp"

#include "agents/resident/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::resident {

namespace {

constexpr std::string_view help = R"(Usage:
  {0} serve --host NAME --state DIR --socket PATH [--head ADDRESS:PORT] [--policy FILE]
      [--stop-file FILE] [--account NAME] [--commands DIR] [--lab] [--idle TIME]
  {0} attach --socket PATH [--start --host NAME --state DIR]
  {0} enrol --host NAME --state DIR --head ADDRESS:PORT --token TOKEN --pin sha256:…
  {0} receipts verify --state DIR [--head HEX] [--json]
{1}  {0} --help | --version

serve   runs in the foreground and answers an orchestrator on the Unix socket PATH (mode 0600;
        only its own user and root may connect). Receipts and artifacts are kept in DIR.
attach  relays standard input and output to that socket; `firedrill` uses it through ssh. With
        --start, which only laboratories use, it starts `serve --lab` if nobody listens there.
enrol   makes a key on this host and has it signed by the orchestrator's authority. The command
        line comes from `firedrill agent enrol`; its token works once, and for an hour.
receipts verify   checks the chain of the receipts in DIR; see receipts --help.

  --host NAME    our name in the inventory; a connection that means another host is refused
  --state DIR    created with mode 0700; one process at a time
  --socket PATH  at most 107 bytes
  --head A:P     dial out to the orchestrator's gate; nobody needs to reach this host then
  --policy FILE  firedrill-agent: what this host allows, whoever asks; SIGHUP reads it again.
                 Without it no plan of environment production is taken
  --stop-file FILE  firedrill-agent: the kill switch. While it is there nothing begins, what runs
                 is ended and leased faults are reverted (default: STOP beside the socket)
  --account NAME firedrill-agent, started as root: the process with the socket, and all programs of
                 plans, run as NAME. Its parent keeps root, has no door, and performs faults,
                 fences and snapshots that plan and --policy have (docs/agents.md)
  --commands DIR firedrill-probe: the programs in DIR are those that a connection of kind command may
                 name. DIR and program must belong to root and be writable for nobody else
  --lab          allow script steps where no policy says otherwise, and end when idle
  --idle TIME    with --lab: how long after the last drill (default 2s)

Examples:
  {0} serve --host db1 --state /var/lib/firedrill --socket /run/firedrill/agent.sock
  ssh db1 {0} attach --socket /run/firedrill/agent.sock

SIGTERM ends it: attempts are ended and leased faults reverted first; fences stay.
Exit codes: 0 ended as asked, 64 usage, 65 damaged receipts, 3 cannot run, 70 a defect.
)";

Error usage(std::string what) {
    return fail(Errc::usage, std::move(what), "see --help");
}

Result<Verb> verb_of(const std::string& word) {
    if (word == "serve") return Verb::serve;
    if (word == "attach") return Verb::attach;
    if (word == "enrol") return Verb::enrol;
    if (word == "--help" || word == "-h" || word == "help") return Verb::help;
    if (word == "--version" || word == "version") return Verb::version;
    return usage("unknown command " + word);
}

Result<void> set(Options& options, const std::string& name, const std::string& value) {
    if (value.empty()) return usage(name + " needs a value");
    if (name == "--host")
        options.host = value;
    else if (name == "--state")
        options.state = value;
    else if (name == "--socket")
        options.socket = value;
    else if (name == "--head")
        options.head = value;
    else if (name == "--token")
        options.token = value;
    else if (name == "--pin")
        options.pin = value;
    else if (name == "--power-off-command")
        options.power_off = value;
    else if (name == "--commands")
        options.commands = value;
    else if (name == "--policy")
        options.policy = value;
    else if (name == "--account")
        options.account = value;
    else if (name == "--stop-file")
        options.stop_file = value;
    else if (name == "--idle") {
        auto idle = parse_duration(value);
        if (!idle) return usage("--idle: " + idle.error().what);
        options.idle = *idle;
    } else {
        return usage("unknown option " + name);
    }
    return {};
}

Result<void> complete(const Options& options) {
    if (options.verb == Verb::help || options.verb == Verb::version) return {};
    const bool enrols = options.verb == Verb::enrol;
    if (enrols && options.head.empty()) return usage("--head is missing");
    if (enrols && options.token.empty()) return usage("--token is missing");
    if (enrols && options.pin.empty()) return usage("--pin is missing");
    if (!enrols && options.socket.empty()) return usage("--socket is missing");
    if (options.verb == Verb::attach && !options.start) return {};
    if (options.host.empty()) return usage("--host is missing");
    if (options.state.empty()) return usage("--state is missing");
    return {};
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& words) {
    Options options;
    if (words.empty()) return usage("what shall it do?");
    DRILL_TRY(verb, verb_of(words.front()));
    options.verb = verb;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == "--help" || words[i] == "-h") {
            options.verb = Verb::help;
        } else if (words[i] == "--lab") {
            options.lab = true;
        } else if (words[i] == "--start") {
            options.start = true;
        } else {
            DRILL_CHECK(set(options, words[i], i + 1 < words.size() ? words[i + 1] : ""));
            ++i;
        }
    }
    DRILL_CHECK(complete(options));
    return options;
}

std::string stop_file_of(const Options& options) {
    return options.stop_file.empty() ? parent_of(options.socket) + "/STOP" : options.stop_file;
}

std::string help_text(std::string_view program, std::string_view more) {
    return fmt::format(fmt::runtime(help), program, more);
}

}  // namespace firedrill::resident
