// firedrill agent list, ping: which programs are needed where, and whether they answer.
#include "core/base/json.hpp"
#include "orchestrator/cli/agent_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/needed_programs.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/engine/greetings.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/launch.hpp"

#include <fmt/ranges.h>
#include <unistd.h>

namespace firedrill::cli {

namespace {

namespace texts = agent_texts;

constexpr std::chrono::seconds patience{15};

std::vector<plan::Performer> programs_of(const plan::Host& host) {
    std::vector<plan::Performer> out;
    if (host.has_agent) out.push_back(plan::Performer::agent);
    if (host.has_probe) out.push_back(plan::Performer::probe);
    return out;
}

class Listing {
public:
    Listing(const Global& global, const Workspace& workspace)
        : global_(global),
          language_(workspace.language),
          needed_(needed_programs(workspace.loaded.workspace)) {}

    plan::Plan& plan() { return needed_.plan; }

    int list() const {
        Table table({{text(texts::host)},
                     {text(texts::program)},
                     {text(texts::way)},
                     {text(texts::used_by)}});
        json::array rows;
        for (const auto& host : needed_.plan.hosts)
            for (const auto program : programs_of(host)) {
                const auto found = needed_.scenarios.find(host.id);
                const auto scenarios =
                    found == needed_.scenarios.end() ? std::vector<std::string>{} : found->second;
                const std::string name = links::program_name(program);
                table.add({{host.id},
                           {name},
                           {way_to(host)},
                           {fmt::format("{}", fmt::join(scenarios, ", "))}});
                rows.push_back(json::object{{"host", host.id},
                                            {"program", name},
                                            {"way", way_to(host)},
                                            {"scenarios", to_json(scenarios)}});
            }
        show(table, std::move(rows), done);
        return done;
    }

    int ping(const std::vector<engine::Told<engine::Greeting>>& all) const {
        Table table({{text(texts::host)},
                     {text(texts::program)},
                     {text(texts::version)},
                     {text(texts::account)},
                     {text(texts::round_trip), true},
                     {text(texts::state)}});
        json::array rows;
        int code = done;
        for (const auto& told : all) {
            if (!told.answer) code = failed;
            table.add(row(told));
            rows.push_back(as_json(told));
        }
        show(table, std::move(rows), code);
        return code;
    }

private:
    using Told = engine::Told<engine::Greeting>;

    template <class... Args>
    std::string text(const Message& message, Args&&... args) const {
        return say(language_, message, std::forward<Args>(args)...);
    }

    std::string state(const Told& told) const {
        if (!told.answer && told.why.empty())
            return text(texts::not_reached, text(texts::no_answer, to_text(Nanos{patience})));
        if (!told.answer) return text(texts::not_reached, told.why);
        const auto& status = told.answer->status;
        if (!status) return text(texts::ready);
        if (!status->faults.empty() || !status->fences.empty())
            return text(texts::holds, status->faults.size(), status->fences.size());
        if (!status->running.empty()) return text(texts::runs, status->running.size());
        return text(texts::ready);
    }

    std::vector<Cell> row(const Told& told) const {
        const bool there = told.answer.has_value();
        const std::string trip =
            there && told.answer->round_trip ? to_text(*told.answer->round_trip) : "";
        return {{told.host},
                {links::program_name(told.program)},
                {there ? told.answer->welcome.version : ""},
                {there ? told.answer->welcome.account : ""},
                {trip},
                {state(told), there ? Style::good : Style::bad}};
    }

    json::object as_json(const Told& told) const {
        json::object out{{"host", told.host},
                         {"program", links::program_name(told.program)},
                         {"reached", told.answer.has_value()}};
        if (!told.answer) out["why"] = told.why;
        if (!told.answer) return out;
        out["version"] = told.answer->welcome.version;
        out["account"] = told.answer->welcome.account;
        if (told.answer->round_trip) out["round_trip_ns"] = told.answer->round_trip->count();
        if (told.answer->status) out["status"] = to_json(*told.answer->status);
        return out;
    }

    void show(const Table& table, json::array rows, int code) const {
        if (global_.json)
            return print(
                canonical(json::object{{"programs", std::move(rows)}, {"exit_code", code}}) + "\n");
        print(table.empty() ? text(texts::no_hosts) + "\n"
                            : table.text(wants_colour(STDOUT_FILENO)));
    }

    const Global& global_;
    Language language_;
    NeededPrograms needed_;
};

}  // namespace

int agent_list(const Global& global) {
    const auto workspace = readable_workspace(global);
    if (!workspace) return complain(global, workspace.error());
    return Listing(global, *workspace).list();
}

int agent_ping(const Global& global, const AgentOptions& options) {
    const auto workspace = readable_workspace(global);
    if (!workspace) return complain(global, workspace.error());
    const auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    Listing listing(global, *workspace);
    if (const auto kept = keep_only(listing.plan(), options.hosts); !kept)
        return complain(global, kept.error());
    const engine::FleetSettings settings{.store = *store,
                                         .programs = links::own_directory(),
                                         .version = DRILL_VERSION,
                                         .accept_new_host = options.accept_new_host};
    return listing.ping(engine::greet(settings, listing.plan(), patience));
}

}  // namespace firedrill::cli
