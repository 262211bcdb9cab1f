#include "orchestrator/engine/stand_down.hpp"

#include "core/plan/by_hand.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <map>

namespace firedrill::engine {

namespace {

constexpr std::chrono::milliseconds look_again{50};

bool is_quiet(const wire::Status& status, const std::string& drill) {
    const bool runs = std::ranges::any_of(
        status.running, [&](const AttemptKey& key) { return key.drill == drill; });
    const bool mends = std::ranges::any_of(status.faults, [&](const wire::HeldItem& fault) {
        return fault.drill == drill && plan::reverts_by_itself(fault.kind);
    });
    return !runs && !mends;
}

/// One that was not told because it is away is tried until the patience ends: links try again.
class Teller final : public links::Listener {
public:
    explicit Teller(const Stand& stand) : order_{.drill = stand.drill, .epoch = stand.epoch} {}

    void connected(links::Link& link, const wire::Welcome&) override { link.send(order_); }
    void lost(links::Link& link, const Error& why) override { reasons_[&link] = why.what; }
    void received(links::Link& link, wire::Message message) override {
        if (auto* status = std::get_if<wire::Status>(&message))
            answers_[&link] = std::move(*status);
        if (auto* refused = std::get_if<wire::Refused>(&message)) reasons_[&link] = refused->why;
    }
    void clock_measured(links::Link&, const links::KeptSample&) override {}

    bool is_done(const links::Link& link) const {
        const auto found = answers_.find(&link);
        return found != answers_.end() && is_quiet(found->second, order_.drill);
    }
    void ask_again(links::Link& link) const {
        if (answers_.contains(&link) && !is_done(link)) link.send(wire::AskStatus{});
    }
    StoodDown result(const links::Link& link) const {
        StoodDown out{.host = link.host(), .program = link.program(), .quiet = is_done(link)};
        if (const auto found = answers_.find(&link); found != answers_.end()) {
            out.told = true;
            for (const auto& fault : found->second.faults)
                if (fault.drill == order_.drill) out.faults.push_back(fault);
        } else if (const auto reason = reasons_.find(&link); reason != reasons_.end()) {
            out.why = reason->second;
        }
        return out;
    }

private:
    wire::StandDown order_;
    std::map<const links::Link*, wire::Status> answers_;
    std::map<const links::Link*, std::string> reasons_;
};

Task<void> tell(Fleet& fleet, const Teller& teller, std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    fleet.start();
    const auto done = [&] {
        return std::ranges::all_of(fleet.all(),
                                   [&](const auto& link) { return teller.is_done(*link); });
    };
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!done() && std::chrono::steady_clock::now() < give_up) {
        timer.expires_after(look_again);
        co_await timer.async_wait(by_value);
        for (const auto& link : fleet.all()) teller.ask_again(*link);
    }
    co_await fleet.stop();
}

}  // namespace

std::vector<StoodDown> stand_down(const FleetSettings& settings, Stand stand,
                                  std::chrono::milliseconds patience) {
    stand.plan.environment = plan::Environment::test;  // absent programs stay absent
    asio::io_context io(1);
    Teller teller(stand);
    Fleet fleet(io.get_executor(), settings, stand.plan, teller);
    asio::co_spawn(io, tell(fleet, teller, patience), asio::detached);
    io.run();
    std::vector<StoodDown> out;
    for (const auto& link : fleet.all()) out.push_back(teller.result(*link));
    return out;
}

}  // namespace firedrill::engine
