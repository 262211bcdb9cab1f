// Fences of every kind: what a plan orders goes to the file of its kind. A fence is sticky: nothing
// here ends one by itself. Doing it twice does no harm. One thread.
//
// What a release needs to know of the host as it was (address, mount) is a note in the agent's
// state directory, durable before anything is taken away; it belongs to what is fenced, not to a
// step, so that a second try, a fence before a self-revert and a release all find the same one.
#pragma once

#include "agents/resident/cancellation.hpp"
#include "core/base/attempt.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/plan/action.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace firedrill::agent::fences {

namespace asio = boost::asio;

struct Order {
    std::string kind;
    plan::Parameters with;
    std::string drill;
    std::string step;   ///< that fences, or that is mended behind the fence
    std::string state;  ///< our own directory
    Nanos timeout{};
    Language language = Language::en;
    std::shared_ptr<resident::Cancellation> cancel;  ///< ends a program that releases; may be null
};

/// Whether the kind is known, has what it needs, and this host and account can do it.
Result<void> check(const std::string& kind, const plan::Parameters& with, Language language);
asio::awaitable<AttemptReport> fence(Order order);
asio::awaitable<AttemptReport> release(Order order);

// For the files of the kinds --------------------------------------------------------------------

/// As `note`, durably. An older one stays if it says `ours: true`, that is if we took something
/// away: it knows the host as it was before.
Result<plan::Parameters> noted(const Order& order, const plan::Parameters& note);
/// Nothing if there is none.
Result<std::optional<plan::Parameters>> read_note(const Order& order);
void remove_note(const Order& order);
bool is_ours(const std::optional<plan::Parameters>& note);

AttemptReport succeeded(AttemptReport report);
AttemptReport failed(AttemptReport report, std::string reason);
/// Something of it may hold.
AttemptReport unclear(AttemptReport report, std::string reason);

}  // namespace firedrill::agent::fences
