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

}  // namespace firedrill::control
