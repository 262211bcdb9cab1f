#include "agents/agent/tree.hpp"

#include "agents/agent/tree_reader.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/texts.hpp"
#include "core/base/hash.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::agent {

namespace {

using namespace asio::experimental::awaitable_operators;

struct Listing {
    std::string text;
    std::int64_t entries = 0;
    std::int64_t bytes = 0;
};

/// Blocks.
Result<Listing> read_all(TreeReader& reader, DigestCache& cache) {
    DRILL_TRY(entries, reader.read(cache));
    Listing out{.text = measure::tree_text(entries),
                .entries = static_cast<std::int64_t>(entries.size())};
    for (const auto& entry : entries) out.bytes += entry.size;
    return out;
}

asio::awaitable<Result<Listing>> there(TreeReader& reader, DigestCache& cache) {
    co_return read_all(reader, cache);
}

/// Tells the reader to stop once the job is ended or its time is up; waits on.
asio::awaitable<void> stop_when_ended(std::shared_ptr<resident::Cancellation> cancel, Nanos time,
                                      TreeReader& reader) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, time);
    co_await (cancel->wait() || timer.async_wait(asio::use_awaitable));
    reader.stop();
    asio::steady_timer never(executor, asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
}

AttemptReport report_of(resident::Job& job, const Listing& listing) {
    AttemptReport report;
    auto kept = job.artifacts.keep("tree-" + job.step.id + ".tsv", listing.text);
    report.outcome = kept ? Outcome::succeeded : Outcome::failed;
    if (!kept) {
        report.reason = describe(kept.error());
        return report;
    }
    report.artifacts.push_back(*kept);
    report.facts = {{"entries", std::to_string(listing.entries)},
                    {"bytes", std::to_string(listing.bytes)}};
    return report;
}

}  // namespace

asio::awaitable<AttemptReport> list_tree(resident::Job job, std::string state) {
    const auto& wanted = std::get<plan::ListTree>(job.action);
    const Nanos started = resident::mono_now();
    TreeReader reader(wanted.path, wanted.without, resident::language_of(*job.plan));
    DigestCache cache(
        state + "/tree-" + sha256_hex(job.key.drill + " " + job.step.id).substr(0, 16),
        wanted.path);
    asio::thread_pool pool(1);
    auto work = asio::co_spawn(pool, there(reader, cache), asio::use_awaitable);
    auto ended =
        co_await (std::move(work) || stop_when_ended(job.cancel, job.timeout * 9 / 10, reader));
    auto& listing = std::get<0>(ended);
    AttemptReport report;
    if (listing) {
        report = report_of(job, *listing);
        cache.remove();
    } else {
        report.outcome = Outcome::failed;
        report.reason = listing.error().what;
    }
    report.started = started;
    report.ended = resident::mono_now();
    report.effect = {report.started, report.ended};
    co_return report;
}

}  // namespace firedrill::agent
