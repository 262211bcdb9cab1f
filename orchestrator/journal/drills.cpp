#include "orchestrator/journal/drills.hpp"

#include "core/base/canonical_reader.hpp"
#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/snapshots.hpp"

#include <algorithm>

namespace firedrill::journal {

namespace {

constexpr std::string_view prefix = "drill/";

/// From the first and the last record: a drill may have a million of them.
Result<DrillSummary> summarise(const Store& store, const std::string& id) {
    DRILL_TRY(first_entry, read_entry(store.journal(id), stream_of(id), 1));
    DRILL_TRY(last_entry, read_last(store.journal(id), stream_of(id)));
    DRILL_TRY(first, decode(first_entry.body));
    const auto* started = std::get_if<drill::DrillStarted>(&first.event);
    if (started == nullptr)
        return fail(Errc::corrupt, "journal: drill " + id + " does not begin with its start");
    DrillSummary summary{.id = id,
                         .scenario = started->plan.scenario,
                         .variant = started->plan.variant,
                         .started = first.at.wall,
                         .by = started->by};
    // Only the end of an ended drill is of interest; a drill may end, go on and end again.
    DRILL_TRY(last, decode(last_entry.body));
    if (const auto* ended = std::get_if<drill::DrillEnded>(&last.event)) {
        summary.ended = last.at.wall;
        summary.ending = ended->ending;
        summary.why = ended->why;
    }
    return summary;
}

}  // namespace

std::string stream_of(const std::string& drill) {
    return std::string(prefix) + drill;
}

std::string encode(const drill::Record& record) {
    return canonical(to_json(record));
}

Result<drill::Record> decode(const std::string& body) {
    drill::Record record;
    if (read_canonical(body, record)) return record;
    DRILL_TRY(value, parse_json(body));
    return from_json<drill::Record>(value);
}

Result<Place> read_records(const Store& store, const std::string& drill, Place behind,
                           const std::function<Result<void>(drill::Record&&)>& each) {
    const auto take = [&](const Entry& entry) -> Result<void> {
        DRILL_TRY(record, decode(entry.body));
        if (record.seq != entry.seq)
            return fail(Errc::corrupt, "journal: drill " + drill + ", record " +
                                           std::to_string(entry.seq) + " carries another number");
        return each(std::move(record));
    };
    const bool whole = behind.seq == 0;
    auto read = read_entries(store.journal(drill), stream_of(drill), std::move(behind), take);
    if (!read && read.error().code != Errc::not_found) return read.error();
    if (!read || (whole && read->seq == 0))
        return fail(Errc::not_found,
                    "there is no drill " + drill + " in " + store.directory.string(),
                    "firedrill status lists the drills");
    return std::move(*read);
}

Result<DrillLog> read_drill(const Store& store, const std::string& drill) {
    DrillLog log;
    const auto keep = [&](drill::Record&& record) -> Result<void> {
        log.records.push_back(std::move(record));
        return {};
    };
    DRILL_TRY(last, read_records(store, drill, {}, keep));
    log.head = std::move(last.hash);
    return log;
}

Result<DrillReached> read_state(const Store& store, const std::string& drill,
                                const std::string& version) {
    DrillReached reached;
    Place behind;
    if (auto snapshot = last_snapshot(store, drill, version)) {
        reached = {.drill = std::move(snapshot->drill), .snapshot = snapshot->at.seq};
        behind = std::move(snapshot->at);
    }
    const auto fold = [&](drill::Record&& record) {
        return drill::apply_checked(reached.drill, record);
    };
    DRILL_TRY(last, read_records(store, drill, std::move(behind), fold));
    reached.head = std::move(last.hash);
    return reached;
}

Result<std::vector<DrillSummary>> list_drills(const Store& store) {
    std::error_code ec;
    std::vector<DrillSummary> drills;
    for (const auto& entry : std::filesystem::directory_iterator(store.drills(), ec)) {
        const std::string id = entry.path().filename().string();
        auto summary = summarise(store, id);
        // a name that was given out, for a start that never came to the journal
        if (!summary && summary.error().code == Errc::not_found) continue;
        if (!summary)
            return fail(summary.error().code, "drill " + id + ": " + summary.error().what,
                        summary.error().remedy);
        drills.push_back(std::move(*summary));
    }
    std::ranges::sort(drills, {},
                      [](const auto& drill) { return std::pair(drill.started, drill.id); });
    return drills;
}

Result<std::vector<DrillSummary>> list_starts(const Store& store, const std::string& scenario) {
    DRILL_TRY(drills, list_drills(store));
    std::erase_if(drills, [&](const DrillSummary& drill) { return drill.scenario != scenario; });
    return std::move(drills);
}

Result<std::string> find_drill(const Store& store, const std::string& wanted) {
    if (!wanted.empty() && may_be_name(wanted)) {
        // What is wrong with it, or with another one, shows to whoever reads that.
        const auto first = read_entry(store.journal(wanted), stream_of(wanted), 1);
        if (first || first.error().code != Errc::not_found) return wanted;
    }
    DRILL_TRY(drills, list_drills(store));
    if (drills.empty())
        return fail(Errc::not_found, "no drill was run in this workspace yet",
                    "firedrill run SCENARIO starts one");
    if (wanted.empty()) return drills.back().id;
    return fail(Errc::not_found, "there is no drill " + wanted,
                "the last one is " + drills.back().id);
}

}  // namespace firedrill::journal
