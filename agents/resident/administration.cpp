#include "agents/resident/administration.hpp"

#include "agents/resident/log.hpp"

namespace firedrill::resident {

namespace {

void log_switch(const std::optional<std::string>& why) {
    log(why ? "STOPPED by " + *why + "; nothing begins until it is removed"
            : "the kill switch was taken away: requests are answered again");
}

}  // namespace

Result<Administration> Administration::open(const ReadPolicy& read, const Options& options) {
    Administration out(options, read != nullptr);
    if (!read && !(options.policy.empty() && options.stop_file.empty()))
        return fail(Errc::usage, "this program has neither policy nor kill switch", "see --help");
    if (!options.policy.empty()) {
        DRILL_TRY(rules, Rules::open(read, options.policy));
        out.rules_ = std::move(rules);
    } else if (read && !options.lab) {
        log("WARNING: no --policy: whoever may connect is believed in environments lab and "
            "test; plans of environment production are refused (docs/policy.md)");
    }
    return out;
}

void Administration::govern(Host& host) const {
    host.govern(rules_ ? rules_->policy() : nullptr, options_.lab);
}

Result<void> Administration::watch(const asio::any_io_executor& executor, Host& host) {
    if (!governed_) return {};
    if (rules_)
        rules_->watch(executor, [&host](std::shared_ptr<const agent::Policy> policy) {
            host.govern(std::move(policy), false);
        });
    stop_file_ = std::make_unique<StopFile>(executor, stop_file_of(options_));
    const auto watched = stop_file_->watch([&host](std::optional<std::string> why) {
        log_switch(why);
        host.stop(std::move(why));
    });
    // a laboratory may have more agents than the kernel has watches
    if (watched || !options_.lab || !options_.stop_file.empty()) return watched;
    log(describe(watched.error()));
    return {};
}

void Administration::look_before(const wire::Message& message) {
    const bool begins = std::holds_alternative<wire::Execute>(message) ||
                        std::holds_alternative<wire::OfferPlan>(message);
    if (begins && stop_file_) stop_file_->look();
}

}  // namespace firedrill::resident
