// A resident program under attack, and somebody who talks to its socket as he likes.
#pragma once

#include "core/wire/message.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill::hostile {

/// firedrill-agent or firedrill-probe of host "h1", installed. Gone when this goes.
class Target {
public:
    explicit Target(std::string program = "firedrill-agent", std::vector<std::string> under = {});
    ~Target();
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;

    bool runs() const;
    /// The most memory that it ever had, in KiB.
    long memory_peak() const;
    std::string receipts() const;
    std::string log() const;
    std::string socket() const { return (place_.path() / "sock").string(); }
    const std::filesystem::path& place() const { return place_.path(); }

private:
    TemporaryDirectory place_;
    pid_t pid_ = 0;
    bool traced_ = false;
};

/// One connection. Nothing here waits longer than its deadline.
class Caller {
public:
    static constexpr std::chrono::milliseconds patience{10'000};

    explicit Caller(const Target& target);
    explicit Caller(const std::string& socket);
    ~Caller();
    Caller(Caller&& other) noexcept;
    Caller(const Caller&) = delete;

    bool connected() const { return fd_ >= 0; }
    /// False once the peer has closed, or takes nothing more.
    bool say(std::string_view bytes);
    bool tell(const wire::Message& message) { return say(wire::encode(message)); }
    /// The next message; nothing when the connection ended or nothing comes in time.
    std::optional<wire::Message> hear(std::chrono::milliseconds within = patience);
    /// The next one of this kind; others are passed over.
    template <class M>
    std::optional<M> hear_a(std::chrono::milliseconds within = patience) {
        const auto end = std::chrono::steady_clock::now() + within;
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
            auto message = hear(left);
            if (!message) return std::nullopt;
            if (auto* wanted = std::get_if<M>(&*message)) return std::move(*wanted);
        }
    }
    /// Whether the peer ends the connection in time; what it says until then is lost.
    bool is_closed(std::chrono::milliseconds within = patience);
    bool greet();

private:
    int fd_ = -1;
    wire::FrameReader frames_{wire::frame_bytes_max};
};

/// The head of a frame of so many bytes, with no checksum.
std::string head(std::uint32_t length);
/// An honest orchestrator is greeted and answered.
bool serves(const Target& target);

}  // namespace firedrill::hostile
