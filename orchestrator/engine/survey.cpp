#include "orchestrator/engine/survey.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <map>

namespace firedrill::engine {

namespace {

template <class Answer>
class Asker final : public links::Listener {
public:
    explicit Asker(wire::Message question) : question_(std::move(question)) {}

    std::map<const links::Link*, Answer> answers;
    std::map<const links::Link*, std::string> failures;

    void connected(links::Link& link, const wire::Welcome&) override { link.send(question_); }
    void lost(links::Link& link, const Error& why) override { failures[&link] = why.what; }
    void received(links::Link& link, wire::Message message) override {
        if (auto* answer = std::get_if<Answer>(&message)) answers[&link] = std::move(*answer);
    }
    void clock_measured(links::Link&, const links::KeptSample&) override {}

private:
    wire::Message question_;
};

template <class Answer>
std::vector<Told<Answer>> ask_all(const FleetSettings& settings, const plan::Plan& plan,
                                  wire::Message question, std::chrono::milliseconds patience) {
    asio::io_context io(1);
    Asker<Answer> asker(std::move(question));
    Fleet fleet(io.get_executor(), settings, plan, asker);
    const auto done = [&](const links::Link& link) {
        return asker.answers.contains(&link) || asker.failures.contains(&link);
    };
    asio::co_spawn(io, run_until_all(fleet, done, patience), asio::detached);
    io.run();
    std::vector<Told<Answer>> out;
    for (const auto& link : fleet.all()) {
        Told<Answer> told{.host = link->host(), .program = link->program()};
        if (const auto found = asker.answers.find(link.get()); found != asker.answers.end())
            told.answer = found->second;
        if (const auto found = asker.failures.find(link.get()); found != asker.failures.end())
            told.why = found->second;
        out.push_back(std::move(told));
    }
    return out;
}

}  // namespace

Task<void> run_until_all(Fleet& fleet, std::function<bool(const links::Link&)> done,
                         std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    fleet.start();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (std::chrono::steady_clock::now() < give_up &&
           !std::ranges::all_of(fleet.all(), [&](const auto& link) { return done(*link); })) {
        timer.expires_after(std::chrono::milliseconds{10});
        co_await timer.async_wait(by_value);
    }
    co_await fleet.stop();
}

std::vector<Surveyed> survey(const FleetSettings& settings, plan::Plan plan,
                             std::chrono::milliseconds patience) {
    plan.environment = plan::Environment::test;  // absent programs stay absent
    return ask_all<wire::Status>(settings, plan, wire::AskStatus{}, patience);
}

std::vector<DrillsTold> survey_drills(const FleetSettings& settings, const plan::Plan& plan,
                                      const wire::AskDrills& question,
                                      std::chrono::milliseconds patience) {
    return ask_all<wire::DrillsHeld>(settings, plan, question, patience);
}

}  // namespace firedrill::engine
