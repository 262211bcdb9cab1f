// KnownService: a real service on loopback that fails as planned, and knows when it did.
//
// What stands for what: `refused` closes the listening socket and every kept connection;
// `black_holed` lets the queue of those who want to connect fill up, so that the kernel drops
// further requests unanswered, as a network does that leads nowhere; `stalled` goes on listening
// and says nothing, as a frozen process does, then answers all that came. Each moment is stamped
// before and after the act with CLOCK_MONOTONIC_RAW, the clock of the probes.
//
// A thread of its own serves and fails. begin() and stop() from one other thread; known() once
// over() says so.
#pragma once

#include "core/measure/known_outage.hpp"
#include "orchestrator/calibration/http_clients.hpp"
#include "orchestrator/calibration/listening.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace firedrill::calibration {

class KnownService {
public:
    struct Settings {
        measure::Failing failing = measure::Failing::refused;
        std::vector<measure::PlannedOutage> outages;
        Nanos tail{};  ///< up after the last one, before it is over
    };
    static Result<std::unique_ptr<KnownService>> open(Settings settings);
    ~KnownService();
    KnownService(const KnownService&) = delete;
    KnownService& operator=(const KnownService&) = delete;

    measure::Failing failing() const { return settings_.failing; }
    int port() const { return listening_.port(); }
    void begin() { begun_ = true; }
    bool over() const { return over_; }
    std::int64_t outages_so_far() const { return done_; }
    const std::vector<measure::KnownOutage>& known() const { return known_; }
    /// Why it cannot go on; empty while it can. Once over() says so.
    const std::string& failed() const { return failed_; }

private:
    KnownService(Settings settings, Listening listening);
    void serve();
    void wait(Nanos until);
    void take_clients();
    void answer(const std::vector<pollfd>& ready);
    void pass(Nanos now);
    void begin_stretch(Nanos length, Nanos from);
    void go_down();
    void go_up();
    Interval fill_queue();
    void empty_queue();

    Settings settings_;
    Listening listening_;
    HttpClients clients_;
    std::vector<Descriptor> fillers_;
    std::vector<measure::KnownOutage> known_;
    std::string failed_;
    bool up_ = true;
    std::size_t outage_ = 0;   ///< the next, or the one that is under way
    std::size_t stretch_ = 0;  ///< of it, that began last, from 1; 0: its lead
    Nanos next_{};             ///< when the next change is due; 0: not begun
    std::atomic<bool> begun_{false}, stopping_{false}, over_{false};
    std::atomic<std::int64_t> done_{0};
    std::thread thread_;
};

}  // namespace firedrill::calibration
