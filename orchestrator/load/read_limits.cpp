// What ends a drill before its time: `stop_conditions:` and `guards:` of a scenario.
#include "core/plan/stop_condition.hpp"
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"

#include <algorithm>
#include <map>

namespace firedrill::load {

namespace {

using model::both;
using Kind = model::StopCondition::Kind;

/// The key that says what a condition looks at.
const std::map<std::string, Kind>& kinds() {
    static const std::map<std::string, Kind> all{{"is", Kind::state},
                                                 {"errors_above", Kind::errors},
                                                 {"latency_above", Kind::latency},
                                                 {"lag_of", Kind::lag},
                                                 {"second_fault", Kind::second_fault}};
    return all;
}

/// Complains unless the condition looks at one thing.
std::optional<Kind> kind_of(Fields& in) {
    std::vector<Kind> found;
    for (const auto& [key, kind] : kinds())
        if (in.has(key)) found.push_back(kind);
    if (found.size() == 1) return found.front();
    in.error(in.place(), both(lint_texts::stop_looks_at), both(lint_texts::stop_looks_at_remedy));
    for (const char* key : {"probe", "for", "over", "above", "quantile"}) in.take(key);
    for (const auto& [key, kind] : kinds()) in.take(key);
    return std::nullopt;
}

void read_window(Fields& in, model::StopCondition& out) {
    in.need("over");
    out.over = in.nanos("over").value_or(Nanos{});
}

void read_lag(Fields& in, model::StopCondition& out) {
    out.standby = in.needed_id("lag_of");
    out.probe = in.id("probe");
    in.need("above");
    out.above = in.nanos("above").value_or(Nanos{});
}

void read_second_fault(Fields& in, model::StopCondition& out) {
    if (!in.boolean("second_fault", true))
        in.error(in.place(), both(lint_texts::second_fault_false),
                 both(lint_texts::second_fault_false_remedy));
    if (!in.has("for")) out.lasting = plan::second_fault_lasting;
}

void read_kind(Fields& in, model::StopCondition& out) {
    switch (out.kind) {
        case Kind::state: out.up = in.needed_choice("is", {"up", "down"}).text == "up"; return;
        case Kind::errors:
            out.above_ppm = in.percent("errors_above").value_or(0);
            return read_window(in, out);
        case Kind::latency:
            out.above = in.nanos("latency_above").value_or(Nanos{});
            out.quantile_ppm = in.percent("quantile").value_or(out.quantile_ppm);
            return read_window(in, out);
        case Kind::lag: return read_lag(in, out);
        case Kind::second_fault: return read_second_fault(in, out);
    }
}

void read_stop_condition(Fields& in, model::Scenario& scenario) {
    const auto kind = kind_of(in);
    if (!kind) return;
    model::StopCondition out{.kind = *kind, .place = in.place()};
    for (const auto& [key, named] : kinds())
        if (const Node* node = in.node().at(key); node != nullptr) out.place = node->place;
    if (*kind != Kind::lag && *kind != Kind::second_fault) out.probe = in.needed_id("probe");
    read_kind(in, out);
    if (const auto lasting = in.nanos("for")) out.lasting = *lasting;
    scenario.stop_conditions.push_back(std::move(out));
}

}  // namespace

void read_limits(Fields& file, model::Scenario& out) {
    file.each("stop_conditions", [&](Fields& in) { read_stop_condition(in, out); });
    file.sub("guards", [&](Fields& guards) {
        model::Guards& to = out.guards;
        to.place = guards.place();
        to.max_hosts =
            static_cast<int>(guards.integer("max_hosts", 0, 1000).value_or(to.max_hosts));
        to.max_duration = guards.nanos("max_duration").value_or(to.max_duration);
        to.auto_revert_after = guards.nanos("auto_revert_after").value_or(to.auto_revert_after);
    });
}

}  // namespace firedrill::load
