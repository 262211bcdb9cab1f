// Engine: what the links tell becomes inputs. Nothing is decided here.
#include "core/base/match.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/store.hpp"

#include <fmt/format.h>

namespace firedrill::engine {

namespace {

int attempt_of(const drill::StepState& state, Part part) {
    if (part == Part::check) return state.check_attempt;
    return part == Part::undo ? state.undo_attempt : state.attempt;
}

}  // namespace

links::Link* Engine::link_of(const AttemptKey& key) {
    const plan::Step* step = drill::find_step(drill_, key.step);
    return step == nullptr || !fleet_ ? nullptr : fleet_->find(step->host, step->performer);
}

bool Engine::is_under_way(const AttemptKey& key) const {
    const auto found = drill_.steps.find(key.step);
    return found != drill_.steps.end() && key.drill == drill_.id &&
           found->second.under_way == key.part &&
           attempt_of(found->second, key.part) == key.attempt;
}

void Engine::connected(links::Link& link, const wire::Welcome& welcome) {
    const auto here = [&](const AttemptKey& key) { return link_of(key) == &link; };
    std::erase_if(asked_, here);
    std::erase_if(cancelled_, here);
    if (earlier_) link.send(*earlier_);
    link.send(offer_);
    link.renew(offer_.drill, offer_.epoch);
    links_changed_.notify();
    const auto known = contact_.find(link.host());
    if (!fleet_->reaches(link.host()) || (known != contact_.end() && known->second)) return;
    contact_[link.host()] = true;
    put(drill::ContactMade{.host = link.host(), .boot = welcome.boot, .version = welcome.version});
}

void Engine::lost(links::Link& link, const Error& why) {
    taken_.erase(&link);
    links_changed_.notify();
    journal::log(settings_.store, fmt::format("contact to {}: {}", link.host(), describe(why)));
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
            links_changed_.notify();
        },
        [&](wire::Ended&& it) { ended(link, std::move(it)); },
        [&](wire::NeverSeen&& it) {
            if (is_under_way(it.key)) put(drill::AttemptNeverSeen{.key = it.key});
        },
        [&](wire::Refused&& it) { refused(link, it); },
        [&](wire::ProbeChanged&& it) { probe_changed(it); },
        [&](wire::ProbeProgress&& it) {
            if (it.drill != offer_.drill) return;
            engine::note(live_, it);
            for (const auto& reading : it.guards) silence_.heard(reading);
            changed();
        },
        [&](wire::GuardChanged&& it) { guard_changed(it); },
        [&](wire::FaultReverted&& it) {
            if (it.drill != offer_.drill || drill_.reverted.contains(it.step)) return;
            put(drill::FaultReverted{.step = it.step,
                                     .host = link.host(),
                                     .why = it.why,
                                     .verified = it.verified,
                                     .fence = it.fence});
        },
        [](auto&&) {});
}

void Engine::clock_measured(links::Link& link, const links::KeptSample& sample) {
    put(drill::ClockSampled{.host = link.host(), .boot = sample.boot, .sample = sample.sample});
    if (!sample.end_of_burst) return;
    bursts_.insert(&link);
    links_changed_.notify();
}

void Engine::ended(links::Link& link, wire::Ended ended) {
    if (!is_under_way(ended.key) || !arriving_.insert(ended.key).second) return;
    struct Arriving {
        AttemptKey key;
        AttemptReport report;
        std::size_t left = 0;
    };
    auto arriving = std::make_shared<Arriving>(
        Arriving{.key = std::move(ended.key), .report = std::move(ended.report)});
    const auto artifacts = arriving->report.artifacts;
    if (artifacts.empty()) return arrived(std::move(arriving->key), std::move(arriving->report));
    arriving->left = artifacts.size();
    for (const Artifact& artifact : artifacts)
        link.fetch(artifact, [this, arriving, artifact](const Result<void>& fetched) {
            if (!fetched) {
                // The journal must not name bytes that are not here; why it does not, it says.
                std::erase(arriving->report.artifacts, artifact);
                arriving->report.facts["missing " + artifact.name] = describe(fetched.error());
            }
            if (--arriving->left == 0 && !broken_)
                arrived(std::move(arriving->key), std::move(arriving->report));
        });
}

void Engine::arrived(AttemptKey key, AttemptReport report) {
    put(drill::AttemptEnded{.key = std::move(key), .report = std::move(report)});
}

void Engine::refused(links::Link& link, const wire::Refused& refused) {
    journal::log(settings_.store,
                 fmt::format("{} refuses {}: {}", link.host(), refused.regarding, refused.why));
    if (refused.regarding == wire::OfferPlan::tag) {
        refusals_[&link] = refused.why;
        links_changed_.notify();
        return;
    }
    if (refused.regarding != wire::Execute::tag || !refused.key || !is_under_way(*refused.key))
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

void Engine::probe_changed(const wire::ProbeChanged& changed) {
    if (changed.drill != offer_.drill) return;
    const auto known = probe_up_.find(changed.probe);
    if (known != probe_up_.end() && known->second == changed.up) return;
    probe_up_[changed.probe] = changed.up;
    put(drill::ProbeChanged{
        .probe = changed.probe, .up = changed.up, .boot = changed.boot, .at = changed.at});
}

}  // namespace firedrill::engine
