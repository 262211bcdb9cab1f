// AgentPerformer: what firedrill-agent can do. Dispatches actions; of its own it holds only
// what must end with this program: files of disk.fill, children that make load.
#pragma once

#include "agents/agent/faults.hpp"
#include "agents/resident/serve.hpp"

namespace firedrill::agent {

namespace asio = boost::asio;

/// Who mends: what this program holds, and where it keeps its notes.
struct Mender {
    faults::Held& held;
    std::string state;
    Language language = Language::en;
};

/// Fences first where a fence is given, then mends; the fault stays if the fence fails.
asio::awaitable<resident::Mended> mend_behind(std::optional<plan::Fence> fence, FaultArmed fault,
                                              Mender by);

class AgentPerformer final : public resident::Performer {
public:
    explicit AgentPerformer(const resident::Setting& setting)
        : own_{setting.state, setting.power_off}, scripts_(setting.scripts) {}

    Result<void> performs(const plan::Action& action) const override;
    asio::awaitable<AttemptReport> perform(resident::Job job) override;
    asio::awaitable<Result<plan::Parameters>> prepare(resident::Job job) override;
    asio::awaitable<resident::Mended> revert(FaultArmed fault,
                                             std::optional<plan::Fence> fence) override;
    asio::awaitable<Result<void>> extend(FaultArmed fault) override;
    void end_stragglers() override;

private:
    asio::awaitable<AttemptReport> carry_out(resident::Job job);

    faults::Own own_;
    bool scripts_;
    faults::Held held_;
};

}  // namespace firedrill::agent
