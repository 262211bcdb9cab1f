// The loss of the main site, played in the two-site lab: a workspace of its own for it, as a user
// would change it, and the drill as a process that can be watched and killed. One thread.
#pragma once

#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_site_lab.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace firedrill::test {

namespace fs = std::filesystem;

/// The lab, and a workspace of our own for it: a user's drills there are not ours.
class SiteLoss {
public:
    SiteLoss() {
        const fs::path from = DRILL_SOURCE_DIR "/scenarios/two-sites";
        for (const char* name :
             {"catalogue.yaml", "documents", "documents.yaml", "firedrill.yaml", "inventory.yaml",
              "people.yaml", "playbooks", "risks.yaml", "scenarios"})
            fs::copy(from / name, place_.path() / name, fs::copy_options::recursive);
        ask_for_less();
        lab_.up();
    }
    ~SiteLoss() {
        end_orchestrator();
        if (gate_ == 0) return;
        ::kill(gate_, SIGKILL);
        ::waitpid(gate_, nullptr, 0);
    }
    SiteLoss(const SiteLoss&) = delete;
    SiteLoss& operator=(const SiteLoss&) = delete;

    const TwoSiteLab& lab() const { return lab_; }
    Ended firedrill(const std::vector<std::string>& arguments) const {
        return run_program(lab_.at_orchestrator(place_.path().string(), arguments));
    }
    void start() {
        orchestrator_ = start_program(
            lab_.at_orchestrator(place_.path().string(),
                                 {"--lang", "en", "run", "site-loss", "--yes", "--plain"}),
            {.input = "", .output = said_file(), .user = ""});
    }
    /// Until the drill has said that.
    void wait_for(const std::string& line) const {
        INFO(line);
        const bool came = eventually([&] { return said().find(line) != std::string::npos; },
                                     std::chrono::seconds(100));
        INFO(said());
        REQUIRE(came);
    }
    /// How it ended by itself.
    int exit_code() {
        int status = 0;
        const bool ended =
            eventually([&] { return ::waitpid(orchestrator_, &status, WNOHANG) == orchestrator_; },
                       std::chrono::seconds(180));
        INFO(said());
        REQUIRE(ended);
        orchestrator_ = 0;
        return WEXITSTATUS(status);
    }
    void end_orchestrator() {
        if (orchestrator_ == 0) return;
        ::kill(orchestrator_, SIGKILL);
        ::waitpid(std::exchange(orchestrator_, 0), nullptr, 0);
    }
    /// Between fence and promotion there is time to think.
    void wait_after_fence() const {
        edit("scenarios/site-loss.yaml", [](std::string& text) {
            const auto at = text.find("    - {id: promote,");
            REQUIRE(at != std::string::npos);
            text.insert(at, "    - {id: think, on: client1, run: [sleep, \"60\"], timeout: 2m}\n");
        });
    }
    /// A stop condition of which nothing is heard stops a drill: here the drill is to go on.
    void watch_nothing() const {
        edit("scenarios/site-loss.yaml", [](std::string& text) {
            const auto at = text.find("stop_conditions:");
            REQUIRE(at != std::string::npos);
            text.erase(at, text.find("# Three hosts change", at) - at);
        });
    }
    /// No host is reached any more: each dials in at the gate. `clocks`: seconds by which the
    /// monotonic clocks of a host differ from the others'.
    void dial_in(const std::map<std::string, int>& clocks = {}) {
        edit("inventory.yaml", [](std::string& text) {
            const std::string begin = "connect: {via: ssh, address: ";
            for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
                const auto end = text.find('}', at);
                const auto address = at + begin.size();
                const std::string number = text.substr(address, text.find(',', address) - address);
                text.replace(at, end + 1 - at, "connect: {via: tls, address: " + number + "}");
            }
        });
        edit("firedrill.yaml",
             [](std::string& text) { text += "\ngate: {listen: \"10.81.9.11:7461\"}\n"; });
        gate_ = start_program(lab_.at_orchestrator(place_.path().string(), {"gate"}),
                              {.input = "", .output = gate_file(), .user = ""});
        REQUIRE(eventually(
            [&] { return text_of(gate_file()).find("10.81.9.11") != std::string::npos; }));
        for (const char* host : {"db1", "db2", "client1"})
            enrol(host, "agent", seconds_off(clocks, host));
        enrol("client1", "probe", seconds_off(clocks, "client1"));
    }
    /// Agents that outlive their laboratory's store, as on real hosts.
    Ended install_agents() const {
        edit("inventory.yaml", [](std::string& text) {
            const std::string end = "known_hosts: ~/.ssh/known_hosts";
            for (auto at = text.find(end); at != std::string::npos;
                 at = text.find(end, at + end.size()))
                text.insert(at + end.size(), ", socket: /run/firedrill/agent.sock");
        });
        return firedrill({"--lang", "en", "agent", "install", "db1", "db2", "client1", "--yes"});
    }
    void lose_store() const { fs::remove_all(place_.path() / ".firedrill"); }
    std::string said() const { return text_of(said_file()); }
    /// By which the programs there really run, as their kernel says.
    std::string monotonic_offset(const std::string& host) const {
        const Ended read = lab_.lab({"exec", host, "cat", "/run/firedrill/clock"});
        std::string clock;
        std::string seconds;
        std::istringstream(read.output) >> clock >> seconds;
        return clock == "monotonic" ? seconds : read.output;
    }
    std::string in_recovery(const std::string& host) const {
        return lab_.sql(host, "select pg_is_in_recovery()");
    }

