// firedrill key new, key show, key sign: what an approver does, on a machine of their own. No
// workspace, no store and no network is needed.
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/model/printable.hpp"
#include "core/plan/holdings.hpp"
#include "core/plan/note.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/given_time.hpp"
#include "orchestrator/cli/key_file.hpp"
#include "orchestrator/cli/key_texts.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/signatures.hpp"
#include "orchestrator/links/now.hpp"
#include "orchestrator/links/x509.hpp"
#include "orchestrator/load/files.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace firedrill::cli {

namespace {

namespace texts = key_texts;

constexpr std::size_t plan_bytes_max = 16U << 20U;
constexpr std::size_t id_bytes = 16;
constexpr Nanos shortest = std::chrono::minutes{1};

struct PlanToSign {
    plan::Plan plan;
    std::string hash;
};

/// What `firedrill plan --json` wrote, or the canonical plan alone. Every byte that is signed is
/// one that this version understands, and so can show.
Result<PlanToSign> read_plan_file(const std::string& path, Language language) {
    const Error unreadable = fail(Errc::invalid_input, say(language, texts::no_plan, path),
                                  say(language, texts::no_plan_remedy));
    auto text = load::read_file(path, plan_bytes_max);
    if (!text) return fail(Errc::io, path + ": " + text.error().what);
    const auto value = parse_json(text->substr(0, text->find_last_not_of("\r\n ") + 1));
    const auto* object = value ? value->if_object() : nullptr;
    if (object == nullptr) return unreadable;
    const json::value* inner = object->if_contains("plan");
    const std::string bytes = canonical(inner == nullptr ? *value : *inner);
    PlanToSign out{.plan = {}, .hash = sha256_hex(bytes)};
    const json::value* said = object->if_contains("hash");
    if (said != nullptr && (!said->is_string() || said->get_string() != out.hash))
        return fail(Errc::refused, say(language, texts::changed_plan, path),
                    say(language, texts::no_plan_remedy));
    auto plan = plan::read_plan(bytes);
    if (!plan || plan::hash(*plan) != out.hash) return unreadable;
    out.plan = std::move(*plan);
    return out;
}

std::string listed(const std::vector<std::string>& names, Language language) {
    return names.empty() ? say(language, texts::nothing)
                         : fmt::format("{}", fmt::join(names, ", "));
}

std::string with_parameters(const std::string& kind, const plan::Parameters& with) {
    std::string out = kind;
    for (const auto& [name, value] : with) out += fmt::format(" {}={}", name, value);
    return out;
}

/// A program with all its words, a fault or fence with all its parameters.
std::string whole_action(const plan::Plan& plan, const plan::Step& step, Language language) {
    if (const auto* run = std::get_if<plan::Run>(&step.action))
        return fmt::format("{}", fmt::join(run->argv, " "));
    if (const auto* fault = std::get_if<plan::Fault>(&step.action))
        return with_parameters(note_of(plan, step, language), fault->with);
    if (const auto* fence = std::get_if<plan::Fence>(&step.action))
        return with_parameters(note_of(plan, step, language), fence->with);
    return note_of(plan, step, language);
}

/// What a person must have read before the yes: every step that changes something.
std::string summary(const PlanToSign& what, const plan::Approval& approval, Language language) {
    const plan::Plan& plan = what.plan;
    std::vector<std::string> services;
    for (const auto& service : plan.services) services.push_back(service.id);
    std::string out = say(language, texts::signs, approval.person, plan.scenario,
                          plan.title.in(language), say(language, reports::word(plan.variant)),
                          say(language, reports::word(plan.environment))) +
                      "\n" + say(language, texts::services, listed(services, language)) + "\n" +
                      say(language, texts::hosts, listed(plan::hosts_changed(plan), language)) +
                      "\n";
    for (const auto& step : plan.steps) {
        if (!plan::changes_something(step.action) || step.performer != plan::Performer::agent)
            continue;
        out += say(language, texts::step, step.id, step.host, whole_action(plan, step, language)) +
               "\n";
        if (step.point_of_no_return) out += say(language, texts::no_return, step.id) + "\n";
    }
    if (!approval.step.empty())
        out += say(language, texts::answers, approval.step, approval.drill) + "\n";
    out += say(language, texts::hash, what.hash) + "\n" +
           say(language, texts::counts, to_iso(approval.from), to_iso(approval.until)) + "\n";
    return model::printable(out, true);
}

Result<void> window_of(const SignOptions& options, const std::string& zone, Language language,
                       plan::Approval& out) {
    const Nanos now = now_wall();
    out.from = now;
    if (!options.from.empty()) {
        DRILL_TRY(from, given_time("--from", options.from, zone, now));
        out.from = from;
    }
    DRILL_TRY(valid, parse_duration(options.valid));
    if (valid < shortest || valid > plan::approval_window_max)
        return fail(Errc::usage,
                    say(language, texts::bad_window, to_text(plan::approval_window_max)));
    out.until = out.from + valid;
    return {};
}

/// Of the plan, or of one step of one drill of it.
Result<void> subject_of(const SignOptions& options, const plan::Plan& plan, Language language,
                        plan::Approval& out) {
    out.step = options.step;
    out.drill = options.drill;
    if (options.step.empty()) return {};
    if (options.drill.empty()) return fail(Errc::usage, say(language, texts::step_wants_drill));
    const plan::Step* step = plan::find_step(plan, options.step);
    const bool asks =
        step != nullptr && (step->critical || std::holds_alternative<plan::Approve>(step->action));
    if (asks) return {};
    return fail(Errc::invalid_input, say(language, texts::no_such_step, options.step));
}

Result<void> ask_yes(const std::string& question, bool yes, Language language) {
    print(question);
    if (yes) return {};
    const Error refusal = fail(Errc::refused, say(language, texts::not_signed),
                               say(language, texts::not_signed_remedy));
    if (!is_terminal(STDIN_FILENO)) return refusal;
    print(say(language, texts::type_yes));
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "yes") return refusal;
    return {};
}

