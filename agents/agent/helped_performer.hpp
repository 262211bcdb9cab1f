// HelpedPerformer: what firedrill-agent can do when it has given up root. Programs of the plan run
// as its own account; what needs root it has done by its helper.
#pragma once

#include "agents/agent/agent_performer.hpp"
#include "agents/agent/helper_pipe.hpp"
#include "agents/agent/helper_protocol.hpp"

#include <map>
#include <memory>

namespace firedrill::agent::helper {

/// The agent's ends of both pairs of sockets.
struct Ends {
    resident::Fd work;    ///< answers come when the work is done
    resident::Fd checks;  ///< answers come at once
};

class HelpedPerformer final : public resident::Performer {
public:
    HelpedPerformer(const resident::Setting& setting, Ends ends);
    ~HelpedPerformer() override;

    Result<void> performs(const plan::Action& action) const override;
    asio::awaitable<AttemptReport> perform(resident::Job job) override;
    asio::awaitable<Result<plan::Parameters>> prepare(resident::Job job) override;
    asio::awaitable<resident::Mended> revert(FaultArmed fault,
                                             std::optional<plan::Fence> fence) override;
    asio::awaitable<Result<void>> extend(FaultArmed fault) override;
    void end_stragglers() override { own_.end_stragglers(); }

private:
    struct Waiting;

    template <class Request>
    asio::awaitable<Answer> ask(Request request, std::shared_ptr<resident::Cancellation> cancel);
    void take(const json::value& message);

    AgentPerformer own_;
    asio::any_io_executor executor_;
    mutable Interview checks_;
    mutable std::int64_t last_check_ = 0;
    std::shared_ptr<Pipe> pipe_;
    std::int64_t last_id_ = 0;
    std::map<std::int64_t, std::shared_ptr<Waiting>> waiting_;
};

}  // namespace firedrill::agent::helper
