#include "core/base/address.hpp"

#include <charconv>

namespace firedrill {

namespace {

Error no_address(std::string_view text) {
    return fail(Errc::invalid_input, "\"" + std::string(text) + "\" is no address",
                "write host, host:port or [number]:port");
}

std::optional<int> port_in(std::string_view digits) {
    int port = 0;
    const char* end = digits.data() + digits.size();
    const auto [stopped, ec] = std::from_chars(digits.data(), end, port);
    if (ec != std::errc{} || stopped != end || port < 1 || port > 65'535) return std::nullopt;
    return port;
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
    Address address;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos) return no_address(text);
        address.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else {
        const auto colon = text.find(':');
        address.host = text.substr(0, colon);
        rest = colon == text.npos ? std::string_view() : text.substr(colon);
    }
    if (address.host.empty()) return no_address(text);
    if (rest.empty()) return address;
    address.port = rest.front() == ':' ? port_in(rest.substr(1)) : std::nullopt;
    if (!address.port) return no_address(text);
    return address;
}

}  // namespace firedrill
