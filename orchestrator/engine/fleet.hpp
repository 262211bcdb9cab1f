// All links of one drill: one for each host and program that its plan needs. Belongs to one thread.
#pragma once

#include "core/plan/plan.hpp"
#include "orchestrator/journal/store.hpp"
#include "orchestrator/links/link.hpp"
#include "orchestrator/links/ssh_route.hpp"
#include "orchestrator/links/ssh_way.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace firedrill::engine {

struct FleetSettings {
    journal::Store store;
    std::filesystem::path programs;  ///< where firedrill-agent and firedrill-probe are
    std::string version;
    std::int64_t snapshot_every = 10'000;  ///< records
    bool accept_new_host = false;          ///< ssh: believe hosts that known_hosts does not have
};

/// The store as a place for artifacts.
class StoreSink final : public links::ArtifactSink {
public:
    explicit StoreSink(journal::Store store)
        : store_(std::move(store)), artifacts_(store_.artifacts()) {}
    bool has(const Artifact& artifact) const override { return artifacts_.has(artifact.sha256); }
    std::unique_ptr<links::Receiver> receive(const Artifact& artifact) override;

private:
    journal::Store store_;
    journal::Artifacts artifacts_;
};

class Fleet {
public:
    Fleet(const asio::any_io_executor& executor, const FleetSettings& settings,
          const plan::Plan& plan, links::Listener& listener);

    void start();
    Task<void> stop();

    /// nullptr if the plan needs no such program there.
    links::Link* find(const std::string& host, plan::Performer program);
    const std::vector<std::unique_ptr<links::Link>>& all() const { return links_; }
    /// Every program of this host is connected.
    bool reaches(const std::string& host) const;

private:
    std::unique_ptr<links::Connector> over_ssh(const asio::any_io_executor& executor,
                                               const plan::Host& host,
                                               const links::FarProgram& which,
                                               const FleetSettings& settings);
    static std::unique_ptr<links::Connector> at_gate(const asio::any_io_executor& executor,
                                                     const plan::Host& host,
                                                     const links::FarProgram& which);
    static std::unique_ptr<links::Connector> on_this_machine(const asio::any_io_executor& executor,
                                                             const plan::Host& host,
                                                             const links::FarProgram& which,
                                                             const FleetSettings& settings);

    StoreSink sink_;
    std::map<std::string, std::shared_ptr<links::SshRoute>> routes_;  ///< by host
    std::vector<std::unique_ptr<links::Link>> links_;
};

}  // namespace firedrill::engine
