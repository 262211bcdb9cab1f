// A host that is set up through ssh: scripts run there, files put there. Every word that goes into
// a script is plain (plan::is_plain_word), so no shell changes it. Blocking; any thread.
#pragma once

#include "orchestrator/links/ssh_route.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace firedrill::links {

class FarHost {
public:
    explicit FarHost(SshTarget target);
    ~FarHost();
    FarHost(const FarHost&) = delete;
    FarHost& operator=(const FarHost&) = delete;

    /// Its output, if it ended with 0. The script holds no single quote.
    Result<std::string> run(std::string_view script, std::string input = {});
    /// The same as root: through `sudo -n` where we are not root there. refused: there is no way.
    Result<std::string> run_as_root(std::string_view script, std::string input = {});
    std::string place() const { return route_->place(); }

private:
    Result<SshCalled> call(std::string command, std::string input);

    asio::io_context io_;
    std::shared_ptr<SshRoute> route_;
    bool asked_ = false;
    bool is_root_ = false;
};

}  // namespace firedrill::links
