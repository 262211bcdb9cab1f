// A resident program that somebody took over: on its socket it keeps to the protocol, except where
// the test tells it to lie. It performs nothing. A thread of its own.
#pragma once

#include "core/wire/message.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace firedrill::hostile {

/// Frames to say at once, as bytes.
using Words = std::vector<std::string>;

class Impostor {
public:
    /// What it says to a message; nothing: what an honest one would. Called on its thread.
    using Lie = std::function<std::optional<Words>(const wire::Message&)>;

    Impostor(std::string host, std::string program, std::filesystem::path socket, Lie lie);
    ~Impostor();
    Impostor(const Impostor&) = delete;
    Impostor& operator=(const Impostor&) = delete;

    std::string socket() const { return socket_.string(); }
    int connections() const { return connections_; }
    /// An honest answer, to be changed.
    Words honest(const wire::Message& message) const;
    static AttemptReport success();

private:
    void serve();
    void attend(int fd);
    bool answer(int fd, const wire::Message& message);

    std::string host_, program_;
    std::filesystem::path socket_;
    Lie lie_;
    std::atomic<bool> over_{false};
    std::atomic<int> connections_{0};
    int listening_ = -1;
    std::thread thread_;
};

}  // namespace firedrill::hostile
