#include "orchestrator/links/far_host.hpp"

#include "core/base/assert.hpp"
#include "core/base/visible.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>

#include <optional>

namespace firedrill::links {

namespace {

constexpr std::chrono::minutes patience{5};
constexpr std::size_t complaint_shown = 300;

std::string quoted(std::string_view script) {
    DRILL_ASSERT(script.find('\'') == script.npos);
    return fmt::format("sh -c '{}'", script);
}

}  // namespace

FarHost::FarHost(SshTarget target)
    : io_(1), route_(std::make_shared<SshRoute>(io_.get_executor(), std::move(target))) {}

FarHost::~FarHost() {
    route_->close();
    io_.restart();
    io_.run();
}

Result<SshCalled> FarHost::call(std::string command, std::string input) {
    std::optional<Result<SshCalled>> out;
    asio::co_spawn(io_, route_->call(std::move(command), std::move(input), patience),
                   [&](const std::exception_ptr& error, Result<SshCalled> called) {
                       DRILL_ASSERT(!error);  // errors are values here
                       out = std::move(called);
                   });
    io_.restart();
    while (!out) io_.run_one();
    return std::move(*out);
}

Result<std::string> FarHost::run(std::string_view script, std::string input) {
    DRILL_TRY(called, call(quoted(script), std::move(input)));
    if (called.exit == 0) return std::move(called.output);
    const std::string words = visible(called.complaint, complaint_shown);
    return fail(Errc::io,
                fmt::format("on {}: {}", place(),
                            words.empty() ? fmt::format("exit code {}", called.exit) : words));
}

Result<std::string> FarHost::run_as_root(std::string_view script, std::string input) {
    if (!asked_) {
        DRILL_TRY(user, run("id -u"));
        is_root_ = user == "0\n";
        asked_ = true;
    }
    if (is_root_) return run(script, std::move(input));
    DRILL_TRY(may, call("sudo -n true", ""));
    if (may.exit != 0)
        return fail(Errc::refused,
                    fmt::format("on {} we are not root, and sudo asks for a password", place()),
                    "let this user run sudo without one while agents are installed, or log in as "
                    "root (`user: root`)");
    DRILL_TRY(called, call("sudo -n " + quoted(script), std::move(input)));
    if (called.exit == 0) return std::move(called.output);
    return fail(Errc::io, fmt::format("on {}: {}", place(), visible(called.complaint, 300)));
}

}  // namespace firedrill::links
