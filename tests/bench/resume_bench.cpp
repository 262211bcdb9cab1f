// Taking over a drill of a million records (read, chain verified, parsed, each wish checked against
// decide(), state rebuilt) beside a bare SQLite stream of the same rows: sqlite3_step, every column
// read. Both in each round, in one process; prints the medians and their ratio, and ends with 1 if
// a limit is passed. Then the same from a snapshot that lies 10,000 records back.
//
// The drill: 2,000 steps on 200 hosts, ten after one another on each, every fourth tried again
// once. Clocks are asked every 10 s on 200 links for 13 hours: 94 % of the records. One in twenty
// records is a probe that changed (1 %), a host that came and went, a timer, or a note; the
// attempts' reports carry output as programs write it.
#include "core/drill/drill.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/snapshots.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

using namespace firedrill;

namespace {

constexpr std::int64_t records_wanted = 1'000'000;
constexpr int hosts = 200;
constexpr int waves = 10;
constexpr double limit = 12;
constexpr double snapshot_limit_ms = 1'000;
constexpr int rounds = 5;
constexpr const char* version = "bench";
constexpr const char* drill_id = "primary-loss-2027-01-09-1";

plan::Plan long_plan() {
    plan::Plan plan{.workspace = "bench", .scenario = "primary-loss"};
    for (int host = 0; host < hosts; ++host)
        plan.hosts.push_back({.id = fmt::format("host-{:03}", host), .has_agent = true});
    for (int wave = 0; wave < waves; ++wave)
        for (int host = 0; host < hosts; ++host) {
            plan::Step step{.id = fmt::format("step-{}@host-{:03}", wave, host),
                            .host = fmt::format("host-{:03}", host)};
            step.action = plan::Run{.argv = {"/usr/local/bin/switch", "--wave", "now"}};
            step.timeout = std::chrono::seconds{60};
            step.retries = 1;
            if (wave > 0) step.needs = {fmt::format("step-{}@host-{:03}", wave - 1, host)};
            plan.steps.push_back(std::move(step));
        }
    return plan;
}

/// Writes what an orchestrator would have written.
class Author {
public:
    explicit Author(journal::Store store) : store_(std::move(store)) {
        journal::create_drill(store_, drill_id).value();
        journal_ = journal::Journal::open(store_.journal(drill_id)).value();
        snapshots_ = std::make_unique<journal::SnapshotWriter>(
            journal::SnapshotSettings{.store = store_, .version = version}, *journal_, 0);
    }
    ~Author() { snapshots_->wait(); }
    Author(const Author&) = delete;
    Author& operator=(const Author&) = delete;

