// ProbePerformer: what firedrill-probe can do: start and stop probes, wait for them, verify their
// drill writes, compare data, and take snapshots of databases. Probes outlive the job that started
// them; those of a drill whose contact is lost end by themselves, drill writes first. One thread.
#pragma once

#include "agents/probe/compare_session.hpp"
#include "agents/probe/running_probe.hpp"
#include "agents/probe/worker.hpp"
#include "agents/resident/performer.hpp"
#include "agents/resident/serve.hpp"
#include "core/measure/baseline.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::probe {

class ProbePerformer final : public resident::Performer, public resident::Probes {
public:
    explicit ProbePerformer(const resident::Setting& setting);

    Result<void> performs(const plan::Action& action) const override;
    asio::awaitable<AttemptReport> perform(resident::Job job) override;
    resident::Probes* probes() override { return this; }

    std::vector<std::string> running() const override;
    void announce(resident::Notify notify) override;
    void end(const std::string& drill) override;

private:
    using Key = std::pair<std::string, std::string>;  ///< drill, probe
    using Shared = std::shared_ptr<RunningProbe>;

    asio::awaitable<AttemptReport> act(resident::Job job);
    asio::awaitable<AttemptReport> start(resident::Job job, plan::StartProbe action);
    asio::awaitable<AttemptReport> stop(resident::Job job, plan::StopProbe action);
    asio::awaitable<AttemptReport> wait_for(resident::Job job, plan::WaitFor action);
    asio::awaitable<AttemptReport> hold_service(resident::Job job, plan::HoldService action);
    asio::awaitable<AttemptReport> verify(resident::Job job, plan::VerifyWrites action);
    asio::awaitable<AttemptReport> snapshot(resident::Job job, plan::Snapshot action);
    asio::awaitable<AttemptReport> compare_tables(resident::Job job, plan::CompareTables action);
    asio::awaitable<AttemptReport> compare_queries(resident::Job job, plan::CompareQueries action);
    asio::awaitable<AttemptReport> compare_keys(resident::Job job, plan::CompareKeys action);
    struct Sides {
        std::unique_ptr<CompareSession> first, second;
    };
    asio::awaitable<Result<Sides>> sides(const resident::Job& job, std::string first,
                                         std::string second);

    asio::awaitable<Result<measure::Facts>> look_at(const resident::Job& job,
                                                    plan::Connection connection, Nanos limit);
    std::vector<std::string> places_of(const resident::Job& job,
                                       const plan::Connection& connection) const;
    Result<Shared> make_probe(const resident::Job& job, const std::string& probe);
    asio::awaitable<Result<Interval>> first_good(Shared probe, const resident::Job& job);
    asio::awaitable<void> take_back(Shared probe);
    asio::awaitable<void> end_all(std::vector<Shared> probes);
    asio::awaitable<Result<void>> hand_over(resident::Job& job, std::string run,
                                            AttemptReport& report);
    asio::awaitable<Result<void>> clean_up(resident::Job& job, std::string run,
                                           plan::Connection connection);
    asio::awaitable<Result<void>> judge_writes(resident::Job& job, Shared probe,
                                               AttemptReport& report);
    asio::awaitable<Result<measure::RowsFile>> read_rows(resident::Job& job, Shared probe);
    Shared find(const std::string& drill, const std::string& probe) const;
    RunFiles files(const std::string& drill) const { return {state_, drill}; }

    asio::any_io_executor executor_;
    std::string host_;
    std::string boot_;
    std::string state_;
    Commands commands_;
    resident::ArtifactStore& artifacts_;
    std::map<Key, Shared> probes_;
    Worker worker_;
    TaskGroup tasks_;
};

}  // namespace firedrill::probe
