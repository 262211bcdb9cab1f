// Rules: what the administrator of this host says, and how it changes while the program runs: the
// policy on SIGHUP, the kill switch with its file. Nothing here is ever reached by a message.
//
// One thread. The reading of the file belongs to the program (agents/agent), for only it has a
// policy.
#pragma once

#include "core/agent/policy.hpp"
#include "core/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::resident {

namespace asio = boost::asio;

struct PolicyRead {
    std::shared_ptr<const agent::Policy> policy;
    std::vector<std::string> lines;  ///< what it says, to see what changed
};
using ReadPolicy = std::function<Result<PolicyRead>(const std::string& path)>;

class Rules {
public:
    using Observer = std::function<void(std::shared_ptr<const agent::Policy>)>;

    /// Reads the file. An error: the program does not start.
    static Result<Rules> open(ReadPolicy read, std::string path);

    const std::shared_ptr<const agent::Policy>& policy() const { return read_.policy; }
    /// From now on SIGHUP reads it anew, and `changed` gets what holds then. A file that is not in
    /// order changes nothing, and the log says so.
    void watch(const asio::any_io_executor& executor, Observer changed);

private:
    Rules(ReadPolicy read, std::string path, PolicyRead first)
        : reader_(std::move(read)), path_(std::move(path)), read_(std::move(first)) {}
    void await_signal();
    void read_again();

    ReadPolicy reader_;
    std::string path_;
    PolicyRead read_;
    Observer changed_;
    std::unique_ptr<asio::signal_set> signals_;
};

}  // namespace firedrill::resident
