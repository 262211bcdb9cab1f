// Engine: what follows from a record, and how decide()'s commands are carried out.
#include "core/base/match.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/engine/own_steps.hpp"
#include "orchestrator/links/now.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace firedrill::engine {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto last_burst_patience = std::chrono::seconds{1};

Task<void> pass(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

bool wants_end(const std::vector<drill::Command>& commands) {
    return !commands.empty() && std::holds_alternative<drill::End>(commands.back());
}

bool only_waits(const std::vector<drill::Command>& commands) {
    return std::ranges::all_of(commands, [](const drill::Command& command) {
        return std::holds_alternative<drill::WakeAt>(command);
    });
}

/// The fact that must be durable before the command is carried out.
std::optional<drill::Event> intent(const drill::Command& command, std::int64_t epoch) {
    using Intent = std::optional<drill::Event>;
    return match(
        command,
        [&](const drill::Execute& execute) -> Intent {
            return drill::AttemptIntended{.key = execute.key, .epoch = epoch};
        },
        [](const drill::Ask& ask) -> Intent { return drill::PersonAsked{.step = ask.step}; },
        [](const drill::Breach& breach) -> Intent {
            return drill::GuardBreached{.guard = breach.guard, .what = breach.what};
        },
        [](const drill::Presume& presume) -> Intent {
            return drill::FencePresumed{.step = presume.step,
                                        .host = presume.host,
                                        .fault = presume.fault,
                                        .figures = presume.figures};
        },
        [](const drill::End& end) -> Intent {
            return drill::DrillEnded{.ending = end.ending, .why = end.why};
        },
        [](const auto&) -> Intent { return std::nullopt; });
}

/// Values are outputs of hosts, and one of these may have printed anything: a byte of it takes up
/// to six in a frame.
bool fit_a_frame(const std::map<std::string, std::string>& values) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : values) bytes += name.size() + value.size();
    return bytes <= wire::frame_bytes_max / 8;
}

AttemptReport too_long(const std::string& host) {
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.refused = true;
    report.host = host;
    report.reason = say(Language::en, drill::reasons::values_too_long);
    return report;
}

}  // namespace

void Engine::follow(const drill::Record& record) {
    if (const auto* ended = std::get_if<drill::AttemptEnded>(&record.event)) {
        arriving_.erase(ended->key);
        const plan::Step* step = drill::find_step(drill_, ended->key.step);
        links::Link* link = link_of(ended->key);
        if (step != nullptr && step->mark && link != nullptr) link->measure_clock();
    }
    if (const auto* restarted = std::get_if<drill::OrchestratorRestarted>(&record.event))
        offer_.epoch = restarted->epoch;
}

/// Adds what should be done now, and its intents; false if the drill may not end before the clocks
/// were asked once more, and the receipts compared.
bool Engine::decide(Turn& turn) {
    for (;;) {
        auto commands = drill::decide(drill_);
        if (wants_end(commands) && !(last_bursts_done_ && receipts_compared_)) return false;
        auto intended = intents(commands);
        const bool all_intended = intended.empty();
        record(turn, std::move(intended));
        turn.leads_on = turn.leads_on || !only_waits(commands);
        turn.decisions.push_back(std::move(commands));
        if (all_intended) return true;
    }
}

/// Intents carry the moment of the decision: no time passes between two of them, so a replay comes
/// to the same decision before each.
std::vector<Engine::Input> Engine::intents(const std::vector<drill::Command>& commands) const {
    std::vector<Input> out;
    for (const auto& command : commands)
        if (auto event = intent(command, drill_.epoch))
            out.push_back({.at = *drill_.now, .event = std::move(*event)});
    return out;
}

void Engine::act(const std::vector<drill::Command>& commands) {
    std::map<std::string, Nanos> timers;
    for (const auto& command : commands)
        match(
            command, [&](const drill::Execute& execute) { dispatch(execute); },
            [&](const drill::Query& query) { ask_performer(query.key); },
            [&](const drill::Cancel& wanted) { cancel(wanted.key); },
            [&](const drill::Ask& ask) {
                if (drill_.approvals_waived) answer_as_waived(ask.step);
            },
            [&](const drill::WakeAt& wake) { timers[wake.timer] = wake.mono; },
            [](const drill::Breach&) {}, [](const drill::Presume&) {}, [](const drill::End&) {});
    timers_.set(std::move(timers));
}

OwnArtifacts Engine::own_artifacts() const {
    const journal::Artifacts artifacts = settings_.store.artifacts();
    return {.read = [artifacts](const Artifact& artifact) { return artifacts.read(artifact); },
            .keep = [artifacts](const std::string& name,
                                std::string_view bytes) { return artifacts.put(name, bytes); }};
}

void Engine::dispatch(const drill::Execute& command) {
    const plan::Step* step = drill::find_step(drill_, command.key.step);
    if (step->performer == plan::Performer::engine)
        return put(drill::AttemptEnded{.key = command.key,
                                       .report = perform(drill_, *step, own_artifacts())});
    links::Link* link = link_of(command.key);
    if (link == nullptr) return;
    receipts_compared_ = false;
    auto values = run_time_values(drill_, *step, command.key.part);
    if (!fit_a_frame(values))
        return put(drill::AttemptEnded{.key = command.key, .report = too_long(link->host())});
    link->send(wire::Execute{.key = command.key,
                             .epoch = drill_.epoch,
                             .values = std::move(values),
                             .closes = command.closes});
}

void Engine::ask_performer(const AttemptKey& key) {
    if (!asked_.insert(key).second || arriving_.contains(key)) return;
    const plan::Step* step = drill::find_step(drill_, key.step);
    // Our own steps leave nothing behind: what was cut off did not happen.
    if (step->performer == plan::Performer::engine) return put(drill::AttemptNeverSeen{.key = key});
    if (links::Link* link = link_of(key))
        link->send(wire::Query{.key = key, .epoch = drill_.epoch});
}

void Engine::cancel(const AttemptKey& key) {
    if (!cancelled_.insert(key).second) return;
    if (links::Link* link = link_of(key))
        link->send(wire::Cancel{.key = key, .epoch = drill_.epoch});
}

void Engine::answer_as_waived(const std::string& step_id) {
    const plan::Step* step = drill::find_step(drill_, step_id);
    drill::PersonAnswered answer{.step = step_id, .by = drill_.started_by};
    answer.by.proof = drill::Proof::waived;
    answer.answer = std::holds_alternative<plan::Manual>(step->action) ? drill::Answer::confirmed
                                                                       : drill::Answer::approved;
    if (const auto* decide = std::get_if<plan::Decide>(&step->action)) {
        answer.answer = drill::Answer::chose;
        answer.option = decide->expected;
    }
    put(std::move(answer));
}

/// The last word about every clock, so that the end of the drill is bounded as well as its start.
Task<void> Engine::last_clock_bursts() {
    last_bursts_done_ = true;
    bursts_.clear();
    for (const auto& link : fleet_->all()) link->measure_clock();
    const auto give_up = std::chrono::steady_clock::now() + last_burst_patience;
    const auto all_done = [&] {
        return std::ranges::all_of(fleet_->all(), [&](const auto& link) {
            return !link->up() || bursts_.contains(link.get());
        });
    };
    while (!all_done() && std::chrono::steady_clock::now() < give_up)
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{50}));
}

}  // namespace firedrill::engine
