// firedrill agent install, remove: programs on a host that is reached through ssh.
#include "orchestrator/cli/agent_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/far_installation.hpp"
#include "orchestrator/cli/gate_texts.hpp"
#include "orchestrator/cli/needed_programs.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/engine/survey.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/launch.hpp"
#include "orchestrator/links/ssh_way.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>

namespace firedrill::cli {

namespace {

namespace texts = agent_texts;

constexpr std::chrono::seconds patience{15};

std::string own_machine() {
    utsname names{};
    ::uname(&names);
    return names.machine;
}

/// One host after the other: who installs on many sees the first failure before the second host.
class Installer {
public:
    Installer(const Global& global, const AgentOptions& options, const Workspace& workspace)
        : global_(global), options_(options), language_(workspace.language) {}

    Result<void> install(const plan::Host& host, const journal::Store& store) {
        DRILL_CHECK(must_be_ssh(host));
        DRILL_CHECK(must_hold_nothing(host, store));
        links::FarHost far(target(host));
        DRILL_CHECK(install(far, host, plan::Performer::agent));
        if (host.has_probe || options_.probe)
            DRILL_CHECK(install(far, host, plan::Performer::probe));
        return {};
    }

    Result<void> remove(const plan::Host& host, const journal::Store& store) {
        DRILL_CHECK(must_hold_nothing(host, store));
        if (host.via == "tls") return revoke(host, store);
        DRILL_CHECK(must_be_ssh(host));
        links::FarHost far(target(host));
        for (const auto program : {plan::Performer::agent, plan::Performer::probe}) {
            DRILL_TRY(there, FarInstallation::of(far, host, program));
            DRILL_TRY(facts, there.look());
            DRILL_CHECK(ask(text(texts::will_remove, host.id, there.program(), there.state())));
            DRILL_CHECK(there.remove(facts));
            tell(text(texts::removed, links::program_name(program)));
        }
        return {};
    }

private:
    template <class... Args>
    std::string text(const Message& message, Args&&... args) const {
        return say(language_, message, std::forward<Args>(args)...);
    }
    void tell(const std::string& line) const {
        if (!global_.json) print(line + "\n");
    }

    links::SshTarget target(const plan::Host& host) const {
        links::SshTarget to = links::ssh_target(host);
        to.accept_new_host = options_.accept_new_host;
        return to;
    }

    /// Nobody can reach it to take it away; but nobody lets it in any more.
    Result<void> revoke(const plan::Host& host, const journal::Store& store) const {
        DRILL_TRY(count, revoke_certificates(store, host.id));
        tell(text(gate_texts::revoked, host.id, count));
        tell(text(gate_texts::by_hand, host.id));
        return {};
    }

    Result<void> must_be_ssh(const plan::Host& host) const {
        if (host.ssh) return {};
        return fail(Errc::refused, text(texts::not_by_ssh, host.id),
                    text(texts::not_by_ssh_remedy));
    }

    Result<void> ask(const std::string& what) const {
        tell(what);
        if (options_.yes) return {};
        const Error refusal =
            fail(Errc::refused, text(texts::not_yes), text(texts::not_yes_remedy));
        if (!is_terminal(STDIN_FILENO)) return refusal;
        print(text(texts::type_yes));
        std::string answer;
        std::getline(std::cin, answer);
        return answer == "yes" ? Result<void>{} : refusal;
    }

