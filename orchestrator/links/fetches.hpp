// Brings artifacts from one peer into the store, one after the other, piece by piece; survives a
// broken connection. An artifact that the store already has is not asked for. Belongs to one
// thread.
#pragma once

#include "core/wire/message.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace firedrill::links {

/// One artifact on its way into the store.
class Receiver {
public:
    virtual ~Receiver() = default;
    virtual std::int64_t written() const = 0;
    virtual Result<void> add(std::string_view bytes) = 0;
    /// Makes it durable under its name, after comparing its hash.
    virtual Result<void> finish() = 0;
};

/// Where artifacts go; the engine gives the store's.
class ArtifactSink {
public:
    virtual ~ArtifactSink() = default;
    virtual bool has(const Artifact& artifact) const = 0;
    virtual std::unique_ptr<Receiver> receive(const Artifact& artifact) = 0;
};

using Fetched = std::function<void(Result<void>)>;

class Fetches {
public:
    explicit Fetches(ArtifactSink& sink) : sink_(sink) {}

    /// Returns the message to send now, if this one is first in line.
    std::optional<wire::Fetch> add(const Artifact& artifact, Fetched done);
    /// The next message to send, if any.
    std::optional<wire::Fetch> received(const wire::Chunk& chunk);
    std::optional<wire::Fetch> refused(const std::string& why);
    /// After a reconnection: goes on where the piece was lost.
    std::optional<wire::Fetch> resume();
    void fail_all(const Error& error);

private:
    struct Wanted {
        Artifact artifact;
        Fetched done;
        std::unique_ptr<Receiver> writer;
    };
    std::optional<wire::Fetch> next();
    std::optional<wire::Fetch> finish(Result<void> result);

    ArtifactSink& sink_;
    std::deque<Wanted> queue_;
};

}  // namespace firedrill::links
