#include "orchestrator/engine/fleet.hpp"

#include "orchestrator/journal/reserve.hpp"
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

/// An installed agent's socket is named in the inventory; a probe beside it is "probe.sock".
std::filesystem::path installed_socket(const plan::Host& host, plan::Performer program) {
    std::filesystem::path socket = host.socket;
    if (socket.empty() || program != plan::Performer::probe || !host.has_agent) return socket;
    return socket.parent_path() / "probe.sock";
}

}  // namespace

std::unique_ptr<links::Receiver> StoreSink::receive(const Artifact& artifact) {
    if (journal::is_reserve_spent(store_)) return std::make_unique<NoRoom>();
    return std::make_unique<StoreReceiver>(artifacts_, artifact);
}

Fleet::Fleet(const asio::any_io_executor& executor, const FleetSettings& settings,
             const plan::Plan& plan, links::Listener& listener)
    : sink_(settings.store) {
    const auto add = [&](const plan::Host& host, plan::Performer program) {
        links::LocalTarget target{.host = host.id,
                                  .program = program,
                                  .socket = installed_socket(host, program),
                                  .user = host.user,
                                  .store = settings.store.directory,
                                  .programs = settings.programs,
                                  .may_start = plan.environment == plan::Environment::lab};
        links::LinkSettings link{.host = host.id, .program = program, .version = settings.version};
        links_.push_back(std::make_unique<links::Link>(
            executor, std::move(link), links::local_connector(executor, std::move(target)), sink_,
            listener));
    };
    for (const auto& host : plan.hosts) {
        if (host.has_agent) add(host, plan::Performer::agent);
        if (host.has_probe) add(host, plan::Performer::probe);
    }
}

void Fleet::start() {
    for (const auto& link : links_) link->start();
}

Task<void> Fleet::stop() {
    for (const auto& link : links_) co_await link->flush();
    for (const auto& link : links_) co_await link->stop();
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
