// Engine: pre-flight and start, and taking over a drill that another process left.
#include "core/base/assert.hpp"
#include "orchestrator/engine/admission.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/halt.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace firedrill::engine {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto preflight_patience = std::chrono::seconds{20};
/// Of the drills that ended last: each start told of those before it.
constexpr std::size_t ends_told = 8;

Task<void> pass(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

/// Unique, and the journal has it: drill ids come again when a store was lost.
std::string name_of_start(const drill::Drill& drill) {
    if (!drill.started) return std::string(wire::OfferPlan::not_started);
    if (!drill.start_name.empty()) return drill.start_name;
    return fmt::format("{}/{}", drill.started->boot, drill.started->mono.count());
}

}  // namespace

Task<Result<void>> Engine::start(Start start) {
    DRILL_ASSERT(!started_ && !fleet_);
    DRILL_CO_CHECK(plan::validate(start.plan));
    DRILL_CO_CHECK(open_journal(start.drill));
    earlier_ = last_finishes();
    starting_ = admits_ = true;
    open_links(start.plan, start.drill, 1, start.approvals);
    DRILL_CO_CHECK(co_await preflight());
    DRILL_CO_CHECK(journal::may_drill(settings_.store));  // it may have been set meanwhile
    started_ = true;
    const Instant now = now_here();
    for (Input& input : inputs_) input.at = now;  // learned before the drill began
    inputs_.insert(inputs_.begin(),
                   Input{.at = now,
                         .event = drill::DrillStarted{.drill = start.drill,
                                                      .plan_hash = offer_.hash,
                                                      .plan = std::move(start.plan),
                                                      .by = std::move(start.by),
                                                      .approvals_waived = start.approvals_waived,
                                                      .epoch = 1,
                                                      .version = settings_.version,
                                                      .approvals = unless_none(start.approvals),
                                                      .calibration = std::move(start.calibration),
                                                      .series = std::move(start.series)}});
    DRILL_CO_CHECK(co_await append_inputs());
    tell_start();
    co_return Result<void>{};
}

/// The pre-flight offered the plan of a drill that had not started. Who connects later hears both
/// at once.
void Engine::tell_start() {
    offer_.started = name_of_start(drill_);
    wire::OfferPlan again = offer_;
    again.bytes.clear();  // they keep them
    for (const auto& link : fleet_->all())
        if (link->up()) link->send(again);
}

Task<Result<void>> Engine::resume(Resume resume) {
    DRILL_ASSERT(!started_ && !fleet_);
    DRILL_CO_TRY(reached, journal::read_state(settings_.store, resume.drill, settings_.version));
    drill_ = before_ = std::move(reached.drill);
    if (!resume.abort) DRILL_CO_CHECK(journal::may_drill(settings_.store));
    DRILL_CO_CHECK(may_resume(resume));
    DRILL_CO_CHECK(open_journal(resume.drill, reached.snapshot));
    for (const auto& [probe, state] : drill_.probes)
        if (state.up) probe_up_[probe] = *state.up;
    if (!resume.from)  // else their probes begin anew
        for (const auto& [position, guard] : drill_.guards)
            guard_over_[static_cast<std::int64_t>(position) + 1] =
                guard.reading == drill::Reading::over;
    Approvals approvals = resume.approvals;
    approvals.insert(approvals.end(), drill_.approvals.begin(), drill_.approvals.end());
    open_links(drill_.plan, resume.drill, drill_.epoch + 1, approvals);
    DRILL_CO_CHECK(co_await everybody_told());
    for (const auto& [link, greeted] : greeted_)
        if (greeted.held) offer_.epoch = std::max(offer_.epoch, greeted.held->epoch + 1);
    co_return co_await enter(resume);
}

/// What the programs keep does not go beyond the journal: the drill is taken over, unless another
/// one has its place. An abort asks nobody.
Task<Result<void>> Engine::enter(const Resume& resume) {
    auto learned = std::exchange(inputs_, {});  // about the time in which nobody was there
    put(drill::OrchestratorRestarted{
        .epoch = offer_.epoch, .by = resume.by, .approvals = unless_none(resume.approvals)});
    if (resume.from) put(drill::ResumedFrom{.phase = *resume.from, .by = resume.by});
    if (resume.abort) put(drill::AbortRequested{.by = resume.by, .why = *resume.abort});
    DRILL_CO_CHECK(co_await append_inputs());
    started_ = true;
    for (Input& input : learned) input.at = *drill_.now;
    inputs_.insert(inputs_.begin(), learned.begin(), learned.end());
    entering_ = !resume.abort;
    admit_all();
    if (entering_) DRILL_CO_CHECK(co_await plan_taken());
    entering_ = false;
    co_return Result<void>{};
}

