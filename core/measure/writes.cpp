#include "core/measure/writes.hpp"

#include "core/base/assert.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace firedrill::measure {
namespace {

using namespace std::chrono_literals;

/// Where the write of a key stands. Sequences are dense, so a table per session does; one that is
/// not dense (never written by us) falls back to a map instead of taking memory.
class Index {
public:
    explicit Index(std::size_t writes) : dense_max_(static_cast<std::int64_t>(writes)) {}

    /// False if the key is taken.
    bool add(std::int64_t session, std::int64_t sequence, std::size_t place) {
        if (sequence < 0 || sequence >= dense_max_)
            return others_.try_emplace({session, sequence}, place).second;
        auto& table = sessions_[session];
        const auto at = static_cast<std::size_t>(sequence);
        if (at >= table.size()) table.resize(at + 1, nowhere);
        if (table[at] != nowhere) return false;
        table[at] = place;
        return true;
    }

    std::optional<std::size_t> find(std::int64_t session, std::int64_t sequence) const {
        if (sequence < 0 || sequence >= dense_max_) {
            const auto found = others_.find({session, sequence});
            return found == others_.end() ? std::nullopt : std::optional(found->second);
        }
        const auto table = sessions_.find(session);
        const auto at = static_cast<std::size_t>(sequence);
        if (table == sessions_.end() || at >= table->second.size() || table->second[at] == nowhere)
            return std::nullopt;
        return table->second[at];
    }

private:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    std::int64_t dense_max_;
    std::unordered_map<std::int64_t, std::vector<std::size_t>> sessions_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> others_;
};

/// What the read-back said about one write.
struct Presence {
    unsigned char seen = 0;  ///< 0, 1, 2 or more
    bool changed = false;
    bool reused = false;  ///< a second write under a taken key: judged by nobody
};

class Judge {
public:
    Judge(const std::vector<Write>& writes, const WriteQuestion& question)
        : writes_(writes), question_(question), index_(writes.size()), presence_(writes.size()) {
        for (std::size_t i = 0; i < writes.size(); ++i)
            presence_[i].reused = !index_.add(writes[i].session, writes[i].sequence, i);
    }

    void read_back(const std::vector<Row>& rows) {
        std::vector<std::pair<std::int64_t, std::int64_t>> foreign;
        for (const auto& row : rows) {
            const auto place = index_.find(row.session, row.sequence);
            if (!place) {
                foreign.emplace_back(row.session, row.sequence);
                continue;
            }
            Presence& presence = presence_[*place];
            if (presence.seen < 2) ++presence.seen;
            if (row.payload != payload_of(question_.drill, row.session, row.sequence))
                presence.changed = true;
        }
        std::sort(foreign.begin(), foreign.end());
        figures_.unexpected = std::unique(foreign.begin(), foreign.end()) - foreign.begin();
        figures_.present = figures_.unexpected;
    }

    WriteFigures figures() {
        for (std::size_t i = 0; i < writes_.size(); ++i)
            if (judged(i)) count(i);
        count_holes();
        std::sort(figures_.lost_writes.begin(), figures_.lost_writes.end(),
                  [](const Write& a, const Write& b) {
                      return std::pair(a.answered, a.sent) < std::pair(b.answered, b.sent);
                  });
        figures_.rpo_count_lo = figures_.lost;
        figures_.rpo_count_hi = figures_.lost + figures_.warned_lost + figures_.unsure_absent;
        measure_time();
        check();
        return std::move(figures_);
    }

private:
    bool judged(std::size_t i) const {
        return writes_[i].sent > question_.window.lo && writes_[i].sent <= question_.window.hi;
    }

    void count(std::size_t i) {
        const Write& write = writes_[i];
        const Presence& presence = presence_[i];
        if (presence.reused) {
            ++figures_.reused;
            return;
        }
        const bool present = presence.seen > 0;
        ++figures_.attempted;
        if (present) ++figures_.present;
        if (presence.seen > 1) ++figures_.duplicated;
        if (presence.changed) ++figures_.changed;
        switch (write.outcome) {
            case WriteClass::ack: count_acked(write, present); break;
            case WriteClass::ack_warning:
                ++figures_.acked_warning;
                ++(present ? figures_.warned_kept : figures_.warned_lost);
                break;
            case WriteClass::failed:
                ++figures_.failed;
                if (present) ++figures_.phantom;
                break;
            case WriteClass::unsure:
                ++figures_.unsure;
                ++(present ? figures_.recovered : figures_.unsure_absent);
                break;
        }
    }

