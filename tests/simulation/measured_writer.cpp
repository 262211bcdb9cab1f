// The writers of tests/simulation/measured_traffic.hpp.
#include "tests/simulation/measured_traffic.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using measure::WriteClass;

/// So long before a verification nothing new is written.
constexpr Nanos held_before = 600ms;
constexpr Nanos held_after = 50ms;
constexpr Nanos back_off = 100ms;

class TrueWriter {
public:
    TrueWriter(const Service& service, const TrafficSettings& settings, const plan::WriteLog& log,
               const std::vector<Nanos>& verified, Chance chance)
        : service_(service), settings_(settings), log_(log), verified_(verified), chance_(chance) {}

    std::vector<TrueWrite> run(int connection, Interval while_running) {
        until_ = while_running.hi;
        now_ = while_running.lo + up_to(log_.rate.period());
        for (std::int64_t session = connection; now_ < until_; session += log_.connections) {
            while (now_ < until_ && (!service_.at(now_).open || held(now_))) now_ += back_off;
            use_session(session);
        }
        return std::move(out_);
    }

private:
    Nanos up_to(Nanos n) { return n * chance_.below(1001) / 1000; }

    bool held(Nanos t) const {
        return std::ranges::any_of(
            verified_, [&](Nanos v) { return v - held_before <= t && t <= v + held_after; });
    }

    void use_session(std::int64_t session) {
        const Nanos connected = now_;
        for (std::int64_t sequence = 0;;) {
            now_ += log_.rate.period() * log_.connections * 2 / 3 + up_to(log_.rate.period());
            while (held(now_)) now_ += back_off;
            const bool broken = service_.at(now_).open ? !service_.open_throughout(connected, now_)
                                                       : service_.at(now_).how == Closed::refused;
            if (now_ >= until_ || broken) return;
            TrueWrite write{.write = {session, sequence++, now_, 0ns, WriteClass::unsure}};
            send(write);
            out_.push_back(write);
            if (write.write.outcome == WriteClass::unsure) now_ += settings_.patience;
            const bool acked = write.write.outcome <= WriteClass::ack_warning;
            if (!acked) return;
            now_ = write.write.answered;
        }
    }

    void send(TrueWrite& write) {
        const Nanos arrives = write.write.sent + up_to(settings_.way);
        const Nanos done = arrives + up_to(settings_.work);
        write.reign = service_.at(arrives).reign;
        if (service_.open_throughout(arrives, done)) {
            write.commit = done;
            return acknowledge(write);
        }
        const Spell& spell = service_.at(arrives);
        if (spell.open) return;
        if (spell.how == Closed::read_only) {
            write.write.outcome = WriteClass::failed;
            write.write.answered = arrives + up_to(settings_.way);
        } else if (spell.how == Closed::hung) {
            // What waits in front of a hung server may be served when it goes on.
            const Nanos opens = service_.end_of(arrives);
            const bool goes_on = opens != Nanos::max() && service_.at(opens).open &&
                                 service_.at(opens).reign == write.reign;
            if (goes_on && chance_.percent(50)) write.commit = opens + Nanos{1};
        }
    }

    void acknowledge(TrueWrite& write) {
        const Nanos commit = *write.commit;
        std::optional<Nanos> replies = commit;
        WriteClass outcome = WriteClass::ack;
        if (write.reign == 0 && service_.replication().kind != Replication::asynchronous) {
            replies = service_.received(commit, 0);
            const Nanos gives_up = commit + settings_.cancelled_after;
            if (service_.replication().kind == Replication::cancelled &&
                (!replies || *replies > gives_up)) {
                replies = gives_up;
                outcome = WriteClass::ack_warning;
            }
        }
        if (!replies || !service_.open_throughout(commit, *replies)) return;
        const Nanos answered = *replies + up_to(settings_.way);
        if (answered - write.write.sent > settings_.patience) return;
        write.write.outcome = outcome;
        write.write.answered = answered;
    }

    const Service& service_;
    const TrafficSettings& settings_;
    const plan::WriteLog& log_;
    const std::vector<Nanos>& verified_;
    Chance chance_;
    Nanos now_{};
    Nanos until_{};
    std::vector<TrueWrite> out_;
};

}  // namespace

std::vector<TrueWrite> written(const Service& service, const TrafficSettings& settings,
                               const plan::WriteLog& log, Interval while_running,
                               const std::vector<Nanos>& verified, Chance chance) {
    std::vector<TrueWrite> out;
    for (int connection = 0; connection < log.connections; ++connection) {
        TrueWriter writer(service, settings, log, verified,
                          chance.fork(static_cast<std::uint64_t>(connection)));
        auto writes = writer.run(connection + 1, while_running);
        out.insert(out.end(), writes.begin(), writes.end());
    }
    std::ranges::sort(out, {},
                      [](const TrueWrite& w) { return std::pair(w.write.sent, w.write.session); });
    return out;
}

}  // namespace firedrill::simulation
