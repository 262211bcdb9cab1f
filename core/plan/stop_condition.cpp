#include "core/plan/stop_condition.hpp"

#include "core/base/format.hpp"
#include "core/plan/stop_condition_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::plan {

namespace {

namespace texts = stop_condition_texts;

std::string in_words(const StopCondition& condition, Language language) {
    const std::string lasting = to_text(condition.lasting);
    if (!condition.limit)
        return say(language, condition.up ? texts::up : texts::down, condition.probe, lasting);
    const Limit& limit = *condition.limit;
    switch (limit.watch) {
        case Watch::errors:
            return say(language, texts::errors, condition.probe, figure(limit, limit.above_ppm),
                       to_text(limit.over));
        case Watch::latency:
            return say(language, texts::latency, condition.probe, quantile_name(limit),
                       to_text(limit.above), to_text(limit.over));
        case Watch::lag:
            return say(language, texts::lag, limit.standby, to_text(limit.above), lasting);
        case Watch::second_fault: return say(language, texts::second_fault, lasting);
    }
    return {};
}

std::optional<Objection> object(const Message& what, const Message& remedy, Nanos figure = {}) {
    const auto both = [&](const Message& message) {
        return Text{say(Language::en, message, to_text(figure)),
                    say(Language::zh, message, to_text(figure))};
    };
    return Objection{both(what), both(remedy)};
}

std::optional<Objection> window_fits(const Limit& limit, const Probe& probe) {
    const Nanos least = probe.every * window_slots_min, most = probe.every * window_slots_max;
    if (limit.over < least) return object(texts::short_window, texts::widen, least);
    if (limit.over > most) return object(texts::long_window, texts::narrow, most);
    return std::nullopt;
}

using Kind = model::StopCondition::Kind;

/// The first probe that asks a PostgreSQL server for a service.
std::string asks_primary(const model::Scenario& scenario, const model::Workspace& workspace) {
    for (const auto& probe : scenario.probes) {
        const auto* connection =
            model::find(workspace.inventory.connections, probe.connection.text);
        if (!probe.service.empty() && connection != nullptr && connection->kind == "postgresql")
            return probe.id.text;
    }
    return {};
}

Watch watch_of(Kind kind) {
    switch (kind) {
        case Kind::latency: return Watch::latency;
        case Kind::lag: return Watch::lag;
        case Kind::second_fault: return Watch::second_fault;
        case Kind::errors:
        case Kind::state: break;
    }
    return Watch::errors;
}

}  // namespace

StopCondition compile(const model::StopCondition& from, const model::Scenario& scenario,
                      const model::Workspace& workspace) {
    StopCondition to{.probe = from.probe.text, .up = from.up, .lasting = from.lasting};
    if (from.kind == Kind::lag && to.probe.empty()) to.probe = asks_primary(scenario, workspace);
    if (from.kind == Kind::state) return to;
    to.limit = Limit{.watch = watch_of(from.kind),
                     .above_ppm = from.above_ppm,
                     .above = from.above,
                     .quantile_ppm = from.kind == Kind::latency ? from.quantile_ppm : 0,
                     .over = from.over,
                     .standby = from.standby.text};
    return to;
}

Text in_words(const StopCondition& condition) {
    return {in_words(condition, Language::en), in_words(condition, Language::zh)};
}

std::string figure(const Limit& limit, std::int64_t value) {
    return limit.watch == Watch::errors ? percent(value) : spoken(Nanos{value});
}

std::string quantile_name(const Limit& limit) {
    std::string digits = fmt::format("{:06}", limit.quantile_ppm);
    digits.erase(std::max<std::size_t>(2, digits.find_last_not_of('0') + 1));
    if (digits.size() > 2) digits.insert(2, ".");
    return "p" + digits;
}

Nanos reading_period(const Plan& plan, const StopCondition& condition) {
    constexpr Nanos told = std::chrono::seconds{1};
    const Probe* probe = find_probe(plan, condition.probe);
    const bool lag = condition.limit && condition.limit->watch == Watch::lag;
    return probe == nullptr || lag ? told : std::max(told, probe->every);
}

std::optional<Objection> objection_to(const StopCondition& condition, const Probe* probe) {
    if (!condition.limit || probe == nullptr) return std::nullopt;
    const Limit& limit = *condition.limit;
    switch (limit.watch) {
        case Watch::errors:
            if (limit.above_ppm < 0 || limit.above_ppm >= 1'000'000)
                return object(texts::share_out_of_range, texts::write_share);
            return window_fits(limit, *probe);
        case Watch::latency:
            if (limit.quantile_ppm < 500'000 || limit.quantile_ppm >= 1'000'000)
                return object(texts::quantile_out_of_range, texts::write_quantile);
            if (limit.above <= Nanos{0} || limit.above >= probe->deadline)
                return object(texts::beyond_deadline, texts::below_deadline, probe->deadline);
            return window_fits(limit, *probe);
        case Watch::lag:
            if (limit.above <= Nanos{0}) return object(texts::no_lag_limit, texts::write_lag);
            return std::nullopt;
        case Watch::second_fault: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace firedrill::plan
