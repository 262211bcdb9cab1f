// A service that the test itself runs and takes down for exactly known times: what a drill reports
// about it can be held against what really happened.
//
// Scenario steps control it over a second port: whoever connects there and waits for the end of
// the connection has, in turns, taken the service down, and seen it come back.
#pragma once

#include "core/base/time.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace firedrill::test {

/// What really happened, by CLOCK_MONOTONIC_RAW: down no earlier than `down.lo` and no later than
/// `down.hi`, up again likewise.
struct TrueOutage {
    Interval down, up;
    /// How long it lasted, at least and at most.
    Interval lasted() const { return {up.lo - down.hi, up.hi - down.lo}; }
};

/// A listening socket on 127.0.0.1, below the ports that the kernel gives to clients.
class Door {
public:
    Door();
    explicit Door(int port);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    int port() const { return port_; }
    void open();
    void close();
    int accept() const;  ///< -1 when woken by wake()
    void wake() const;

private:
    int port_ = 0;
    int socket_ = -1;
    int wake_ = -1;
};

/// Answers TCP connections until it is closed.
class TcpService {
public:
    TcpService();
    ~TcpService();
    TcpService(const TcpService&) = delete;
    TcpService& operator=(const TcpService&) = delete;

    int port() const { return door_.port(); }
    Interval down();  ///< closes the door; when that was
    Interval up();

private:
    void serve();

    Door door_;
    std::thread thread_;
    bool serving_ = false;
};

/// Takes something down for the next of the given times whenever a scenario step asks.
class OutageMaker {
public:
    using Act = std::function<Interval()>;
    /// `lengths`: one an outage. `lead`: pause before each, so that phases differ.
    OutageMaker(Act down, Act up, std::vector<Nanos> lengths, std::vector<Nanos> lead);
    ~OutageMaker();
    OutageMaker(const OutageMaker&) = delete;
    OutageMaker& operator=(const OutageMaker&) = delete;

    /// argv of a step that returns when the service is down, or (second use) up again.
    std::string step() const;
    std::vector<TrueOutage> outages() const;

private:
    void work();
    TrueOutage one(std::size_t number, int asker);
    void wait_until(Nanos deadline);

    Act down_, up_;
    std::vector<Nanos> lengths_, lead_;
    Door door_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool over_ = false;
    std::vector<TrueOutage> outages_;
    std::thread thread_;
};

}  // namespace firedrill::test