/// The first words of a start, before anything is decided.
Task<Result<void>> Engine::append_inputs() {
    Turn turn{.first_seq = drill_.last_seq + 1};
    record(turn, std::exchange(inputs_, {}));
    co_return co_await commit(turn);
}

Result<void> Engine::may_resume(const Resume& resume) const {
    const bool ended = drill_.status == drill::DrillStatus::ended;
    if (!resume.from) {
        if (!ended) return {};
        return fail(Errc::refused, "drill " + resume.drill + " has ended",
                    "firedrill report shows it; after the point of no return it goes on with "
                    "firedrill resume --from failback");
    }
    if (!ended)
        return fail(Errc::refused, "drill " + resume.drill + " has not ended",
                    "firedrill resume without --from goes on where it stopped");
    if (!drill::may_fail_back(drill_))
        return fail(Errc::refused, "drill " + resume.drill + " left nothing to go on with",
                    "start another one with firedrill run");
    return {};
}

Result<void> Engine::open_journal(const std::string& drill, std::int64_t last_snapshot) {
    DRILL_CHECK(journal::create_drill(settings_.store, drill));
    DRILL_TRY(opened, journal::Journal::open(settings_.store.journal(drill)));
    journal_ = std::move(opened);
    snapshots_ = std::make_unique<journal::SnapshotWriter>(
        journal::SnapshotSettings{.store = settings_.store,
                                  .version = settings_.version,
                                  .every = settings_.snapshot_every},
        *journal_, last_snapshot);
    return {};
}

void Engine::open_links(const plan::Plan& plan, const std::string& drill, std::int64_t epoch,
                        const Approvals& approvals) {
    offer_ = {.drill = drill,
              .hash = plan::hash(plan),
              .bytes = plan::canonical_bytes(plan),
              .epoch = epoch,
              .started = name_of_start(drill_)};
    if (!approvals.empty()) offer_.approvals.emplace();
    for (const plan::Approval& approval : approvals)
        offer_.approvals->push_back(approval_text(approval));
    links::Listener& listener = *this;  // private, so not for make_unique to see
    fleet_ = std::make_unique<Fleet>(executor_, settings_, plan, listener);
    fleet_->start();
}

/// Their processes may have died after the drill's end and before the agents heard of it: they
/// would keep its place for it. One that may still fail back keeps it.
std::map<std::string, std::vector<wire::Finish>> Engine::last_finishes() const {
    std::map<std::string, std::vector<wire::Finish>> out;
    auto drills = journal::list_drills(settings_.store);
    if (!drills) return out;
    std::erase_if(*drills, [](const auto& drill) { return !drill.ended; });
    if (drills->size() > ends_told)
        drills->erase(drills->begin(), drills->end() - static_cast<std::ptrdiff_t>(ends_told));
    for (const auto& ended : *drills) {
        const auto reached = journal::read_state(settings_.store, ended.id, settings_.version);
        if (!reached || drill::may_fail_back(reached->drill)) continue;
        for (const auto& host : reached->drill.plan.hosts)
            out[host.id].push_back({.drill = ended.id, .epoch = reached->drill.epoch});
    }
    return out;
}

Task<Result<void>> Engine::preflight() {
    Patience patience(preflight_patience, preflight_missing());
    while (preflight_missing() > 0) {
        const auto problem = preflight_problem();
        if (problem) co_return *problem;
        if (patience.ends(preflight_missing()))
            co_return fail(Errc::timeout,
                           fmt::format("pre-flight: {} program(s) did not accept the plan in time",
                                       preflight_missing()),
                           "nothing was done; see which with firedrill agent ping, and try again");
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{100}));
    }
    co_return Result<void>{};
}

std::ptrdiff_t Engine::preflight_missing() const {
    return std::ranges::count_if(fleet_->all(), [&](const auto& link) {
        return !taken_.contains(link.get()) || !bursts_.contains(link.get());
    });
}

std::optional<Error> Engine::preflight_problem() const {
    for (const auto& link : fleet_->all()) {
        const auto refusal = refusals_.find(link.get());
        if (refusal != refusals_.end())
            return fail(
                Errc::refused,
                fmt::format("pre-flight: {} on {} refuses the plan: {}",
                            links::program_name(link->program()), link->host(), refusal->second),
                "nothing was done");
        if (!link->up() && link->has_failed())
            return fail(
                Errc::unreachable,
                fmt::format("pre-flight: {} on {}: {}", links::program_name(link->program()),
                            link->host(), link->down_because()),
                "nothing was done; start the agent, or correct inventory.yaml");
    }
    return std::nullopt;
}

}  // namespace firedrill::engine
