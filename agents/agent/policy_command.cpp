#include "agents/agent/policy_command.hpp"

#include "agents/agent/policy_file.hpp"
#include "agents/agent/policy_file_texts.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/exit_code.hpp"
#include "agents/resident/files.hpp"
#include "core/base/json.hpp"
#include "core/model/printable.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <set>

namespace firedrill::agent {

namespace {

constexpr int refused = 6;
constexpr std::size_t plan_bytes_max = 16U << 20U;

struct Options {
    std::string file;
    std::string plan;
    std::string host;
    std::vector<std::string> approvals;
};

void print(const std::string& line) {
    std::printf("%s\n", model::printable(line, true).c_str());
}

Result<Options> parse(const std::vector<std::string>& words) {
    Options out;
    if (words.size() < 2 || words[0] != "check")
        return fail(Errc::usage, "policy check FILE", "see firedrill-agent policy --help");
    out.file = words[1];
    for (std::size_t i = 2; i < words.size(); i += 2) {
        const std::string& option = words[i];
        const bool known = option == "--plan" || option == "--host" || option == "--approval";
        if (!known || i + 1 == words.size())
            return fail(Errc::usage, "policy check: " + option,
                        "see firedrill-agent policy --help");
        if (option == "--approval")
            out.approvals.push_back(words[i + 1]);
        else
            (option == "--plan" ? out.plan : out.host) = words[i + 1];
    }
    return out;
}

/// A plan as it is, or inside of what `firedrill plan --json` writes.
Result<plan::Plan> read_plan_file(const std::string& path) {
    DRILL_TRY(text, resident::read_file(path, plan_bytes_max));
    DRILL_TRY(value, parse_json(text));
    const auto* object = value.if_object();
    const json::value* inner = object == nullptr ? nullptr : object->if_contains("plan");
    return plan::read_plan(canonical(inner == nullptr ? value : *inner));
}

Result<std::vector<plan::Approval>> read_approvals(const Options& options) {
    std::vector<plan::Approval> out;
    for (const std::string& file : options.approvals) {
        DRILL_TRY(text, resident::read_file(file, plan::approval_bytes_max));
        DRILL_TRY(approval, plan::read_approval(text));
        out.push_back(std::move(approval));
    }
    return out;
}

/// Without --approval nobody is asked for what has not been signed yet: it is only said.
Result<int> judge_signatures(const Policy& policy, const plan::Plan& plan, const Options& options,
                             Language language) {
    namespace text = policy_text;
    if (!changes_host(policy, plan, options.host)) return 0;
    const bool only_said = policy.approvers && options.approvals.empty();
    if (only_said) {
        std::set<std::string> people;
        for (const Approver& approver : policy.approvers->keys) people.insert(approver.person);
        print(say(language, text::signatures_wanted, options.plan, policy.approvers->quorum,
                  fmt::format("{}", fmt::join(people, ", "))));
        return 0;
    }
    DRILL_TRY(approvals, read_approvals(options));
    const std::string hash = plan::hash(plan);
    const auto given = is_signed(
        policy, {.approvals = approvals, .occasion = {.plan = hash, .wall = resident::wall_now()}},
        language);
    if (given) return 0;
    print(say(language, text::plan_refused, options.plan, given.error().what));
    return refused;
}

int judge(const Policy& policy, const plan::Plan& plan, const Options& options, Language language) {
    namespace text = policy_text;
    int code = 0;
    if (const auto permitted = permits_plan(policy, plan); !permitted) {
        print(say(language, text::plan_refused, options.plan, permitted.error().what));
        code = refused;
    }
    for (const Objection& objection :
         objections(policy, plan, options.host, resident::wall_now())) {
        const auto* part = boost::describe::enum_to_string(objection.part, "?");
        print(say(language, text::step_refused, options.plan, objection.step, part,
                  objection.error.what));
        code = refused;
    }
    const std::string where = options.host.empty() ? "" : "@" + options.host;
    if (code == 0) print(say(language, text::all_permitted, options.plan, where));
    return code;
}

Result<int> check(const Options& options, Language language) {
    DRILL_TRY(draft, draft_policy(options.file, language));
    print(say(language, policy_text::in_order, options.file));
    if (draft.policy->environment == plan::Environment::production && !draft.policy->approvers)
        print(say(language, policy_text::says_nobody));
    if (const auto trusted = is_trustworthy(options.file, language); !trusted)
        print(say(language, policy_text::not_started, describe(trusted.error())));
    if (options.plan.empty()) return 0;
    DRILL_TRY(plan, read_plan_file(options.plan));
    DRILL_TRY(unsigned_code, judge_signatures(*draft.policy, plan, options, language));
    plan.languages = language == Language::zh ? Languages::zh : Languages::en;  // of who asks
    const int code = judge(*draft.policy, plan, options, language);
    return code == 0 ? unsigned_code : code;
}

}  // namespace

int policy_main(const std::vector<std::string>& words) {
    const Language language = language_of_terminal();
    for (const std::string& word : words)
        if (word == "--help" || word == "-h") {
            std::fputs(say(language, policy_text::help).c_str(), stdout);
            return 0;
        }
    const auto options = parse(words);
    const auto code = options ? check(*options, language) : Result<int>(options.error());
    if (code) return *code;
    std::fprintf(stderr, "%s\n", model::printable(describe(code.error()), true).c_str());
    return resident::exit_code(code.error().code);
}

}  // namespace firedrill::agent
