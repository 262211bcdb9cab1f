#include "agents/agent/traffic_command.hpp"

#include "agents/agent/tool.hpp"
#include "core/model/printable.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

namespace firedrill::agent {

namespace asio = boost::asio;

namespace {

constexpr Nanos patience = std::chrono::seconds{15};

int exit_code(Errc code) {
    if (code == Errc::refused) return exit_refused;
    return code == Errc::usage ? 64 : 1;
}

}  // namespace

Language language_of_terminal() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
    }
    return Language::en;
}

int finish(const char* command, const Result<std::string>& answer) {
    if (answer) {
        if (!answer->empty()) std::printf("%s\n", answer->c_str());
        return 0;
    }
    const std::string what = model::printable(describe(answer.error()), true);
    std::fprintf(stderr, "%s: %s\n", command, what.c_str());
    return exit_code(answer.error().code);
}

Result<std::string> run_here(std::vector<std::string> words, std::optional<std::string> input) {
    asio::io_context loop;
    std::optional<Result<std::string>> said;
    tool::Call call{.words = std::move(words), .input = std::move(input), .timeout = patience};
    asio::co_spawn(loop, tool::run(std::move(call), language_of_terminal()),
                   [&](const std::exception_ptr& problem, Result<std::string> answer) {
                       if (problem) std::rethrow_exception(problem);
                       said = std::move(answer);
                   });
    loop.run();
    return said ? std::move(*said) : Result<std::string>(fail(Errc::internal, "no answer"));
}

}  // namespace firedrill::agent
