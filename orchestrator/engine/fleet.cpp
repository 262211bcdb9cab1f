#include "orchestrator/engine/fleet.hpp"

#include "orchestrator/journal/reserve.hpp"
#include "orchestrator/links/gate_connector.hpp"
#include "orchestrator/links/local_pipe.hpp"

#include <algorithm>

namespace firedrill::engine {

namespace {

class StoreReceiver final : public links::Receiver {
public:
    StoreReceiver(const journal::Artifacts& artifacts, const Artifact& artifact)
        : writer_(artifacts, artifact) {}
    std::int64_t written() const override { return writer_.written(); }
    Result<void> add(std::string_view bytes) override { return writer_.add(bytes); }
    Result<void> finish() override { return writer_.finish(); }

private:
    journal::ArtifactWriter writer_;
};

/// What the reserve gave back is for records: the artifact stays with its agent.
class NoRoom final : public links::Receiver {
public:
    std::int64_t written() const override { return 0; }
    Result<void> add(std::string_view) override { return refusal(); }
    Result<void> finish() override { return refusal(); }

private:
    static Error refusal() {
        return fail(Errc::no_room, "the store's disk is full, and its reserve is for records");
    }
};

}  // namespace

std::unique_ptr<links::Receiver> StoreSink::receive(const Artifact& artifact) {
    if (journal::is_reserve_spent(store_)) return std::make_unique<NoRoom>();
    return std::make_unique<StoreReceiver>(artifacts_, artifact);
}

Fleet::Fleet(const asio::any_io_executor& executor, const FleetSettings& settings,
             const plan::Plan& plan, links::Listener& listener)
    : sink_(settings.store) {
    const bool lab = plan.environment == plan::Environment::lab;
    const auto add = [&](const plan::Host& host, plan::Performer program) {
        links::LinkSettings link{.host = host.id, .program = program, .version = settings.version};
        const links::FarProgram which{.program = program,
                                      .store = settings.store.directory,
                                      .may_start = lab && host.socket.empty()};
        auto connector = host.ssh            ? over_ssh(executor, host, which, settings)
                         : host.via == "tls" ? at_gate(executor, host, which)
                                             : on_this_machine(executor, host, which, settings);
        links_.push_back(std::make_unique<links::Link>(executor, std::move(link),
                                                       std::move(connector), sink_, listener));
    };
    for (const auto& host : plan.hosts) {
        if (host.has_agent) add(host, plan::Performer::agent);
        if (host.has_probe) add(host, plan::Performer::probe);
    }
}

std::unique_ptr<links::Connector> Fleet::over_ssh(const asio::any_io_executor& executor,
                                                  const plan::Host& host,
                                                  const links::FarProgram& which,
                                                  const FleetSettings& settings) {
    auto& route = routes_[host.id];
    if (!route) {
        links::SshTarget target = links::ssh_target(host);
        target.accept_new_host = settings.accept_new_host;
        route = std::make_shared<links::SshRoute>(executor, std::move(target));
    }
    return links::ssh_connector(route, links::attach_command(host, which));
}

std::unique_ptr<links::Connector> Fleet::at_gate(const asio::any_io_executor& executor,
                                                 const plan::Host& host,
                                                 const links::FarProgram& which) {
    const bool probe = which.program == plan::Performer::probe;
    return links::gate_connector(
        executor, which.store / "gate.sock",
        {.role = probe ? wire::Role::probe : wire::Role::agent, .host = host.id});
}

std::unique_ptr<links::Connector> Fleet::on_this_machine(const asio::any_io_executor& executor,
                                                         const plan::Host& host,
                                                         const links::FarProgram& which,
                                                         const FleetSettings& settings) {
    return links::local_connector(executor, {.host = host.id,
                                             .program = which.program,
                                             .socket = links::installed_socket(host, which),
                                             .user = host.user,
                                             .store = which.store,
                                             .programs = settings.programs,
                                             .may_start = which.may_start});
}

void Fleet::start() {
    for (const auto& link : links_) link->start();
}

Task<void> Fleet::stop() {
    for (const auto& link : links_) co_await link->flush();
    for (const auto& link : links_) co_await link->stop();
    for (const auto& [host, route] : routes_) route->close();
}

links::Link* Fleet::find(const std::string& host, plan::Performer program) {
    const auto found = std::ranges::find_if(links_, [&](const auto& link) {
        return link->host() == host && link->program() == program;
    });
    return found == links_.end() ? nullptr : found->get();
}

bool Fleet::reaches(const std::string& host) const {
    return std::ranges::all_of(
        links_, [&](const auto& link) { return link->host() != host || link->up(); });
}

}  // namespace firedrill::engine
