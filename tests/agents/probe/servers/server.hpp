// Server: a real program that serves on loopback, which a test starts, kills, and lets stand still.
// Its files lie in a directory of its own and go with it. Failures throw with its log.
#pragma once

#include "tests/agents/probe/harness.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace firedrill::test {

class Server {
public:
    ~Server() { kill(); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start() {
        pid_ = start_program(words_, {.input = {}, .output = file("log"), .user = user_});
        if (!eventually(serves_)) throw std::runtime_error(words_[0] + ": " + log());
    }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    void pause() const { ::kill(pid_, SIGSTOP); }
    void resume() const { ::kill(pid_, SIGCONT); }

    pid_t pid() const { return pid_; }
    int port() const { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string file(const std::string& name) const { return place_.path() + "/" + name; }
    std::string log() const { return file_text(file("log")); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text;
    }

    std::string certificate() const { return file("certificate"); }

protected:
    /// For 127.0.0.1 and trade.test, good for `days` from now on; its key is in file("key").
    void make_certificate(int days) const {
        write("names", "subjectAltName=DNS:trade.test,IP:127.0.0.1\n");
        openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", file("key"), "-out", file("request"), "-subj", "/CN=trade.test"});
        openssl({"x509", "-req", "-in", file("request"), "-signkey", file("key"), "-days",
                 std::to_string(days), "-extfile", file("names"), "-out", certificate()});
    }
    static void openssl(std::vector<std::string> words) {
        words.insert(words.begin(), "/usr/bin/openssl");
        const Ended ended = run_program(words);
        if (ended.exit != 0) throw std::runtime_error(ended.output);
    }
    explicit Server(std::string user = {}) : user_(std::move(user)) {
        if (!user_.empty()) give_to(place_.path(), user_);
    }
    /// How it is started, and how one sees that it serves.
    void is(std::vector<std::string> words, std::function<bool()> serves) {
        words_ = std::move(words);
        serves_ = std::move(serves);
    }
    /// What a client program says, in one line.
    static std::string said(const std::vector<std::string>& words) {
        std::string out = run_program(words).output;
        while (!out.empty() && out.back() == '\n') out.pop_back();
        return out;
    }

private:
    TempDirectory place_;
    std::string user_;
    int port_ = free_port();
    std::vector<std::string> words_;
    std::function<bool()> serves_;
    pid_t pid_ = 0;
};

/// A program that a test needs and this machine lacks: says so, and the test is over.
#define DRILL_NEEDS_PROGRAM(path)                      \
    if (::access(path, X_OK) != 0) {                   \
        WARN("skipped: this machine has no " << path); \
        return;                                        \
    }

}  // namespace firedrill::test
