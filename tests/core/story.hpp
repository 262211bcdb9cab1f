// Stories: commented text files of commands with the transcript that they give. A block is comment
// lines, commands, a line "----", and what is said until the next empty line.
//
// DRILL_UPDATE_GOLDEN=1 rewrites the transcripts; read the diff.
#pragma once

#include "core/plan/plan.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_from_string.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace firedrill::story {

using Words = std::vector<std::string>;

inline Words split(const std::string& line, char by = ' ') {
    Words out;
    std::istringstream in(line);
    for (std::string word; std::getline(in, word, by);)
        if (!word.empty()) out.push_back(word);
    return out;
}

/// The words from `from` on, as one text.
inline std::string rest(const Words& words, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i) out += (out.empty() ? "" : " ") + words[i];
    return out;
}

inline Nanos duration(const std::string& text) {
    return parse_duration(text).value();
}

/// "key=value" among the words, else "yes" if the bare word is there.
inline std::string option(const Words& words, const std::string& key) {
    for (const auto& word : words)
        if (word.rfind(key + "=", 0) == 0) return word.substr(key.size() + 1);
    return std::find(words.begin(), words.end(), key) == words.end() ? "" : "yes";
}

template <class Enum>
Enum named(const std::string& name) {
    Enum value{};
    INFO("unknown name " << name);
    REQUIRE(boost::describe::enum_from_string(name.c_str(), value));
    return value;
}

// "step promote failover run on=db2 needs=fence point check timeout=30s" -------------------------

inline plan::Run command(const std::string& name) {
    return {.argv = {"/bin/" + name}};
}

inline plan::Action action_of(const Words& words) {
    const std::string& verb = words[3];
    const auto get = [&](const char* key) { return option(words, key); };
    if (verb == "fault") {
        const std::string kind = get("kind").empty() ? "process.kill" : get("kind");
        return plan::Fault{.kind = kind, .lease = std::chrono::seconds{60}};
    }
    if (verb == "fence") return plan::Fence{.kind = "postgresql"};
    if (verb == "release") return plan::Release{.fence = get("fence"), .kind = "postgresql"};
    if (verb == "start") return plan::StartProbe{.probe = get("probe")};
    if (verb == "stop") return plan::StopProbe{.probe = get("probe")};
    if (verb == "revert")
        return plan::Revert{.fault = get("fault"),
                            .kind = get("kind").empty() ? "process.pause" : get("kind")};
    if (verb == "look") return plan::Snapshot{};
    if (verb == "baseline") return plan::VerifyBaseline{};
    if (verb == "manual") return plan::Manual{.assignee = get("assignee")};
    if (verb == "decide")
        return plan::Decide{
            .options = split(get("options"), ','), .by = get("by"), .expected = get("expected")};
    if (verb == "approve")
        return plan::Approve{.role = "leading_group",
                             .members = split(get("members"), ','),
                             .quorum = get("quorum").empty() ? 1 : std::stoi(get("quorum")),
                             .on_refused = get("on_refused") == "stop" ? plan::OnRefused::stop
                                                                       : plan::OnRefused::undo};
    REQUIRE(verb == "run");
    return command(words[1]);
}

inline plan::Performer performer_of(const plan::Action& action) {
    if (std::holds_alternative<plan::StartProbe>(action) ||
        std::holds_alternative<plan::StopProbe>(action))
        return plan::Performer::probe;
    if (std::holds_alternative<plan::VerifyBaseline>(action)) return plan::Performer::engine;
    if (std::holds_alternative<plan::Manual>(action) ||
        std::holds_alternative<plan::Approve>(action) ||
        std::holds_alternative<plan::Decide>(action))
        return plan::Performer::person;
    return plan::Performer::agent;
}

inline std::vector<plan::Action> undo_of(const plan::Step& step) {
    if (const auto* fault = std::get_if<plan::Fault>(&step.action))
        return {plan::Revert{.fault = step.id, .kind = fault->kind}};
    if (std::holds_alternative<plan::Fence>(step.action))
        return {plan::Release{.fence = step.id, .kind = "postgresql"}};
    if (const auto* start = std::get_if<plan::StartProbe>(&step.action))
        return {plan::StopProbe{.probe = start->probe}};
    return {command("undo-" + step.id)};
}

