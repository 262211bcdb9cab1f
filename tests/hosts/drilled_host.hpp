// A workspace with one host, this machine or the network namespace that the calling thread is in,
// and a drill on a real agent: what a playbook does is seen from outside. One thread.
#pragma once

#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <poll.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>

namespace firedrill::test {

class DrilledHost {
public:
    /// `more`: lines of the host's entry in the inventory.
    explicit DrilledHost(const std::string& more = "") {
        write("firedrill.yaml", "workspace: hosts\nenvironment: lab\nlanguage: en\n");
        write("people.yaml", "people: [{id: boss, title: Boss}]\n");
        write("catalogue.yaml",
              "services:\n  - {id: door, title: Door, class: real_time, priority: 1, owner: boss,\n"
              "     rto: {target: 60s, clock_end: serving}}\n");
        write("inventory.yaml",
              "sites: [{id: main, kind: primary}]\nhosts:\n"
              "  - id: here\n    site: main\n    connect: {via: local, address: 127.0.0.1}\n" +
                  more);
    }

    std::string path() const { return place_.path(); }
    std::string file(const std::string& name) const { return path() + "/" + name; }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((place_.path() / name).parent_path());
        std::ofstream(place_.path() / name) << text;
    }

    /// A drill of these steps, one a line, each `{…}`.
    firedrill::Ended play(const std::string& steps, const std::string& options = "--lang en") {
        return run_shell(prepare(steps, "", options));
    }
    /// The same, and then the end state is compared with the baseline.
    firedrill::Ended compare(const std::string& steps, const std::string& options = "--lang en") {
        return run_shell(prepare(steps, comparison, options));
    }
    /// The same steps, then one that fails: the drill stops and undoes them.
    firedrill::Ended play_and_undo(const std::string& steps) {
        return play(steps + "\n{id: stop-here, on: here, run: [/bin/false]}");
    }

    /// The words that `compare` runs, for a shell elsewhere.
    std::string command(const std::string& steps) {
        return prepare(steps, comparison, "--lang en");
    }

private:
    static constexpr const char* comparison = "  reinstate:\n    - {verify: baseline}\n";

    std::string prepare(const std::string& steps, const std::string& end,
                        const std::string& options) {
        std::string list;
        std::istringstream lines(steps);
        for (std::string line; std::getline(lines, line);)
            if (!line.empty()) list += "    - " + line + "\n";
        write("scenarios/one.yaml",
              "scenario: one\ntitle: One\nother_event: {reason: A test}\nform: isolated_test\n"
              "variant: planned\nservices: [door]\nbusiness: none\n"
              "drill_risk: {could_go_wrong: nothing, rollback: none}\nphases:\n  failover:\n" +
                  list + end);
        return "FIREDRILL_PLAYBOOKS=" DRILL_SOURCE_DIR "/playbooks timeout 100 " DRILL_BINARY_DIR
               "/firedrill -C " +
               path() + " " + options + " run one --yes";
    }

    TemporaryDirectory place_;
};

/// Until it holds; false when it has not within the time.
template <class Holds>
bool soon(Holds&& holds, std::chrono::seconds time = std::chrono::seconds{10}) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        ::poll(nullptr, 0, 20);
    }
    return true;
}

/// Whether the program is here; prints that the test is skipped.
inline bool lacks(const char* program) {
    if (::access(program, X_OK) == 0) return false;
    WARN("skipped: it needs " << program);
    return true;
}

}  // namespace firedrill::test
