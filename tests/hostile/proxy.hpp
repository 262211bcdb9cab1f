// Stands between an orchestrator and a resident program, knows their frames, and harms them as its
// seed says: delays, duplicates, swaps, changes bytes, cuts within a frame, or lets one direction
// die in silence. A thread of its own.
#pragma once

#include "core/wire/message.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

namespace firedrill::hostile {

/// How often each harm befalls a frame, in a thousand.
struct Harm {
    int delays = 0;
    int duplicates = 0;
    int swaps = 0;     ///< a frame is overtaken by the next one
    int changes = 0;   ///< one bit of it
    int cuts = 0;      ///< the connection ends within it
    int silences = 0;  ///< from it on this direction carries nothing; both ends stay open
};

class Proxy {
public:
    Proxy(std::filesystem::path socket, std::filesystem::path behind, Harm harm,
          std::uint64_t seed);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    std::string socket() const { return socket_.string(); }
    /// From now on it carries everything as it is.
    void behave() { behaves_ = true; }
    /// From now on nothing is carried to the orchestrator.
    void die_halfway() { half_dead_ = true; }
    int connections() const { return connections_; }
    int harms() const { return harms_; }

private:
    class Direction;
    void serve();
    void carry(int front, int back, std::uint64_t seed);

    std::filesystem::path socket_, behind_;
    Harm harm_;
    std::uint64_t seed_;
    std::atomic<bool> over_{false}, behaves_{false}, half_dead_{false};
    std::atomic<int> connections_{0}, harms_{0};
    int listening_ = -1;
    std::thread thread_;
};

}  // namespace firedrill::hostile
