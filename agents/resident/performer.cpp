#include "agents/resident/performer.hpp"

namespace firedrill::resident {

asio::awaitable<Result<plan::Parameters>> Performer::prepare(Job job) {
    co_return fail(Errc::refused, "this program breaks nothing: " + job.step.id);
}

asio::awaitable<Result<void>> Performer::extend(agent::FaultArmed) {
    co_return Result<void>{};
}

asio::awaitable<Mended> Performer::revert(agent::FaultArmed fault, std::optional<plan::Fence>) {
    Mended mended;
    mended.why = "this program cannot mend " + fault.kind;
    co_return mended;
}

}  // namespace firedrill::resident
