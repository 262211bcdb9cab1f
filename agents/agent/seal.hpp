// Seal: what the helper found when it prepared a fault goes through the agent's receipts, which the
// agent's account can write. It comes back with the helper's signature, so that a forged one mends
// nothing: "mend" would otherwise write, move and start whatever it says, as root.
//
// The key is made on this host and never leaves it. Used again, a seal mends what is mended, which
// does no harm. Blocking while it is opened; thread-safe after that.
#pragma once

#include "core/agent/agent.hpp"
#include "core/base/signature.hpp"

#include <optional>
#include <string>

namespace firedrill::agent::helper {

class Seal {
public:
    /// The key of this directory; made if it is absent.
    static Result<Seal> open(const std::string& directory);
    /// Nothing if there is none.
    static Result<std::optional<Seal>> find(const std::string& directory);

    /// What goes into the receipts. `fence`: what comes first when the fault is mended by itself.
    plan::Parameters sealed(FaultArmed fault, const std::optional<plan::Fence>& fence) const;
    /// The fault without its seal; refused if it is not what this host's helper found.
    Result<FaultArmed> opened(FaultArmed fault) const;
    /// And the fence is the one that belongs to it.
    Result<FaultArmed> opened(FaultArmed fault, const std::optional<plan::Fence>& fence) const;

private:
    explicit Seal(PrivateKey key) : key_(std::move(key)) {}

    PrivateKey key_;
};

/// Of an agent whose state is in `state`: the helper's own, which only root can write.
std::string directory_of(const std::string& state);

}  // namespace firedrill::agent::helper
