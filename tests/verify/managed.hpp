// Managed: a real program that serves on loopback, started and stopped by the words of a service
// manager, as playbooks do it. Its files lie in a directory of its own and go with it, and so do
// its processes. Failures throw with its log.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace firedrill::test {

class Managed {
public:
    ~Managed() {
        if (manager_ <= 0) return;  // it was never started; 0 would mean the whole process group
        ::kill(manager_, SIGKILL);  // and its service dies with it
        ::waitpid(manager_, nullptr, 0);
        eventually([this] { return !serves(); });
    }
    Managed(const Managed&) = delete;
    Managed& operator=(const Managed&) = delete;

    void start() const { control("start"); }
    void stop() const { control("stop"); }
    bool serves() const { return control_says("is-active").exit == 0; }
    void signal(int number) const {
        if (serves()) ::kill(std::stoi(file_text(file("pid"))), number);
    }

    int port() const { return port_; }
    std::string file(const std::string& name) const { return place_.path() + "/" + name; }
    void write(const std::string& name, const std::string& text, mode_t mode = 0644) const {
        std::ofstream(file(name)) << text;
        ::chmod(file(name).c_str(), mode);
    }
    /// For `vars` of the host in an inventory: what the playbooks of service/ ask for.
    std::string service_vars() const {
        return "unit: it, servicectl: " + file("servicectl") + ", pidfile: " + file("pid");
    }

protected:
    explicit Managed(std::string account = {}) : account_(std::move(account)) {
        if (!account_.empty()) give_to(place_.path(), account_);
        if (::mkfifo(file("orders").c_str(), 0600) != 0 ||
            ::mkfifo(file("nothing").c_str(), 0600) != 0)
            throw std::runtime_error("no fifo in " + place_.path());
    }
    /// How it is started, and a command of the shell that succeeds when it serves.
    void is(const std::vector<std::string>& words, const std::string& ready) {
        const std::string script = DRILL_SOURCE_DIR "/tests/verify/service_manager.sh";
        write("ready", "#!/bin/sh\n" + ready + " >/dev/null 2>&1\n", 0755);
        write("servicectl", "#!/bin/sh\nexec " + script + " ctl " + place_.path() + " \"$@\"\n",
              0755);
        std::vector<std::string> all{script, "run", place_.path(),
                                     account_.empty() ? "-" : account_};
        all.insert(all.end(), words.begin(), words.end());
        manager_ = start_program(all);
    }
    /// What a client program says, in one line.
    static std::string said(const std::vector<std::string>& words) {
        std::string out = run_program(words).output;
        while (!out.empty() && out.back() == '\n') out.pop_back();
        return out;
    }
    const std::string& account() const { return account_; }

private:
    Ended control_says(const std::string& word) const {
        return run_program({file("servicectl"), word, "it"});
    }
    void control(const std::string& word) const {
        const Ended ended = control_says(word);
        if (ended.exit != 0)
            throw std::runtime_error(word + ": " + ended.output + file_text(file("log")));
    }

    TempDirectory place_;
    std::string account_;
    int port_ = free_port();
    pid_t manager_ = 0;
};

}  // namespace firedrill::test
