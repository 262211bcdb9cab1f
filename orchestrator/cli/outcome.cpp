#include "orchestrator/cli/outcome.hpp"

#include "orchestrator/cli/workspace.hpp"
#include "orchestrator/journal/snapshots.hpp"
#include "reports/render.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firedrill::cli {

namespace {

drill::ReadArtifact reader(const journal::Store& store) {
    return [artifacts = store.artifacts()](const Artifact& artifact) {
        return artifacts.read(artifact);
    };
}

/// A snapshot that stood for other states than the records make: whoever went on from it went
/// astray.
class NotedStates {
public:
    NotedStates(const journal::Store& store, const std::string& drill)
        : notes_(journal::read_notes(store, drill)), next_(notes_.begin()) {}

    Result<void> compare(const drill::Drill& drill) {
        if (next_ == notes_.end() || next_->seq != drill.last_seq) return {};
        const journal::SnapshotNote& note = *next_++;
        if (note.version != DRILL_VERSION || note.state == drill::state_hash(drill)) return {};
        return fail(Errc::corrupt,
                    fmt::format("journal: drill {}: the snapshot at record {} was of another state "
                                "than the records make",
                                drill.id, note.seq),
                    "do not trust what was done after a resume from it");
    }

private:
    std::vector<journal::SnapshotNote> notes_;
    std::vector<journal::SnapshotNote>::const_iterator next_;
};

/// Every start of the scenario, assessed as this one is; one that cannot be read is left out.
reports::History history(const journal::Store& store, const std::string& scenario) {
    reports::History out;
    const auto starts = journal::list_starts(store, scenario);
    if (!starts) return out;
    for (const auto& start : *starts) {
        const auto run = load_run(store, start.id);
        if (!run) continue;
        const auto assessment = assess(store, *run);
        out.push_back({.drill = start.id,
                       .started = start.started,
                       .ending = run->drill.ending,
                       .overall = assessment.overall,
                       .services = assessment.services});
    }
    return out;
}

}  // namespace

Result<DrillAsRun> load_run(const journal::Store& store, const std::string& id) {
    DRILL_TRY(log, journal::read_drill(store, id));
    DrillAsRun run{.records = std::move(log.records), .head = std::move(log.head)};
    NotedStates noted(store, id);
    for (const auto& record : run.records) {
        drill::apply(run.drill, record);
        DRILL_CHECK(noted.compare(run.drill));
    }
    return run;
}

drill::Assessment assess(const journal::Store& store, const DrillAsRun& run) {
    return drill::assess(run.drill, run.records, reader(store));
}

reports::Report make_report(const journal::Store& store, const DrillAsRun& run,
                            const drill::Assessment& assessment, Nanos generated) {
    const Nanos began = run.drill.started ? run.drill.started->wall : generated;
    const reports::Circumstances circumstances{
        .history = history(store, run.drill.plan.scenario),
        .evidence = {.journal_head = run.head,
                     .events = static_cast<std::int64_t>(run.records.size())},
        .series = reports::write_series(run.drill, run.records, assessment, reader(store)),
        .minutes_east = minutes_east(run.drill.plan.timezone, began),
        .generated = generated};
    return reports::build_report(run.drill, run.records, assessment, circumstances);
}

Result<ReportFiles> write_reports(const journal::Store& store, const reports::Report& report,
                                  Languages languages) {
    const auto base = store.reports() / report.drill;
    ReportFiles files{.html = base.string() + ".html", .json = base.string() + ".json"};
    DRILL_CHECK(write_file(files.html, reports::render_html(report, languages)));
    DRILL_CHECK(write_file(files.json, reports::render_json(report)));
    return files;
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
    const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
    const int descriptor =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    bool good = descriptor >= 0;
    while (good && !bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        good = count > 0 || (count < 0 && errno == EINTR);
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    if (descriptor >= 0 && ::close(descriptor) != 0) good = false;
    if (good && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
    return fail(Errc::io, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

}  // namespace firedrill::cli
