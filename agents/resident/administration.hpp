// Administration: what the administrator of this host says reaches the host from here: the policy
// and the kill switch. Programs without a policy (the probe) have neither. One thread.
#pragma once

#include "agents/resident/host.hpp"
#include "agents/resident/options.hpp"
#include "agents/resident/rules.hpp"
#include "agents/resident/stop_file.hpp"

#include <memory>
#include <optional>

namespace firedrill::resident {

class Administration {
public:
    /// An error where a policy is given and cannot be believed: the program does not start.
    static Result<Administration> open(const ReadPolicy& read, const Options& options);

    /// Scripts are for the policy to judge, or anything goes (a laboratory).
    bool scripts() const { return options_.lab || rules_.has_value(); }
    /// What holds at once, before anything that the last run left is mended.
    void govern(Host& host) const;
    /// From now on changes reach the host; both outlive the watch.
    Result<void> watch(const asio::any_io_executor& executor, Host& host);
    /// Somebody may be about to begin something: is the kill switch thrown by now?
    void look_before(const wire::Message& message);

private:
    Administration(const Options& options, bool governed)
        : options_(options), governed_(governed) {}

    Options options_;
    bool governed_ = false;  ///< this program has a policy
    std::optional<Rules> rules_;
    std::unique_ptr<StopFile> stop_file_;
};

}  // namespace firedrill::resident
