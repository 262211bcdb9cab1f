// Holds judge() to plain set algebra (as Jepsen's `set` does it), written independently and slowly.
#include "core/measure/writes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

using namespace firedrill;
using namespace firedrill::measure;

namespace {

using Key = std::pair<std::int64_t, std::int64_t>;
using Keys = std::set<Key>;

Keys operator-(const Keys& a, const Keys& b) {
    Keys out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
    return out;
}
Keys operator&(const Keys& a, const Keys& b) {
    Keys out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
    return out;
}
std::int64_t size(const Keys& keys) {
    return static_cast<std::int64_t>(keys.size());
}

struct History {
    std::vector<Write> writes;
    std::vector<Row> rows;
    WriteQuestion question;
};

struct Sets {
    Keys attempted, acked, warned, failed, unsure, read, twice, changed, everywhere;
    std::map<Key, Write> write;
};

Sets sets_of(const History& h) {
    Sets s;
    for (const auto& w : h.writes) {
        const Key key{w.session, w.sequence};
        s.everywhere.insert(key);
        s.write[key] = w;
        if (w.sent <= h.question.window.lo || w.sent > h.question.window.hi) continue;
        s.attempted.insert(key);
        if (w.outcome == WriteClass::ack) s.acked.insert(key);
        if (w.outcome == WriteClass::ack_warning) s.warned.insert(key);
        if (w.outcome == WriteClass::failed) s.failed.insert(key);
        if (w.outcome == WriteClass::unsure) s.unsure.insert(key);
    }
    for (const auto& row : h.rows) {
        const Key key{row.session, row.sequence};
        if (!s.read.insert(key).second) s.twice.insert(key);
        if (row.payload != payload_of(h.question.drill, key.first, key.second))
            s.changed.insert(key);
    }
    return s;
}

std::int64_t holes(const History& h, const Sets& s) {
    std::int64_t count = 0;
    for (const auto& key : s.acked - s.read) {
        const Write& lost = s.write.at(key);
        count += std::any_of(h.writes.begin(), h.writes.end(), [&](const Write& v) {
            const bool acked = v.outcome == WriteClass::ack || v.outcome == WriteClass::ack_warning;
            return acked && v.session == lost.session && v.sent > lost.answered &&
                   s.read.contains({v.session, v.sequence});
        });
    }
    return count;
}

Keys split(const History& h, const Sets& s) {
    Keys out;
    if (!h.question.fault) return out;
    for (const auto& key : s.acked) {
        const Write& w = s.write.at(key);
        if (w.sent <= h.question.fault->hi) continue;
        const bool old =
            h.question.serving ? w.answered < h.question.serving->lo : !s.read.contains(key);
        if (old) out.insert(key);
    }
    return out;
}

/// The age of the first lost write by the formula, or of the last survivor.
std::optional<Interval> age(const History& h, const Sets& s) {
    if (!h.question.fault) return std::nullopt;
    const Interval j = *h.question.fault;
    const Keys lost = (s.acked - s.read) - split(h, s);
    std::optional<Interval> out;
    if (!lost.empty()) {
        Nanos b = Nanos::max();
        Nanos a = Nanos::max();
        for (const auto& key : lost) {
            b = std::min(b, s.write.at(key).answered);
            a = std::min(a, s.write.at(key).sent);
        }
        return Interval{std::max(Nanos{0}, j.lo - b), std::max(Nanos{0}, j.hi - a)};
    }
    for (const auto& key : s.acked & s.read) {
        const Write& w = s.write.at(key);
        if (w.answered < j.lo && (!out || j.hi - w.sent < out->hi))
            out = Interval{Nanos{0}, j.hi - w.sent};
    }
    return out;
}

void compare(const History& h) {
    const Sets s = sets_of(h);
    const WriteFigures f = judge(h.writes, h.rows, h.question);
    REQUIRE(f.attempted == size(s.attempted));
    REQUIRE(f.acked == size(s.acked));
    REQUIRE(f.kept == size(s.acked & s.read));
    REQUIRE(f.lost == size(s.acked - s.read));
    REQUIRE(f.warned_lost == size(s.warned - s.read));
    REQUIRE(f.warned_kept == size(s.warned & s.read));
    REQUIRE(f.recovered == size(s.unsure & s.read));
    REQUIRE(f.unsure_absent == size(s.unsure - s.read));
    REQUIRE(f.phantom == size(s.failed & s.read));
    REQUIRE(f.unexpected == size(s.read - s.everywhere));
    REQUIRE(f.duplicated == size(s.twice & s.attempted));
    REQUIRE(f.changed == size(s.changed & s.attempted));
    REQUIRE(f.holes == holes(h, s));
    REQUIRE(f.split == size(split(h, s)));
    REQUIRE(f.split_lost == size(split(h, s) - s.read));
    REQUIRE(f.rpo_time == age(h, s));
    REQUIRE(static_cast<std::int64_t>(f.lost_writes.size()) == f.lost);
    REQUIRE(f.rpo_count_hi == f.lost + f.warned_lost + f.unsure_absent);
    REQUIRE(f.reused == 0);
}

/// A history in which replication stopped at some time before the fault.
struct Cut {
    History history;
    bool lost = false;
    Nanos age{};  ///< the truth
};

class Random {
public:
    explicit Random(std::uint64_t seed) : random_(seed) {}
    std::int64_t up_to(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n + 1));
    }

    History history() {
        History h;
        h.question.drill = "d";
        const std::int64_t sessions = up_to(4);
        for (std::int64_t c = 0; c < sessions; ++c) session(h, c);
        for (auto n = up_to(2); n > 0; --n) add_row(h, up_to(6), up_to(12));
        std::shuffle(h.rows.begin(), h.rows.end(), random_);
        ask(h);
        return h;
    }

    /// Four writers whose commits fall anywhere between send and answer; what committed after
    /// replication stopped is lost.
    Cut cut() {
        Cut out;
        const Nanos stops{1'000 + up_to(1'000)};
        const Nanos strikes = stops + Nanos{up_to(800)};
        std::optional<Nanos> first_lost;
        for (std::int64_t c = 0; c < 4; ++c)
            if (const auto lost = writer(out.history, c, stops, strikes))
                first_lost = first_lost ? std::min(*first_lost, *lost) : *lost;
        out.lost = first_lost.has_value();
        if (first_lost) out.age = strikes - *first_lost;
        out.history.question = {"d",
                                Interval{strikes - Nanos{up_to(9)}, strikes + Nanos{up_to(9)}},
                                std::nullopt,
                                {Nanos::min(), Nanos::max()}};
        return out;
    }

