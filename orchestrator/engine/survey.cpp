#include "orchestrator/engine/survey.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <map>

namespace firedrill::engine {

namespace {

class Asker final : public links::Listener {
public:
    std::map<const links::Link*, wire::Status> answers;
    std::map<const links::Link*, std::string> failures;

    void connected(links::Link& link, const wire::Welcome&) override {
        link.send(wire::AskStatus{});
    }
    void lost(links::Link& link, const Error& why) override { failures[&link] = why.what; }
    void received(links::Link& link, wire::Message message) override {
        if (auto* status = std::get_if<wire::Status>(&message)) answers[&link] = std::move(*status);
    }
    void clock_measured(links::Link&, const links::KeptSample&) override {}
};

Task<void> ask(Fleet& fleet, const Asker& asker, std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    fleet.start();
    const auto done = [&] {
        return std::ranges::all_of(fleet.all(), [&](const auto& link) {
            return asker.answers.contains(link.get()) || asker.failures.contains(link.get());
        });
    };
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!done() && std::chrono::steady_clock::now() < give_up) {
        timer.expires_after(std::chrono::milliseconds{10});
        co_await timer.async_wait(by_value);
    }
    co_await fleet.stop();
}

}  // namespace

std::vector<Surveyed> survey(const FleetSettings& settings, plan::Plan plan,
                             std::chrono::milliseconds patience) {
    plan.environment = plan::Environment::test;  // absent programs stay absent
    asio::io_context io(1);
    Asker asker;
    Fleet fleet(io.get_executor(), settings, plan, asker);
    asio::co_spawn(io, ask(fleet, asker, patience), asio::detached);
    io.run();
    std::vector<Surveyed> out;
    for (const auto& link : fleet.all()) {
        Surveyed surveyed{.host = link->host(), .program = link->program()};
        if (const auto found = asker.answers.find(link.get()); found != asker.answers.end())
            surveyed.status = found->second;
        if (const auto found = asker.failures.find(link.get()); found != asker.failures.end())
            surveyed.why = found->second;
        out.push_back(std::move(surveyed));
    }
    return out;
}

}  // namespace firedrill::engine
