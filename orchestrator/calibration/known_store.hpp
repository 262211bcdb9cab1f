// KnownStore: a service that takes drill writes by docs/drill_write_contract.md and does to them
// what was planned: keeps, loses, doubles, changes, refuses, falls silent, stores late. From time
// to time it forgets the last ones, as a standby does that takes over too early. It knows all that.
//
// A thread of its own serves; truth() once it was read back.
#pragma once

#include "core/measure/known_writes.hpp"
#include "core/measure/seeded.hpp"
#include "orchestrator/calibration/http_clients.hpp"
#include "orchestrator/calibration/listening.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace firedrill::calibration {

class KnownStore {
public:
    /// Enough when so many writes have come.
    static Result<std::unique_ptr<KnownStore>> open(std::uint64_t seed, std::int64_t writes);
    ~KnownStore();
    KnownStore(const KnownStore&) = delete;
    KnownStore& operator=(const KnownStore&) = delete;

    int port() const { return listening_.port(); }
    bool enough() const { return enough_; }
    std::int64_t writes_so_far() const { return came_; }
    /// As of the first read-back; nothing that came later is in it.
    const measure::PlantedTruth& truth() const { return truth_; }
    bool read_back() const { return frozen_; }

private:
    KnownStore(std::uint64_t seed, std::int64_t writes, Listening listening);
    void serve();
    void answer(const HttpRequest& request);
    void take(const HttpRequest& request, Nanos began);
    void reply(const HttpRequest& request, measure::WriteClass said, bool silent);
    std::string rows() const;
    void forget(Nanos now);

    std::uint64_t seed_;
    std::int64_t wanted_;
    Listening listening_;
    HttpClients clients_;
    measure::Seeded seeded_;
    measure::PlantedTruth truth_;
    std::vector<std::string> rows_;  ///< of truth_.writes, as sent
    Nanos last_forgotten_{}, next_forgetting_{};
    std::atomic<bool> enough_{false}, frozen_{false}, stopping_{false};
    std::atomic<std::int64_t> came_{0};
    std::thread thread_;
};

}  // namespace firedrill::calibration
