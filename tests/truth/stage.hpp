// A stage for real drills: a workspace of its own, its files adapted to the test, and the real
// programs run in it as users run them. Nothing of it is left when it ends. One thread.
#pragma once

#include "core/base/json.hpp"
#include "tests/support/laboratory.hpp"
#include "tests/support/program.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace firedrill::test {

/// CLOCK_MONOTONIC_RAW, the clock of all measurements.
Nanos raw_now();

/// All bytes of a file, empty if there is none.
std::string read_file(const std::string& path);
bool contains(const std::string& text, const std::string& part);

/// `firedrill ARGUMENTS` under way: what it printed so far can be read, and signals sent.
class Running {
public:
    Running(const std::vector<std::string>& argv, std::string output);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void signal(int number) const;
    Ended wait(std::chrono::seconds limit = std::chrono::seconds(90));
    std::string output() const;
    bool over();
    pid_t pid() const { return pid_; }

private:
    pid_t pid_;
    std::string output_;
    int status_ = -1;
};

/// A workspace directory and firedrill in it.
class Workplace {
public:
    explicit Workplace(std::string directory);

    void write(const std::string& file, const std::string& text) const;
    std::string read(const std::string& file) const;
    /// Replaces every occurrence; throws if there is none, so that no variant silently is none.
    void edit(const std::string& file, const std::string& from, const std::string& to) const;

    /// `firedrill -C workspace --lang en ARGUMENTS` to its end.
    Ended firedrill(const std::vector<std::string>& arguments) const;
    std::unique_ptr<Running> start(const std::vector<std::string>& arguments) const;

    json::object status() const;
    /// The status word of a step now, empty if there is no drill yet.
    std::string step(const std::string& id) const;
    /// Waits until a step has one of these; throws with the status if it never has.
    void await_step(const std::string& id, const std::set<std::string>& words) const;
    /// `report --format json` of a drill, the last one by default.
    json::object report(const std::string& drill = "") const;
    /// The bytes of an artifact that the report names.
    std::string artifact(const json::object& report, const std::string& name) const;

    const std::string& directory() const { return directory_; }
    /// Where the agents and probes of this workspace live.
    std::string residents() const;
    /// Agents and probes of this workspace that run now.
    std::vector<pid_t> resident_processes() const;
    pid_t resident(const std::string& host, const std::string& program) const;

private:
    std::vector<std::string> argv(const std::vector<std::string>& arguments) const;

    std::string directory_;
};

/// The quickstart in a laboratory of its own, made short, its servers up.
class Stage {
public:
    Stage();
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// db1 is primary and db2 follows it; waits for it.
    bool as_in_the_beginning() const;
    std::string role(const std::string& server) const;
    /// As superuser in database `ledger`; every line of the answer.
    std::string ledger(const std::string& server, const std::string& statement) const;
    /// Everything that a drill might leave behind, as sorted lines: processes, files, tables,
    /// slots, settings.
    std::set<std::string> traces() const;

    Laboratory lab;
    Workplace work;
};

}  // namespace firedrill::test
