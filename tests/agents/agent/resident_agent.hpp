// A real firedrill-agent and an orchestrator that talks to it, for tests. Every wait has a
// deadline; failures throw.
#pragma once

#include "core/plan/plan.hpp"
#include "core/wire/message.hpp"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace firedrill::test {

plan::Step step_of(const std::string& id, plan::Action action);
/// The bytes of a plan with these steps, all on host "db1".
std::string plan_of(std::vector<plan::Step> steps);
/// sh -c TEXT
plan::Run shell(const std::string& text);

class ResidentAgent {
public:
    struct Options {
        std::string user;          ///< empty: as we are
        std::string account = {};  ///< what it gives root up for
        std::vector<std::string> more{"--lab", "--idle", "1h"};
        std::vector<std::string> under;  ///< strace …
    };
    explicit ResidentAgent(Options options);
    ResidentAgent() : ResidentAgent(Options{}) {}
    ~ResidentAgent();
    ResidentAgent(const ResidentAgent&) = delete;
    ResidentAgent& operator=(const ResidentAgent&) = delete;

    void start();  ///< returns when its socket is there, or it ended
    int wait();    ///< its exit code
    int stop();    ///< SIGTERM
    void kill();   ///< SIGKILL
    bool runs() const;
    void run_under(std::vector<std::string> words) { options_.under = std::move(words); }

    pid_t pid() const { return pid_; }
    std::string socket() const {
        return place_ + (options_.account.empty() ? "/sock" : "/run/sock");
    }
    std::string state() const { return place_ + "/state"; }
    std::string place() const { return place_; }
    std::string log() const;

private:
    Options options_;
    std::string place_;
    pid_t pid_ = 0;
};

/// A connection. The peer's end shows as std::runtime_error.
class Orchestrator {
public:
    explicit Orchestrator(const ResidentAgent& agent, const std::string& host = "db1");
    ~Orchestrator();
    Orchestrator(const Orchestrator&) = delete;
    Orchestrator& operator=(const Orchestrator&) = delete;

    void send(const wire::Message& message);
    void send_bytes(const std::string& bytes);
    /// The next message; nothing when the peer closed.
    std::optional<wire::Message> next();
    /// The next message of this type; others before it are dropped.
    template <class T>
    T expect() {
        while (auto message = next())
            if (auto* found = std::get_if<T>(&*message)) return std::move(*found);
        throw std::runtime_error(std::string("closed before ") + std::string(T::tag));
    }

    void offer(const std::string& plan, std::int64_t epoch = 1);
    void begin(const AttemptKey& key);
    AttemptReport execute(const AttemptKey& key);
    AttemptReport execute(const std::string& step) { return execute(key_of(step)); }
    static AttemptKey key_of(const std::string& step, Part part = Part::act, int attempt = 1) {
        return {.drill = "q-1", .step = step, .attempt = attempt, .part = part};
    }

private:
    int socket_ = -1;
    wire::FrameReader reader_{wire::frame_bytes_max};
};

}  // namespace firedrill::test
