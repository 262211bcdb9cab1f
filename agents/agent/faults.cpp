#include "agents/agent/faults.hpp"

#include "agents/agent/fault_partition.hpp"
#include "agents/agent/fault_process.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"

namespace firedrill::agent::faults {

namespace {

constexpr std::string_view partition_kind = "network.partition";
constexpr std::string_view fill_kind = "disk.fill";

/// The armed fault that a step of the plan ends.
FaultArmed armed_of(const resident::Job& job, const plan::Revert& revert) {
    return {.drill = job.key.drill,
            .step = revert.fault,
            .kind = revert.kind,
            .with = revert.with,
            .found = job.found};
}

}  // namespace

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    if (kind == partition_kind) return partition::check(with, language);
    if (kind == fill_kind || load::is_load(kind))
        return plan::check_parameters(kind, with, language);
    return process_fault::check(kind, with, language);
}

Result<plan::Parameters> find(const resident::Job& job, const std::string& state) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    DRILL_CHECK(check(fault.kind, fault.with, language));
    if (fault.kind == partition_kind) return partition::find(job);
    if (fault.kind == fill_kind) return fill::find(fault, state, language);
    if (load::is_load(fault.kind)) return load::find(fault, language);
    return process_fault::find(fault, language);
}

asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held) {
    const std::string& kind = std::get<plan::Fault>(job.action).kind;
    if (kind == partition_kind) co_return co_await partition::inflict(std::move(job));
    if (kind == fill_kind) co_return co_await fill::inflict(std::move(job), held.files);
    if (load::is_load(kind)) co_return co_await load::inflict(std::move(job), held.loads);
    co_return co_await process_fault::inflict(std::move(job));
}

asio::awaitable<AttemptReport> revert(resident::Job job, Held& held) {
    const auto& revert = std::get<plan::Revert>(job.action);
    AttemptReport report;
    report.started = resident::mono_now();
    resident::Mended mended;
    if (revert.kind == partition_kind || revert.kind == fill_kind || load::is_load(revert.kind))
        mended = co_await mend(armed_of(job, revert), held, resident::language_of(*job.plan));
    else
        mended = co_await process_fault::revert(std::move(job));
    report.ended = resident::mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = mended.verified ? Outcome::succeeded : Outcome::failed;
    if (!mended.verified) report.reason = mended.why;
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language) {
    if (fault.kind == partition_kind) {
        const std::string name = fault.drill + "/" + fault.step;
        co_return co_await partition::mend(fault.found, name, language);
    }
    if (fault.kind == fill_kind)
        co_return co_await fill::mend(std::move(fault), held.files, language);
    if (load::is_load(fault.kind))
        co_return co_await load::mend(std::move(fault), held.loads, language);
    co_return co_await process_fault::mend(std::move(fault), language);
}

asio::awaitable<Result<void>> extend(FaultArmed fault) {
    if (fault.kind == partition_kind) co_return co_await partition::extend(std::move(fault));
    co_return Result<void>{};
}

}  // namespace firedrill::agent::faults
