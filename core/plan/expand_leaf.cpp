// Steps that do something themselves: one leaf a host.
#include "core/base/match.hpp"
#include "core/plan/compare_texts.hpp"
#include "core/plan/compile_texts.hpp"
#include "core/plan/expand.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::plan {

using model::both;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr Nanos program_timeout = seconds{30};
constexpr Nanos people_timeout = minutes{10};
constexpr Nanos verify_timeout = minutes{2};
constexpr Nanos comparing_timeout = minutes{10};
constexpr Nanos grace = seconds{30};  // beyond the length of waiting and holding
constexpr Nanos poll_pause = std::chrono::milliseconds{500};

Nanos default_timeout(const Action& action) {
    if (const auto* wait = std::get_if<WaitFor>(&action)) return wait->lasting + grace;
    if (const auto* hold = std::get_if<HoldService>(&action)) return hold->lasting + grace;
    const bool person = std::holds_alternative<Manual>(action) ||
                        std::holds_alternative<Approve>(action) ||
                        std::holds_alternative<Decide>(action);
    if (person) return people_timeout;
    if (compares_data(action) || std::holds_alternative<ListTree>(action)) return comparing_timeout;
    const bool verify = std::holds_alternative<VerifyWrites>(action) ||
                        std::holds_alternative<VerifyBaseline>(action);
    return verify ? verify_timeout : program_timeout;
}

bool needs_host(const model::Verb& verb) {
    return std::holds_alternative<model::Run>(verb) ||
           std::holds_alternative<model::Script>(verb) ||
           std::holds_alternative<model::Fault>(verb) || std::holds_alternative<model::Fence>(verb);
}

bool has_run_time_value(const Action& action) {
    const auto* run = std::get_if<Run>(&action);
    return run != nullptr && std::any_of(run->argv.begin(), run->argv.end(), [](const auto& word) {
               return word.find("${{") != std::string::npos;
           });
}

}  // namespace

OnFailure on_failure_of(const model::Step& step, OnFailure around) {
    if (step.on_failure == "continue") return OnFailure::carry_on;
    if (step.on_failure == "undo") return OnFailure::undo;
    if (step.on_failure == "stop") return OnFailure::stop;
    if (step.on_failure == "ask") return OnFailure::ask;
    // A difference is found and reported; it is no reason to leave the rest undone.
    const bool compares = std::holds_alternative<model::VerifyBaseline>(step.verb) ||
                          std::holds_alternative<model::Compare>(step.verb) ||
                          std::holds_alternative<model::CompareFiles>(step.verb);
    if (compares) return OnFailure::carry_on;
    return around;
}

Performer Expander::performer_of(const model::Verb& verb) const {
    if (needs_host(verb) || std::holds_alternative<model::Release>(verb)) return Performer::agent;
    const bool ours = std::holds_alternative<model::VerifyBaseline>(verb) ||
                      std::holds_alternative<model::CompareFiles>(verb);
    if (ours) return Performer::engine;
    const bool measures = std::holds_alternative<model::WaitFor>(verb) ||
                          std::holds_alternative<model::HoldService>(verb) ||
                          std::holds_alternative<model::Compare>(verb) ||
                          std::holds_alternative<model::VerifyWrites>(verb);
    return measures ? Performer::probe : Performer::person;
}

/// The hosts on which a step runs; one empty name where no host is needed.
Expander::Ids Expander::places_of(const model::Step& step, const Frame& frame) {
    const auto on_probe = [&](const model::Word& word) {
        const auto* found = probe(word);
        return found == nullptr ? Ids{} : Ids{found->from.text};
    };
    if (const auto* wait = std::get_if<model::WaitFor>(&step.verb)) return on_probe(wait->probe);
    if (const auto* hold = std::get_if<model::HoldService>(&step.verb))
        return on_probe(hold->probe);
    if (const auto* writes = std::get_if<model::VerifyWrites>(&step.verb))
        return on_probe(writes->probe);
    if (const auto* release = std::get_if<model::Release>(&step.verb)) {
        Ids hosts;
        for (const auto& leaf : released(*release, frame))
            hosts.push_back(find_step(plan_, leaf)->host);
        return hosts;
    }
    if (const auto* compare = std::get_if<model::Compare>(&step.verb)) {
        if (!compare->from.empty()) return named_hosts(compare->from, frame);
        if (!scenario_.probes.empty()) return {scenario_.probes.front().from.text};
        problems_.error(step.place, both(compare_texts::no_comparing_host),
                        both(compare_texts::no_comparing_host_remedy));
        return {};
    }
    if (!needs_host(step.verb)) return {""};
    Ids hosts = hosts_of(step, frame);
    if (hosts.empty() && step.on.empty())
        problems_.error(step.place, both(texts::no_host), both(texts::no_host_remedy));
    return hosts;
}

