#include "agents/probe/probe_performer.hpp"

#include "agents/probe/reports.hpp"
#include "agents/probe/snapshot.hpp"
#include "agents/probe/store_facts.hpp"
#include "agents/probe/texts.hpp"
#include "core/base/match.hpp"
#include "core/base/visible.hpp"

#include <unistd.h>
#include <boost/describe/enum_to_string.hpp>

namespace firedrill::probe {

namespace {

using resident::Job;
using resident::mono_now;
using namespace std::chrono_literals;

constexpr Nanos start_limit = 15s;
constexpr Nanos server_limit = 5s;

Nanos bounded(Nanos until, Nanos limit) {
    return std::clamp<Nanos>(until - mono_now(), 100ms, limit);
}

}  // namespace

ProbePerformer::ProbePerformer(const resident::Setting& setting)
    : executor_(setting.executor),
      host_(setting.host),
      boot_(setting.boot),
      state_(setting.state),
      commands_{.directory = setting.commands, .any = setting.scripts},
      artifacts_(setting.artifacts),
      tasks_(setting.executor) {}

Result<void> ProbePerformer::performs(const plan::Action& action) const {
    const auto* snapshot = std::get_if<plan::Snapshot>(&action);
    const bool ours =
        std::holds_alternative<plan::StartProbe>(action) ||
        std::holds_alternative<plan::StopProbe>(action) ||
        std::holds_alternative<plan::WaitFor>(action) ||
        std::holds_alternative<plan::HoldService>(action) ||
        std::holds_alternative<plan::VerifyWrites>(action) || plan::compares_data(action) ||
        (snapshot != nullptr && snapshot->files.empty() && snapshot->processes.empty());
    if (ours) return {};
    return fail(Errc::refused, say(Language::en, text::not_ours, plan::tag_of(action)));
}

asio::awaitable<AttemptReport> ProbePerformer::perform(Job job) {
    const Nanos started = mono_now();
    AttemptReport report = co_await act(std::move(job));
    report.started = started;
    report.ended = mono_now();
    if (report.effect == Interval{}) report.effect = {report.started, report.ended};
    co_return report;
}

asio::awaitable<AttemptReport> ProbePerformer::act(Job job) {
    const plan::Action action = job.action;
    if (const auto* a = std::get_if<plan::StartProbe>(&action))
        co_return co_await start(std::move(job), *a);
    if (const auto* a = std::get_if<plan::StopProbe>(&action))
        co_return co_await stop(std::move(job), *a);
    if (const auto* a = std::get_if<plan::WaitFor>(&action))
        co_return co_await wait_for(std::move(job), *a);
    if (const auto* a = std::get_if<plan::HoldService>(&action))
        co_return co_await hold_service(std::move(job), *a);
    if (const auto* a = std::get_if<plan::VerifyWrites>(&action))
        co_return co_await verify(std::move(job), *a);
    if (const auto* a = std::get_if<plan::Snapshot>(&action))
        co_return co_await snapshot(std::move(job), *a);
    if (const auto* a = std::get_if<plan::CompareTables>(&action))
        co_return co_await compare_tables(std::move(job), *a);
    if (const auto* a = std::get_if<plan::CompareQueries>(&action))
        co_return co_await compare_queries(std::move(job), *a);
    if (const auto* a = std::get_if<plan::CompareKeys>(&action))
        co_return co_await compare_keys(std::move(job), *a);
    co_return failed(job, text::not_ours, plan::tag_of(action));
}

// Starting --------------------------------------------------------------------------------------

asio::awaitable<AttemptReport> ProbePerformer::start(Job job, plan::StartProbe action) {
    if (find(job.key.drill, action.probe)) {
        AttemptReport report = succeeded();
        report.facts["note"] =
            say(resident::language_of(*job.plan), text::runs_already, action.probe);
        co_return report;
    }
    auto made = make_probe(job, action.probe);
    if (!made) co_return failed(job, text::cannot_start, action.probe, describe(made.error()));
    const Shared probe = *made;
    const Nanos limit = std::min<Nanos>(start_limit, job.timeout);
    auto started = co_await probe->start(limit);
    if (!started) {
        co_await take_back(probe);
        co_return failed(job, text::cannot_start, action.probe, describe(started.error()));
    }
    probes_[{job.key.drill, action.probe}] = probe;
    auto good = co_await first_good(probe, job);
    if (!good) {
        probes_.erase({job.key.drill, action.probe});
        co_await take_back(probe);
        co_return failed(good.error().what);
    }
    AttemptReport report = succeeded(*good);
    report.facts["run"] = probe->identity().run;
    report.facts["new_connection_every"] =
        std::to_string(fresh_every(probe->settings().every)) + " slots";
    if (probe->writes()) report.facts["table"] = probe->writes()->writing().place;
    co_return report;
}

Result<ProbePerformer::Shared> ProbePerformer::make_probe(const Job& job, const std::string& name) {
    const Language language = resident::language_of(*job.plan);
    const plan::Probe* probe = plan::find_probe(*job.plan, name);
    if (probe == nullptr) return fail(Errc::not_found, say(language, text::unknown_probe, name));
    const plan::Connection* connection = plan::find_connection(*job.plan, probe->connection);
    if (connection == nullptr)
        return fail(Errc::not_found, say(language, text::unknown_connection, probe->connection));
    const RunFiles files_of_drill = files(job.key.drill);
    DRILL_TRY(made, RunningProbe::create(executor_,
                                         ProbeIdentity{.drill = job.key.drill,
                                                       .run = files_of_drill.new_run(name),
                                                       .host = host_,
                                                       .boot = boot_,
                                                       .plan = job.plan,
                                                       .probe = *probe,
                                                       .connection = *connection,
                                                       .commands = commands_},
                                         files_of_drill, job.notify));
    return Shared(std::move(made));
}

/// A probe that never saw the service up would measure nothing.
asio::awaitable<Result<Interval>> ProbePerformer::first_good(Shared probe, const Job& job) {
    const Nanos limit = std::min<Nanos>(start_limit, until_of(job) - mono_now());
    const Nanos until = mono_now() + limit;
    const Language language = resident::language_of(*job.plan);
    measure::Answered last = measure::Answered::prober_late;
    while (mono_now() < until && !job.cancel->requested()) {
        co_await probe->next_sample(100ms);
        for (const measure::ProbeSample& sample : probe->samples()) {
            if (sample.answered == measure::Answered::good)
                co_return Interval{sample.sent, sample.completed};
            // What it answered says more than that it was silent in between.
            if (last == measure::Answered::prober_late || sample.answered < measure::Answered::none)
                last = sample.answered;
        }
    }
    std::string said = boost::describe::enum_to_string(last, "?");
    if (const std::string why = probe->complaint(); !why.empty()) said += ": " + visible(why);
    co_return fail(Errc::timeout, say(language, text::no_good_answer, probe->identity().probe.id,
                                      to_text(limit / 1'000'000 * 1'000'000), said));
}

/// Nothing is left of a start that failed.
asio::awaitable<void> ProbePerformer::take_back(Shared probe) {
    co_await probe->stop();
    if (probe->writes() != nullptr) {
        const auto store = probe->writes()->writing().make();
        if (co_await store->connect()) co_await store->drop(server_limit);
    }
    const RunFiles files_of_drill = files(probe->identity().drill);
    ::unlink(files_of_drill.samples(probe->identity().run).c_str());
    ::unlink(files_of_drill.ledger(probe->identity().run).c_str());
}

// Stopping --------------------------------------------------------------------------------------

asio::awaitable<AttemptReport> ProbePerformer::stop(Job job, plan::StopProbe action) {
    const plan::Probe* planned = plan::find_probe(*job.plan, action.probe);
    if (planned == nullptr) co_return failed(job, text::unknown_probe, action.probe);
    const plan::Connection* connection = plan::find_connection(*job.plan, planned->connection);
    AttemptReport report = succeeded();
    if (const Shared probe = find(job.key.drill, action.probe)) {
        co_await probe->stop();
        probes_.erase({job.key.drill, action.probe});
        if (!probe->records_failed().empty())
            report = failed(job, text::spool_failed, probe->records_failed());
    }
    for (const std::string& run : files(job.key.drill).runs(action.probe)) {
        auto handed_over = co_await hand_over(job, run, report);
        if (!handed_over) report = failed(job, text::spool_failed, describe(handed_over.error()));
        if (!action.clean_up || connection == nullptr) continue;
        auto cleaned = co_await clean_up(job, run, *connection);
        if (!cleaned) {
            report.outcome = Outcome::failed;
            report.reason = say(resident::language_of(*job.plan), text::left_behind, action.probe,
                                describe(cleaned.error()));
        }
    }
    co_return report;
}

asio::awaitable<Result<void>> ProbePerformer::hand_over(Job& job, std::string run,
                                                        AttemptReport& report) {
    const RunFiles spool = files(job.key.drill);
    const auto keep_all = [&job, &spool, &run]() -> Result<std::vector<Artifact>> {
        DRILL_TRY(samples, sorted_samples(spool.samples(run)));
        DRILL_TRY(kept, job.artifacts.keep("samples-" + run + ".csv", samples));
        if (!exists(spool.ledger(run))) return std::vector<Artifact>{kept};
        DRILL_TRY(ledger, whole_lines(spool.ledger(run)));
        DRILL_TRY(too, job.artifacts.keep("ledger-" + run + ".csv", ledger));
        return std::vector<Artifact>{kept, too};
    };
    auto kept = co_await worker_.run(keep_all);
    if (!kept) co_return kept.error();
    report.artifacts.insert(report.artifacts.end(), kept->begin(), kept->end());
    co_return Result<void>();
}

/// The service may be away for a while: tries again until the job's time is up.
asio::awaitable<Result<void>> ProbePerformer::clean_up(Job& job, std::string run,
                                                       plan::Connection connection) {
    if (!exists(files(job.key.drill).ledger(run))) co_return Result<void>();
    DRILL_CO_TRY(writing, writing_for(executor_, connection, job.key.drill, run,
                                      resident::language_of(*job.plan)));
    asio::steady_timer timer(executor_);
    const Nanos until = until_of(job);
    for (;;) {
        const auto store = writing.make();
        auto done = co_await store->connect();
        if (done) done = co_await store->drop(bounded(until, server_limit));
        const bool again = !done && mono_now() < until && !job.cancel->requested();
        if (!again) co_return done;
        co_await pause(timer, 200ms);
    }
}

// Snapshot --------------------------------------------------------------------------------------

asio::awaitable<AttemptReport> ProbePerformer::snapshot(Job job, plan::Snapshot action) {
    AttemptReport report = succeeded();
    const Nanos until = until_of(job);
    for (const std::string& id : action.connections) {
        const plan::Connection* connection = plan::find_connection(*job.plan, id);
        if (connection == nullptr) co_return failed(job, text::unknown_connection, id);
        auto facts = co_await look_at(job, *connection, bounded(until, server_limit));
        if (!facts) co_return failed(id + ": " + describe(facts.error()));
        report.facts.insert(facts->begin(), facts->end());
    }
    co_return report;
}

asio::awaitable<Result<measure::Facts>> ProbePerformer::look_at(const Job& job,
                                                                plan::Connection connection,
                                                                Nanos limit) {
    const Language language = resident::language_of(*job.plan);
    if (connection.kind == "tcp") co_return co_await listener_facts(connection.url, limit);
    if (connection.kind == "mariadb") {
        DRILL_CO_TRY(service, mariadb_service(connection, language));
        co_return co_await mariadb_facts(service, limit);
    }
    if (connection.kind == "redis") {
        DRILL_CO_TRY(service, redis_service(connection, language));
        co_return co_await redis_facts(service, places_of(job, connection), limit);
    }
    DRILL_CO_TRY(service, parse_service(connection));
    co_return co_await database_facts(service, limit);
}

/// Where the runs of this drill have written over this connection.
std::vector<std::string> ProbePerformer::places_of(const Job& job,
                                                   const plan::Connection& connection) const {
    std::vector<std::string> out;
    for (const plan::Probe& probe : job.plan->probes) {
        if (probe.connection != connection.id || !probe.write_log) continue;
        for (const std::string& run : files(job.key.drill).runs(probe.id)) {
            const auto writing = writing_for(executor_, connection, job.key.drill, run,
                                             resident::language_of(*job.plan));
            if (writing) out.push_back(writing->place);
        }
    }
    return out;
}

// Probes beyond the job that started them --------------------------------------------------------

ProbePerformer::Shared ProbePerformer::find(const std::string& drill,
                                            const std::string& probe) const {
    const auto found = probes_.find({drill, probe});
    return found == probes_.end() ? nullptr : found->second;
}

std::vector<std::string> ProbePerformer::running() const {
    std::vector<std::string> ids;
    for (const auto& [key, probe] : probes_) ids.push_back(key.second);
    return ids;
}

void ProbePerformer::announce(resident::Notify notify) {
    for (const auto& [key, probe] : probes_) probe->announce(notify);
}

void ProbePerformer::end(const std::string& drill) {
    std::vector<Shared> ending;
    for (const auto& [key, probe] : probes_)
        if (key.first == drill) ending.push_back(probe);
    std::erase_if(probes_, [&drill](const auto& entry) { return entry.first.first == drill; });
    if (!ending.empty()) tasks_.spawn(end_all(std::move(ending)));
}

asio::awaitable<void> ProbePerformer::end_all(std::vector<Shared> probes) {
    for (const Shared& probe : probes)
        if (probe->writes() != nullptr) co_await probe->writes()->stop();
    for (const Shared& probe : probes) co_await probe->stop();
}

}  // namespace firedrill::probe
