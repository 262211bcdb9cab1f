// A workspace whose one host dials in: its gate as a user opens it, its agent as an administrator
// installs it. Programs end with it.
#pragma once

#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/program.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace firedrill::test {

class DialledIn {
public:
    DialledIn();
    ~DialledIn();
    DialledIn(const DialledIn&) = delete;
    DialledIn& operator=(const DialledIn&) = delete;

    const std::filesystem::path& path() const { return place_.path(); }
    int port() const { return port_; }
    std::string head() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string state() const { return (path() / "state").string(); }
    std::string authority(const std::string& name) const {
        return (path() / ".firedrill" / "authority" / name).string();
    }

    void scenario(const std::vector<std::string>& commands) const;
    Ended firedrill(const std::vector<std::string>& arguments) const;
    Ended agent(const std::vector<std::string>& arguments) const;

    void open_gate();
    void close_gate();  ///< by force
    /// The words of the command that `firedrill agent enrol` prints, with our state directory.
    std::vector<std::string> enrol_words() const;
    void enrol() const;  ///< throws if it is refused
    void start_agent();
    void end_agent();
    bool answers() const;  ///< to `agent ping`, within its time

    pid_t start_drill();
    std::string text_of(const std::string& name) const;
    std::string gate_log() const { return text_of("gate.log"); }

private:
    void write(const std::string& name, const std::string& text) const;

    TemporaryDirectory place_;
    int port_ = 0;
    pid_t gate_ = 0;
    pid_t agent_ = 0;
};

}  // namespace firedrill::test
