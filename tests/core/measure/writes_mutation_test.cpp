// Damages to a clean history of drill writes: each is found as exactly its own class, with its
// exact count, and as nothing else.
#include "core/measure/writes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <random>

using namespace firedrill;
using namespace firedrill::measure;

namespace {

constexpr Nanos strikes{1'000'000};
constexpr Nanos serves{1'100'000};

struct History {
    std::vector<Write> writes;
    std::vector<Row> rows;
    WriteQuestion question{
        "d", Interval{strikes, strikes}, Interval{serves, serves}, {Nanos::min(), Nanos::max()}};
};

Row row_of(const Write& write) {
    return {write.session, write.sequence, payload_of("d", write.session, write.sequence)};
}

class Maker {
public:
    explicit Maker(std::uint64_t seed) : random_(seed) {}

    std::int64_t up_to(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n + 1));
    }

    /// Sessions that ended before the fault; all acknowledged, all there.
    History clean() {
        History out;
        const std::int64_t sessions = 2 + up_to(3);
        for (std::int64_t session = 1; session <= sessions; ++session) {
            Nanos at{up_to(1'000)};
            for (std::int64_t n = 5 + up_to(20), sequence = 0; sequence < n; ++sequence) {
                const Write write{session, sequence, at, at + Nanos{1 + up_to(300)},
                                  WriteClass::ack};
                at = write.answered + Nanos{1 + up_to(500)};
                out.writes.push_back(write);
                out.rows.push_back(row_of(write));
            }
        }
        return out;
    }

    std::size_t pick(std::size_t count) {
        return static_cast<std::size_t>(up_to(static_cast<std::int64_t>(count) - 1));
    }

private:
    std::mt19937_64 random_;
};

/// The fields that are not 0 in a clean history, made comparable.
struct Found {
    std::int64_t lost, holes, warned_lost, recovered, phantom, unexpected, duplicated, changed,
        split, split_lost, reused, unsure_absent;
    bool operator==(const Found&) const = default;
};

Found found_in(const History& h) {
    const WriteFigures f = judge(h.writes, h.rows, h.question);
    return {f.lost,       f.holes,   f.warned_lost, f.recovered,  f.phantom, f.unexpected,
            f.duplicated, f.changed, f.split,       f.split_lost, f.reused,  f.unsure_absent};
}

void drop_row(History& h, const Write& write) {
    std::erase_if(h.rows, [&](const Row& row) {
        return row.session == write.session && row.sequence == write.sequence;
    });
}

using Damage = std::function<Found(History&, Maker&)>;

Found drop_the_end_of_a_session(History& h, Maker& make) {
    const Write last = h.writes.back();
    const std::int64_t count = 1 + make.up_to(last.sequence);
    for (std::int64_t i = 0; i < count; ++i)
        drop_row(h, h.writes[h.writes.size() - 1 - static_cast<std::size_t>(i)]);
    return {.lost = count};
}
Found drop_a_middle_row(History& h, Maker&) {
    drop_row(h, h.writes[2]);
    return {.lost = 1, .holes = 1};
}
Found drop_a_session(History& h, Maker&) {
    const std::int64_t session = h.writes.back().session;
    const auto count =
        std::erase_if(h.rows, [&](const Row& row) { return row.session == session; });
    return {.lost = static_cast<std::int64_t>(count)};
}
Found repeat_rows(History& h, Maker& make) {
    const std::size_t row = make.pick(h.rows.size());
    for (auto copies = make.up_to(3); copies >= 0; --copies) h.rows.push_back(h.rows[row]);
    return {.duplicated = 1};
}
Found raise_a_failed_one(History& h, Maker& make) {
    h.writes[make.pick(h.writes.size())].outcome = WriteClass::failed;
    return {.phantom = 1};
}
Found add_a_foreign_row(History& h, Maker& make) {
    h.rows.push_back({90 + make.up_to(5), make.up_to(5), "x"});
    return {.unexpected = 1};
}
Found flip_a_payload(History& h, Maker& make) {
    h.rows[make.pick(h.rows.size())].payload[3] ^= 1;
    return {.changed = 1};
}
/// The digest names session and sequence, so that rows under another's key show.
Found swap_two_sessions(History& h, Maker&) {
    std::int64_t changed = 0;
    const auto length = [&](std::int64_t session) {
        return std::ranges::count(h.writes, session, &Write::session);
    };
    const std::int64_t common = std::min(length(1), length(2));
    for (auto& row : h.rows) {
        if (row.session > 2 || row.sequence >= common) continue;
        row.session = 3 - row.session;
        ++changed;
    }
    return {.changed = changed};
}
Found answer_nothing(History& h, Maker& make) {
    Write& write = h.writes[make.pick(h.writes.size())];
    write.outcome = WriteClass::unsure;
    write.answered = Nanos{0};
    return {.recovered = 1};
}
Found answer_nothing_and_drop(History& h, Maker& make) {
    Write& write = h.writes[make.pick(h.writes.size())];
    write.outcome = WriteClass::unsure;
    write.answered = Nanos{0};
    drop_row(h, write);
    return {.unsure_absent = 1};
}
Found warn_and_drop(History& h, Maker& make) {
    Write& write = h.writes[make.pick(h.writes.size())];
    write.outcome = WriteClass::ack_warning;
    drop_row(h, write);
    return {.warned_lost = 1};
}
/// The old primary went on beside the new one, and what it took is gone.
Found two_primaries(History& h, Maker& make) {
    const std::int64_t count = 1 + make.up_to(9);
    for (std::int64_t i = 0; i < count; ++i)
        h.writes.push_back(
            {50, i, strikes + Nanos{10 + i}, strikes + Nanos{20 + i}, WriteClass::ack});
    return {.lost = count, .split = count, .split_lost = count};
}
Found log_a_number_twice(History& h, Maker& make) {
    h.writes.push_back(h.writes[make.pick(h.writes.size())]);
    return {.reused = 1};
}

const std::pair<const char*, Damage> damages[] = {
    {"the end of a session is missing", drop_the_end_of_a_session},
    {"a row in the middle is missing", drop_a_middle_row},
    {"a session is missing", drop_a_session},
    {"a row is there several times", repeat_rows},
    {"a refused write is there", raise_a_failed_one},
    {"a row that nobody wrote", add_a_foreign_row},
    {"a payload is another", flip_a_payload},
    {"two sessions are exchanged", swap_two_sessions},
    {"an unanswered write is there", answer_nothing},
    {"an unanswered write is not there", answer_nothing_and_drop},
    {"a write that was warned of is missing", warn_and_drop},
    {"two primaries took writes", two_primaries},
    {"a number stands in the ledger twice", log_a_number_twice},
};

}  // namespace

TEST_CASE("each damage to a clean history is found as its class, exactly, and as nothing else") {
    Maker make(21);
    for (int round = 0; round < 2'000; ++round) {
        const History clean = make.clean();
        REQUIRE(found_in(clean) == Found{});
        for (const auto& [name, damage] : damages) {
            History damaged = clean;
            const Found expected = damage(damaged, make);
            INFO(name << " in round " << round);
            REQUIRE(found_in(damaged) == expected);
        }
    }
}
