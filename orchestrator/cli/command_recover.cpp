// firedrill recover: the orchestrator's host or its store was lost, or an older copy of the store
// came back. What the agents keep becomes the record again.
#include "core/base/format.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/plan/compile.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/finish.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/recover_texts.hpp"
#include "orchestrator/cli/unrecorded.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/engine/survey.hpp"
#include "orchestrator/journal/beginning.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/launch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firedrill::cli {

namespace {

namespace texts = recover_texts;
constexpr auto patience = std::chrono::seconds{5};

engine::FleetSettings fleet_settings(const journal::Store& store) {
    return {.store = store, .programs = links::own_directory(), .version = DRILL_VERSION};
}

/// Whoever is named in the inventory, and in the plan of the drill where the store still has it.
plan::Plan everybody(const Workspace& workspace, const journal::Store& store,
                     const std::string& drill) {
    plan::Plan out{.environment = plan::Environment::lab};
    if (const auto log = journal::read_drill(store, drill); log && !drill.empty())
        if (const auto* started = std::get_if<drill::DrillStarted>(&log->records.front().event))
            out.hosts = started->plan.hosts;
    const auto in_lab = [&](const std::string& host, plan::Performer program) {
        std::error_code ec;
        const auto place = links::lab_place(store.directory, host, program);
        return std::filesystem::exists(place.directory, ec);
    };
    for (const auto& host : workspace.loaded.workspace.inventory.hosts) {
        const auto same = [&](const plan::Host& other) { return other.id == host.id.text; };
        if (std::ranges::any_of(out.hosts, same)) continue;
        plan::Host to = plan::host_of(workspace.loaded.workspace, host);
        const bool installed = !to.socket.empty() || to.ssh;
        to.has_agent = installed || in_lab(to.id, plan::Performer::agent);
        to.has_probe = installed || in_lab(to.id, plan::Performer::probe);
        if (to.has_agent || to.has_probe) out.hosts.push_back(std::move(to));
    }
    return out;
}

/// An installed host may have an agent, a probe, or both, and its socket may be either's. Where one
/// of the two answers, the other was never installed.
std::vector<engine::DrillsTold> ask_everybody(const journal::Store& store, const plan::Plan& hosts,
                                              const wire::AskDrills& question) {
    auto out = engine::survey_drills(fleet_settings(store), hosts, question, patience);
    std::set<std::string> answered;
    for (const auto& told : out)
        if (told.answer) answered.insert(told.host);
    plan::Plan probes = hosts;
    std::erase_if(probes.hosts, [&](const plan::Host& host) {
        return host.socket.empty() || !host.has_agent || answered.contains(host.id);
    });
    for (plan::Host& host : probes.hosts) host.has_agent = false;
    if (!probes.hosts.empty())
        for (auto& told : engine::survey_drills(fleet_settings(store), probes, question, patience))
            if (told.answer) {
                answered.insert(told.host);
                out.push_back(std::move(told));
            }
    std::erase_if(out,
                  [&](const auto& told) { return !told.answer && answered.contains(told.host); });
    return out;
}

struct KeptPlan {
    plan::Plan plan;
    engine::Approvals approvals;
};

/// Whether they count the agents say, who keep the same.
engine::Approvals approvals_of(const wire::DrillHeld& held) {
    engine::Approvals out;
    if (!held.approvals) return out;
    for (const std::string& text : *held.approvals)
        if (auto approval = plan::read_approval(text); approval && approval->plan == held.plan_hash)
            out.push_back(std::move(*approval));
    return out;
}

class Recovery {
public:
    Recovery(const Global& global, const RecoverOptions& options, const Workspace& workspace,
             const journal::Store& store)
        : global_(global), options_(options), workspace_(workspace), store_(store) {}

    int list() {
        ask();
        bool faults = false;
        std::string out;
        json::array programs;
        for (const auto& told : told_) {
            out += shown(told);
            programs.push_back(listed(told));
            if (told.answer)
                for (const auto& held : told.answer->drills)
                    faults = faults || !held.faults.empty();
        }
        const int code = faults ? outstanding : done;
        if (global_.json)
            print(canonical(json::object{{"programs", std::move(programs)}, {"exit_code", code}}) +
                  "\n");
        else
            print(told_.empty() ? text(texts::nothing_kept) + "\n" : out);
        return code;
    }

    Result<SessionEnd> recover() {
        ask();
        DRILL_TRY(drill, chosen());
        DRILL_CHECK(journal::create_drill(store_, drill));
        // Whoever runs it here knows more than its agents.
        DRILL_TRY(held, journal::lock_drill(store_, drill));
        (void)held;
        engine::Recover what{.drill = drill,
                             .by = control::identify_self(options_.person),
                             .why = options_.why,
                             .goes_on = options_.goes_on};
        if (!in_store(drill)) {
            DRILL_TRY(kept, plan_of(drill));
            what.plan = std::move(kept.plan);
            what.approvals = std::move(kept.approvals);
        }
        if (!global_.json) {
            for (const auto& told : told_) print_error(shown(told));
            print_error(text(options_.goes_on ? texts::recovering_on : texts::recovering, drill) +
                        "\n");
        }
        return run_recorded(global_, workspace_,
                            {.store = store_,
                             .display = {.language = workspace_.language,
                                         .timezone = workspace_.settings().timezone,
                                         .silent = global_.json},
                             .by = what.by},
                            std::move(what));
    }

private:
    template <class... Args>
    std::string text(const Message& message, const Args&... args) const {
        return say(workspace_.language, message, args...);
    }

