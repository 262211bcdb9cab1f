#include "agents/agent/faults.hpp"

#include "agents/agent/fault_file.hpp"
#include "agents/agent/fault_interface.hpp"
#include "agents/agent/fault_netem.hpp"
#include "agents/agent/fault_partition.hpp"
#include "agents/agent/fault_power_off.hpp"
#include "agents/agent/fault_process.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"

namespace firedrill::agent::faults {

namespace {

constexpr std::string_view fill_kind = "disk.fill";
constexpr std::string_view interface_kind = "interface.down";
constexpr std::string_view power_off_kind = "host.power_off";

bool is_of_process(const std::string& kind) {
    return kind.starts_with("process.") || kind == "service.stop";
}

/// The armed fault that a step of the plan ends.
FaultArmed armed_of(const resident::Job& job, const plan::Revert& revert) {
    return {.drill = job.key.drill,
            .step = revert.fault,
            .kind = revert.kind,
            .with = revert.with,
            .found = job.found};
}

}  // namespace

Result<void> check(const std::string& kind, const plan::Parameters& with, const Own& own,
                   Language language) {
    if (plan::is_kernel_held(kind)) return partition::check(kind, with, language);
    if (kind == interface_kind) return interface::check(with, language);
    if (netem::is_netem(kind)) return netem::check(kind, with, language);
    if (kind == power_off_kind) return power_off::check(own.power_off, language);
    if (is_of_process(kind)) return process_fault::check(kind, with, language);
    return plan::check_parameters(kind, with, language);
}

asio::awaitable<Result<plan::Parameters>> find(resident::Job job, Own own) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    if (auto good = check(fault.kind, fault.with, own, language); !good) co_return good.error();
    if (plan::is_kernel_held(fault.kind)) co_return partition::find(job);
    if (fault.kind == interface_kind) co_return co_await interface::find(fault, language);
    if (netem::is_netem(fault.kind)) co_return co_await netem::find(fault, language);
    if (file::is_file_fault(fault.kind)) co_return file::find(job, own.state);
    if (fault.kind == power_off_kind) co_return power_off::find(own.power_off, language);
    if (fault.kind == fill_kind) co_return fill::find(fault, own.state, language);
    if (load::is_load(fault.kind)) co_return load::find(fault, language);
    co_return process_fault::find(fault, language);
}

asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held, Own own) {
    const std::string& kind = std::get<plan::Fault>(job.action).kind;
    if (plan::is_kernel_held(kind)) co_return co_await partition::inflict(std::move(job));
    if (kind == interface_kind) co_return co_await interface::inflict(std::move(job));
    if (netem::is_netem(kind)) co_return co_await netem::inflict(std::move(job));
    if (file::is_file_fault(kind)) co_return file::inflict(job);
    if (kind == power_off_kind)
        co_return co_await power_off::inflict(std::move(job), own.power_off);
    if (kind == fill_kind) co_return co_await fill::inflict(std::move(job), held.files);
    if (load::is_load(kind)) co_return co_await load::inflict(std::move(job), held.loads);
    co_return co_await process_fault::inflict(std::move(job));
}

asio::awaitable<AttemptReport> revert(resident::Job job, Held& held) {
    const auto& revert = std::get<plan::Revert>(job.action);
    AttemptReport report;
    report.started = resident::mono_now();
    resident::Mended mended;
    if (is_of_process(revert.kind))
        mended = co_await process_fault::revert(std::move(job));
    else
        mended = co_await mend(armed_of(job, revert), held, resident::language_of(*job.plan));
    report.ended = resident::mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = mended.verified ? Outcome::succeeded : Outcome::failed;
    if (!mended.verified) report.reason = mended.why;
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language) {
    const std::string kind = fault.kind;
    if (plan::is_kernel_held(kind)) {
        const std::string name = fault.drill + "/" + fault.step;
        co_return co_await partition::mend(fault.found, name, language);
    }
    if (kind == interface_kind) co_return co_await interface::mend(std::move(fault), language);
    if (netem::is_netem(kind)) co_return co_await netem::mend(std::move(fault), language);
    if (file::is_file_fault(kind)) co_return file::mend(fault, language);
    if (kind == fill_kind) co_return co_await fill::mend(std::move(fault), held.files, language);
    if (load::is_load(kind)) co_return co_await load::mend(std::move(fault), held.loads, language);
    co_return co_await process_fault::mend(std::move(fault), language);
}

asio::awaitable<Result<void>> extend(FaultArmed fault) {
    if (plan::is_kernel_held(fault.kind)) co_return co_await partition::extend(std::move(fault));
    co_return Result<void>{};
}

std::optional<std::string> seen_gone(const FaultArmed& fault, Language language) {
    if (fault.kind != power_off_kind) return process_fault::seen_again(fault, language);
    const auto boot = fault.found.find("boot");
    if (boot == fault.found.end() || boot->second == resident::boot_id()) return std::nullopt;
    return say(language, text::runs_since_boot);
}

}  // namespace firedrill::agent::faults
