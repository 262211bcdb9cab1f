// The jobs that compare the data of two connections.
#include "agents/probe/compare_keys.hpp"
#include "agents/probe/compare_progress.hpp"
#include "agents/probe/compare_queries.hpp"
#include "agents/probe/probe_performer.hpp"
#include "agents/probe/reports.hpp"
#include "agents/probe/texts.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace firedrill::probe {

namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using resident::Job;
using Compared = std::vector<ComparedRows>;

constexpr Nanos statement_limit = 60s;

/// Ends what the servers are doing for us when the job is ended; never returns before.
asio::awaitable<void> end_with(std::shared_ptr<resident::Cancellation> cancel,
                               CompareSession& first, CompareSession& second) {
    co_await cancel->wait();
    first.cancel();
    second.cancel();
    asio::steady_timer never(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
}

ComparePace pace_of(const Job& job, const std::optional<Rate>& rate) {
    return {.language = resident::language_of(*job.plan),
            .rate = rate,
            .until = until_of(job),
            .cancel = job.cancel,
            .keep = {}};
}

std::string reason_of(const Job& job, const Compared& all) {
    const auto bad = std::ranges::count_if(
        all, [](const ComparedRows& one) { return !measure::agrees(one.figures); });
    const auto first = std::ranges::find_if(
        all, [](const ComparedRows& one) { return !measure::agrees(one.figures); });
    const auto& figures = first->figures;
    const Language language = resident::language_of(*job.plan);
    return say(language, text::sets_differ, bad, all.size(),
               say(language, text::rows_differ, figures.name, figures.missing, figures.extra,
                   figures.changed, figures.unsettled));
}

/// The figures become facts of the drill; the keys, in clear, an artifact.
AttemptReport report_of(Job& job, const Compared& all) {
    AttemptReport report = succeeded();
    std::vector<measure::SetFigures> figures;
    for (const auto& one : all) figures.push_back(one.figures);
    report.facts["comparison"] = canonical(to_json(figures));
    auto kept =
        job.artifacts.keep("comparison-" + job.step.id + ".json", canonical(to_json(all)) + "\n");
    if (!kept) return failed(job, text::spool_failed, describe(kept.error()));
    report.artifacts.push_back(*kept);
    if (std::ranges::all_of(figures, measure::agrees)) return report;
    report.outcome = Outcome::failed;
    report.reason = reason_of(job, all);
    return report;
}

/// Table after table, from where an earlier attempt ended.
asio::awaitable<Result<Compared>> compare_all(CompareSession& first, CompareSession& second,
                                              const plan::CompareTables& action, ComparePace pace,
                                              ProgressFile& file) {
    CompareProgress progress = file.load();
    pace.keep = [&](const TableProgress& table) {
        progress.table = table;
        file.keep(progress);
    };
    while (progress.done.size() < action.tables.size()) {
        TableComparison comparison(first, second, pace, action.tables[progress.done.size()]);
        DRILL_CO_TRY(compared, co_await comparison.run(progress.table));
        progress.done.push_back(std::move(compared));
        progress.table = {};
        file.keep(progress, true);
    }
    co_return std::move(progress.done);
}

asio::awaitable<Result<Compared>> compare_each(CompareSession& first, CompareSession& second,
                                               const plan::CompareQueries& action,
                                               ComparePace pace) {
    Compared out;
    for (const auto& queries : action.queries) {
        DRILL_CO_TRY(compared, co_await compare_answers(first, second, queries, pace));
        out.push_back(std::move(compared));
    }
    co_return out;
}

}  // namespace

asio::awaitable<Result<ProbePerformer::Sides>> ProbePerformer::sides(const Job& job,
                                                                     std::string first,
                                                                     std::string second) {
    const Language language = resident::language_of(*job.plan);
    const Nanos limit = std::min<Nanos>(statement_limit, job.timeout);
    Sides out;
    for (auto [id, session] : {std::pair(first, &out.first), std::pair(second, &out.second)}) {
        const plan::Connection* connection = plan::find_connection(*job.plan, id);
        if (connection == nullptr)
            co_return fail(Errc::not_found, say(language, text::unknown_connection, id));
        DRILL_CO_TRY(made, compare_session(executor_, *connection, language));
        *session = std::move(made);
        DRILL_CO_CHECK(co_await (*session)->open(limit));
    }
    co_return out;
}

asio::awaitable<AttemptReport> ProbePerformer::compare_tables(Job job, plan::CompareTables action) {
    auto opened = co_await sides(job, action.first, action.second);
    if (!opened) co_return failed(job, text::cannot_compare, describe(opened.error()));
    const RunFiles spool = files(job.key.drill);
    if (const auto made = spool.make_directory(); !made)
        co_return failed(job, text::spool_failed, describe(made.error()));
    ProgressFile file(spool.comparison(job.step.id), sha256_hex(canonical(to_json(action))));
    auto ended = co_await (
        compare_all(*opened->first, *opened->second, action, pace_of(job, action.rate), file) ||
        end_with(job.cancel, *opened->first, *opened->second));
    const auto& compared = std::get<0>(ended);
    if (!compared) co_return failed(job, text::cannot_compare, describe(compared.error()));
    file.remove();
    co_return report_of(job, *compared);
}

asio::awaitable<AttemptReport> ProbePerformer::compare_queries(Job job,
                                                               plan::CompareQueries action) {
    auto opened = co_await sides(job, action.first, action.second);
    if (!opened) co_return failed(job, text::cannot_compare, describe(opened.error()));
    auto ended =
        co_await (compare_each(*opened->first, *opened->second, action, pace_of(job, {})) ||
                  end_with(job.cancel, *opened->first, *opened->second));
    const auto& compared = std::get<0>(ended);
    if (!compared) co_return failed(job, text::cannot_compare, describe(compared.error()));
    co_return report_of(job, *compared);
}

asio::awaitable<AttemptReport> ProbePerformer::compare_keys(Job job, plan::CompareKeys action) {
    const Language language = resident::language_of(*job.plan);
    std::vector<KeySide> both;
    for (const std::string& id : {action.first, action.second}) {
        const plan::Connection* connection = plan::find_connection(*job.plan, id);
        if (connection == nullptr) co_return failed(job, text::unknown_connection, id);
        auto service = redis_service(*connection, language);
        if (!service) co_return failed(job, text::cannot_compare, describe(service.error()));
        both.push_back({.id = id, .service = *service});
    }
    auto compared =
        co_await probe::compare_keys(both[0], both[1], action.match, pace_of(job, action.rate));
    if (!compared) co_return failed(job, text::cannot_compare, describe(compared.error()));
    co_return report_of(job, {*compared});
}

}  // namespace firedrill::probe
