// The two questions at the start of an ssh session: is this the host that we mean, and does it let
// us in? A host's key is never believed because it is the first one seen, unless the target says
// so.
#pragma once

#include "orchestrator/links/ssh_session.hpp"

namespace firedrill::links {

class SshLogin {
public:
    explicit SshLogin(SshSession& session) : session_(session) {}

    /// refused: known_hosts does not have this key, or has another one.
    Result<void> check_host_key(const SshTarget& target);
    /// By the identity that the hop names; else by the ssh agent and the keys of ~/.ssh.
    Task<Result<void>> authenticate();

private:
    Result<void> accept_new_host(const std::string& fingerprint);
    Task<Result<bool>> by_identity();
    Error denied() const;

    SshSession& session_;
};

}  // namespace firedrill::links
