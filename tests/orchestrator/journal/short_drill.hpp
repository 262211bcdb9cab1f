// A drill of one or two records, written into its journal.
#pragma once

#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/journal.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace firedrill::journal {

struct ShortDrill {
    Nanos at{1};  ///< wall time of its start
    bool ended = false;
    std::string service;
};

inline void write_drill(const Store& store, const std::string& id, const std::string& scenario,
                        const ShortDrill& how = {}) {
    const auto record = [&](std::int64_t seq, drill::Event event) {
        return drill::Record{
            .seq = seq,
            .at = {.host = "here", .boot = "b", .mono = Nanos{seq}, .wall = how.at},
            .event = std::move(event)};
    };
    drill::DrillStarted started{.drill = id};
    started.plan.scenario = scenario;
    if (!how.service.empty()) started.plan.services = {{.id = how.service}};
    std::vector<std::string> bodies{encode(record(1, std::move(started)))};
    if (how.ended)
        bodies.push_back(
            encode(record(2, drill::DrillEnded{.ending = drill::Ending::aborted, .why = "asked"})));
    REQUIRE(create_drill(store, id));
    const auto journal = Journal::open(store.journal(id)).value();
    REQUIRE(journal->append_now({.stream = stream_of(id), .first_seq = 1, .bodies = bodies}));
}

}  // namespace firedrill::journal
