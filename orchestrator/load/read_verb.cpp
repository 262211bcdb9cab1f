// What a step does: exactly one verb.
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

#include <array>

namespace firedrill::load {

namespace {

using model::both;

constexpr std::array verbs{"run",      "script", "use",    "fault",        "fence",   "release",
                           "wait_for", "verify", "manual", "hold_service", "approve", "decide"};
constexpr std::array later_verbs{"notify", "survey", "inject", "discuss", "pause"};

/// Values as they stand, and `NAME: {secret: {file: …}}` for what stays on the host.
void read_environment(Fields& step, model::WordMap& values, model::WordMap& secrets) {
    values = step.word_map("environment", [&](const std::string& name, Fields& value) {
        value.need("secret");
        value.sub("secret", [&](Fields& secret) { secrets[name] = secret.needed_word("file"); });
    });
}

model::Verb read_run(Fields& step) {
    model::Run run;
    const Node* argv = step.node().at("run");
    run.argv = step.words("run");
    if (argv->kind == Node::Kind::scalar && argv->text.find(' ') != std::string::npos)
        step.error(argv->place, both(lint_texts::run_is_no_list),
                   both(lint_texts::run_is_no_list_remedy));
    else if (run.argv.empty() && argv->items.empty())
        step.error(argv->place, both(texts::empty_value), both(lint_texts::run_is_no_list_remedy));
    read_environment(step, run.environment, run.secrets);
    run.directory = step.word("directory");
    if (step.has("reads_only")) run.reads_only = step.boolean("reads_only");
    step.take("reads_only");
    run.fact = step.choice("fact", {"lsn_old_primary", "lsn_promoted"});
    return run;
}

model::Verb read_script(Fields& step) {
    model::Script script;
    const Node* node = step.take("script");
    if (node->kind == Node::Kind::scalar) {
        script.text = {node->text, node->place};
    } else {
        Fields fields(*node, step.path("script"), step.report());
        if (fields.has("interpreter")) script.interpreter = fields.strings("interpreter");
        fields.take("interpreter");
        if (const Node* text = fields.need("text")) script.text = {text->text, text->place};
        fields.done();
    }
    if (script.text.text.find("${{") != std::string::npos)
        step.error(script.text.place, both(lint_texts::script_placeholder),
                   both(lint_texts::script_placeholder_remedy));
    read_environment(step, script.environment, script.secrets);
    return script;
}

model::Verb read_fault(Fields& step) {
    return model::Fault{
        .kind = step.choice(
            "fault",
            {"process.kill", "process.pause", "service.stop", "network.partition", "network.delay",
             "network.loss", "interface.down", "dns.failure", "disk.fill", "cpu.load",
             "memory.load", "file.remove", "file.permissions", "host.power_off"}),
        .with = step.word_map("with")};
}

model::Verb read_fence(Fields& step) {
    return model::Fence{
        .kind = step.choice("fence", {"postgresql", "address", "port", "storage", "command"}),
        .with = step.word_map("with")};
}

model::Verb read_wait(Fields& step) {
    model::WaitFor wait;
    step.sub("wait_for", [&](Fields& in) {
        wait.probe = in.needed_id("probe");
        wait.up = in.needed_choice("is", {"up", "down"}).text == "up";
        wait.lasting = in.duration("lasting", true);
    });
    return wait;
}

model::Verb read_verify(Fields& step) {
    const auto what =
        step.choice("verify", {"write_log", "baseline", "tables", "queries", "keys", "files"});
    if (what.text == "tables" || what.text == "queries" || what.text == "keys")
        return read_compare(step, what);
    if (what.text == "files") return read_compare_files(step);
    if (what.text == "baseline") return model::VerifyBaseline{.expected = step.strings("expected")};
    return model::VerifyWrites{.probe = step.needed_id("probe")};
}

model::Verb read_hold(Fields& step) {
    model::HoldService hold;
    hold.lasting = step.duration("hold_service", true);
    step.need("expect");
    step.sub("expect", [&](Fields& in) {
        hold.probe = in.needed_id("probe");
        hold.success_ppm = in.percent("success").value_or(hold.success_ppm);
    });
    return hold;
}

model::Verb read_manual(Fields& step) {
    model::Manual manual;
    step.sub("manual", [&](Fields& in) {
        manual.place = in.place();
        in.need("text");
        manual.text = in.text("text");
        manual.assignee = in.needed_id("assignee");
        manual.document = in.word("document");
    });
    return manual;
}

model::Verb read_approve(Fields& step) {
    model::Approve approve;
    step.sub("approve", [&](Fields& in) {
        approve.role = in.needed_id("role");
        approve.subject = in.word("subject").text;
        if (const auto quorum = in.integer("quorum", 1, 100))
            approve.quorum = static_cast<int>(*quorum);
        approve.stop_on_refusal = in.choice("on_refused", {"stop", "undo"}).text == "stop";
    });
    return approve;
}

model::Verb read_decide(Fields& step) {
    model::Decide decide;
    step.sub("decide", [&](Fields& in) {
        in.need("question");
        decide.question = in.text("question");
        in.need("options");
        decide.options = in.ids("options");
        decide.by = in.needed_id("by");
        decide.expected = in.needed_choice("expected", [&] {
            Choices names;
            for (const auto& option : decide.options) names.push_back(option.text);
            return names;
        }());
    });
    return decide;
}

model::Verb read_one(std::string_view verb, Fields& step) {
    if (verb == "run") return read_run(step);
    if (verb == "script") return read_script(step);
    if (verb == "use")
        return model::Use{.playbook = step.word("use"), .with = step.word_map("with")};
    if (verb == "fault") return read_fault(step);
    if (verb == "fence") return read_fence(step);
    if (verb == "release") return model::Release{.fence = step.id("release")};
    if (verb == "wait_for") return read_wait(step);
    if (verb == "verify") return read_verify(step);
    if (verb == "hold_service") return read_hold(step);
    if (verb == "manual") return read_manual(step);
    if (verb == "approve") return read_approve(step);
    return read_decide(step);
}

}  // namespace

model::Verb read_verb(Fields& step, bool only_programs) {
    std::vector<std::string> found;
    bool later = false;
    for (const char* verb : later_verbs) {
        later = later || step.has(verb);
        step.later(verb);
    }
    for (const char* verb : verbs)
        if (step.has(verb)) found.emplace_back(verb);
    for (const auto& verb : found) step.take(verb);
    if (later) return {};
    if (found.size() != 1) {
        const Choices all =
            only_programs ? Choices{"run", "script", "fence"} : Choices(verbs.begin(), verbs.end());
        step.error(step.place(),
                   found.empty() ? both(lint_texts::no_verb)
                                 : both(lint_texts::several_verbs, model::listed(found)),
                   both(lint_texts::one_verb_remedy, model::listed(all)));
        return {};
    }
    if (only_programs && found[0] != "run" && found[0] != "script" && found[0] != "fence") {
        step.error(step.place(), both(texts::bad_choice, found[0]),
                   both(texts::bad_choice_remedy, "run, script, fence"));
        return {};
    }
    return read_one(found[0], step);
}

}  // namespace firedrill::load