private:
    /// The first commit that is lost.
    std::optional<Nanos> writer(History& h, std::int64_t c, Nanos stops, Nanos strikes) {
        std::optional<Nanos> lost;
        Nanos at{up_to(50)};
        for (std::int64_t s = 0;; ++s) {
            const Write w{c, s, at, at + Nanos{1 + up_to(90)}, WriteClass::ack};
            if (w.answered >= strikes) return lost;
            const Nanos commit = w.sent + Nanos{up_to((w.answered - w.sent).count())};
            if (commit <= stops)
                h.rows.push_back({c, s, payload_of("d", c, s)});
            else if (!lost || commit < *lost)
                lost = commit;
            at = w.answered + Nanos{up_to(40)};
            h.writes.push_back(w);
        }
    }

    void session(History& h, std::int64_t c) {
        Nanos at{up_to(50)};
        for (auto n = up_to(10), s = std::int64_t{0}; s < n; ++s) {
            Write w{c, s, at, at + Nanos{1 + up_to(20)}, static_cast<WriteClass>(up_to(3))};
            if (w.outcome == WriteClass::unsure) w.answered = Nanos{0};
            at += Nanos{1 + up_to(15)};  // may overlap the one before
            h.writes.push_back(w);
            for (auto copies = up_to(9); copies > 3; copies -= 5) add_row(h, c, s);
        }
    }

    void add_row(History& h, std::int64_t c, std::int64_t s) {
        const bool wrong = up_to(19) == 0;
        h.rows.push_back({c, s, payload_of(wrong ? "other" : "d", c, s)});
    }

    void ask(History& h) {
        h.question.window = {Nanos{up_to(3) == 0 ? up_to(60) : -1},
                             Nanos{up_to(3) == 0 ? 80 : 900}};
        if (up_to(4) == 0) return;
        const Nanos j{up_to(150)};
        h.question.fault = Interval{j, j + Nanos{up_to(10)}};
        if (up_to(2) == 0) return;
        const Nanos e = j + Nanos{up_to(60)};
        h.question.serving = Interval{e, e + Nanos{up_to(10)}};
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("random histories: every class agrees with plain set algebra") {
    const char* wanted = std::getenv("DRILL_HISTORIES");
    const long count = wanted == nullptr ? 200'000 : std::strtol(wanted, nullptr, 10);
    Random random(11);
    for (long round = 0; round < count; ++round) compare(random.history());
}

TEST_CASE("the age of what was lost contains the truth when replication stops before the fault") {
    Random random(12);
    std::int64_t losses = 0;
    for (int round = 0; round < 50'000; ++round) {
        const Cut cut = random.cut();
        const WriteFigures f = judge(cut.history.writes, cut.history.rows, cut.history.question);
        REQUIRE(f.rpo_time.has_value());
        REQUIRE(f.rpo_time->contains(cut.age));
        REQUIRE((f.lost > 0) == cut.lost);
        if (cut.lost) ++losses;
    }
    CHECK(losses > 30'000);
}
