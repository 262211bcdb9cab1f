// What is done on a host to put a resident program there, and to take it away: script by script,
// each of plain words only. Blocking; any thread.
#pragma once

#include "core/plan/plan.hpp"
#include "orchestrator/links/far_host.hpp"

#include <filesystem>
#include <string>

namespace firedrill::cli {

/// What a host says about itself.
struct FarFacts {
    std::string system;   ///< "Linux"
    std::string machine;  ///< "x86_64"
    std::string kernel;
    std::string account;
    bool systemd = false;   ///< it runs there as the service manager
    bool confined = false;  ///< the program that is installed there has a policy
};

/// What an agent is installed with, beside its program.
struct Charge {
    std::string policy;       ///< the text of its policy; empty: as it is, or none
    std::string policy_file;  ///< where it is there; empty: none
    std::string account;      ///< what it gives root up for; empty: it runs as who ssh logs in as
};

class FarInstallation {
public:
    /// refused: a word of the inventory that a shell would change.
    static Result<FarInstallation> of(links::FarHost& host, const plan::Host& target,
                                      plan::Performer program, Charge charge = {});

    Result<FarFacts> look();
    /// Uploads the file and puts it in place once its checksum is the same there and it runs.
    /// False: the same program was there already.
    Result<bool> upload(const std::filesystem::path& file);
    /// The account is there, and the policy, which the program finds in order. Once it is uploaded.
    Result<void> equip();
    /// Writes the service and starts it, or starts the program where there is no systemd.
    Result<void> start(const FarFacts& facts);
    Result<void> remove(const FarFacts& facts);

    std::string program() const { return directory_ + "/" + name_; }
    const std::string& state() const { return state_; }
    /// What runs: the program with its words.
    std::string command() const;

private:
    FarInstallation(links::FarHost& host, const plan::Host& target, plan::Performer program,
                    Charge charge);
    std::string sockets() const { return std::filesystem::path(socket_).parent_path().string(); }
    std::string unit_file() const { return "/etc/systemd/system/" + name_ + ".service"; }
    std::string unit(const FarFacts& facts) const;
    std::string helper_state() const { return state_ + "-helper"; }
    Result<void> start_by_hand(const FarFacts& facts);

    links::FarHost& host_;
    std::string id_;
    std::string name_;
    std::string directory_;
    std::string socket_;
    std::string state_;
    Charge charge_;
};

}  // namespace firedrill::cli
