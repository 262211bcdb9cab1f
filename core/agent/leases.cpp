// Leases: a fault ends by itself when nobody renews it, and probes do not write for ever.
#include "core/agent/machine.hpp"
#include "core/plan/by_hand.hpp"

#include <algorithm>
#include <chrono>

namespace firedrill::agent {

namespace {

using namespace machine;

/// Probes outlive a short silence, however short the faults' lease.
constexpr Nanos probe_lease_min = std::chrono::seconds{30};

bool is_leased(const DrillView& drill, const std::string& step) {
    const FaultArmed& fault = drill.faults.at(step);
    return plan::reverts_by_itself(fault.kind) && !drill.reverting.contains(step);
}

/// When it ends however often it is renewed; nothing: this host sets no limit.
std::optional<Nanos> latest_end(const State& state, const DrillView& drill,
                                const std::string& step) {
    const auto since = drill.armed.find(step);
    if (state.local.policy == nullptr || since == drill.armed.end()) return std::nullopt;
    return since->second + state.local.policy->max_duration;
}

/// An attempt of its step injects it, or ends it, right now.
bool is_attempted(const DrillView& drill, const FaultArmed& fault) {
    return running_of(drill, {.drill = fault.drill, .step = fault.step}) != nullptr;
}

}  // namespace

void machine::mend(const DrillView& drill, const std::string& step, const plan::Step* fence,
                   const std::string& why, Directives& out) {
    const FaultArmed& fault = drill.faults.at(step);
    SelfRevert revert{.fault = fault, .fence_first = {}, .why = why};
    if (fence != nullptr) revert.fence_first = std::get<plan::Fence>(fence->action);
    out.push_back(Keep{RevertBegun{.drill = fault.drill, .step = step, .why = why}});
    out.push_back(std::move(revert));
}

void machine::revert(const DrillView& drill, const std::string& step, const std::string& why,
                     Directives& out) {
    const plan::Step* fence = fence_before(drill, step);
    const auto lifting = fence == nullptr ? std::vector<AttemptKey>{} : lifters(drill, fence->id);
    if (lifting.empty()) return mend(drill, step, fence, why, out);
    const std::string& id = drill.faults.at(step).drill;
    out.push_back(Keep{RevertBegun{.drill = id, .step = step, .why = why, .waits = true}});
    for (const AttemptKey& key : lifting) out.push_back(Kill{key});
}

Nanos machine::contact_lease(const DrillView& drill) {
    const Nanos lease = drill.plan == nullptr ? Nanos{} : drill.plan->guards.auto_revert_after;
    return std::max(lease, probe_lease_min);
}

void machine::revert_all(const DrillView& drill, const std::string& why, Directives& out) {
    for (const auto& [step, fault] : drill.faults)
        if (is_leased(drill, step)) revert(drill, step, why, out);
}

const plan::Step* machine::fence_before(const DrillView& drill, const std::string& fault_step) {
    const plan::Step* fence =
        drill.plan == nullptr ? nullptr : plan::fence_before(*drill.plan, fault_step);
    return fence == nullptr || drill.released.contains(fence->id) ? nullptr : fence;
}

void machine::extend_all(const DrillView& drill, Directives& out) {
    for (const auto& [step, fault] : drill.faults)
        if (plan::is_kernel_held(fault.kind) && is_leased(drill, step) &&
            !is_attempted(drill, fault))
            out.push_back(Extend{fault});
}

std::vector<Directive> machine::lease_lost(const State& state, const LeaseLost& input) {
    const auto drill = state.drills.find(input.drill);
    Directives out;
    const bool counts = drill != state.drills.end() && drill->second.faults.contains(input.step) &&
                        is_leased(drill->second, input.step) &&
                        !is_attempted(drill->second, drill->second.faults.at(input.step));
    if (counts) revert(drill->second, input.step, "the kernel ended it: " + input.why, out);
    return out;
}

std::vector<Directive> machine::ticked(const State& state, Nanos now) {
    Directives out;
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [step, fault] : drill.faults) {
            if (!is_leased(drill, step)) continue;
            const auto latest = latest_end(state, drill, step);
            if (now >= drill.renewed + fault.lease)
                revert(drill, step, "its lease ended", out);
            else if (latest && now >= *latest)
                revert(drill, step, "max_duration of this host's policy ended", out);
        }
        if (!drill.probes.empty() && now >= drill.renewed + contact_lease(drill)) {
            out.push_back(Keep{ProbesEnded{id}});
            out.push_back(EndProbes{id});
        }
    }
    return out;
}

std::vector<Directive> start_up(const State& state, const std::string& boot, Nanos) {
    return mend_all(state, boot, "the program restarted");
}

std::vector<Directive> before_the_end(const State& state) {
    Directives out;
    for (const auto& [id, drill] : state.drills) revert_all(drill, "the program was ended", out);
    return out;
}

std::vector<Directive> mend_all(const State& state, const std::string& boot,
                                const std::string& why) {
    Directives out{Keep{Restarted{boot}}};
    for (const auto& [id, drill] : state.drills)
        for (const auto& [step, fault] : drill.faults)
            if (plan::reverts_by_itself(fault.kind))
                mend(drill, step, fence_before(drill, step), why, out);  // nothing runs any more
    return out;
}

std::optional<Nanos> next_tick(const State& state) {
    std::optional<Nanos> next;
    const auto offer = [&](Nanos at) { next = next ? std::min(*next, at) : at; };
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [step, fault] : drill.faults)
            if (is_leased(drill, step)) {
                offer(drill.renewed + fault.lease);
                if (const auto latest = latest_end(state, drill, step)) offer(*latest);
            }
        if (!drill.probes.empty()) offer(drill.renewed + contact_lease(drill));
    }
    return next;
}

}  // namespace firedrill::agent