Expander::Ids Expander::plain(const model::Step& step, const std::string& id, const Ids& needs,
                              Frame& frame) {
    if (const auto* files = std::get_if<model::CompareFiles>(&step.verb))
        return trees(step, *files, id, needs, frame);
    const Ids hosts = places_of(step, frame);
    Ids leaves;
    Ids before = needs;
    for (const auto& host : hosts) {
        const std::string name = hosts.size() == 1 ? fmt::format("{}{}", frame.prefix, id)
                                                   : fmt::format("{}{}@{}", frame.prefix, id, host);
        if (!leaf(step, name, host, before, frame)) continue;
        leaves.push_back(name);
        if (!step.parallel) before = {name};
    }
    // Later references to a step that could not be compiled shall not be complained about.
    return leaves.empty() ? needs : leaves;
}

bool Expander::leaf(const model::Step& from, const std::string& id, const std::string& host,
                    const Ids& needs, const Frame& frame) {
    Step to{.id = id, .phase = frame.phase, .host = host};
    to.group = frame.group.empty() ? id.substr(0, id.find('@')) : frame.group;
    to.performer = performer_of(from.verb);
    if (!host.empty() && to.performer == Performer::engine) to.performer = Performer::agent;
    to.needs = needs;
    const Making making{from, frame, host, id, to.needs};
    auto action = this->action(from.verb, making);
    if (!action) return false;
    to.action = std::move(*action);
    const Surroundings here = around(host, frame);
    to.title =
        placeholders_.resolve(from.title.empty() ? frame.title : from.title, from.place, here);
    programs(from, making, to);
    undo(from, making, to);
    times(from, here, frame, to);
    meaning(from, frame, to);
    std::sort(to.needs.begin(), to.needs.end());
    to.needs.erase(std::unique(to.needs.begin(), to.needs.end()), to.needs.end());
    if (from.disrupts) disrupts_.insert(id);
    if (from.promotes) promotes_.insert(id);
    if (from.fences) fences_.insert(id);
    add(std::move(to), from.id.empty() ? from.place : from.id.place);
    return true;
}

void Expander::times(const model::Step& from, const Surroundings& around, const Frame& frame,
                     Step& to) {
    const Nanos fallback = frame.timeout.value_or(default_timeout(to.action));
    to.timeout = placeholders_.resolve(from.timeout, around, fallback);
    if (to.timeout <= Nanos{0}) {
        problems_.error(from.timeout.place, both(texts::no_timeout),
                        both(texts::no_timeout_remedy));
        to.timeout = fallback;
    }
    to.planned = placeholders_.resolve(from.planned, around, Nanos{0});
    const Nanos lasting = default_timeout(to.action) - grace;
    const bool measures = std::holds_alternative<WaitFor>(to.action) ||
                          std::holds_alternative<HoldService>(to.action);
    if (measures && to.timeout <= lasting)
        problems_.error(from.timeout.place,
                        both(texts::timeout_too_short, to_text(to.timeout), to_text(lasting)),
                        both(texts::timeout_too_short_remedy));
}

Expect Expander::expect(const model::Expect& from, const Surroundings& around) {
    Expect to{.exit = from.exit, .at_least = from.at_least, .at_most = from.at_most};
    if (from.output) to.output = placeholders_.resolve(*from.output, around);
    if (from.matches) to.matches = placeholders_.resolve(*from.matches, around);
    return to;
}

void Expander::programs(const model::Step& from, const Making& making, Step& to) {
    const Surroundings here = around(making.host, making.frame);
    const bool program = to.performer == Performer::agent;
    if (!program &&
        (from.expect || from.until || from.retries > 0 || from.check || !from.undo.empty()))
        problems_.error(from.place, both(texts::program_fields),
                        both(texts::program_fields_remedy));
    if (from.expect) to.expect = expect(*from.expect, here);
    if (from.until) {
        to.expect = expect(*from.until, here);
        to.poll = true;
        to.retry_delay = placeholders_.resolve(from.every, here, poll_pause);
        if (to.retry_delay <= Nanos{0}) to.retry_delay = poll_pause;
    } else {
        to.retry_delay = placeholders_.resolve(from.delay, here, Nanos{0});
    }
    if (from.expect && from.until)
        problems_.error(from.place, both(texts::expect_and_until),
                        both(texts::expect_and_until_remedy));
    to.retries = from.retries;
    to.idempotent = from.idempotent;
    if (from.check) to.check = action(*from.check, making);
    to.check_expect = expect(from.check_expect, here);
}