    void count_acked(const Write& write, bool present) {
        ++figures_.acked;
        ++(present ? figures_.kept : figures_.lost);
        if (!present) figures_.lost_writes.push_back(write);
        if (is_split(write, present)) {
            ++figures_.split;
            if (!present) ++figures_.split_lost;
        }
        if (!question_.fault) return;
        const Interval& fault = *question_.fault;
        if (write.answered >= fault.lo - 60s && write.answered <= fault.hi) ++figures_.window_acked;
    }

    bool is_split(const Write& write, bool present) const {
        if (!question_.fault || write.sent <= question_.fault->hi) return false;
        return question_.serving ? write.answered < question_.serving->lo : !present;
    }

    /// A lost write is a hole if a later acknowledged one of its session survived.
    void count_holes() {
        if (figures_.lost == 0) return;
        std::unordered_map<std::int64_t, Nanos> latest;  // a_v of surviving acknowledged writes
        for (std::size_t i = 0; i < writes_.size(); ++i) {
            const bool acked = writes_[i].outcome == WriteClass::ack ||
                               writes_[i].outcome == WriteClass::ack_warning;
            if (!acked || presence_[i].seen == 0) continue;
            const auto [place, added] = latest.try_emplace(writes_[i].session, writes_[i].sent);
            if (!added) place->second = std::max(place->second, writes_[i].sent);
        }
        for (const auto& lost : figures_.lost_writes) {
            const auto survivor = latest.find(lost.session);
            if (survivor != latest.end() && survivor->second > lost.answered) ++figures_.holes;
        }
    }

    void measure_time() {
        if (!question_.fault) return;
        const Interval& fault = *question_.fault;
        measure_doubt(fault.hi);
        const std::optional<Nanos> canary = last_survivor_before(fault.lo);
        if (canary) figures_.resolution = fault.hi - *canary;
        std::optional<Nanos> first_answer;
        Nanos first_send = Nanos::max();
        for (const auto& lost : figures_.lost_writes) {
            if (is_split(lost, false)) continue;
            if (!first_answer) first_answer = lost.answered;
            first_send = std::min(first_send, lost.sent);
        }
        if (first_answer)
            figures_.rpo_time = Interval{std::max(Nanos{0}, fault.lo - *first_answer),
                                         std::max(Nanos{0}, fault.hi - first_send)};
        else if (figures_.resolution)
            figures_.rpo_time = Interval{Nanos{0}, *figures_.resolution};
    }

    /// The age of the oldest warned write that is absent.
    void measure_doubt(Nanos fault) {
        for (std::size_t i = 0; i < writes_.size(); ++i) {
            const Write& write = writes_[i];
            const bool warned = write.outcome == WriteClass::ack_warning;
            if (!judged(i) || !warned || presence_[i].seen > 0) continue;
            const Nanos age = std::max(Nanos{0}, fault - write.sent);
            figures_.doubtful_age = std::max(figures_.doubtful_age.value_or(Nanos{0}), age);
        }
    }

    /// a_p of the last surviving write that was acknowledged before the fault.
    std::optional<Nanos> last_survivor_before(Nanos fault) const {
        std::optional<Nanos> out;
        for (std::size_t i = 0; i < writes_.size(); ++i) {
            const Write& write = writes_[i];
            if (!judged(i) || write.outcome != WriteClass::ack || presence_[i].seen == 0 ||
                write.answered >= fault)
                continue;
            out = out ? std::max(*out, write.sent) : write.sent;
        }
        return out;
    }

    /// measurement.md (d) 6: what was counted twice on different ways must agree.
    void check() const {
        const WriteFigures& f = figures_;
        DRILL_ASSERT(f.attempted == f.acked + f.acked_warning + f.failed + f.unsure);
        DRILL_ASSERT(f.acked == f.kept + f.lost);
        DRILL_ASSERT(f.present == f.kept + f.warned_kept + f.recovered + f.phantom + f.unexpected);
    }

    const std::vector<Write>& writes_;
    const WriteQuestion& question_;
    Index index_;
    std::vector<Presence> presence_;
    WriteFigures figures_;
};

}  // namespace

std::string payload_of(std::string_view drill, std::int64_t session, std::int64_t sequence) {
    fmt::basic_memory_buffer<char, 128> text;
    fmt::format_to(std::back_inserter(text), "{}/{}/{}", drill, session, sequence);
    return xxh3_128_hex({text.data(), text.size()});
}

WriteFigures judge(const std::vector<Write>& writes, const std::vector<Row>& rows,
                   const WriteQuestion& question) {
    Judge judge(writes, question);
    judge.read_back(rows);
    return judge.figures();
}

std::int64_t zero_loss_bound_ppm(std::int64_t n) {
    if (n <= 3) return 1'000'000;
    return (3'000'000 + n - 1) / n;
}

}  // namespace firedrill::measure
