// Jobs that look at a running probe: wait_for and hold_service.
#include "agents/probe/probe_performer.hpp"
#include "agents/probe/reports.hpp"
#include "agents/probe/texts.hpp"
#include "core/base/format.hpp"

namespace firedrill::probe {

namespace {

using measure::Answered;
using resident::Job;
using resident::mono_now;
using namespace std::chrono_literals;

/// How soon a cancelled wait ends when no sample comes.
constexpr Nanos look_up = 100ms;

struct Share {
    std::int64_t good = 0, total = 0, late = 0;
    std::int64_t ppm() const { return total == 0 ? 0 : good * 1'000'000 / total; }
};

Share share_of(const RunningProbe& probe, Interval window) {
    Share share;
    for (const measure::ProbeSample& sample : probe.samples()) {
        if (sample.due < window.lo || sample.due >= window.hi) continue;
        if (sample.answered == Answered::prober_late) {
            ++share.late;
            continue;
        }
        ++share.total;
        if (sample.answered == Answered::good) ++share.good;
    }
    return share;
}

}  // namespace

asio::awaitable<AttemptReport> ProbePerformer::wait_for(Job job, plan::WaitFor action) {
    const Shared probe = find(job.key.drill, action.probe);
    if (!probe) co_return failed(job, text::not_running, action.probe);
    const Nanos until = until_of(job);
    for (;;) {
        const auto since =
            measure::state_since(probe->samples(), action.up, action.lasting, probe->settings());
        if (since) co_return succeeded(*since);
        if (job.cancel->requested()) co_return failed(job, text::cancelled);
        if (!find(job.key.drill, action.probe))
            co_return failed(job, text::not_running, action.probe);
        if (mono_now() >= until)
            co_return failed(job, action.up ? text::not_up : text::not_down, action.probe,
                             to_text(action.lasting), to_text(job.timeout));
        co_await probe->next_sample(std::min<Nanos>(look_up, until - mono_now()));
    }
}

asio::awaitable<AttemptReport> ProbePerformer::hold_service(Job job, plan::HoldService action) {
    const Shared probe = find(job.key.drill, action.probe);
    if (!probe) co_return failed(job, text::not_running, action.probe);
    const Nanos begin = mono_now();
    const Nanos end = begin + action.lasting;
    asio::steady_timer timer(executor_);
    // The last slots may be answered until their deadline.
    while (mono_now() < end + probe->settings().deadline) {
        if (job.cancel->requested()) co_return failed(job, text::cancelled);
        if (!find(job.key.drill, action.probe))
            co_return failed(job, text::not_running, action.probe);
        const Nanos rest = end + probe->settings().deadline - mono_now();
        co_await pause(timer, std::min<Nanos>(look_up, rest + 1ms));
    }
    const Share share = share_of(*probe, {begin, end});
    AttemptReport report =
        share.total == 0 ? failed(job, text::no_evidence)
        : share.ppm() < action.success_ppm
            ? failed(job, text::below_share, share.good, share.total, percent(action.success_ppm))
            : succeeded({begin, end});
    report.facts = {{"good", std::to_string(share.good)},
                    {"total", std::to_string(share.total)},
                    {"late", std::to_string(share.late)},
                    {"success_ppm", std::to_string(share.ppm())}};
    co_return report;
}

}  // namespace firedrill::probe
