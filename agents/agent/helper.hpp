// Helper: keeps root for an agent that gave it up, and performs typed actions for it.
//
// It speaks with one agent only, its child, over a pair of sockets; it opens no other door. It ends
// with that agent: what it holds (disk filler, load) ends then, too. One thread.
#pragma once

#include "agents/agent/agent_performer.hpp"
#include "agents/agent/helper_judge.hpp"
#include "agents/agent/helper_pipe.hpp"
#include "agents/agent/seal.hpp"

#include <map>
#include <memory>

namespace firedrill::agent::helper {

class Helper {
public:
    /// Errors: its directory or key cannot be made or believed.
    static Result<std::unique_ptr<Helper>> open(const asio::any_io_executor& executor,
                                                Charge charge);

    /// Answers what comes through it. `closed` is called when the agent is gone.
    void serve(resident::Fd socket, std::function<void()> closed);

private:
    Helper(asio::any_io_executor executor, Charge charge, Seal seal,
           resident::ArtifactStore artifacts);

    void take(const std::shared_ptr<Pipe>& from, const json::value& message);
    asio::awaitable<Answer> answer(Check request);
    asio::awaitable<Answer> answer(Prepare request);
    asio::awaitable<Answer> answer(Perform request);
    asio::awaitable<Answer> perform(Perform request,
                                    std::shared_ptr<resident::Cancellation> cancel);
    asio::awaitable<Answer> answer(Mend request);
    asio::awaitable<Answer> answer(Prolong request);
    Result<resident::Job> job_of(const Task& task);

    asio::any_io_executor executor_;
    Charge charge_;
    Seal seal_;
    resident::ArtifactStore artifacts_;
    AgentPerformer performer_;
    std::map<std::int64_t, std::shared_ptr<resident::Cancellation>> running_;
};

}  // namespace firedrill::agent::helper
