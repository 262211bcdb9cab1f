#include "core/plan/ssh.hpp"

#include "core/base/address.hpp"

#include <algorithm>

namespace firedrill::plan {

namespace {

/// Not one that a program would take for an option.
bool is_name(std::string_view word) {
    return is_plain_word(word) && !word.starts_with('-');
}

Error no_jump(std::string_view text) {
    return fail(Errc::invalid_input, "\"" + std::string(text) + "\" is no host on the way",
                "write user@address:port; user and port may be left out");
}

}  // namespace

bool is_plain_word(std::string_view word) {
    constexpr std::string_view others = "./_:=+,@%-";
    const auto plain = [&](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || others.find(c) != others.npos;
    };
    return !word.empty() && std::ranges::all_of(word, plain);
}

Result<SshJump> parse_jump(std::string_view text) {
    const auto at = text.rfind('@');
    const std::string_view user = at == text.npos ? "" : text.substr(0, at);
    const auto address = parse_address(at == text.npos ? text : text.substr(at + 1));
    if ((at != text.npos && !is_name(user)) || !address || !is_name(address->host))
        return no_jump(text);
    return SshJump{.user = std::string(user),
                   .address = address->host,
                   .port = address->port.value_or(ssh_port)};
}

}  // namespace firedrill::plan
