#include "core/base/result.hpp"

#include <stdexcept>

namespace firedrill {

std::string describe(const Error& error) {
    return error.remedy.empty() ? error.what : error.what + "; " + error.remedy;
}

std::string_view name(Errc code) {
    switch (code) {
        case Errc::usage: return "usage";
        case Errc::invalid_input: return "invalid_input";
        case Errc::not_found: return "not_found";
        case Errc::refused: return "refused";
        case Errc::busy: return "busy";
        case Errc::unreachable: return "unreachable";
        case Errc::io: return "io";
        case Errc::timeout: return "timeout";
        case Errc::no_room: return "no_room";
        case Errc::corrupt: return "corrupt";
        case Errc::diverged: return "diverged";
        case Errc::internal: return "internal";
    }
    return "internal";
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(describe(error));
}

}  // namespace firedrill