    Result<void> install(links::FarHost& far, const plan::Host& host, plan::Performer program) {
        const auto file = links::own_directory() / links::program_name(program);
        if (!std::filesystem::exists(file))
            return fail(Errc::not_found, text(texts::no_program, file.string()),
                        text(texts::no_program_remedy));
        DRILL_TRY(charge, charge_of(program));
        DRILL_TRY(there, FarInstallation::of(far, host, program, charge));
        DRILL_TRY(facts, there.look());
        DRILL_CHECK(can_attach(host, facts, charge));
        if (facts.confined && charge.policy.empty())
            return fail(Errc::refused, text(texts::would_lose_policy, host.id),
                        text(texts::would_lose_policy_remedy));
        if (facts.system != "Linux" || facts.machine != own_machine())
            return fail(Errc::refused,
                        text(texts::other_machine, host.id, facts.system + " " + facts.machine,
                             "Linux " + own_machine()),
                        text(texts::other_machine_remedy));
        DRILL_CHECK(ask(text(texts::will_install, host.id, far.place(), facts.machine, facts.kernel,
                             file.filename().string(), there.program(),
                             text(facts.systemd ? texts::systemd : texts::by_hand),
                             charge.account.empty() ? facts.account : charge.account)));
        DRILL_TRY(fresh, there.upload(file));
        const auto kib = std::filesystem::file_size(file) >> 10U;
        const std::string name = links::program_name(program);
        tell(fresh ? text(texts::uploaded, name, kib) : text(texts::same_already, name));
        DRILL_CHECK(there.equip());
        DRILL_CHECK(there.start(facts));
        tell(text(texts::started, name));
        tell(facts.systemd ? text(texts::at_boot, name, name + ".service")
                           : text(texts::not_at_boot, name, there.command()));
        return {};
    }

    /// A probe has neither policy nor helper: it needs no root.
    Result<Charge> charge_of(plan::Performer program) const {
        Charge out;
        if (program != plan::Performer::agent || options_.policy.empty()) return out;
        std::ifstream file(options_.policy, std::ios::binary);
        out.policy.assign(std::istreambuf_iterator<char>(file), {});
        if (out.policy.empty())
            return fail(Errc::not_found, text(texts::no_policy, options_.policy),
                        text(texts::no_policy_remedy));
        out.policy_file = options_.policy_at;
        out.account = options_.account;
        return out;
    }

    /// The agent's socket lets in root and its own account.
    Result<void> can_attach(const plan::Host& host, const FarFacts& facts,
                            const Charge& charge) const {
        const bool enters =
            charge.account.empty() || facts.account == "root" || facts.account == charge.account;
        if (enters) return {};
        return fail(Errc::refused, text(texts::not_let_in, facts.account, host.id, charge.account),
                    text(texts::not_let_in_remedy, facts.account));
    }

    /// An agent that is taken away cannot take its faults away; one that is replaced would cut its
    /// steps short.
    Result<void> must_hold_nothing(const plan::Host& host, const journal::Store& store) const {
        plan::Plan one;
        one.hosts = {host};
        const engine::FleetSettings settings{.store = store,
                                             .programs = links::own_directory(),
                                             .version = DRILL_VERSION,
                                             .accept_new_host = options_.accept_new_host};
        for (const auto& told : engine::survey(settings, one, patience)) {
            if (!told.answer) continue;
            const auto& [faults, fences, running, probes] = *told.answer;
            if (faults.empty() && fences.empty() && running.empty() && probes.empty()) continue;
            return fail(Errc::refused,
                        text(texts::holds_still, host.id, faults.size(), fences.size(),
                             running.size() + probes.size()),
                        text(texts::holds_still_remedy));
        }
        return {};
    }

    const Global& global_;
    const AgentOptions& options_;
    Language language_;
};

/// Opens the workspace and does the work on each of the named hosts.
template <class Work>
int on_each_host(const Global& global, const AgentOptions& options, Work work) {
    const auto workspace = readable_workspace(global);
    if (!workspace) return complain(global, workspace.error());
    const auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    plan::Plan plan = needed_programs(workspace->loaded.workspace).plan;
    if (const auto kept = keep_only(plan, options.hosts); !kept)
        return complain(global, kept.error());
    Installer installer(global, options, *workspace);
    for (const auto& host : plan.hosts)
        if (const auto worked = work(installer, host, *store); !worked)
            return complain(global, worked.error());
    if (global.json) print("{\"exit_code\":0}\n");
    return done;
}

}  // namespace

int agent_install(const Global& global, const AgentOptions& options) {
    return on_each_host(global, options,
                        [](Installer& installer, const plan::Host& host,
                           const journal::Store& store) { return installer.install(host, store); });
}

int agent_remove(const Global& global, const AgentOptions& options) {
    return on_each_host(global, options,
                        [](Installer& installer, const plan::Host& host,
                           const journal::Store& store) { return installer.remove(host, store); });
}

}  // namespace firedrill::cli