private:
    /// One machine plays seven, and runs other tests beside: some answers come late.
    void ask_for_less() const {
        for (const char* name : {"catalogue.yaml", "scenarios/site-loss.yaml"})
            edit(name, [](std::string& text) {
                const std::string strict = "success: 99%";
                for (auto at = text.find(strict); at != std::string::npos; at = text.find(strict))
                    text.replace(at, strict.size(), "success: 80%");
            });
    }
    static std::string text_of(const std::string& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    template <class Change>
    void edit(const std::string& name, Change change) const {
        std::string text = text_of((place_.path() / name).string());
        change(text);
        std::ofstream(place_.path() / name) << text;
    }
    static int seconds_off(const std::map<std::string, int>& clocks, const std::string& host) {
        const auto found = clocks.find(host);
        return found == clocks.end() ? 0 : found->second;
    }
    /// The command that firedrill prints, typed on the host; then the program runs there, by
    /// clocks that are so many seconds off.
    void enrol(const std::string& host, const std::string& role, int off) const {
        const Ended asked = firedrill({"agent", "enrol", host});
        const std::string program = "firedrill-" + role;
        const auto begin = asked.output.find(program + " enrol");
        REQUIRE(begin != std::string::npos);
        const std::string line = asked.output.substr(begin, asked.output.find('\n', begin) - begin);
        const std::string state =
            role == "probe" ? "/var/lib/firedrill-probe" : "/var/lib/firedrill";
        lab_.must({"exec", host, "/bin/sh", "-c",
                   "mkdir -p /run/firedrill && /usr/local/sbin/" + line + " && setsid -f " +
                       by_clock(off) + "/usr/local/sbin/" + program + " serve --host " + host +
                       " --state " + state + " --socket /run/firedrill/" + role +
                       ".sock --head 10.81.9.11:7461 </dev/null >/dev/null 2>&1"});
    }
    static std::string by_clock(int off) {
        if (off == 0) return "";
        const std::string seconds = std::to_string(off);
        return "unshare --time --fork --kill-child --monotonic " + seconds + " --boottime " +
               seconds + " /bin/sh -c 'cp /proc/self/timens_offsets /run/firedrill/clock; " +
               "exec \"$0\" \"$@\"' ";
    }
    std::string gate_file() const { return (place_.path() / "gate.log").string(); }
    std::string said_file() const { return (place_.path() / "said").string(); }

    TemporaryDirectory place_;
    TwoSiteLab lab_;
    pid_t orchestrator_ = 0;
    pid_t gate_ = 0;
};

}  // namespace firedrill::test
