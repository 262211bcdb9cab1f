// Strangers make an agent remember only so much, and a drill that is known finds its place.
#include "core/agent/agent.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

constexpr Nanos now = std::chrono::seconds{100};

/// What it answers; what it keeps is kept.
wire::Message ask(agent::State& state, const wire::Message& message) {
    wire::Message answer;
    for (const auto& directive :
         agent::respond(state, agent::Received{message}, now, plan::Performer::agent)) {
        if (const auto* kept = std::get_if<agent::Keep>(&directive))
            agent::apply(state, kept->record);
        if (const auto* reply = std::get_if<agent::Reply>(&directive)) answer = reply->message;
    }
    return answer;
}

std::size_t remembered(const agent::State& state) {
    std::size_t out = 0;
    for (const auto& [id, drill] : state.drills) out += drill.tombstones.size();
    return out;
}

}  // namespace

TEST_CASE("attempts that nobody ever asked for are kept up to a limit") {
    agent::State state;
    for (int i = 1; i <= 60'000; ++i) {
        const AttemptKey key{.drill = "d" + std::to_string(i % 100), .step = "s", .attempt = i};
        const auto answer = ask(state, wire::Query{.key = key});
        CHECK(std::holds_alternative<wire::NeverSeen>(answer) == (i <= 50'000));
    }
    CHECK(remembered(state) == 50'000);
    // what is marked already is answered as before
    const AttemptKey first{.drill = "d1", .step = "s", .attempt = 1};
    CHECK(std::holds_alternative<wire::NeverSeen>(ask(state, wire::Query{.key = first})));
}

TEST_CASE("drills that are only names are kept up to a limit") {
    agent::State state;
    for (int i = 0; i < 6'000; ++i)
        ask(state, wire::Query{.key = {.drill = "d" + std::to_string(i), .step = "s"}});
    CHECK(state.drills.size() == 5'000);
    const auto refused = ask(state, wire::OfferPlan{.drill = "one more"});
    REQUIRE(std::holds_alternative<wire::Refused>(refused));
    CHECK(std::get<wire::Refused>(refused).why.find("put the agent's state directory aside") !=
          std::string::npos);
}
