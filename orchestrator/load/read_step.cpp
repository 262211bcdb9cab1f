// A step: its verb and its fields.
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

#include <limits>

namespace firedrill::load {

namespace {

using model::both;

const Choices& mark_names() {
    static const Choices names{"disrupted",  "detected",  "verified",    "assessed",
                               "declared",   "proposed",  "approved",    "switch_started",
                               "promoted",   "serving",   "reconnected", "business_verified",
                               "reconciled", "backfilled"};
    return names;
}

model::Expect read_expect(Fields& in) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    model::Expect out;
    if (const Node* exit = in.take("exit")) {
        out.exit.clear();
        const Node one{.kind = Node::Kind::list, .place = exit->place, .items = {*exit}};
        for (const Node& item : (exit->kind == Node::Kind::list ? *exit : one).items) {
            const Node wrapped{.kind = Node::Kind::map,
                               .place = item.place,
                               .items = {Node{.kind = Node::Kind::scalar, .text = "exit"}, item}};
            Fields code(wrapped, in.where(), in.report());
            out.exit.push_back(static_cast<int>(code.integer("exit", 0, 255).value_or(0)));
        }
    }
    if (in.has("output")) out.output = in.word("output");
    if (in.has("matches")) out.matches = in.word("matches");
    for (const char* key : {"output", "matches"}) in.take(key);
    out.at_least = in.integer("at_least", -most, most);
    out.at_most = in.integer("at_most", -most, most);
    return out;
}

void read_order(Fields& in, model::Step& out) {
    out.on = in.ids("on");
    out.parallel = in.boolean("parallel");
    if (in.has("needs")) out.needs = in.ids("needs");
    in.take("needs");
    out.when = in.word("when");
    for (const auto& word : in.ids("variants")) {
        out.variants.push_back(word.text);
        if (word.text != "planned" && word.text != "unplanned")
            in.error(word.place, both(texts::bad_choice, word.text),
                     both(texts::bad_choice_remedy, "planned, unplanned"));
    }
}

void read_program_fields(Fields& in, model::Step& out) {
    if (!std::holds_alternative<model::HoldService>(out.verb) && in.has("expect"))
        in.sub("expect", [&](Fields& expect) { out.expect = read_expect(expect); });
    in.take("expect");
    if (in.node().at("until") != nullptr && in.node().at("until")->kind == Node::Kind::scalar) {
        in.later("until");
    } else if (in.has("until")) {
        in.sub("until", [&](Fields& until) { out.until = read_expect(until); });
    }
    in.take("until");
    out.every = in.duration("every", true);
    out.retries = static_cast<int>(in.integer("retries", 0, 100).value_or(0));
    out.delay = in.duration("delay", true);
    out.idempotent = in.boolean("idempotent");
}

void read_undo(Fields& in, model::Step& out) {
    const Node* undo = in.take("undo");
    if (undo == nullptr) return;
    const auto read_item = [&](const Node& node) {
        Fields item(node, in.path("undo"), in.report());
        out.undo.push_back(read_verb(item, true));
        item.done();
    };
    if (undo->kind == Node::Kind::list)
        for (const Node& item : undo->items) read_item(item);
    else
        read_item(*undo);
}

void read_check(Fields& in, model::Step& out) {
    in.sub("check", [&](Fields& check) {
        out.check = read_verb(check, true);
        if (check.has("expect"))
            check.sub("expect", [&](Fields& expect) { out.check_expect = read_expect(expect); });
        check.take("expect");
    });
}

void read_meaning(Fields& in, model::Step& out, bool in_playbook) {
    out.point_of_no_return = in.boolean("point_of_no_return");
    out.critical = in.boolean("critical");
    out.always = in.boolean("always");
    if (in_playbook) {
        out.disrupts = in.boolean("disrupts");
        out.promotes = in.boolean("promotes");
        out.fences = in.boolean("fences");
    }
    out.mark = in.choice("mark", mark_names());
    out.resolves = in.id("resolves");
    out.on_failure = in.choice("on_failure", {"stop", "continue", "undo", "ask"}).text;
}

model::Step read_step(Fields& in, bool in_playbook) {
    model::Step out;
    out.place = in.place();
    out.id = in.id("id");
    out.title = in.text("title");
    out.verb = read_verb(in, false);
    read_order(in, out);
    out.timeout = in.duration("timeout", true);
    out.planned = in.duration("planned", true);
    read_program_fields(in, out);
    read_undo(in, out);
    read_check(in, out);
    read_meaning(in, out, in_playbook);
    return out;
}

}  // namespace

std::vector<model::Step> read_steps(const Node& list, const std::string& where, Report& report,
                                    bool in_playbook) {
    std::vector<model::Step> out;
    const auto tail = where.rfind('.');
    const std::string key = tail == where.npos ? where : where.substr(tail + 1);
    const Node holder{.kind = Node::Kind::map,
                      .place = list.place,
                      .items = {Node{.kind = Node::Kind::scalar, .text = key}, list}};
    Fields fields(holder, tail == where.npos ? "" : where.substr(0, tail), report);
    fields.each(key, [&](Fields& step) { out.push_back(read_step(step, in_playbook)); });
    return out;
}

}  // namespace firedrill::load
