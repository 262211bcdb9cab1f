#include "agents/agent/fault_power_off.hpp"

#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"

namespace firedrill::agent::power_off {

Result<void> check(const std::string& words, Language language) {
    if (words.empty()) return fail(Errc::refused, say(language, text::no_power_off));
    const auto command = command_of(words, language);
    if (!command) return command.error();
    return {};
}

Result<plan::Parameters> find(const std::string& words, Language language) {
    DRILL_TRY(command, command_of(words, language));
    return plan::Parameters{{"boot", resident::boot_id()}, {"program", command.program}};
}

asio::awaitable<AttemptReport> inflict(resident::Job job, std::string words) {
    Trial trial;
    trial.language = resident::language_of(*job.plan);
    auto command = command_of(words, trial.language);
    if (!command) co_return not_begun(command.error().what);
    trial.command = std::move(*command);
    trial.timeout = job.timeout;
    co_return co_await try_once(std::move(trial), job.cancel);
}

}  // namespace firedrill::agent::power_off
