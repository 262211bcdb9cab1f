#include "orchestrator/cli/verdict.hpp"

#include "core/base/format.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/backup_text.hpp"
#include "orchestrator/cli/baseline_text.hpp"
#include "orchestrator/cli/by_hand_text.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/verdict_texts.hpp"
#include "reports/backup_texts.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firedrill::cli {

namespace {

namespace texts = verdict_texts;

std::string baseline_text(const VerdictInput& in) {
    if (!in.assessment.baseline_compared) return say(in.language, texts::baseline_unknown);
    const auto unexpected = std::ranges::count_if(
        in.assessment.baseline, [](const auto& difference) { return !difference.expected; });
    return unexpected == 0 ? say(in.language, texts::baseline_reached)
                           : say(in.language, texts::baseline_differs, unexpected);
}

std::string headline(const VerdictInput& in) {
    const auto& drill = in.drill;
    const std::string at = drill.now ? time_of_day(drill.now->wall, in.minutes_east, 0) : "?";
    std::string out;
    if (drill.ending && *drill.ending != drill::Ending::completed) {
        const std::string word = say(in.language, reports::word(*drill.ending));
        out = say(in.language, texts::ended_early, drill.id, word, at,
                  drill::reason_in(in.language, drill.why)) +
              "\n";
    } else if (drill.plan.backup) {
        out = say(in.language, reports::backup_texts::head, drill.id, at) + "\n";
    } else {
        out = say(in.language, texts::ended, drill.id, at) + baseline_text(in) +
              say(in.language,
                  in.assessment.services.size() == 1 ? texts::counted_one : texts::counted,
                  in.assessment.services.size(), in.assessment.services.size() * 2) +
              "\n";
    }
    if (drill.approvals_waived)
        out += paint(in.colour, Style::warn, say(in.language, texts::waived)) + "\n";
    return out;
}

void add_reason(const VerdictInput& in, std::string& out, const std::string& service,
                const char* measure, const measure::Judgement& judgement) {
    if (judgement.reason == measure::Reason::none) return;
    out += "  " +
           say(in.language, texts::reason, service, measure,
               say(in.language, reports::word(judgement.reason))) +
           "\n";
}

std::string reasons(const VerdictInput& in) {
    std::string out;
    for (const auto& service : in.assessment.services) {
        const std::string name = service_name(in.language, in.drill.plan, service.service);
        add_reason(in, out, name, "RTO", service.rto_judgement);
        add_reason(in, out, name, "RPO", service.rpo_judgement);
    }
    return out;
}

std::string loss_line(const VerdictInput& in) {
    const auto& outage = in.assessment.failover;
    if (!outage.writes) return {};
    const auto& writes = *outage.writes;
    std::string out =
        "  " + say(in.language, texts::lost, thousands(writes.lost), thousands(writes.acked));
    if (writes.rpo_time)
        out += say(in.language, texts::lost_time, seconds(writes.rpo_time->lo, 2, Rounding::down),
                   seconds(writes.rpo_time->hi, 2, Rounding::up));
    if (outage.bytes_lost)
        out += say(in.language, texts::lost_bytes, thousands(*outage.bytes_lost));
    out += writes.unsure_absent > 0
               ? say(in.language, texts::unsure, thousands(writes.unsure_absent))
               : say(in.language, texts::stop);
    return out + "\n";
}

std::string failback_line(const VerdictInput& in) {
    const auto& outage = in.assessment.failback;
    if (!outage.exercised) return {};
    if (!outage.outage)  // no probe saw one: writes may be gone all the same
        return outage.writes
                   ? "  " +
                         say(in.language, texts::failback_only_lost, thousands(outage.writes->lost),
                             thousands(outage.writes->acked)) +
                         "\n"
                   : std::string{};
    std::string out =
        "  " + say(in.language, texts::failback, seconds(outage.outage->lo, 2, Rounding::down),
                   seconds(outage.outage->hi, 2, Rounding::up));
    out += outage.writes ? say(in.language, texts::failback_lost, thousands(outage.writes->lost),
                               thousands(outage.writes->acked))
                         : say(in.language, texts::stop);
    return out + "\n";
}

std::string people_line(const VerdictInput& in) {
    const auto& outage = in.assessment.failover;
    const Nanos whole = outage.people + outage.machine;
    if (!outage.whole || whole <= Nanos{0}) return {};
    const auto share = [&](Nanos part) {
        constexpr std::int64_t half_of_last_digit = 500;  // percent() cuts; a share is rounded
        return percent(part / std::chrono::microseconds{1} * 1'000'000 /
                               std::max<std::int64_t>(1, whole / std::chrono::microseconds{1}) +
                           half_of_last_digit,
                       1);
    };
    return "  " +
           say(in.language, texts::people, seconds(whole, 3), seconds(outage.people, 3),
               share(outage.people), seconds(outage.machine, 3), share(outage.machine)) +
           "\n";
}

std::string terminal_signs(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> signs{
        {{"\u2013", " .. "}, {"\u00b1", "+-"}, {"\u2264", "<="}, {"\u2212", "-"}}};
    for (const auto& [from, to] : signs)
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at))
            text.replace(at, from.size(), to);
    return text;
}

