#include "core/base/hash.hpp"
#include "core/drill/drill.hpp"

#include <type_traits>

namespace firedrill::drill {

namespace {

/// Every item with its length or a fixed width, so that two states never spell the same bytes.
class Bytes {
public:
    template <class T>
        requires std::is_integral_v<T> || std::is_enum_v<T>
    Bytes& operator<<(T value) {
        const auto number = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
        for (unsigned shift = 0; shift < 64; shift += 8)
            out_ += static_cast<char>((number >> shift) & 0xffU);
        return *this;
    }
    Bytes& operator<<(Nanos value) { return *this << value.count(); }
    Bytes& operator<<(const std::string& text) {
        *this << text.size();
        out_ += text;
        return *this;
    }
    Bytes& operator<<(const Instant& at) {
        return *this << at.host << at.boot << at.mono << at.wall;
    }
    template <class T>
    Bytes& operator<<(const std::optional<T>& item) {
        *this << item.has_value();
        return item ? *this << *item : *this;
    }
    const std::string& str() const { return out_; }

private:
    std::string out_;
};

void add(Bytes& out, const StepState& state) {
    out << state.status << state.undo << state.attempt << state.check_attempt << state.undo_attempt
        << state.began << state.ended << state.report.outcome << state.report.reason
        << state.report.output << state.report.refused << state.option << state.why
        << state.under_way << state.ask << state.since << state.ask_since << state.due
        << state.began_seq << state.ended_seq << state.failures << state.check_failures
        << state.undo_failures << state.never_seen << state.touched << state.may_have_happened
        << state.cleared << state.undo_again << state.said_by << state.to_skip << state.told
        << state.presumed << state.unheard << state.answers.size();
    for (const auto& answer : state.answers)
        out << answer.answer << answer.option << answer.by.person << answer.by.proof;
}

}  // namespace

std::string state_hash(const Drill& drill) {
    Bytes out;
    out << drill.id << drill.plan_hash << drill.started_by.person << drill.approvals_waived
        << drill.epoch << drill.status << drill.ending << drill.why << drill.started << drill.now
        << drill.last_seq << drill.time << drill.machine_time << drill.waited_for_people
        << drill.waited_in_pauses << drill.waited_in_holds << drill.pause.has_value()
        << drill.start_name << drill.recovery.has_value()
        << (drill.pause ? drill.pause->since : Nanos{}) << drill.resumed
        << drill.machine_time_resumed << drill.undo_after_point << drill.steps.size();
    for (const auto& [id, state] : drill.steps) add(out << id, state);
    for (const auto& [id, probe] : drill.probes)
        out << id << probe.up << probe.since << probe.since_time;
    for (const auto& [condition, guard] : drill.guards)
        out << condition << guard.reading << guard.value << guard.since;
    for (const auto& [host, made] : drill.contact) out << host << made;
    for (const auto& [host, since] : drill.lost) out << host << since;
    for (const auto& step : drill.reverted) out << step;
    return xxh3_128_hex(out.str());
}

}  // namespace firedrill::drill
