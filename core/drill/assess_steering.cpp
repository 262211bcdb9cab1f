// When the drill stood still because a person wanted it to, or because only a person could say how
// to go on: read from the records, because the state keeps only sums.
#include "core/base/match.hpp"
#include "core/drill/assess_parts.hpp"

#include <map>

namespace firedrill::drill::assessing {

namespace {

/// Stretches that are open, by their name; each is told when it ends.
class Stretches {
public:
    Stretches(const Context& in, std::vector<Steered>& out) : in_(in), out_(out) {}

    void begin(const std::string& name, const Record& record, std::string by, std::string why) {
        open_.try_emplace(name, Steered{.at = in_.clocks.of(record.at).at,
                                        .by = std::move(by),
                                        .why = std::move(why),
                                        .seq = record.seq});
    }
    void end(const std::string& name, const Record& record) {
        const auto found = open_.find(name);
        if (found == open_.end()) return;
        Steered one = std::move(found->second);
        open_.erase(found);
        one.at.hi = std::max(one.at.lo, in_.clocks.of(record.at).at.hi);
        out_.push_back(std::move(one));
    }
    /// The drill stops, or there are no more records.
    void end_all(const Record& record) {
        while (!open_.empty()) end(std::string(open_.begin()->first), record);
    }

private:
    const Context& in_;
    std::vector<Steered>& out_;
    std::map<std::string, Steered> open_;
};

bool stops(const Event& event) {
    return std::holds_alternative<AbortRequested>(event) ||
           std::holds_alternative<GuardBreached>(event) ||
           std::holds_alternative<DrillEnded>(event);
}

bool is_for_person(const Context& in, const std::string& id) {
    const plan::Step* step = plan::find_step(in.drill.plan, id);
    return step == nullptr || step->performer == plan::Performer::person || step->critical;
}

}  // namespace

std::vector<Steered> pauses(const Context& in) {
    std::vector<Steered> out;
    Stretches stretches(in, out);
    for (const auto& record : in.records) {
        match(
            record.event,
            [&](const PauseRequested& e) { stretches.begin("", record, e.by.person, e.why); },
            [&](const ContinueRequested&) { stretches.end("", record); }, [](const auto&) {});
        if (stops(record.event)) stretches.end_all(record);
    }
    if (!in.records.empty()) stretches.end_all(in.records.back());
    return out;
}

std::vector<Steered> holds(const Context& in) {
    std::vector<Steered> out;
    Stretches stretches(in, out);
    for (const auto& record : in.records) {
        match(
            record.event,
            [&](const PersonAsked& e) {
                if (!is_for_person(in, e.step)) stretches.begin(e.step, record, {}, {});
            },
            [&](const StepSkipped& e) { stretches.end(e.step, record); },
            [&](const StepRetried& e) { stretches.end(e.step, record); },
            [&](const StepSettled& e) { stretches.end(e.step, record); }, [](const auto&) {});
        if (stops(record.event)) stretches.end_all(record);
    }
    if (!in.records.empty()) stretches.end_all(in.records.back());
    return out;
}

}  // namespace firedrill::drill::assessing