void Expander::undo(const model::Step& from, const Making& making, Step& to) {
    if (const auto* fault = std::get_if<Fault>(&to.action)) {
        const bool mends = reverts_by_itself(fault->kind) ||
                           (fault->kind == "service.stop" && fault->with.contains("start"));
        if (mends)
            to.undo.push_back(Revert{.fault = to.id, .kind = fault->kind, .with = fault->with});
    }
    if (const auto* fence = std::get_if<Fence>(&to.action); fence != nullptr && from.undo.empty())
        to.undo.push_back(Release{.fence = to.id, .kind = fence->kind, .with = fence->with});
    for (const auto& verb : from.undo)
        if (auto mend = action(verb, making)) to.undo.push_back(std::move(*mend));
}

std::optional<std::string> Expander::resolved_fault(const model::Step& from, const Frame& frame) {
    if (from.resolves.empty() || scenario_scope_.left_out.contains(from.resolves.text)) return {};
    Ids leaves;
    for (const Scope* scope : scopes_of(frame))
        if (const auto found = scope->leaves.find(from.resolves.text);
            found != scope->leaves.end() && leaves.empty())
            leaves = found->second;
    for (const auto& id : leaves)
        if (const auto* step = find_step(plan_, id);
            step != nullptr && std::holds_alternative<Fault>(step->action))
            return id;
    problems_.error(from.resolves.place, both(texts::no_fault_step, from.resolves.text),
                    both(texts::no_fault_step_remedy));
    return {};
}

void Expander::meaning(const model::Step& from, const Frame& frame, Step& to) {
    to.point_of_no_return = from.point_of_no_return;
    if (to.point_of_no_return && has_run_time_value(to.action))
        problems_.error(from.place, both(texts::no_run_time_value),
                        both(texts::no_run_time_value_remedy));
    to.critical = from.critical;
    to.always = from.always || frame.always;
    if (!from.mark.empty() && !std::holds_alternative<ListTree>(to.action)) {
        Mark mark{};
        boost::describe::enum_from_string(from.mark.text.c_str(), mark);
        to.mark = mark;
    }
    to.resolves = resolved_fault(from, frame);
    if (const auto* revert = std::get_if<Revert>(&to.action)) to.resolves = revert->fault;
    to.on_failure = on_failure_of(from, frame.on_failure);
    to.when = frame.when;
    if (from.when.empty() || from.when.text.starts_with("inputs.")) return;
    if (frame.when)
        problems_.error(from.when.place, both(texts::two_whens), both(texts::two_whens_remedy));
    to.when = when_of(from, frame);
}

std::optional<When> Expander::when_of(const model::Step& step, const Frame& frame) {
    const auto& text = step.when.text;
    if (text.starts_with("inputs.") &&
        (text.find("==") != text.npos || text.find("!=") != text.npos)) {
        const auto name = text.substr(7, text.find_first_of(" =!", 7) - 7);
        if (!frame.inputs.contains(name))
            problems_.error(step.when.place, both(texts::unknown_placeholder, "inputs." + name));
        return frame.when;
    }
    const bool equal = text.find("==") != text.npos;
    const auto sign = text.find(equal ? "==" : "!=");
    if (!text.starts_with("steps.") || sign == text.npos) {
        problems_.error(step.when.place, both(texts::bad_when, text), both(texts::bad_when_remedy));
        return {};
    }
    const auto trim = [](std::string part) {
        part.erase(0, part.find_first_not_of(' '));
        part.erase(part.find_last_not_of(' ') + 1);
        return part;
    };
    const std::string id = trim(text.substr(6, sign - 6));
    When when{
        .step = earlier_leaf(id, frame), .value = trim(text.substr(sign + 2)), .equal = equal};
    const Step* asked = when.step.empty() ? nullptr : find_step(plan_, when.step);
    if (asked == nullptr) {
        problems_.error(step.when.place, both(texts::no_earlier_step, id),
                        both(texts::no_earlier_step_remedy));
        return {};
    }
    const auto* decide = std::get_if<Decide>(&asked->action);
    const Ids values = decide != nullptr ? decide->options : Ids{"succeeded", "failed", "skipped"};
    if (std::find(values.begin(), values.end(), when.value) == values.end())
        problems_.error(step.when.place, both(texts::impossible_value, id, when.value),
                        both(texts::input_choices, model::listed(values)),
                        model::did_you_mean(when.value, values));
    return when;
}

}  // namespace firedrill::plan
