#include "agents/agent/nft.hpp"

#include "agents/agent/process.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/files.hpp"

#include <boost/asio/this_coro.hpp>

#include <charconv>

namespace firedrill::agent::nft {

namespace {

constexpr std::string_view path = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin";
constexpr Nanos patience = std::chrono::seconds{10};
constexpr unsigned cap_net_admin = 12;

/// The effective capabilities, as a bit for each.
std::uint64_t own_rights() {
    constexpr std::string_view label = "CapEff:";
    const auto status = resident::read_file("/proc/self/status", 65536);
    const std::size_t at = status ? status->find(label) : std::string::npos;
    if (at == std::string::npos) return 0;
    const std::size_t digits = status->find_first_not_of(" \t", at + label.size());
    std::uint64_t rights = 0;
    std::from_chars(status->data() + digits, status->data() + status->size(), rights, 16);
    return rights;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

Result<void> usable(Language language) {
    if (!find_program("nft", std::string(path), language))
        return fail(Errc::refused, say(language, text::no_nft));
    if ((own_rights() >> cap_net_admin & 1U) == 0)
        return fail(Errc::refused, say(language, text::no_net_admin));
    return {};
}

asio::awaitable<Result<std::string>> run(std::string script, Language language) {
    auto program = find_program("nft", std::string(path), language);
    if (!program) co_return fail(Errc::refused, say(language, text::no_nft));
    Command command;
    command.program = std::move(*program);
    command.argv = {"nft", "-f", "-"};
    command.environment = clean_environment({});
    command.input = std::move(script);
    Limits limits;
    limits.timeout = patience;
    const auto executor = co_await asio::this_coro::executor;
    auto never = std::make_shared<resident::Cancellation>(executor);
    auto end = co_await run_process(std::move(command), limits, std::move(never));
    if (!end) co_return end.error();
    if (end->ending == Ending::exited && end->exit == 0) co_return std::move(end->output);
    co_return fail(Errc::io, "nft: " + first_line(end->errors));
}

asio::awaitable<Result<bool>> has_table(std::string name, Language language) {
    auto listed = co_await run("list tables inet\n", language);
    if (!listed) co_return listed.error();
    co_return ("\n" + *listed).find("\ntable inet " + name + "\n") != std::string::npos;
}

}  // namespace firedrill::agent::nft
