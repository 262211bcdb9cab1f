// The job that judges drill writes: hold them, read them back in one snapshot, go on.
#include "agents/probe/probe_performer.hpp"
#include "agents/probe/reports.hpp"
#include "agents/probe/texts.hpp"

#include <sys/stat.h>

namespace firedrill::probe {

namespace {

using resident::Job;
using resident::mono_now;
using namespace std::chrono_literals;

std::size_t size_of(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 ? static_cast<std::size_t>(found.st_size) : 0;
}

std::map<std::string, std::string> facts_of(const measure::WriteFigures& figures,
                                            const measure::RowsFile& rows) {
    const auto text = [](std::int64_t n) { return std::to_string(n); };
    return {{"attempted", text(figures.attempted)},
            {"acked", text(figures.acked)},
            {"acked_warning", text(figures.acked_warning)},
            {"failed", text(figures.failed)},
            {"unsure", text(figures.unsure)},
            {"kept", text(figures.kept)},
            {"lost", text(figures.lost)},
            {"warned_lost", text(figures.warned_lost)},
            {"recovered", text(figures.recovered)},
            {"phantom", text(figures.phantom)},
            {"unexpected", text(figures.unexpected)},
            {"duplicated", text(figures.duplicated)},
            {"changed", text(figures.changed)},
            {"holes", text(figures.holes)},
            {"present", text(figures.present)},
            {"server", rows.server},
            {"lsn", rows.lsn},
            {"taken", text(rows.taken.count())}};
}

struct Judged {
    measure::WriteFigures figures;
    Artifact ledger;
    Artifact rows;
};

/// Everything that was logged up to `bytes`: what was written after the snapshot is not judged.
Result<Judged> judge_up_to(const std::string& path, std::size_t bytes, const std::string& run,
                           const measure::RowsFile& rows, resident::ArtifactStore& artifacts) {
    DRILL_TRY(text, whole_lines(path));
    text.resize(std::min(bytes, text.size()));
    DRILL_TRY(ledger, measure::read_ledger(text));
    const measure::WriteQuestion all{
        .drill = ledger.drill, .fault = {}, .serving = {}, .window = {Nanos::min(), Nanos::max()}};
    Judged judged{.figures = measure::judge(ledger.writes, rows.rows, all)};
    DRILL_TRY(kept, artifacts.keep("ledger-" + run + ".csv", text));
    DRILL_TRY(kept_rows, artifacts.keep("rows-" + run + ".csv", measure::rows_text(rows)));
    judged.ledger = kept;
    judged.rows = kept_rows;
    return judged;
}

}  // namespace

asio::awaitable<AttemptReport> ProbePerformer::verify(Job job, plan::VerifyWrites action) {
    const Shared probe = find(job.key.drill, action.probe);
    if (!probe) co_return failed(job, text::not_running, action.probe);
    if (probe->writes() == nullptr) co_return failed(job, text::no_write_log, action.probe);
    AttemptReport report = succeeded();
    auto judged = co_await judge_writes(job, probe, report);
    if (!judged) co_return failed(job, text::cannot_read_back, describe(judged.error()));
    co_return report;
}

asio::awaitable<Result<void>> ProbePerformer::judge_writes(Job& job, Shared probe,
                                                           AttemptReport& report) {
    co_await probe->writes()->hold();
    probe->flush();
    const std::string path = files(job.key.drill).ledger(probe->identity().run);
    const std::size_t bytes = size_of(path);
    auto rows = co_await read_rows(job, probe);
    probe->writes()->resume();
    if (!rows) co_return rows.error();
    if (!probe->records_failed().empty()) co_return fail(Errc::io, probe->records_failed());
    const auto work = [&]() {
        return judge_up_to(path, bytes, probe->identity().run, *rows, job.artifacts);
    };
    auto judged = co_await worker_.run(work);
    if (!judged) co_return judged.error();
    report.artifacts = {judged->ledger, judged->rows};
    report.facts = facts_of(judged->figures, *rows);
    report.effect = {rows->taken, rows->taken};
    co_return Result<void>();
}

/// The new primary may need a moment: tries again until the job's time is up.
asio::awaitable<Result<measure::RowsFile>> ProbePerformer::read_rows(Job& job, Shared probe) {
    asio::steady_timer timer(executor_);
    const Nanos until = until_of(job);
    for (;;) {
        const Nanos limit = std::max<Nanos>(until - mono_now(), 100ms);
        const auto store = probe->writes()->writing().make();
        Error error = fail(Errc::timeout, "");
        auto connected = co_await store->connect();
        if (connected) {
            auto rows = co_await store->read_back(limit);
            if (rows) co_return rows;
            error = rows.error();
        } else {
            error = connected.error();
        }
        if (mono_now() >= until || job.cancel->requested()) co_return error;
        co_await pause(timer, 100ms);
    }
}

}  // namespace firedrill::probe
