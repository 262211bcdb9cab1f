#include "agents/agent/policy_command.hpp"

#include "agents/agent/policy_file.hpp"
#include "agents/agent/policy_file_texts.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/exit_code.hpp"
#include "agents/resident/files.hpp"
#include "core/base/json.hpp"
#include "core/model/printable.hpp"

#include <cstdio>
#include <cstdlib>

namespace firedrill::agent {

namespace {

constexpr int refused = 6;
constexpr std::size_t plan_bytes_max = 16U << 20U;

struct Options {
    std::string file;
    std::string plan;
    std::string host;
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
        const bool known = words[i] == "--plan" || words[i] == "--host";
        if (!known || i + 1 == words.size())
            return fail(Errc::usage, "policy check: " + words[i],
                        "see firedrill-agent policy --help");
        (words[i] == "--plan" ? out.plan : out.host) = words[i + 1];
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
    if (const auto trusted = is_trustworthy(options.file, language); !trusted)
        print(say(language, policy_text::not_started, describe(trusted.error())));
    if (options.plan.empty()) return 0;
    DRILL_TRY(plan, read_plan_file(options.plan));
    plan.languages = language == Language::zh ? Languages::zh : Languages::en;  // of who asks
    return judge(*draft.policy, plan, options, language);
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
