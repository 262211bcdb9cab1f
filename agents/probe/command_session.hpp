// CommandSession: a check of the user's own, one run each time: exit code 0 is a right answer.
#pragma once

#include "agents/probe/session.hpp"
#include "agents/resident/process.hpp"
#include "core/base/text.hpp"
#include "core/plan/connection.hpp"

#include <memory>
#include <string>
#include <vector>

namespace firedrill::probe {

/// Which programs probes may run on this host.
struct Commands {
    std::string directory;  ///< those that lie in it, and that its owner alone can change
    bool any = false;       ///< a laboratory
};

struct CommandService {
    resident::Command command;
    Language language = Language::en;
};
/// The error says why the program may not run here.
Result<CommandService> command_service(const plan::Connection& connection, const Commands& allowed,
                                       Language language);

class CommandSession final : public ShortSession {
public:
    CommandSession(const asio::any_io_executor& executor,
                   std::shared_ptr<const CommandService> service);

    asio::awaitable<Result<void>> ask() override;
    void cancel() override { cancel_->request(); }

private:
    std::shared_ptr<const CommandService> service_;
    std::shared_ptr<resident::Cancellation> cancel_;
};

}  // namespace firedrill::probe
