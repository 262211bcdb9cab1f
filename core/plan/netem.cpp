#include "core/plan/netem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::plan {

namespace {

constexpr std::int64_t ppm_of_one_percent = 10'000;

std::string value_of(const Parameters& with, const std::string& name) {
    const auto found = with.find(name);
    return found == with.end() ? std::string() : found->second;
}

/// Digits alone, as many as fit.
std::optional<std::int64_t> digits(std::string_view text, std::size_t most) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    if (!whole || text.size() > most || text.starts_with('-')) return std::nullopt;
    return value;
}

std::string netem_of(const Disturbance& what) {
    std::string out = "netem";
    const auto microseconds = [](Nanos time) { return time.count() / 1000; };
    if (what.delay > Nanos{}) out += fmt::format(" delay {}us", microseconds(what.delay));
    if (what.jitter > Nanos{}) out += fmt::format(" {}us", microseconds(what.jitter));
    if (what.loss_ppm > 0)
        out += fmt::format(" loss {}.{:04}%", what.loss_ppm / ppm_of_one_percent,
                           what.loss_ppm % ppm_of_one_percent);
    return out;
}

/// What goes to a peer takes the fourth band, where the disturbance is; the rest never does.
std::string filter(const Disturbance& what, const std::string& peer, bool v6) {
    return fmt::format(
        "filter add dev {} parent {} protocol {} prio {} u32 match {} dst {} flowid {}4\n",
        what.interface, netem_handle, v6 ? "ipv6" : "ip", v6 ? 2 : 1, v6 ? "ip6" : "ip", peer,
        netem_handle);
}

}  // namespace

std::optional<Nanos> read_delay(std::string_view text) {
    const auto delay = parse_duration(text);
    const bool good =
        delay && *delay >= std::chrono::milliseconds{1} && *delay <= std::chrono::seconds{60};
    return good ? std::optional(*delay) : std::nullopt;
}

std::optional<std::int64_t> read_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    const std::size_t point = text.find('.');
    const auto whole = digits(text.substr(0, point), 3);
    if (!whole) return std::nullopt;
    std::int64_t ppm = *whole * ppm_of_one_percent;
    if (point != text.npos) {
        std::string fraction(text.substr(point + 1));
        const auto given = digits(fraction, 4);
        if (!given) return std::nullopt;
        fraction.resize(4, '0');
        ppm += *digits(fraction, 4);
    }
    return ppm >= 100 && ppm <= 100 * ppm_of_one_percent ? std::optional(ppm) : std::nullopt;
}

std::optional<Disturbance> read_disturbance(std::string_view kind, const Parameters& with) {
    Disturbance out{.interface = value_of(with, "interface")};
    if (kind == "network.loss") {
        const auto loss = read_share(value_of(with, "loss"));
        if (!loss) return std::nullopt;
        out.loss_ppm = *loss;
    } else {
        const auto delay = read_delay(value_of(with, "delay"));
        const std::string jitter = value_of(with, "jitter");
        const auto around = jitter.empty() ? std::optional(Nanos{}) : read_delay(jitter);
        if (!delay || !around || *around > *delay) return std::nullopt;
        out.delay = *delay;
        out.jitter = *around;
    }
    const std::string peers = value_of(with, "peers");
    if (peers.empty()) return out;
    const auto named = read_peers(peers);
    if (!named) return std::nullopt;
    out.peers = *named;
    return out;
}

std::string commands_to_disturb(const Disturbance& what) {
    const std::string& dev = what.interface;
    if (what.peers.v4.empty() && what.peers.v6.empty())
        return fmt::format("qdisc add dev {} root handle {} {}\n", dev, netem_handle,
                           netem_of(what));
    // Three bands as the kernel's own queue has them, and a fourth to which only filters lead.
    std::string out = fmt::format(
        "qdisc add dev {0} root handle {1} prio bands 4 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1\n"
        "qdisc add dev {0} parent {1}4 handle fd14: {2}\n",
        dev, netem_handle, netem_of(what));
    for (const std::string& peer : what.peers.v4) out += filter(what, peer, false);
    for (const std::string& peer : what.peers.v6) out += filter(what, peer, true);
    return out;
}

std::vector<std::string> words_to_calm(std::string_view interface) {
    return {
        "qdisc", "del", "dev", std::string(interface), "root", "handle", std::string(netem_handle)};
}

}  // namespace firedrill::plan
