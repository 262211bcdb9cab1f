#include "agents/agent/tool.hpp"

#include "agents/agent/texts.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/process.hpp"

#include <boost/asio/this_coro.hpp>

#include <charconv>

namespace firedrill::agent::tool {

namespace {

/// The system's own, whatever somebody put into /usr/local.
constexpr std::string_view path = "/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin";
constexpr unsigned cap_net_admin = 12;
constexpr std::size_t kept_bytes = std::size_t{1} << 20U;

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

std::string package_of(const std::string& name) {
    if (name == "nft") return "nftables";
    if (name == "systemctl") return "systemd";
    if (name == "nsupdate" || name == "dig") return "bind9-dnsutils";
    return name == "ip" || name == "tc" ? "iproute2" : "mount";
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

Result<void> here(const std::string& name, Language language) {
    if (find_program(name, std::string(path), language)) return {};
    return fail(Errc::refused, say(language, text::no_tool, name, package_of(name)));
}

Result<void> may_set_network(const std::string& name, Language language) {
    DRILL_CHECK(here(name, language));
    if ((own_rights() >> cap_net_admin & 1U) == 0)
        return fail(Errc::refused, say(language, text::no_net_admin));
    return {};
}

asio::awaitable<Result<std::string>> run(Call call, Language language) {
    const std::string name = call.words.front();
    auto program = find_program(name, std::string(path), language);
    if (!program) co_return here(name, language).error();
    resident::Command command;
    command.program = std::move(*program);
    command.argv = std::move(call.words);
    command.environment = clean_environment({});
    command.input = std::move(call.input);
    const resident::Limits limits{.timeout = call.timeout, .kept_bytes = kept_bytes};
    const auto executor = co_await asio::this_coro::executor;
    auto never = std::make_shared<resident::Cancellation>(executor);
    auto end = co_await resident::run_process(std::move(command), limits, std::move(never));
    if (!end) co_return end.error();
    if (end->output_bytes > static_cast<std::int64_t>(end->output.size()))
        co_return fail(Errc::io, name + ": " + say(language, text::too_much_output, kept_bytes));
    if (end->ending == resident::Ending::exited && end->exit == 0) co_return std::move(end->output);
    if (end->ending != resident::Ending::exited)
        co_return fail(Errc::timeout,
                       name + ": " + say(language, text::timed_out, to_text(call.timeout)));
    co_return fail(Errc::io, name + ": " + first_line(end->errors));
}

}  // namespace firedrill::agent::tool
