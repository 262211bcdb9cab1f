// firedrill.yaml, catalogue.yaml, risks.yaml, people.yaml
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <limits>

namespace firedrill::load {

namespace {

using model::both;

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();

void read_lab(Fields& lab, model::Settings& out) {
    out.lab_up = lab.strings("up");
    out.lab_down = lab.strings("down");
}

void read_business(Fields& in, model::Catalogue& out) {
    model::Business business;
    business.id = in.needed_id("id");
    business.title = in.text("title");
    business.importance = static_cast<int>(in.integer("importance", 1, 5).value_or(0));
    business.needs = in.ids("needs");
    business.owner = in.id("owner");
    out.businesses.push_back(std::move(business));
}

void read_targets(Fields& in, model::Service& out) {
    in.sub("rto", [&](Fields& rto) {
        out.rto_place = rto.place();
        rto.need("target");
        out.rto = rto.nanos("target");
        if (const auto word = rto.choice(
                "clock_start", {"disruption", "detection", "declaration", "switch_start"});
            !word.empty())
            out.clock_start = word.text;
        if (const auto word =
                rto.choice("clock_end", {"serving", "reconnected", "business_verified"});
            !word.empty())
            out.clock_end = word.text;
    });
    in.sub("rpo", [&](Fields& rpo) {
        out.rpo = rpo.nanos("target");
        out.rpo_writes = rpo.integer("lost", 0, any);
    });
    out.mtpd = in.nanos("mtpd");
    in.sub("min_service_level", [&](Fields& level) {
        out.success_ppm = level.percent("success").value_or(out.success_ppm);
        out.latency = level.nanos("latency");
        out.sustained = level.nanos("for").value_or(out.sustained);
    });
}

void read_service(Fields& in, model::Catalogue& out) {
    model::Service service;
    service.id = in.needed_id("id");
    service.title = in.text("title");
    service.system_class = in.choice("class", {"real_time", "non_real_time"}).text;
    service.priority = static_cast<int>(in.integer("priority", 1, 1000).value_or(0));
    service.owner = in.id("owner");
    service.needs = in.ids("needs");
    read_targets(in, service);
    service.peak = in.rate("peak");
    in.each("impact", [&](Fields& impact) {
        service.impact.push_back({.after = impact.nanos("after").value_or(Nanos{}),
                                  .direct = impact.integer("direct", 0, any).value_or(0),
                                  .indirect = impact.integer("indirect", 0, any).value_or(0)});
    });
    out.services.push_back(std::move(service));
}

void read_resource(Fields& in, model::Catalogue& out) {
    out.resources.push_back(
        {.id = in.needed_id("id"),
         .title = in.text("title"),
         .kind = in.needed_choice("kind",
                                  {"information_system", "data", "infrastructure", "premises",
                                   "communication", "support", "personnel", "supplier", "document"})
                     .text,
         .host = in.id("host"),
         .site = in.id("site")});
}

void read_supplier(Fields& in, model::Catalogue& out) {
    out.suppliers.push_back({.id = in.needed_id("id"),
                             .title = in.text("title"),
                             .critical = in.boolean("critical"),
                             .alternate = in.id("alternate")});
    in.take("contact");
    in.take("review");
}

void read_taxonomy(Fields& in, model::Risk& out) {
    model::Names categories;
    for (const auto& [name, kinds] : model::risk_taxonomy()) categories.push_back(name);
    out.category = in.needed_choice("category", categories).text;
    const auto known = model::risk_taxonomy().find(out.category);
    if (known != model::risk_taxonomy().end())
        out.kind = in.needed_choice("kind", known->second).text;
    else
        in.take("kind");
}

int grade(Fields& in, std::string_view key) {
    in.need(key);
    return static_cast<int>(in.integer(key, 1, 5).value_or(0));
}

void read_risk(Fields& in, std::vector<model::Risk>& out) {
    model::Risk risk;
    risk.id = in.needed_id("id");
    risk.title = in.text("title");
    read_taxonomy(in, risk);
    risk.source = in.choice("source", {"specific_threat", "single_point_of_failure", "weakness",
                                       "supplier", "operating_error", "key_person"})
                      .text;
    risk.services = in.ids("services");
    risk.likelihood = grade(in, "likelihood");
    risk.impact = grade(in, "impact");
    risk.treatment = in.choice("treatment", {"avoid", "reduce", "share", "accept"}).text;
    risk.controls = in.strings("controls");
    risk.owner = in.id("owner");
    risk.due = in.word("due").text;
    in.sub("residual", [&](Fields& residual) {
        risk.residual_place = residual.place();
        risk.residual_likelihood = grade(residual, "likelihood");
        risk.residual_impact = grade(residual, "impact");
    });
    out.push_back(std::move(risk));
}

void read_person(Fields& in, model::People& out) {
    out.people.push_back({.id = in.needed_id("id"),
                          .title = in.text("title"),
                          .department = in.id("department"),
                          .backup = in.id("backup"),
                          .key = in.word("key"),
                          .public_key = {}});
    in.take("contact");
}

}  // namespace

void read_settings(Fields& file, model::Settings& out) {
    out.workspace = file.needed_id("workspace");
    out.institution = file.text("institution");
    if (const auto word = file.needed_choice("environment", {"lab", "test", "production"});
        !word.empty())
        out.environment = word.text;
    if (const auto word = file.word("timezone"); !word.empty()) out.timezone = word.text;
    if (const auto word = file.choice("language", {"zh", "en", "both"}); !word.empty())
        boost::describe::enum_from_string(word.text.c_str(), out.language);
    if (const auto word = file.word("store"); !word.empty()) out.store = word.text;
    out.profile = file.word("profile").text;
    file.sub("gate", [&](Fields& gate) { out.gate_listen = gate.needed_word("listen").text; });
    const Node* lab = file.has("lab") ? file.node().at("lab") : nullptr;
    file.sub("lab", [&](Fields& fields) { read_lab(fields, out); });
    if (lab != nullptr && out.environment != "lab")
        file.error(lab->place, both(lint_texts::lab_elsewhere, out.environment),
                   both(lint_texts::lab_elsewhere_remedy));
}

void read_catalogue(Fields& file, model::Catalogue& out) {
    file.each("businesses", [&](Fields& item) { read_business(item, out); });
    file.each("services", [&](Fields& item) { read_service(item, out); });
    file.each("resources", [&](Fields& item) { read_resource(item, out); });
    file.each("suppliers", [&](Fields& item) { read_supplier(item, out); });
}

void read_risks(Fields& file, std::vector<model::Risk>& out) {
    file.each("risks", [&](Fields& item) { read_risk(item, out); });
}

void read_people(Fields& file, model::People& out) {
    file.each("departments", [&](Fields& item) {
        out.departments.push_back({.id = item.needed_id("id"), .title = item.text("title")});
    });
    file.each("people", [&](Fields& item) { read_person(item, out); });
    file.entries("roles", [&](const model::Word& id, Fields& role) {
        const Node* quorum = role.node().at("quorum");
        out.roles.push_back({.id = id,
                             .title = role.text("title"),
                             .members = role.ids("members"),
                             .quorum = static_cast<int>(role.integer("quorum", 1, 100).value_or(1)),
                             .quorum_place = quorum == nullptr ? role.place() : quorum->place});
    });
}

}  // namespace firedrill::load
