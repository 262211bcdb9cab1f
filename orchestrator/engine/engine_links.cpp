// Engine: what the links tell becomes inputs. Nothing is decided here.
#include "core/base/match.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/engine/admission.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/store.hpp"

#include <fmt/format.h>

namespace firedrill::engine {

namespace {

/// Fetches it, unless what was said of it is reason enough not to.
void bring(links::Link& link, const Artifact& artifact, links::Fetched done) {
    constexpr std::int64_t bytes_max = std::int64_t{1} << 30U;
    if (artifact.bytes > bytes_max)
        return done(fail(Errc::corrupt, "it is said to be larger than 1 GiB"));
    link.fetch(artifact, std::move(done));
}

}  // namespace

links::Link* Engine::link_of(const AttemptKey& key) {
    const plan::Step* step = drill::find_step(drill_, key.step);
    return step == nullptr || !fleet_ ? nullptr : fleet_->find(step->host, step->performer);
}

void Engine::connected(links::Link& link, const wire::Welcome& welcome) {
    const auto here = [&](const AttemptKey& key) { return link_of(key) == &link; };
    std::erase_if(asked_, here);
    std::erase_if(cancelled_, here);
    greeted_[&link] = {.welcome = welcome};
    link.send(wire::AskDrills{.drill = offer_.drill, .receipts = wire::ReceiptsWanted{}});
    links_changed_.notify();
}

void Engine::lost(links::Link& link, const Error& why) {
    taken_.erase(&link);
    greeted_.erase(&link);
    answered_offer(link);
    asking_.erase(&link);
    links_changed_.notify();
    journal::log(settings_.store, fmt::format("contact to {}: {}", link.host(), describe(why)));
    if (why.code == Errc::invalid_input)
        doubt(link, say(Language::en, drill::reasons::not_a_frame, why.what));
    const auto known = contact_.find(link.host());
    if (!started_ || (known != contact_.end() && !known->second)) return;
    contact_[link.host()] = false;
    put(drill::ContactLost{.host = link.host(), .why = why.what});
}

void Engine::received(links::Link& link, wire::Message message) {
    match(
        std::move(message),
        [&](wire::PlanTaken&&) {
            taken_.insert(&link);
            answered_offer(link);
            links_changed_.notify();
        },
        [&](wire::DrillsHeld&& it) { told(link, it); },
        [&](wire::Ended&& it) { ended(link, std::move(it)); },
        [&](wire::NeverSeen&& it) {
            if (may_tell(link, it.key) && is_under_way(it.key))
                put(drill::AttemptNeverSeen{.key = it.key});
        },
        [&](wire::Refused&& it) { refused(link, it); },
        [&](wire::ProbeChanged&& it) { probe_changed(link, it); },
        [&](wire::ProbeProgress&& it) {
            if (it.drill != offer_.drill || !has_probe(link, it.probe)) return;
            engine::note(live_, it);
            for (const auto& reading : it.guards) silence_.heard(reading);
            changed();
        },
        [&](wire::GuardChanged&& it) { guard_changed(it); },
        [&](wire::FaultReverted&& it) { fault_reverted(link, std::move(it)); }, [](auto&&) {});
}

void Engine::clock_measured(links::Link& link, const links::KeptSample& sample) {
    put(drill::ClockSampled{.host = link.host(), .boot = sample.boot, .sample = sample.sample});
    if (!sample.end_of_burst) return;
    bursts_.insert(&link);
    admit_waiting();
    links_changed_.notify();
}

void Engine::ended(links::Link& link, wire::Ended ended) {
    if (recovery_ && recovery_->wanted.contains(ended.key))
        return with_artifacts(link, std::move(ended), [this](AttemptKey key, AttemptReport report) {
            if (!recovery_ || recovery_->wanted.erase(key) == 0) return;
            recovery_->reports.insert_or_assign(std::move(key), std::move(report));
            links_changed_.notify();
        });
    if (!may_tell(link, ended.key)) return;
    const bool first_word = is_first_word(link, ended);
    if (!is_under_way(ended.key) || arriving_.contains(ended.key)) return;
    if (!first_word && told_.at(ended.key) != ended.report.outcome) return;
    arriving_.insert(ended.key);
    correct(link, ended.key, ended.report);
    with_artifacts(link, std::move(ended), [this](AttemptKey key, AttemptReport report) {
        if (!broken_) arrived(std::move(key), std::move(report));
    });
}

/// Calls `done` when every file that the report names is in the store.
void Engine::with_artifacts(links::Link& link, wire::Ended ended,
                            std::function<void(AttemptKey, AttemptReport)> done) {
    struct Arriving {
        wire::Ended ended;
        std::function<void(AttemptKey, AttemptReport)> done;
        std::size_t left = 0;
    };
    const auto artifacts = ended.report.artifacts;
    if (artifacts.empty()) return done(std::move(ended.key), std::move(ended.report));
    auto arriving =
        std::make_shared<Arriving>(Arriving{std::move(ended), std::move(done), artifacts.size()});
    for (const Artifact& artifact : artifacts)
        bring(link, artifact, [this, &link, arriving, artifact](const Result<void>& fetched) {
            AttemptReport& report = arriving->ended.report;
            if (!fetched) {
                // The journal must not name bytes that are not here; why it does not, it says.
                std::erase(report.artifacts, artifact);
                report.facts["missing " + artifact.name] = describe(fetched.error());
                if (fetched.error().code == Errc::corrupt)
                    doubt(link, say(Language::en, drill::reasons::untrue_artifact, artifact.name,
                                    fetched.error().what));
            }
            if (--arriving->left == 0)
                arriving->done(std::move(arriving->ended.key), std::move(report));
        });
}

void Engine::arrived(AttemptKey key, AttemptReport report) {
    put(drill::AttemptEnded{.key = std::move(key), .report = std::move(report)});
}

void Engine::refused(links::Link& link, const wire::Refused& refused) {
    journal::log(settings_.store,
                 fmt::format("{} refuses {}: {}", link.host(), refused.regarding, refused.why));
    if (started_ && refused.holds > drill_.epoch)
        return break_off(taken_over(drill_.id, link.host(), refused.holds, drill_.epoch));
    if (refused.regarding == wire::OfferPlan::tag) return refused_plan(link, refused);
    if (refused.regarding == wire::Renew::tag) return place_lost(link, refused.by);
    if (refused.regarding != wire::Execute::tag || !refused.key || !may_tell(link, *refused.key) ||
        !is_under_way(*refused.key))
        return;
    // what an orchestrator of before was refused says nothing about our own attempt
    if (refused.epoch != 0 && refused.epoch < drill_.epoch) return;
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.refused = true;
    report.host = link.host();
    report.reason = "refused: " + refused.why;
    put(drill::AttemptEnded{.key = *refused.key, .report = std::move(report)});
}

void Engine::refused_plan(links::Link& link, const wire::Refused& refused) {
    refusals_[&link] = refused.why;
    answered_offer(link);
    links_changed_.notify();
    if (!entering_) place_lost(link, refused.by);
}

void Engine::place_lost(const links::Link& link, const std::string& by) {
    if (!started_ || by.empty() || drill_.status != drill::DrillStatus::running) return;
    if (places_lost_.insert(link.host()).second)
        put(drill::PlaceLost{.host = link.host(), .by = by});
}

bool Engine::has_probe(const links::Link& link, const std::string& id) const {
    const plan::Probe* probe = plan::find_probe(drill_.plan, id);
    return probe != nullptr && probe->host == link.host() &&
           link.program() == plan::Performer::probe;
}

void Engine::probe_changed(links::Link& link, const wire::ProbeChanged& changed) {
    constexpr int changes_max = 10'000;  // in one drill: more is no service's doing
    if (changed.drill != offer_.drill) return;
    if (!has_probe(link, changed.probe))
        return doubt(link, say(Language::en, drill::reasons::no_such_probe, changed.probe));
    const auto known = probe_up_.find(changed.probe);
    if (known != probe_up_.end() && known->second == changed.up) return;
    if (++told_often_["probe " + changed.probe] > changes_max) return;
    probe_up_[changed.probe] = changed.up;
    put(drill::ProbeChanged{
        .probe = changed.probe, .up = changed.up, .boot = changed.boot, .at = changed.at});
}

void Engine::fault_reverted(links::Link& link, wire::FaultReverted&& reverted) {
    if (reverted.drill != offer_.drill || drill_.reverted.contains(reverted.step)) return;
    const plan::Step* step = drill::find_step(drill_, reverted.step);
    const bool here = step != nullptr && std::holds_alternative<plan::Fault>(step->action) &&
                      link_of({.step = reverted.step}) == &link;
    if (!here) return doubt(link, say(Language::en, drill::reasons::no_such_fault, reverted.step));
    constexpr int reverts_max = 100;  // a revert that does not succeed is told after every greeting
    if (++told_often_["fault " + reverted.step] > reverts_max) return;
    if (!may_fence(link, reverted.fence)) reverted.fence.clear();
    put(drill::FaultReverted{.step = std::move(reverted.step),
                             .host = link.host(),
                             .why = std::move(reverted.why),
                             .verified = reverted.verified,
                             .fence = std::move(reverted.fence),
                             .attempt = reverted.attempt});
}

}  // namespace firedrill::engine
