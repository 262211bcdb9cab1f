// The way to one host by ssh, through other hosts where need be: one connection, opened when
// somebody wants a program there, and shared by all who do. Belongs to one thread.
#pragma once

#include "orchestrator/links/pipe.hpp"
#include "orchestrator/links/ssh_session.hpp"
#include "orchestrator/links/ssh_target.hpp"

#include <memory>
#include <string>
#include <vector>

namespace firedrill::links {

class SshRoute {
public:
    SshRoute(asio::any_io_executor executor, SshTarget target);

    /// Runs a program at the end of the route; its standard streams are the pipe. A connection that
    /// does not answer in time is given up and made anew the next time.
    Task<Result<std::unique_ptr<Pipe>>> run(std::string command);
    /// Runs a program there to its end.
    Task<Result<SshCalled>> call(std::string command, std::string input,
                                 std::chrono::milliseconds within);
    /// Ends the connection and all that runs through it.
    void close();
    std::string place() const { return place_of(target_.hops.back()); }

private:
    Task<Result<SshSession::Ptr>> session();
    Task<Result<SshSession::Ptr>> open_all();
    bool is_open() const;

    asio::any_io_executor executor_;
    SshTarget target_;
    std::vector<SshSession::Ptr> sessions_;  ///< one for each hop
    Signal opened_;
    bool opening_ = false;
};

/// Reaches the resident program to which `command` ("firedrill-agent attach …") relays; without a
/// command every attempt ends with that error.
std::unique_ptr<Connector> ssh_connector(std::shared_ptr<SshRoute> route,
                                         Result<std::string> command);

}  // namespace firedrill::links
