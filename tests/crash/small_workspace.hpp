// A workspace with the programs as users have them: `firedrill` in a process of its own, an agent
// that pauses a victim under a lease, and a step that ignores SIGTERM and never ends. For what
// stops a drill from outside. Nothing is left when it ends. One thread.
#pragma once

#include "core/base/json.hpp"
#include "tests/crash/stage.hpp"

#include <signal.h>
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace firedrill::crash {

/// Accepts and closes connections until told to stop: an unrelated service.
class Neighbour {
public:
    Neighbour();
    ~Neighbour() { close(); }
    Neighbour(const Neighbour&) = delete;
    Neighbour& operator=(const Neighbour&) = delete;

    int port() const { return port_; }
    void close();

private:
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

class SmallWorkspace {
    TemporaryDirectory place_;  // before all that lives in it

public:
    Agent agent;  ///< of host h1, installed: it outlives any orchestrator

    /// `more` are lines of the scenario, such as probes and stop conditions; `connections` those
    /// of the inventory. With a probe its host c1 is one of a laboratory.
    explicit SmallWorkspace(const std::string& more = "", const std::string& connections = "");
    ~SmallWorkspace();
    SmallWorkspace(const SmallWorkspace&) = delete;
    SmallWorkspace& operator=(const SmallWorkspace&) = delete;

    const std::filesystem::path& root() const { return place_.path(); }
    std::filesystem::path store() const { return root() / ".firedrill"; }

    /// `firedrill run` under way; returns when the fault acts and the step without end runs.
    void run_until_paused();
    pid_t pid() const { return drill_; }
    void signal(int number) const { ::kill(drill_, number); }
    bool over();
    /// Its exit code, once it is over.
    int wait(std::chrono::seconds limit = std::chrono::seconds(60));
    std::string said() const;

    test::Ended firedrill(const std::vector<std::string>& arguments) const;
    /// Gives the drill that runs something to record.
    void note() const;
    json::object status() const;
    std::string ending() const;

    bool victim_is_paused() const;
    bool stubborn_runs() const;
    /// Neither fault nor program is left; how long that took from now on.
    std::chrono::milliseconds until_quiet() const;

private:
    std::vector<std::string> words(const std::vector<std::string>& arguments) const;
    std::string scenario(const std::string& more) const;

    pid_t victim_ = 0;
    pid_t drill_ = 0;
    int status_ = -1;
};

}  // namespace firedrill::crash