std::string next_of(const plan::Approval& approval, const plan::Plan& plan, const std::string& file,
                    Language language) {
    if (approval.step.empty()) return say(language, texts::next_run, plan.scenario, file);
    return say(language, texts::next_approve, approval.drill, approval.step, file);
}

Result<void> sign_plan(const Global& global, const SignOptions& options, Language language) {
    DRILL_TRY(what, read_plan_file(options.plan, language));
    if (!global.language) language = terminal_language(what.plan.languages);
    DRILL_TRY(key, read_key_file(options.key, language));
    DRILL_CHECK(may_sign(what.plan, options.person, key.public_key(), language));
    plan::Approval approval{
        .id = links::random_hex(id_bytes), .plan = what.hash, .person = options.person};
    DRILL_CHECK(subject_of(options, what.plan, language, approval));
    DRILL_CHECK(window_of(options, what.plan.timezone, language, approval));
    const std::string question = global.json ? "" : summary(what, approval, language);
    DRILL_CHECK(ask_yes(question, options.yes, language));
    approval = plan::sign(std::move(approval), key);
    const std::string file =
        options.output.empty()
            ? fmt::format("approval-{}-{}.json", what.hash.substr(0, 12), options.person)
            : options.output;
    DRILL_CHECK(write_file(file, approval_text(approval) + "\n"));
    if (global.json)
        print(canonical(json::object{{"file", file}, {"approval", to_json(approval)}}) + "\n");
    else
        print(say(language, texts::signed_now, file, next_of(approval, what.plan, file, language)) +
              "\n");
    return {};
}

}  // namespace

int key_new(const Global& global, const std::string& file) {
    const Language language = global.language.value_or(Language::en);
    const auto key = make_key_file(file, language);
    if (!key) return complain(global, key.error());
    if (global.json)
        print(canonical(json::object{{"file", file}, {"public_key", key->public_key()}}) + "\n");
    else
        print(say(language, texts::made, file, key->public_key()) + "\n");
    return done;
}

int key_show(const Global& global, const std::string& file) {
    const auto key = public_key_in(file, global.language.value_or(Language::en));
    if (!key) return complain(global, key.error());
    print(global.json ? canonical(json::object{{"public_key", *key}}) + "\n" : *key + "\n");
    return done;
}

int key_sign(const Global& global, const SignOptions& options) {
    const auto given = sign_plan(global, options, global.language.value_or(Language::en));
    return given ? done : complain(global, given.error());
}

}  // namespace firedrill::cli