std::string findings(const VerdictInput& in) {
    if (in.findings.empty()) return {};
    std::string out = "\n" + say(in.language, texts::findings) + "\n";
    for (const auto& finding : in.findings) {
        std::string head = fmt::format("  {} {} ", finding.id,
                                       pad_right(say(in.language, reports::word(finding.severity)),
                                                 in.language == Language::en ? 7 : 3));
        for (const auto& line :
             wrap(terminal_signs(finding.text.in(in.language)), 100 - display_width(head))) {
            out += head + line + "\n";
            head = std::string(static_cast<std::size_t>(display_width(head)), ' ');
        }
    }
    return out;
}

std::string unsuccessful_steps(const VerdictInput& in) {
    std::string out;
    for (const auto& [id, state] : in.drill.steps) {
        const bool bad =
            state.status == drill::StepStatus::failed || state.status == drill::StepStatus::unknown;
        if (!bad) continue;
        const std::string word = say(in.language, reports::word(state.status));
        std::string head = fmt::format("  {} {}  ", pad_right(id, 24), pad_right(word, 9));
        for (const auto& line :
             wrap(drill::reason_in(in.language, state.why), 100 - display_width(head))) {
            out += head + line + "\n";
            head = std::string(static_cast<std::size_t>(display_width(head)), ' ');
        }
    }
    return out.empty() ? out : "\n" + say(in.language, texts::not_done) + "\n" + out;
}

std::string still_open(const VerdictInput& in) {
    std::string out;
    for (const auto& fault : in.assessment.outstanding)
        out +=
            "  " +
            paint(in.colour, Style::bad,
                  say(in.language, texts::fault_outstanding, fault.kind, fault.host, fault.step)) +
            "\n" + by_hand_text(in.drill, fault, in.language);
    for (const auto& fence : in.assessment.fences)
        out +=
            "  " + say(in.language, texts::fence_kept, fence.kind, fence.host, fence.step) + "\n";
    return out.empty() ? out : "\n" + say(in.language, texts::still_open) + "\n" + out;
}

std::string next_steps(const VerdictInput& in) {
    const bool completed = in.drill.ending == drill::Ending::completed;
    std::string out;
    if (!completed && drill::past_point_of_no_return(in.drill))
        out += "  " + say(in.language, texts::next_failback, in.drill.id) + "\n";
    if (!in.lab_down.empty()) out += "  " + say(in.language, texts::next_lab, in.lab_down) + "\n";
    if (!completed) out += "  " + say(in.language, texts::next_report, in.drill.id) + "\n";
    return out.empty() ? out : "\n" + say(in.language, texts::next) + "\n" + out;
}

}  // namespace

std::string exit_line(Language language, int code) {
    static constexpr std::array meanings{&texts::exit_0, &texts::exit_1, &texts::exit_2,
                                         &texts::exit_3, &texts::exit_4, &texts::exit_5,
                                         &texts::exit_6};
    const auto index = static_cast<std::size_t>(code);
    if (index >= meanings.size()) return fmt::format("{}", code);
    return say(language, texts::exit_line, code, say(language, *meanings[index]));
}

std::string verdict_text(const VerdictInput& in) {
    std::string out = headline(in);
    const std::string table = verdict_table(in);
    if (!table.empty()) out += "\n" + table;
    out += reasons(in) + backup_text(in);
    const std::string sentences = loss_line(in) + failback_line(in) + people_line(in);
    if (!sentences.empty()) out += "\n" + sentences;
    out += findings(in) + differences_text(in.assessment, in.language) + unsuccessful_steps(in) +
           still_open(in) + next_steps(in);
    out += "\n";
    if (!in.report.empty()) out += say(in.language, texts::report, in.report) + "\n";
    const int code = in.assessment.exit_code;
    const Style style = code == 0 ? Style::dim : Style::bad;
    return out + paint(in.colour, style, exit_line(in.language, code)) + "\n";
}

}  // namespace firedrill::cli
