// scenarios/*.yaml, playbooks/**/*.yaml and what the two share: inputs.
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

#include <algorithm>

namespace firedrill::load {

namespace {

using model::both;

const Choices& form_names() {
    static const Choices names{"simulation", "isolated_test", "live_switchover", "tabletop",
                               "walkthrough"};
    return names;
}

const Choices& phase_names() {
    static const Choices names{"prepare",  "baseline", "disrupt", "detect",   "declare",
                               "failover", "verify",   "operate", "failback", "reinstate"};
    return names;
}

void read_basics(Fields& file, model::Scenario& out) {
    out.id = file.needed_id("scenario");
    out.title = file.text("title");
    out.risks = file.ids("risks");
    file.sub("other_event", [&](Fields& event) {
        event.need("reason");
        out.other_event = event.text("reason");
    });
    out.form = file.needed_choice("form", form_names());
    if (out.form.text == "tabletop" || out.form.text == "walkthrough")
        file.error(out.form.place, both(texts::later_key, out.form.text),
                   both(lint_texts::form_later_remedy));
    out.variant = file.needed_choice("variant", {"planned", "unplanned"});
    file.need("services");
    out.services = file.ids("services");
}

void read_prose(Fields& file, model::Scenario& out) {
    out.purpose = file.text("purpose");
    out.scope = file.text("scope");
    out.assumptions = file.texts("assumptions");
    out.simulated_parts = file.texts("simulated_parts");
    out.success_criteria = file.texts("success_criteria");
    out.announced = file.boolean("announced", true);
    if (const auto word = file.choice("business", {"none", "synthetic", "real"}); !word.empty())
        out.business = word.text;
    out.continuity_plan = file.word("continuity_plan").text;
    file.sub("drill_risk", [&](Fields& risk) {
        out.could_go_wrong = risk.text("could_go_wrong");
        out.rollback = risk.text("rollback");
    });
    for (const auto& word : file.ids("objectives")) {
        out.objectives.push_back(word.text);
        const auto& known = model::objectives();
        if (std::find(known.begin(), known.end(), word.text) == known.end())
            file.error(word.place, both(texts::bad_choice, word.text),
                       both(texts::bad_choice_remedy, model::listed(known)),
                       model::did_you_mean(word.text, known));
    }
    file.sub("participants", [&](Fields& people) {
        out.commander = people.id("commander");
        out.evaluators = people.ids("evaluators");
        out.players = people.ids("players");
    });
}

void read_probe(Fields& in, model::Scenario& out) {
    model::Probe probe;
    probe.id = in.needed_id("id");
    probe.connection = in.needed_id("connection");
    probe.from = in.needed_id("from");
    probe.service = in.id("service");
    const auto every = in.duration("every");
    if (every.given()) probe.every = every.value;
    probe.every_place = every.given() ? every.place : in.place();
    const auto deadline = in.duration("deadline");
    if (deadline.given()) probe.deadline = deadline.value;
    probe.deadline_place = deadline.place;
    in.sub("write_log", [&](Fields& log) {
        probe.write_log.emplace();
        probe.write_log->connections =
            static_cast<int>(log.integer("connections", 1, 64).value_or(4));
        probe.write_log->rate = log.rate("rate").value_or(probe.write_log->rate);
    });
    if (probe.every <= Nanos{0} || (probe.deadline && *probe.deadline <= Nanos{0}))
        in.error(probe.every_place, both(lint_texts::probe_without_interval),
                 both(lint_texts::probe_without_interval_remedy));
    out.probes.push_back(std::move(probe));
}

void read_phases(Fields& file, model::Scenario& out) {
    const Node* phases = file.need("phases");
    if (phases == nullptr) return;
    Fields fields(*phases, "phases", file.report());
    for (const auto& name : phase_names()) {
        const Node* steps = fields.take(name);
        if (steps == nullptr) continue;
        model::Place place = steps->place;
        for (const Node& key : phases->items)
            if (key.text == name && key.kind == Node::Kind::scalar) place = key.place;
        out.phases.push_back({.phase = {name, place},
                              .steps = read_steps(*steps, "phases." + name, file.report(), false)});
    }
    for (const char* name : {"brief", "rounds", "hotwash"}) fields.later(name);
    fields.done();
}

model::Input read_input(const model::Word& id, Fields& in) {
    model::Input input{.id = id, .title = in.text("title")};
    input.type =
        in.needed_choice("type", {"string", "integer", "duration", "enum", "boolean", "path"}).text;
    input.values = in.strings("values");
    if (const Node* fallback = in.take("default"))
        input.fallback = read_value(*fallback, in.path("default"), in.report());
    if (input.type == "enum" && input.values.empty())
        in.error(in.place(), both(texts::missing_key, "values"),
                 both(texts::missing_key_remedy, "values"));
    return input;
}

}  // namespace

std::vector<model::Input> read_inputs(Fields& file) {
    std::vector<model::Input> out;
    file.entries("inputs", [&](const model::Word& id, Fields& input) {
        out.push_back(read_input(id, input));
    });
    return out;
}

model::Scenario read_scenario(Fields& file) {
    model::Scenario out;
    read_basics(file, out);
    read_prose(file, out);
    out.inputs = read_inputs(file);
    file.each("probes", [&](Fields& probe) { read_probe(probe, out); });
    read_limits(file, out);
    read_phases(file, out);
    return out;
}

model::Playbook read_playbook(Fields& file) {
    model::Playbook out;
    out.id = file.needed_word("playbook");
    out.title = file.text("title");
    out.hosts = file.ids("hosts");
    if (out.hosts.empty()) out.hosts.push_back({"target", file.place()});
    out.inputs = read_inputs(file);
    if (const Node* steps = file.need("steps"))
        out.steps = read_steps(*steps, "steps", file.report(), true);
    return out;
}

}  // namespace firedrill::load
