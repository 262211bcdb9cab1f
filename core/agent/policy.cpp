#include "core/agent/policy.hpp"

#include "core/agent/policy_parts.hpp"
#include "core/agent/policy_texts.hpp"
#include "core/base/match.hpp"
#include "core/plan/by_hand.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>

namespace firedrill::agent {

namespace policy_parts {

Error refuse(std::string what, Language language) {
    return fail(Errc::refused, std::move(what), say(language, text::remedy));
}

}  // namespace policy_parts

namespace {

using namespace policy_parts;

/// What ends what this host holds: whether it is that, permission.cpp has seen.
bool mends(const plan::Action& action) {
    return std::holds_alternative<plan::Revert>(action) ||
           std::holds_alternative<plan::Release>(action);
}

/// The plan's own word for it ("reads_only") counts for nothing here.
bool only_looks(const plan::Action& action, const CommandGrant* grant) {
    return std::holds_alternative<plan::Snapshot>(action) ||
           std::holds_alternative<plan::ListTree>(action) ||
           (grant != nullptr && grant->reads_only);
}

Result<void> permits_files(const Policy& policy, const std::vector<std::string>& files,
                           Language language) {
    for (const std::string& file : files) {
        if (!accepts(Below{policy.files}, file))
            return refuse(say(language, text::snapshot_file, policy.file, file), language);
        DRILL_CHECK(not_never(policy, {file}, "/", language));
    }
    return {};
}

/// The grant that covers a Run; null for other actions.
Result<const CommandGrant*> grant_of(const Policy& policy, const Asked& asked,
                                     const plan::Action& action) {
    const auto language = terminal_language(asked.plan.languages);
    using Grant = Result<const CommandGrant*>;
    return match(
        action,
        [&](const plan::Run& run) -> Grant {
            return permits_command(policy, run, asked.values, language);
        },
        [&](const plan::Script& script) -> Grant {
            DRILL_CHECK(permits_script(policy, script, language));
            return nullptr;
        },
        [&](const plan::Fault& fault) -> Grant {
            DRILL_CHECK(permits_fault(policy, fault, language));
            return nullptr;
        },
        [&](const plan::Fence& fence) -> Grant {
            DRILL_CHECK(permits_fence(policy, fence, language));
            return nullptr;
        },
        [&](const plan::Snapshot& snapshot) -> Grant {
            DRILL_CHECK(permits_files(policy, snapshot.files, language));
            return nullptr;
        },
        [&](const plan::ListTree& list) -> Grant {
            DRILL_CHECK(permits_files(policy, {list.path}, language));
            return nullptr;
        },
        [](const auto&) -> Grant { return nullptr; });
}

bool changes(const Policy& policy, const Asked& asked, const plan::Action& action) {
    if (mends(action)) return false;
    const auto grant = grant_of(policy, asked, action);
    return !grant || !only_looks(action, *grant);
}

/// Whoever holds a fault whose lease ends fences first, without asking anybody.
Result<void> permits_fence_before(const Policy& policy, const Asked& asked) {
    const auto* fault = std::get_if<plan::Fault>(&asked.step.action);
    if (fault == nullptr || !plan::reverts_by_itself(fault->kind)) return {};
    const plan::Step* fence = plan::fence_before(asked.plan, asked.step.id);
    return fence == nullptr ? Result<void>() : permits_action(policy, asked, fence->action);
}

Result<void> permits_act(const Policy& policy, const Asked& asked) {
    DRILL_CHECK(permits_action(policy, asked, asked.step.action));
    Asked later = asked;
    later.values = nullptr;  // of the undo they are judged when it comes
    for (const plan::Action& undo : asked.step.undo)
        DRILL_CHECK(permits_action(policy, later, undo));
    return permits_fence_before(policy, asked);
}

}  // namespace

Result<void> permits_plan(const Policy& policy, const plan::Plan& plan) {
    const Language language = terminal_language(plan.languages);
    const auto name = [](plan::Environment e) { return boost::describe::enum_to_string(e, "?"); };
    if (plan.environment != policy.environment)
        return refuse(say(language, text::other_environment, policy.file, name(policy.environment),
                          name(plan.environment)),
                      language);
    for (const plan::Service& service : plan.services)
        if (!policy.services.contains(service.id))
            return refuse(say(language, text::other_service, policy.file, service.id), language);
    const Nanos lease = plan.guards.auto_revert_after, duration = plan.guards.max_duration;
    if (lease > policy.max_lease)
        return refuse(say(language, text::lease_too_long, policy.file, to_text(lease),
                          to_text(policy.max_lease)),
                      language);
    if (duration > policy.max_duration)
        return refuse(say(language, text::duration_too_long, policy.file, to_text(duration),
                          to_text(policy.max_duration)),
                      language);
    return {};
}

Result<void> permits_action(const Policy& policy, const Asked& asked, const plan::Action& action) {
    if (mends(action)) return {};
    const Language language = terminal_language(asked.plan.languages);
    const std::string verb(plan::tag_of(action));
    if (!policy.verbs.contains(verb))
        return refuse(say(language, text::verb, policy.file, verb), language);
    if (asked.step.timeout > policy.max_duration)
        return refuse(say(language, text::duration_too_long, policy.file,
                          to_text(asked.step.timeout), to_text(policy.max_duration)),
                      language);
    DRILL_TRY(grant, grant_of(policy, asked, action));
    if (policy.hours && !only_looks(action, grant) && !is_open(*policy.hours, asked.wall))
        return refuse(say(language, text::outside_hours, policy.file), language);
    return {};
}

Result<void> permits(const Policy& policy, const Asked& asked) {
    DRILL_CHECK(permits_plan(policy, asked.plan));
    switch (asked.part) {
        case Part::act: return permits_act(policy, asked);
        case Part::check:
            return asked.step.check ? permits_action(policy, asked, *asked.step.check)
                                    : Result<void>();
        case Part::undo:
            for (const plan::Action& action : asked.step.undo)
                DRILL_CHECK(permits_action(policy, asked, action));
            return {};
    }
    return {};
}

bool changes_host(const Policy& policy, const Asked& asked) {
    const auto is_one = [&](const auto& action) { return changes(policy, asked, action); };
    switch (asked.part) {
        case Part::act: return is_one(asked.step.action);
        case Part::check: return asked.step.check && is_one(*asked.step.check);
        case Part::undo: return std::ranges::any_of(asked.step.undo, is_one);
    }
    return true;
}

bool changes_host(const Policy& policy, const plan::Plan& plan, std::string_view host) {
    constexpr std::array parts{Part::act, Part::check, Part::undo};
    return std::ranges::any_of(plan.steps, [&](const plan::Step& step) {
        if (step.performer != plan::Performer::agent) return false;
        if (!host.empty() && step.host != host) return false;
        return std::ranges::any_of(parts, [&](Part part) {
            return changes_host(policy, {.plan = plan, .step = step, .part = part});
        });
    });
}

bool is_open(const Hours& hours, Nanos wall) {
    constexpr std::int64_t day = 24 * 60;
    const std::int64_t minutes =
        std::chrono::floor<std::chrono::minutes>(wall).count() + hours.offset;
    const std::int64_t days = minutes >= 0 ? minutes / day : (minutes + 1) / day - 1;
    const auto minute = static_cast<int>(minutes - days * day);
    const int today = static_cast<int>(((days + 3) % 7 + 7) % 7);  // 1970 began on a Thursday
    const int yesterday = (today + 6) % 7;
    return std::ranges::any_of(hours.windows, [&](const Window& window) {
        if (window.from < window.to)
            return window.days.contains(today) && window.from <= minute && minute < window.to;
        return (window.days.contains(today) && window.from <= minute) ||
               (window.days.contains(yesterday) && minute < window.to);
    });
}

std::vector<Objection> objections(const Policy& policy, const plan::Plan& plan,
                                  std::string_view host, Nanos wall) {
    std::vector<Objection> out;
    for (const plan::Step& step : plan.steps) {
        if (step.performer != plan::Performer::agent) continue;
        if (!host.empty() && step.host != host) continue;
        Asked asked{.plan = plan, .step = step, .wall = wall};
        const auto ask = [&](Part part, const Result<void>& permitted) {
            if (!permitted) out.push_back({step.id, part, permitted.error()});
        };
        ask(Part::act, permits_action(policy, asked, step.action));
        ask(Part::act, permits_fence_before(policy, asked));
        if (step.check) ask(Part::check, permits_action(policy, asked, *step.check));
        for (const plan::Action& undo : step.undo)
            ask(Part::undo, permits_action(policy, asked, undo));
    }
    return out;
}

}  // namespace firedrill::agent
