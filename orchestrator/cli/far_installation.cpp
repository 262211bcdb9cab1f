#include "orchestrator/cli/far_installation.hpp"

#include "core/base/hash.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/ssh_way.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace firedrill::cli {

namespace {

Result<std::string> contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    if (!in || text.str().empty())
        return fail(Errc::not_found, "cannot read " + file.string(), "./bootstrap build makes it");
    return text.str();
}

std::string first_word(const std::string& text) {
    return text.substr(0, text.find_first_of(" \n"));
}

/// Says whether what is installed there has a policy.
std::string confinement(const std::string& unit, const std::string& program) {
    return fmt::format(
        "c=no; if grep -qs -e --policy {0}; then c=yes; fi; for p in /proc/[0-9]*/cmdline; do "
        "if tr \"\\0\" \" \" <$p 2>/dev/null | grep -q \"^{1} serve .*--policy \"; then c=yes; fi; "
        "done 2>/dev/null; echo $c",
        unit, program);
}

/// Ends one that runs, also from a file that was replaced: it reverts what is leased first. One
/// that has ended has no program any more, whether or not somebody has taken notice of its end.
std::string stopping(const std::string& program) {
    return fmt::format(
        "set -e; for p in /proc/[0-9]*; do exe=\"$(readlink $p/exe || true)\"; "
        "if [ \"$exe\" = {0} ] || [ \"$exe\" = \"{0} (deleted)\" ]; then "
        "if grep -qz serve $p/cmdline; then kill -TERM ${{p#/proc/}}; n=0; "
        "while [ -n \"$(readlink $p/exe || true)\" ]; do n=$((n+1)); "
        "if [ $n -gt 600 ]; then echo it does not end within 60 s >&2; exit 1; fi; "
        "sleep 0.1; done; fi; fi; done",
        program);
}

}  // namespace

Result<FarInstallation> FarInstallation::of(links::FarHost& host, const plan::Host& target,
                                            plan::Performer program, Charge charge) {
    FarInstallation made(host, target, program, std::move(charge));
    for (const auto& word : {made.id_, made.directory_, made.socket_, made.state_,
                             made.charge_.policy_file, made.charge_.account})
        if (!word.empty() && !plan::is_plain_word(word))
            return fail(Errc::refused, "a shell on " + made.id_ + " would not hand on " + word,
                        "use letters, digits and ./_:=+,@%- in the inventory");
    return made;
}

FarInstallation::FarInstallation(links::FarHost& host, const plan::Host& target,
                                 plan::Performer program, Charge charge)
    : host_(host),
      id_(target.id),
      name_(links::program_name(program)),
      directory_(target.ssh->programs),
      socket_(links::installed_socket(target, {.program = program, .store = {}})),
      state_(target.ssh->state + (program == plan::Performer::probe ? "-probe" : "")),
      charge_(std::move(charge)) {}

std::string FarInstallation::command() const {
    std::string out =
        fmt::format("{} serve --host {} --state {} --socket {}", program(), id_, state_, socket_);
    if (!charge_.policy_file.empty()) out += " --policy " + charge_.policy_file;
    if (!charge_.account.empty()) out += " --account " + charge_.account;
    return out;
}

Result<FarFacts> FarInstallation::look() {
    DRILL_TRY(said, host_.run(std::string() +
                              "uname -s; uname -m; uname -r; id -un; "
                              "if [ -d /run/systemd/system ]; then echo yes; else echo no; fi; " +
                              confinement(unit_file(), program())));
    FarFacts facts;
    std::string systemd, confined;
    std::istringstream(said) >> facts.system >> facts.machine >> facts.kernel >> facts.account >>
        systemd >> confined;
    if (!plan::is_plain_word(facts.account))
        return fail(Errc::invalid_input, host_.place() + " does not say who we are there");
    facts.systemd = systemd == "yes";
    facts.confined = confined == "yes";
    return facts;
}

/// Under another name until it is whole: what runs from the old file goes on undisturbed.
Result<bool> FarInstallation::upload(const std::filesystem::path& file) {
    DRILL_TRY(bytes, contents(file));
    const std::string wanted = sha256_hex(bytes);
    DRILL_TRY(before, host_.run(fmt::format("sha256sum {} 2>/dev/null || true", program())));
    if (first_word(before) == wanted) return false;
    const std::string fresh = program() + ".new";
    DRILL_TRY(after,
              host_.run_as_root(fmt::format("set -e; mkdir -p {0}; cat >{1}; chmod 0755 {1}; "
                                            "sha256sum {1}",
                                            directory_, fresh),
                                std::move(bytes)));
    if (first_word(after) != wanted)
        return fail(Errc::corrupt, fresh + " on " + id_ + " is not what was sent",
                    "look for room on its disk, and try again");
    DRILL_CHECK(host_.run_as_root(
        fmt::format("set -e; {0} --version >/dev/null; mv {0} {1}; sync {1}", fresh, program())));
    return true;
}

