// ScriptSession: a short conversation in lines (SMTP, IMAP, FTP, a gateway of one's own), over a
// connection of its own each time. Without a line, as of kind tcp, it asks whether somebody accepts
// connections there: a server whose process stands still is answered for by its kernel.
#pragma once

#include "agents/probe/session.hpp"
#include "agents/probe/stream.hpp"
#include "core/plan/connection.hpp"

#include <memory>

namespace firedrill::probe {

struct ScriptService {
    Destination to;
    std::vector<plan::DialogLine> dialog;
};
Result<ScriptService> script_service(const plan::Connection& connection, Language language);

class ScriptSession final : public ShortSession {
public:
    ScriptSession(const asio::any_io_executor& executor,
                  std::shared_ptr<const ScriptService> service);

    asio::awaitable<Result<void>> connect() override;
    asio::awaitable<Result<void>> ask() override;
    void cancel() override { stream_.cancel(); }

private:
    asio::awaitable<Result<std::string>> next_line();

    std::shared_ptr<const ScriptService> service_;
    Stream stream_;
    std::string unread_;
};

}  // namespace firedrill::probe