inline void read_when(plan::Step& step, const std::string& text) {
    if (text.empty()) return;
    const bool equal = text.find("!=") == text.npos;
    const std::size_t at = text.find(equal ? "==" : "!=");
    step.when = plan::When{text.substr(0, at), text.substr(at + 2), equal};
}

inline plan::Step step_of(const Words& words) {
    const auto get = [&](const char* key) { return option(words, key); };
    const auto has = [&](const char* key) { return !option(words, key).empty(); };
    plan::Step step{.id = words[1], .group = words[1], .phase = named<plan::Phase>(words[2])};
    step.action = action_of(words);
    step.performer = performer_of(step.action);
    step.host = get("on");
    step.needs = split(get("needs"), ',');
    read_when(step, get("when"));
    step.timeout = duration(has("timeout") ? get("timeout") : "30s");
    step.retries = has("retries") ? std::stoi(get("retries")) : 0;
    step.retry_delay = duration(has("delay") ? get("delay") : "0s");
    if (has("check")) step.check = command("check-" + step.id);
    if (has("undo")) step.undo = undo_of(step);
    step.idempotent = has("idempotent");
    step.point_of_no_return = has("point");
    step.critical = has("critical");
    step.always = has("always");
    if (has("resolves")) step.resolves = get("resolves");
    if (has("on_failure"))
        step.on_failure = get("on_failure") == "continue"
                              ? plan::OnFailure::carry_on
                              : named<plan::OnFailure>(get("on_failure"));
    return step;
}

/// Adds what the line says to the plan; false if it is no line about the plan.
inline bool read_plan_line(plan::Plan& plan, const Words& words) {
    const auto get = [&](const char* key) { return option(words, key); };
    if (words[0] == "step") {
        plan.steps.push_back(step_of(words));
        const plan::Step& step = plan.steps.back();
        if (std::find(plan.phases.begin(), plan.phases.end(), step.phase) == plan.phases.end())
            plan.phases.push_back(step.phase);
    } else if (words[0] == "guard") {
        plan.guards.max_duration = duration(get("max_duration"));
    } else if (words[0] == "stop_condition") {
        plan.stop_conditions.push_back(
            {.probe = get("probe"), .up = get("is") == "up", .lasting = duration(get("for"))});
    } else if (words[0] == "person") {
        plan.people.push_back(
            {.id = words[1], .department = get("department"), .backup = get("backup")});
    } else if (words[0] == "evaluator") {
        plan.evaluators.push_back(words[1]);
    } else if (words[0] == "environment") {
        plan.environment = named<plan::Environment>(words[1]);
    } else {
        return false;
    }
    return true;
}

// Files ------------------------------------------------------------------------------------------

/// Carries out one command and returns what it says, a line each.
using Teller = std::function<std::string(const Words&)>;

inline std::string retold(std::istream& in, const Teller& tell) {
    std::string out, said;
    bool in_transcript = false;
    for (std::string line; std::getline(in, line);) {
        if (in_transcript && !line.empty()) continue;
        if (line == "----") {
            out += "----\n" + said;
            said.clear();
            in_transcript = true;
            continue;
        }
        in_transcript = false;
        out += line + "\n";
        if (!line.empty() && line[0] != '#') {
            INFO(line);
            said += tell(split(line));
        }
    }
    return out;
}

/// Compares the file with what it tells today, or rewrites it.
inline void check(const std::filesystem::path& file, const Teller& tell) {
    std::ifstream in(file);
    std::stringstream written;
    written << in.rdbuf();
    std::istringstream again(written.str());
    const std::string told = retold(again, tell);
    if (std::getenv("DRILL_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file) << told;
    } else {
        CHECK(told == written.str());
    }
}

inline std::vector<std::filesystem::path> files(const std::string& folder) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".txt") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace firedrill::story
