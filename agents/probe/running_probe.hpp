// RunningProbe: one probe of one drill at work: its prober, its drill writes, its records and the
// state that others wait for. One thread; stop() must have completed before it is destroyed.
#pragma once

#include "agents/probe/command_session.hpp"
#include "agents/probe/drill_writes.hpp"
#include "agents/probe/guards.hpp"
#include "agents/probe/lag_watch.hpp"
#include "agents/probe/prober.hpp"
#include "agents/probe/run_files.hpp"
#include "agents/probe/spool.hpp"
#include "agents/probe/task.hpp"
#include "agents/resident/performer.hpp"
#include "core/plan/plan.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::probe {

/// How an orchestrator hears of it; must outlive the probe.
using Tell = std::function<void(wire::Message)>;

struct ProbeIdentity {
    std::string drill;
    std::string run;  ///< "client", "client-2"
    std::string host;
    std::string boot;
    std::shared_ptr<const plan::Plan> plan;
    plan::Probe probe;
    plan::Connection connection;
    Commands commands;
};

class RunningProbe {
public:
    /// Creates the spool files. Nothing is sent to the service yet.
    static Result<std::unique_ptr<RunningProbe>> create(const asio::any_io_executor& executor,
                                                        ProbeIdentity identity,
                                                        const RunFiles& files, Tell tell);

    /// Creates the table of the drill writes and lets everything run.
    asio::awaitable<Result<void>> start(Nanos limit);
    /// Writes first, then probes.
    asio::awaitable<void> stop();

    const ProbeIdentity& identity() const { return identity_; }
    const measure::ProbeSettings& settings() const { return settings_; }
    const std::vector<measure::ProbeSample>& samples() const { return samples_; }
    DrillWrites* writes() { return writes_.get(); }
    /// What was wrong with the last answer that was not good; empty: not known.
    std::string complaint() const { return target_->complaint(); }
    /// Why the records are not whole; empty while they are.
    std::string records_failed() const;
    void flush();
    /// The state and that of the stop conditions, sent anew to somebody who has just connected.
    void announce(const Tell& tell) const;
    /// Completes with the next sample, or after `limit`.
    asio::awaitable<void> next_sample(Nanos limit);

private:
    RunningProbe(const asio::any_io_executor& executor, ProbeIdentity identity, Tell tell);
    Result<void> open(const RunFiles& files);
    Result<void> make_prober();
    Result<void> make_writes();
    Result<void> make_lag_watches();
    void take(const measure::ProbeSample& sample);
    void follow_state(const measure::ProbeSample& sample);
    asio::awaitable<void> report_progress();
    wire::ProbeChanged changed() const;
    wire::ProbeProgress progress() const;
    wire::GuardChanged guard_changed(const wire::GuardReading& reading) const;

    asio::any_io_executor executor_;
    ProbeIdentity identity_;
    Tell tell_;
    measure::ProbeSettings settings_;
    Guards guards_;
    std::optional<PgService> service_;  ///< what the lag of a standby is read from
    std::unique_ptr<Spool> samples_file_;
    std::unique_ptr<Spool> ledger_file_;
    std::unique_ptr<Prober> prober_;
    const Target* target_ = nullptr;  ///< the prober's
    std::unique_ptr<DrillWrites> writes_;
    std::vector<std::unique_ptr<LagWatch>> lags_;
    std::vector<measure::ProbeSample> samples_;  ///< as they were concluded
    std::optional<measure::ProbeSample> last_;   ///< of the highest slot that is evidence
    std::optional<Interval> since_;              ///< when the present state began
    bool up_ = false;
    std::int64_t good_ = 0, bad_ = 0;  ///< since the last progress report
    bool stopped_ = false;
    asio::steady_timer sampled_;
    asio::steady_timer progress_;
    TaskGroup tasks_;
};

}  // namespace firedrill::probe
