// A network interface of this host: what it holds now, and how to give it that back. What the
// kernel brings by itself (link-local addresses, its own tables, what routers advertise) is left to
// it. One thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/plan/action.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent::link {

namespace asio = boost::asio;

/// An address, and the words of the `ip` that gives it back.
struct Held {
    std::string interface;
    std::string address;  ///< without the prefix length
    int prefix = 0;
    std::string words;  ///< "address replace 10.0.1.5/24 … dev eth0"
    /// IPv6 still asks whether somebody else has it, or somebody has.
    bool in_doubt = false;
};

struct Link {
    bool up = false;
    std::vector<Held> addresses;
    std::vector<std::string> routes;  ///< words: "-4 route add 10.2.0.0/16 via 10.0.1.1 dev eth0"
};

/// Addresses of all interfaces, link-local ones too.
asio::awaitable<Result<std::vector<Held>>> all_addresses(Language language);
/// not_found if there is no such interface.
asio::awaitable<Result<Link>> look(std::string interface, Language language);
asio::awaitable<Result<void>> set_up(std::string interface, bool up, Language language);
/// Whether this host takes packets for the address as its own, on whatever interface.
asio::awaitable<Result<bool>> answers(std::string address, Language language);

/// A route to the network of an address: with another address beside it, it may come back
/// otherwise.
bool is_the_kernels(const std::string& route);

/// Gives back what is missing of `wanted`, until all of it is there and in use, or `time` has
/// passed. The error names what is missing.
asio::awaitable<Result<void>> restore(std::string interface, Link wanted, Nanos time,
                                      Language language);

/// "addresses" and "routes", with "; " between: for receipts, and for a person.
plan::Parameters kept(const Link& link);
/// The same for a report, where a value has an end: half a list would be a wrong command.
plan::Parameters told(plan::Parameters kept);
Link from_kept(const std::string& interface, const plan::Parameters& kept);

}  // namespace firedrill::agent::link
