#include "orchestrator/cli/live_view.hpp"

#include "core/base/format.hpp"
#include "core/plan/stop_condition.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/view_parts.hpp"
#include "orchestrator/cli/view_texts.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

namespace texts = view_texts;
using view::marked_step;
using view::since;

constexpr int strip_seconds = 60;

std::string spread(std::string left, const std::string& right, int columns) {
    const int gap = columns - display_width(left) - display_width(right);
    return left + std::string(static_cast<std::size_t>(std::max(gap, 2)), ' ') + right;
}

std::string header(const ViewInput& in) {
    std::string services;
    for (const auto& service : in.drill.plan.services)
        services += (services.empty() ? "" : ", ") + service.id;
    const std::string left = in.drill.id + "   " + services + "   " +
                             say(in.language, reports::word(in.drill.plan.environment));
    const Nanos gone = in.drill.started ? since(*in.drill.started, in.now) : Nanos{0};
    const std::string right = time_of_day(in.now.wall, in.minutes_east, 1) + "   " +
                              say(in.language, texts::elapsed, elapsed(gone));
    return spread(left, right, in.columns);
}

std::string outage_text(const ViewInput& in) {
    const auto* disrupted = marked_step(in.drill, plan::Mark::disrupted);
    if (disrupted == nullptr) return say(in.language, texts::before_fault);
    const Instant& t0 = *disrupted->began;
    if (const auto* verified = marked_step(in.drill, plan::Mark::business_verified))
        return paint(in.colour, Style::good,
                     say(in.language, texts::verified, seconds(since(t0, *verified->ended), 2)));
    const std::string now = seconds(since(t0, in.now), 1);
    for (const auto& service : in.drill.plan.services)
        if (service.rto)
            return paint(
                in.colour, Style::bold,
                say(in.language, texts::outage, now, seconds(*service.rto, 0), service.id));
    return say(in.language, texts::outage_no_target, now);
}

std::string way_back(const ViewInput& in) {
    switch (in.drill.status) {
        case drill::DrillStatus::undoing: return say(in.language, texts::undoing);
        case drill::DrillStatus::stopping: return say(in.language, texts::stopping);
        case drill::DrillStatus::ended: return say(in.language, texts::over);
        case drill::DrillStatus::running: break;
    }
    return say(in.language,
               drill::past_point_of_no_return(in.drill) ? texts::no_way_back : texts::undo_ready);
}

std::string held(const ViewInput& in) {
    std::string out;
    for (const auto& fault : drill::outstanding_faults(in.drill))
        out +=
            "    " + paint(in.colour, Style::bad, say(in.language, texts::outstanding, fault.host));
    for (const auto& fence : drill::fences_held(in.drill))
        out += "    " + say(in.language, texts::fenced, fence.host);
    return out;
}

std::string phase_line(const ViewInput& in) {
    const std::string phase = say(in.language, reports::word(drill::current_phase(in.drill)));
    return say(in.language, texts::phase) + "  " + pad_right(phase, 12) + "  " + outage_text(in) +
           "    " + way_back(in) + held(in);
}

std::string strip(const ViewInput& in, const std::string& name, const engine::ProbeLive& probe) {
    std::string marks;
    for (const auto& second : probe.seconds) marks += second.bad > 0 ? 'x' : '.';
    std::string padded(strip_seconds - std::min<std::size_t>(strip_seconds, marks.size()), ' ');
    for (const char mark : marks)
        padded += mark == 'x' ? paint(in.colour, Style::bad, "x") : std::string(1, mark);
    return pad_right(name, std::max(8, display_width(name))) + " " +
           say(in.language, texts::last_minute) + "   " + padded;
}

void add_probes(const ViewInput& in, std::vector<std::string>& out) {
    for (const auto& [name, probe] : in.live) {
        const plan::Probe* known = plan::find_probe(in.drill.plan, name);
        if (known != nullptr && known->service.empty()) continue;
        out.push_back(strip(in, name, probe));
        if (probe.attempted > 0)
            out.push_back(say(in.language, texts::writes, probe.attempted_last, probe.acked_last,
                              thousands(probe.acked)));
    }
}

std::string guards_line(const ViewInput& in) {
    std::string probes;
    for (const auto& [name, probe] : in.live) {
        const plan::Probe* known = plan::find_probe(in.drill.plan, name);
        if (known == nullptr || !known->service.empty()) continue;
        probes += say(in.language, texts::probe_is, name,
                      say(in.language, probe.up ? texts::up : texts::down));
    }
    const auto& guards = in.drill.plan.guards;
    return say(in.language, texts::guards, probes, view::hosts_changed(in.drill), guards.max_hosts,
               seconds(in.drill.machine_time, 1), seconds(guards.max_duration, 0));
}

/// The figures that end the drill, as they are now.
void add_limits(const ViewInput& in, std::vector<std::string>& out) {
    for (const auto& [name, probe] : in.live)
        for (const auto& reading : probe.guards) {
            const auto position = static_cast<std::size_t>(reading.condition - 1);
            if (position >= in.drill.plan.stop_conditions.size()) continue;
            const auto& condition = in.drill.plan.stop_conditions[position];
            if (!condition.limit) continue;
            const std::string now = plan::figure(*condition.limit, reading.value);
            out.push_back(say(in.language, texts::limit, plan::in_words(condition).in(in.language),
                              paint(in.colour, reading.over ? Style::bad : Style::plain, now)));
        }
}

std::string contact_line(const ViewInput& in) {
    std::string out = say(in.language, texts::contact);
    const auto fences = drill::fences_held(in.drill);
    for (const auto& [host, up] : in.drill.contact) {
        out += " " + host + " ";
        out += up ? say(in.language, texts::up)
                  : paint(in.colour, Style::bad, say(in.language, texts::contact_lost));
        const bool fenced =
            std::ranges::any_of(fences, [&](const auto& fence) { return fence.host == host; });
        if (fenced) out += " " + say(in.language, texts::contact_fenced);
        out += " ";
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string keys_line(const ViewInput& in) {
    if (!in.question.empty()) return paint(in.colour, Style::warn, in.question);
    const auto waiting = drill::waiting_for_people(in.drill);
    std::string out;
    if (in.may_answer && !waiting.empty()) {
        const plan::Step* step = plan::find_step(in.drill.plan, waiting.front());
        if (const auto* decide = std::get_if<plan::Decide>(&step->action))
            out += say(in.language, texts::key_options, decide->options.size());
        else
            out += say(in.language, texts::key_yes);
    }
    const bool past = drill::past_point_of_no_return(in.drill);
    out += say(in.language, texts::keys,
               say(in.language, past ? texts::abort_keep : texts::abort_undo),
               say(in.language, in.drill.pause ? texts::key_continue : texts::key_pause));
    return paint(in.colour, Style::dim, out);
}

}  // namespace

std::vector<std::string> live_view(const ViewInput& in) {
    std::vector<std::string> out{header(in), "", phase_line(in), ""};
    for (const auto& block : {view::steering_block(in), view::waiting_block(in)})
        out.insert(out.end(), block.begin(), block.end());
    std::vector<std::string> below{""};
    add_probes(in, below);
    below.push_back(guards_line(in));
    add_limits(in, below);
    below.push_back(contact_line(in));
    below.push_back("");
    below.push_back(keys_line(in));
    const int left = in.rows - 1 - static_cast<int>(out.size() + below.size());
    const auto steps = step_rows(in, std::clamp(left, 3, 9));
    out.insert(out.end(), steps.begin(), steps.end());
    out.insert(out.end(), below.begin(), below.end());
    return out;
}

}  // namespace firedrill::cli
