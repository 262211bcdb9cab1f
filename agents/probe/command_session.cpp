#include "agents/probe/command_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace firedrill::probe {

namespace {

/// Nobody but its owner, who is root or we, can put another program in its place.
bool is_safe(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return false;
    const bool owned = found.st_uid == 0 || found.st_uid == ::geteuid();
    return owned && (found.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

Result<void> may_run(const std::string& program, const Commands& allowed, Language language) {
    if (!program.starts_with('/'))
        return fail(Errc::refused, say(language, text::command_not_absolute, program));
    if (allowed.any) return {};
    if (allowed.directory.empty())
        return fail(Errc::refused, say(language, text::no_commands),
                    say(language, text::no_commands_remedy));
    const bool inside = resident::parent_of(program) == allowed.directory;
    if (!inside || program.ends_with("/..") || program.ends_with("/."))
        return fail(Errc::refused,
                    say(language, text::command_elsewhere, program, allowed.directory));
    if (!is_safe(allowed.directory) || !is_safe(program))
        return fail(Errc::refused, say(language, text::command_unsafe, program),
                    say(language, text::command_unsafe_remedy));
    return {};
}

std::string first_line(const resident::Finished& end) {
    const std::string& said = end.output.empty() ? end.errors : end.output;
    return said.substr(0, std::min(said.find('\n'), std::size_t{200}));
}

}  // namespace

Result<CommandService> command_service(const plan::Connection& connection, const Commands& allowed,
                                       Language language) {
    if (connection.run.empty()) return fail(Errc::invalid_input, "no program");
    const std::string& program = connection.run.front();
    DRILL_CHECK(may_run(program, allowed, language));
    if (::access(program.c_str(), X_OK) != 0)
        return fail(Errc::not_found, say(language, text::command_missing, program));
    CommandService out{.command = {}, .language = language};
    out.command.program = program;
    out.command.argv = connection.run;
    out.command.environment = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                               "LANG=C.UTF-8"};
    return out;
}

CommandSession::CommandSession(const asio::any_io_executor& executor,
                               std::shared_ptr<const CommandService> service)
    : service_(std::move(service)), cancel_(std::make_shared<resident::Cancellation>(executor)) {}

asio::awaitable<Result<void>> CommandSession::ask() {
    resident::Limits limits;
    limits.timeout = silence_max;
    limits.grace = std::chrono::milliseconds{100};  // its deadline has passed already
    limits.kept_bytes = 4096;
    const Language language = service_->language;
    auto end = co_await resident::run_process(service_->command, limits, cancel_);
    if (!end) co_return fail(Errc::unreachable, end.error().what);
    if (end->ending != resident::Ending::exited)
        co_return fail(Errc::busy, say(language, text::cancelled));
    if (end->exit != 0)
        co_return fail(Errc::io, say(language, text::exit_code, end->exit, first_line(*end)));
    co_return Result<void>();
}

}  // namespace firedrill::probe
