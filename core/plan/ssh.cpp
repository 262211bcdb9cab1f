#include "core/plan/ssh.hpp"

#include <algorithm>
#include <charconv>

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
    SshJump jump;
    std::string_view rest = text;
    if (const auto at = rest.rfind('@'); at != rest.npos) {
        jump.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        if (!is_name(jump.user)) return no_jump(text);
    }
    std::string_view port;
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == rest.npos) return no_jump(text);
        jump.address = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
    } else {
        const auto colon = rest.find(':');
        jump.address = rest.substr(0, colon);
        port = colon == rest.npos ? "" : rest.substr(colon);
    }
    if (!is_name(jump.address)) return no_jump(text);
    if (port.empty()) return jump;
    const char* end = port.data() + port.size();
    const auto [stopped, ec] = std::from_chars(port.data() + 1, end, jump.port);
    const bool good = port.front() == ':' && port.size() > 1 && ec == std::errc{} && stopped == end;
    if (!good || jump.port < 1 || jump.port > 65'535) return no_jump(text);
    return jump;
}

}  // namespace firedrill::plan
