#include "orchestrator/engine/greetings.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <map>

namespace firedrill::engine {

namespace {

class Greeter final : public links::Listener {
public:
    void connected(links::Link& link, const wire::Welcome& welcome) override {
        greetings[&link].welcome = welcome;
        link.send(wire::AskStatus{});
    }
    void lost(links::Link& link, const Error& why) override { failures[&link] = describe(why); }
    void received(links::Link& link, wire::Message message) override {
        if (auto* status = std::get_if<wire::Status>(&message))
            greetings[&link].status = std::move(*status);
    }
    void clock_measured(links::Link& link, const links::KeptSample& kept) override {
        const auto& at = kept.sample;
        greetings[&link].round_trip = (at.t4 - at.t1) - (at.t3 - at.t2);
    }

    bool is_done(const links::Link& link) const {
        const auto found = greetings.find(&link);
        if (found == greetings.end()) return failures.contains(&link);
        return found->second.status && found->second.round_trip;
    }

    std::map<const links::Link*, Greeting> greetings;
    std::map<const links::Link*, std::string> failures;
};

}  // namespace

std::vector<Told<Greeting>> greet(const FleetSettings& settings, const plan::Plan& plan,
                                  std::chrono::milliseconds patience) {
    asio::io_context io(1);
    Greeter greeter;
    Fleet fleet(io.get_executor(), settings, plan, greeter);
    const auto done = [&](const links::Link& link) { return greeter.is_done(link); };
    asio::co_spawn(io, run_until_all(fleet, done, patience), asio::detached);
    io.run();
    std::vector<Told<Greeting>> out;
    for (const auto& link : fleet.all()) {
        Told<Greeting> told{.host = link->host(), .program = link->program()};
        if (const auto found = greeter.greetings.find(link.get()); found != greeter.greetings.end())
            told.answer = found->second;
        if (const auto found = greeter.failures.find(link.get()); found != greeter.failures.end())
            told.why = found->second;
        out.push_back(std::move(told));
    }
    return out;
}

}  // namespace firedrill::engine