    void write() {
        happen(drill::DrillStarted{.drill = drill_id, .plan_hash = "h", .plan = long_plan()});
        while (drill_.last_seq < records_wanted - 1) {
            const bool attempt = drill_.last_seq % (records_wanted / (waves * hosts * 2)) == 1;
            if (attempt) carry_out();
            happen(attempt ? drill::Event{drill::Noted{.text = "as planned"}} : any_event());
        }
        flush();
    }

private:
    /// The next wish that decide() has.
    void carry_out() {
        for (const auto& wish : drill::decide(drill_)) {
            const auto* execute = std::get_if<drill::Execute>(&wish);
            if (execute == nullptr) continue;
            const AttemptKey key = execute->key;
            const bool fails = ++attempts_ % 4 == 0 && key.attempt == 1;
            happen(drill::AttemptIntended{.key = key, .epoch = 1});
            happen(drill::AttemptEnded{
                key,
                {.outcome = fails ? Outcome::failed : Outcome::succeeded,
                 .reason = fails ? "exit 1" : "",
                 .host = drill::find_step(drill_, key.step)->host,
                 .boot = boot,
                 .started = mono_,
                 .ended = mono_,
                 .exit = fails ? 1 : 0,
                 .output = "server promoting\nwaiting for server to promote.... done\n",
                 .output_bytes = 57}});
            return;
        }
    }
    drill::Event any_event() {
        const std::int64_t n = drill_.last_seq;
        const std::string host = fmt::format("host-{:03}", n % hosts);
        const auto kind = n % 100;
        if (kind == 1)
            return drill::ProbeChanged{
                .probe = "client", .up = n % 200 == 1, .boot = boot, .at = {mono_, mono_}};
        if (kind == 2 && n % 1000 == 2) return drill::ContactLost{.host = host, .why = "EOF"};
        if (kind == 2 && n % 1000 == 202)
            return drill::ContactMade{.host = fmt::format("host-{:03}", (n - 200) % hosts),
                                      .boot = boot};
        if (kind == 3) return drill::TimerFired{.timer = "guard step"};
        return drill::ClockSampled{.host = host,
                                   .boot = boot,
                                   .sample = {.t1 = mono_,
                                              .t2 = mono_ + Nanos{170'000},
                                              .t3 = mono_ + Nanos{171'000},
                                              .t4 = mono_ + Nanos{350'000}}};
    }
    void happen(drill::Event event) {
        mono_ += std::chrono::milliseconds{47};
        const drill::Record record{
            .seq = drill_.last_seq + 1,
            .at = {.host = "orchestrator", .boot = boot, .mono = mono_, .wall = mono_},
            .event = std::move(event)};
        drill::apply(drill_, record);
        bodies_.push_back(journal::encode(record));
        if (bodies_.size() == 5'000) flush();
    }
    void flush() {
        const auto first = drill_.last_seq - static_cast<std::int64_t>(bodies_.size()) + 1;
        journal_
            ->append_now({.stream = journal::stream_of(drill_id),
                          .first_seq = first,
                          .bodies = std::exchange(bodies_, {})})
            .value();
        snapshots_->wait();
        if (drill_.last_seq > records_wanted - 15'000) return;
        snapshots_->consider(drill_);
    }

    static constexpr const char* boot = "7d3f1a52-6c1e-4a0b-9a34-0f6f2b9d7c11";
    journal::Store store_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::SnapshotWriter> snapshots_;
    drill::Drill drill_;
    std::vector<std::string> bodies_;
    Nanos mono_ = std::chrono::hours{100};
    int attempts_ = 0;
};

template <class F>
double milliseconds_of(F&& work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
        .count();
}

/// What no reader can do without.
std::int64_t stream_rows(const journal::Store& store) {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::int64_t bytes = 0;
    sqlite3_open_v2(store.journal(drill_id).c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(database,
                       "SELECT stream, seq, prev, hash, body FROM events "
                       "WHERE stream = ?1 ORDER BY seq",
                       -1, &statement, nullptr);
    const std::string stream = journal::stream_of(drill_id);
    sqlite3_bind_text(statement, 1, stream.c_str(), -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int column = 0; column < 5; ++column)
            bytes += column == 1 ? sqlite3_column_int64(statement, column) > 0
                                 : sqlite3_column_text(statement, column)[0] != 0 &&
                                       sqlite3_column_bytes(statement, column) > 0;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return bytes;
}

void take_over(const journal::Store& store, bool from_snapshot) {
    const auto reached = journal::read_state(store, drill_id, from_snapshot ? version : "other");
    const bool good = reached && reached->drill.last_seq >= records_wanted - 1 &&
                      (reached->snapshot > 0) == from_snapshot;
    if (good) return;
    fmt::print(stderr, "{}\n", reached ? "not from there" : describe(reached.error()));
    std::exit(1);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main() {
    const TemporaryDirectory place;
    const auto store = journal::create_store(place.path() / ".firedrill").value();
    Author(store).write();
    stream_rows(store);  // the cache is warm for both
    std::vector<double> bare, resume, ratio, snapshot;
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(milliseconds_of([&] { stream_rows(store); }));
        resume.push_back(milliseconds_of([&] { take_over(store, false); }));
        snapshot.push_back(milliseconds_of([&] { take_over(store, true); }));
        ratio.push_back(resume.back() / bare.back());
        fmt::print("round {}: bare stream {:.0f} ms, resume {:.0f} ms, from snapshot {:.0f} ms\n",
                   round + 1, bare.back(), resume.back(), snapshot.back());
    }
    fmt::print(
        "{} records: bare stream {:.0f} ms, resume {:.0f} ms, ratio {:.2f} (limit {}); from a "
        "snapshot {:.0f} ms (limit {})\n",
        records_wanted, median(bare), median(resume), median(ratio), limit, median(snapshot),
        snapshot_limit_ms);
    return median(ratio) <= limit && median(snapshot) <= snapshot_limit_ms ? 0 : 1;
}