Result<void> FarInstallation::equip() {
    const std::string& place = charge_.policy_file;
    if (!charge_.policy.empty())
        DRILL_CHECK(host_.run_as_root(
            fmt::format("set -e; mkdir -p {1}; cat >{0}.new; chmod 0644 {0}.new; "
                        "{2} policy check {0}.new >&2; mv {0}.new {0}; sync {0}",
                        place, std::filesystem::path(place).parent_path().string(), program()),
            charge_.policy));
    if (!charge_.account.empty())
        DRILL_CHECK(host_.run_as_root(
            fmt::format("set -e; id -u {0} >/dev/null 2>&1 || "
                        "useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin {0}; "
                        "if [ -d {1} ]; then chown -R {0} {1}; fi",
                        charge_.account, state_)));
    return {};
}

/// An agent that gives root up needs it to begin with, and makes its directories itself.
std::string FarInstallation::unit(const FarFacts& facts) const {
    const bool parts = !charge_.account.empty();
    const std::string places = fmt::format(
        "ExecStartPre=+/bin/mkdir -p {1} {2}\n"
        "ExecStartPre=+/bin/chown {0} {1} {2}\n",
        facts.account, state_, sockets());
    return fmt::format(
        "[Unit]\n"
        "Description=Firedrill ({0})\n"
        "After=network.target\n\n"
        "[Service]\n"
        "User={1}\n"
        "ExecStart={2}\n"
        "ExecReload=/bin/kill -HUP $MAINPID\n"
        "{3}"
        "Restart=always\n"
        "RestartSec=1\n"
        "KillMode=process\n"
        "TimeoutStopSec=60\n\n"
        "[Install]\n"
        "WantedBy=multi-user.target\n",
        name_, parts ? "root" : facts.account, command(), parts ? "" : places);
}

Result<void> FarInstallation::start(const FarFacts& facts) {
    if (!facts.systemd) return start_by_hand(facts);
    DRILL_CHECK(host_.run_as_root(
        fmt::format("set -e; cat >{0}; systemctl daemon-reload; systemctl enable {1}.service; "
                    "systemctl restart {1}.service",
                    unit_file(), name_),
        unit(facts)));
    return {};
}

Result<void> FarInstallation::start_by_hand(const FarFacts& facts) {
    const bool parts = !charge_.account.empty();
    // Root writes no log into a directory that somebody else may fill with links.
    const std::string logs = parts ? helper_state() : state_;
    const std::string owner = parts ? "root" : facts.account;
    DRILL_CHECK(host_.run_as_root(
        parts ? fmt::format("set -e; mkdir -p {0}; chmod 0700 {0}", logs)
              : fmt::format("set -e; mkdir -p {0} {1}; chown {2} {0} {1}; chmod 0700 {0}", state_,
                            sockets(), owner)));
    const auto run = [&](const std::string& script) {
        return parts ? host_.run_as_root(script) : host_.run(script);
    };
    DRILL_CHECK(run(stopping(program())));
    DRILL_CHECK(run(
        fmt::format("setsid {1} </dev/null >>{2}/log 2>&1 & "
                    "n=0; while [ ! -S {3} ] && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done; "
                    "if [ ! -S {3} ]; then tail -n 3 {2}/log >&2; exit 1; fi",
                    program(), command(), logs, socket_)));
    return {};
}

Result<void> FarInstallation::remove(const FarFacts& facts) {
    if (facts.systemd)
        DRILL_CHECK(host_.run_as_root(
            fmt::format("systemctl disable --now {0}.service; rm -f {1}; systemctl daemon-reload",
                        name_, unit_file())));
    DRILL_CHECK(host_.run_as_root(stopping(program())));
    DRILL_CHECK(host_.run_as_root(
        fmt::format("rm -f {0} {1}; rm -rf {2} {3}", program(), socket_, state_, helper_state())));
    return {};
}

}  // namespace firedrill::cli
