#include "orchestrator/control/protocol.hpp"

namespace firedrill::control {

Answer answer_of(const Result<void>& result) {
    if (result) return {};
    const Error& error = result.error();
    return {
        .code = static_cast<std::int64_t>(error.code), .what = error.what, .remedy = error.remedy};
}

Result<void> result_of(const Answer& answer) {
    if (answer.code == 0) return {};
    return fail(static_cast<Errc>(answer.code), answer.what, answer.remedy);
}

std::string frame(std::string_view body) {
    const auto size = static_cast<std::uint32_t>(body.size());
    std::string out;
    for (const int shift : {24, 16, 8, 0})
        out.push_back(static_cast<char>((size >> shift) & 0xffU));
    return out.append(body);
}

}  // namespace firedrill::control
