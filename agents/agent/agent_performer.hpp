// AgentPerformer: what firedrill-agent can do. Dispatches actions; holds no state of its own.
#pragma once

#include "agents/resident/serve.hpp"

namespace firedrill::agent {

namespace asio = boost::asio;

/// Fences first where a fence is given, then mends; the fault stays if the fence fails.
asio::awaitable<resident::Mended> mend_behind(std::optional<plan::Fence> fence, FaultArmed fault,
                                              Language language);

class AgentPerformer final : public resident::Performer {
public:
    explicit AgentPerformer(const resident::Setting& setting) : lab_(setting.lab) {}

    Result<void> performs(const plan::Action& action) const override;
    asio::awaitable<AttemptReport> perform(resident::Job job) override;
    asio::awaitable<Result<plan::Parameters>> prepare(resident::Job job) override;
    asio::awaitable<resident::Mended> revert(FaultArmed fault,
                                             std::optional<plan::Fence> fence) override;
    void end_stragglers() override;

private:
    bool lab_;
};

}  // namespace firedrill::agent