    void ask() {
        hosts_ = everybody(workspace_, store_, options_.drill);
        if (!global_.json) print_error(text(texts::asking, hosts_.hosts.size()) + "\n");
        told_ = ask_everybody(store_, hosts_, {});
    }

    bool in_store(const std::string& drill) const {
        return journal::read_drill(store_, drill).has_value();
    }

    Error nothing() const {
        const bool lab = workspace_.settings().environment == "lab" && hosts_.hosts.empty();
        return fail(Errc::refused, text(texts::nothing_kept),
                    text(lab ? texts::lab_remedy : texts::nothing_remedy));
    }

    /// The one that is named, or the only one that is not over.
    Result<std::string> chosen() const {
        if (!options_.drill.empty()) return options_.drill;
        const auto running = journal::running_drills(store_);
        std::set<std::string> open;
        for (const auto& told : told_)
            if (told.answer)
                for (const auto& held : told.answer->drills)
                    if (!held.finished && !held.started.empty() &&
                        std::ranges::find(running, held.drill) == running.end())
                        open.insert(held.drill);
        if (open.empty()) return nothing();
        if (open.size() == 1) return *open.begin();
        return fail(Errc::refused, text(texts::several, fmt::format("{}", fmt::join(open, ", "))),
                    text(texts::several_remedy, *open.begin()));
    }

    /// Whoever keeps it; the hash is checked, so any will do.
    Result<KeptPlan> plan_of(const std::string& drill) const {
        for (const auto& told : ask_everybody(store_, hosts_, {.drill = drill, .plan = true})) {
            if (!told.answer || told.answer->drills.empty()) continue;
            const wire::DrillHeld& held = told.answer->drills.front();
            if (held.plan.empty() || sha256_hex(held.plan) != held.plan_hash) continue;
            if (auto plan = plan::read_plan(held.plan))
                return KeptPlan{.plan = std::move(*plan), .approvals = approvals_of(held)};
        }
        const bool lab = workspace_.settings().environment == "lab" && hosts_.hosts.empty();
        return fail(Errc::refused, text(texts::no_plan, drill),
                    text(lab ? texts::lab_remedy : texts::nothing_remedy));
    }

    std::string state_of(const wire::DrillHeld& held) const {
        if (!held.superseded_by.empty()) return text(texts::lost_to, held.superseded_by);
        if (held.finished) return text(texts::over);
        return text(held.started.empty() ? texts::not_begun : texts::under_way);
    }

    std::string shown(const engine::DrillsTold& told) const {
        std::string out = told.host + "  " + links::program_name(told.program) + "  ";
        if (!told.answer) return out + text(texts::not_reached, told.why) + "\n";
        if (told.answer->drills.empty()) return out + text(texts::keeps_nothing) + "\n";
        out += "\n";
        for (const auto& held : told.answer->drills) {
            out += text(texts::drill, held.drill, state_of(held), held.epoch, held.begun) + "\n";
            for (const auto& fault : held.faults) out += text(texts::outstanding, fault) + "\n";
            for (const auto& fence : held.fences) out += text(texts::fenced, fence) + "\n";
            for (const auto& probe : held.probes) out += text(texts::probes, probe) + "\n";
            if (held.finished) continue;
            out += (in_store(held.drill) ? text(texts::in_store)
                                         : text(texts::not_in_store, held.drill)) +
                   "\n";
        }
        return out;
    }

    json::value listed(const engine::DrillsTold& told) const {
        json::object out{{"host", told.host},
                         {"program", links::program_name(told.program)},
                         {"reached", told.answer.has_value()},
                         {"why", told.why}};
        if (told.answer) out["drills"] = to_json(told.answer->drills);
        return out;
    }

    const Global& global_;
    const RecoverOptions& options_;
    const Workspace& workspace_;
    const journal::Store& store_;
    plan::Plan hosts_;
    std::vector<engine::DrillsTold> told_;
};

}  // namespace

int recover(const Global& global, const RecoverOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    Recovery recovery(global, options, *workspace, *store);
    if (options.list) return recovery.list();
    const auto ended = recovery.recover();
    if (!ended) return complain(global, ended.error());
    if (ended->code) return *ended->code;
    auto lab = LabUse::join(*workspace, *store);
    if (!lab) return complain(global, lab.error());
    return finish(global, *workspace, *store, *lab, ended->drill);
}

}  // namespace firedrill::cli
