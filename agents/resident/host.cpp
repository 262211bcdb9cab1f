#include "agents/resident/host.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/spawn.hpp"
#include "core/base/match.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/timerfd.h>
#include <cerrno>
#include <cstring>

namespace firedrill::resident {

namespace {

int make_timer() {
    return ::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
}

void set_timer(int fd, std::optional<Nanos> at) {
    itimerspec when{};
    // A moment that has passed already must still fire; zero would switch the timer off.
    const Nanos value = at ? std::max(*at, Nanos{1}) : Nanos{};
    when.it_value.tv_sec = value.count() / 1'000'000'000;
    when.it_value.tv_nsec = value.count() % 1'000'000'000;
    ::timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, nullptr);
}

/// The drill of an answer that only an orchestrator with the right epoch gets.
const std::string* drill_in_contact(const wire::Message& answer) {
    if (const auto* renewed = std::get_if<wire::Renewed>(&answer)) return &renewed->drill;
    if (const auto* taken = std::get_if<wire::PlanTaken>(&answer)) return &taken->drill;
    return nullptr;
}

}  // namespace

Host::Host(Parts parts) : parts_(std::move(parts)), timer_(parts_.executor, make_timer()) {
    state_.host = parts_.name;
    state_.boot = parts_.boot;
    for (const agent::Record& record : parts_.receipts.records) agent::apply(state_, record);
    parts_.receipts.records.clear();
    parts_.receipts.records.shrink_to_fit();
}

void Host::start_up() {
    parts_.performer.end_stragglers();
    spawn(parts_.executor, "leases", watch_leases());
    carry_out(agent::start_up(state_, parts_.boot, boottime_now()));
    flush();
    arm_timer();
}

void Host::receive(const wire::Message& message, Notify asker) {
    if (auto ok = allowed(message); !ok) {
        wire::Refused refused;
        refused.regarding = std::visit([](const auto& m) { return std::string(m.tag); }, message);
        if (const auto* execute = std::get_if<wire::Execute>(&message)) refused.key = execute->key;
        refused.why = describe(ok.error());
        answer(std::move(refused), asker);
        return;
    }
    if (const auto* ask = std::get_if<wire::AskDrills>(&message); ask != nullptr && ask->receipts)
        asker = with_chain(asker ? std::move(asker) : everybody_, ask->receipts->seen);
    agent::Input input = agent::Received{.message = message, .wall = wall_now()};
    take(input, asker);
}

/// The answer says what the receipts are like on disk when it leaves.
Notify Host::with_chain(Notify asker, std::int64_t seen) const {
    return [this, asker = std::move(asker), seen](wire::Message message) {
        auto* held = std::get_if<wire::DrillsHeld>(&message);
        if (held != nullptr && held->receipts) {
            Chain chain = parts_.receipts.receipts.chain(seen);
            held->receipts->count = chain.count;
            held->receipts->head = std::move(chain.head);
            held->receipts->seen_head = std::move(chain.seen_head);
            held->receipts->broken = std::move(chain.broken);
        }
        if (asker) asker(std::move(message));
    };
}

/// In the pre-flight: every step that this program will be asked to perform is one that it can.
Result<void> Host::allowed_plan(const wire::OfferPlan& offer) const {
    if (offer.started != wire::OfferPlan::not_started) return {};
    const auto plan = plan::read_plan(offer.bytes);
    if (!plan) return {};  // core/agent says what is wrong with it
    for (const plan::Step& step : plan->steps) {
        if (step.performer != parts_.program || step.host != parts_.name) continue;
        for (const Part part : {Part::act, Part::check, Part::undo})
            if (const auto allowed = allowed_part(step, part); !allowed)
                return fail(Errc::refused, "step " + step.id + ": " + allowed.error().what,
                            allowed.error().remedy);
    }
    return {};
}

/// A plan that is not known yet finds room in the receipts file, far below what a start can read.
Result<void> Host::has_room_for(const wire::OfferPlan& offer) const {
    constexpr std::size_t receipts_bytes_max = std::size_t{256} << 20U;
    const auto known = state_.drills.find(offer.drill);
    if (known != state_.drills.end() && known->second.plan_hash == offer.hash) return {};
    if (parts_.receipts.receipts.bytes() < receipts_bytes_max) return {};
    return fail(Errc::refused, "the receipts of this host are full",
                "put the agent's state directory aside and start it with an empty one");
}

/// Our own policy, asked before core/agent: an attempt that it forbids must not even begin.
Result<void> Host::allowed(const wire::Message& message) const {
    if (const auto* offer = std::get_if<wire::OfferPlan>(&message)) {
        DRILL_CHECK(has_room_for(*offer));
        return allowed_plan(*offer);
    }
    const auto* execute = std::get_if<wire::Execute>(&message);
    if (execute == nullptr) return {};
    const auto drill = state_.drills.find(execute->key.drill);
    if (drill == state_.drills.end() || drill->second.plan == nullptr) return {};
    if (drill->second.attempts.contains(execute->key)) return {};  // only asks again
    const plan::Step* step = agent::find_step(state_, execute->key);
    if (step == nullptr || step->performer != parts_.program) return {};
    return allowed_part(*step, execute->key.part);
}

Result<void> Host::allowed_part(const plan::Step& step, Part part) const {
    switch (part) {
        case Part::act: return parts_.performer.performs(step.action);
        case Part::check:
            return step.check ? parts_.performer.performs(*step.check) : Result<void>();
        case Part::undo:
            for (const plan::Action& action : step.undo)
                DRILL_CHECK(parts_.performer.performs(action));
            return {};
    }
    return {};
}

void Host::take(const agent::Input& input, const Notify& asker) {
    if (broken_) return;
    carry_out(agent::respond(state_, input, boottime_now(), parts_.program), asker);
    arm_timer();
    if (observer_) observer_();
}

void Host::carry_out(std::vector<agent::Directive> directives, const Notify& asker) {
    for (agent::Directive& directive : directives) {
        if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
            must_sync_ = must_sync_ || kept->at_once;
            keep(kept->record);
        } else {
            if (const auto* reply = std::get_if<agent::Reply>(&directive))
                note_speaker(reply->message);
            waiting_.push_back({std::move(directive), asker});
        }
    }
    if (flush_is_posted_) return;
    // What is ready now runs before the posted handler, and shares its fdatasync.
    flush_is_posted_ = true;
    asio::post(parts_.executor, [this] { flush(); });
}

void Host::keep(const agent::Record& record) {
    parts_.receipts.receipts.append(record);
    agent::apply(state_, record);
    if (const auto* begun = std::get_if<agent::AttemptBegun>(&record))
        note_contact(begun->key.drill, proven(begun->key.drill));
    // A fault has its whole lease before it.
    if (const auto* armed = std::get_if<agent::FaultArmed>(&record)) {
        state_.drills[armed->drill].armed[armed->step] = boottime_now();
        note_contact(armed->drill, boottime_now());
    }
}

void Host::flush() {
    flush_is_posted_ = false;
    if (broken_) return;
    if (must_sync_)
        if (auto synced = parts_.receipts.receipts.sync(); !synced)
            return give_up(describe(synced.error()));
    must_sync_ = false;
    std::vector<Waiting> ready = std::move(waiting_);
    waiting_.clear();
    for (Waiting& one : ready) act(one);
    if (observer_) observer_();
}

void Host::act(Waiting& waiting) {
    match(
        waiting.directive,    //
        [](agent::Keep&) {},  // carried out before
        [&](agent::Reply& reply) { answer(std::move(reply.message), waiting.asker); },
        [this](agent::Start& begin) { start(std::move(begin)); },
        [this](agent::Proceed& proceed) {
            const auto found = running_.find(proceed.key);
            if (found != running_.end()) found->second.proceed->request();
        },
        [this](agent::Kill& kill) {
            const auto found = running_.find(kill.key);
            if (found != running_.end()) found->second.cancel->request();
        },
        [this](agent::SelfRevert& revert) { mend(std::move(revert)); },
        [this](agent::Extend& wanted) { extend(std::move(wanted)); },
        [this](agent::EndProbes& end) {
            if (Probes* probes = parts_.performer.probes()) probes->end(end.drill);
        });
}

void Host::answer(wire::Message message, const Notify& asker) {
    if (const auto* renewed = std::get_if<wire::Renewed>(&message))
        answered_[renewed->drill] = boottime_now();
    if (auto* status = std::get_if<wire::Status>(&message))
        if (const Probes* probes = parts_.performer.probes()) status->probes = probes->running();
    const Notify& to = asker ? asker : everybody_;
    if (to) to(std::move(message));
}

/// At once, not when the answer leaves: the next input, in the same batch, may be the plan of
/// another drill, and finds the place taken.
void Host::note_speaker(const wire::Message& answer) {
    const std::string* drill = drill_in_contact(answer);
    if (drill == nullptr) return;
    // Whoever offers a plan was alive when it was greeted.
    if (std::holds_alternative<wire::PlanTaken>(answer)) answered_.erase(*drill);
    note_contact(*drill, proven(*drill));
}

/// The orchestrator sends a heartbeat only when it has the answer to the one before. So one that
/// arrives proves that it was alive when that answer left, and no more: it may have lain in a
/// buffer since, while this program or the link stood still.
Nanos Host::proven(const std::string& drill) const {
    const auto answered = answered_.find(drill);
    return answered == answered_.end() ? connected_ : answered->second;
}

void Host::note_contact(const std::string& drill, Nanos at) {
    const auto found = state_.drills.find(drill);
    if (found != state_.drills.end()) found->second.renewed = std::max(found->second.renewed, at);
    arm_timer();
}

void Host::greeted(const Notify& newcomer) {
    if (newcomer) connected_ = boottime_now();
    Probes* probes = parts_.performer.probes();
    if (newcomer && probes != nullptr) probes->announce(newcomer);
    if (observer_) observer_();
}

void Host::start(agent::Start begin) {
    const AttemptKey key = begin.key;
    Running running{std::make_shared<Cancellation>(parts_.executor),
                    std::make_shared<Cancellation>(parts_.executor)};
    running_.emplace(key, running);
    if (shut_down_done_) running.cancel->request();
    spawn(parts_.executor, "attempt", attempt(std::move(begin), std::move(running)));
}

void Host::mend(agent::SelfRevert revert) {
    ++mending_;
    spawn(parts_.executor, "revert", mend_one(std::move(revert)));
}

asio::awaitable<void> Host::mend_one(agent::SelfRevert revert) {
    agent::RevertEnded ended;
    ended.drill = revert.fault.drill;
    ended.step = revert.fault.step;
    const Mended mended = co_await parts_.performer.revert(revert.fault, revert.fence_first);
    ended.verified = mended.verified;
    ended.why = mended.why.empty() ? revert.why : revert.why + "; " + mended.why;
    --mending_;
    take(agent::Input(std::move(ended)));
    finish_shut_down();
    finish_giving_up();
}

/// The kernel's lease counts from the same contact as ours. At most one transaction a heartbeat,
/// however many messages a heartbeat has.
void Host::extend(agent::Extend wanted) {
    constexpr Nanos step_min = std::chrono::milliseconds{200};
    const FaultId id{wanted.fault.drill, wanted.fault.step};
    const Nanos contact = state_.drills[wanted.fault.drill].renewed;
    const Nanos left = contact + wanted.fault.lease - boottime_now();
    if (left <= Nanos{0} || contact - extended_[id] < step_min) return;
    if (!extending_.insert(id).second) return;
    extended_[id] = contact;
    wanted.fault.lease = left;
    spawn(parts_.executor, "lease", extend_one(std::move(wanted.fault)));
}

asio::awaitable<void> Host::extend_one(agent::FaultArmed fault) {
    const auto extended = co_await parts_.performer.extend(fault);
    extending_.erase({fault.drill, fault.step});
    if (extended) co_return;
    agent::LeaseLost lost;
    lost.drill = fault.drill;
    lost.step = fault.step;
    lost.why = extended.error().what;
    take(agent::Input(std::move(lost)));
}

void Host::arm_timer() {
    const std::optional<Nanos> due = agent::next_tick(state_);
    if (due == due_) return;
    due_ = due;
    set_timer(timer_.native_handle(), due);
}

asio::awaitable<void> Host::watch_leases() {
    constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
    for (;;) {
        const auto due =
            co_await timer_.async_wait(asio::posix::stream_descriptor::wait_read, quietly);
        if (std::get<0>(due)) co_return;  // the program ends
        std::uint64_t expirations = 0;
        const ssize_t got = ::read(timer_.native_handle(), &expirations, sizeof expirations);
        if (got <= 0) continue;
        due_.reset();  // it fired: whatever is due next must be set anew
        take(agent::Input(agent::Ticked{}));
    }
}

void Host::govern(std::shared_ptr<const agent::Policy> policy, bool production) {
    state_.local.policy = std::move(policy);
    state_.local.production = production;
    arm_timer();
}

void Host::stop(std::optional<std::string> why) {
    state_.local.stopped = std::move(why);
    take(agent::Input(agent::Halted{}));
}

void Host::shut_down(std::function<void()> done) {
    if (shut_down_done_) return;
    shut_down_done_ = std::move(done);
    for (auto& [key, running] : running_) running.cancel->request();
    carry_out(agent::before_the_end(state_));
    asio::post(parts_.executor, [this] { finish_shut_down(); });
}

/// The same faults as on a start.
void Host::mend_leased() {
    for (agent::Directive& directive : agent::start_up(state_, parts_.boot, boottime_now()))
        if (auto* revert = std::get_if<agent::SelfRevert>(&directive)) mend(std::move(*revert));
}

void Host::give_up(const std::string& why) {
    log("receipts: " + why + "; what reverts by itself is reverted, then this ends");
    broken_ = why;
    waiting_.clear();
    for (auto& [key, running] : running_) running.cancel->request();
    mend_leased();
    asio::post(parts_.executor, [this] { finish_giving_up(); });
}

void Host::finish_giving_up() {
    if (!broken_ || !running_.empty() || mending_ > 0) return;
    // An attempt that was under way may have broken something after the first look.
    if (!std::exchange(mended_after_attempts_, true)) mend_leased();
    if (mending_ == 0) end_with("receipts", broken_->c_str());
}

void Host::finish_shut_down() {
    if (broken_ || !shut_down_done_ || !running_.empty() || mending_ > 0) return;
    // as above
    if (!std::exchange(mended_after_attempts_, true)) carry_out(agent::before_the_end(state_));
    flush();
    if (broken_ || mending_ > 0) return;
    boost::system::error_code ignored;
    timer_.close(ignored);
    shut_down_done_();
}

bool Host::at_rest() const {
    const Probes* probes = parts_.performer.probes();
    if (probes != nullptr && !probes->running().empty()) return false;
    return running_.empty() && mending_ == 0 && !agent::next_tick(state_);
}

bool Host::all_finished() const {
    return !state_.drills.empty() &&
           std::all_of(state_.drills.begin(), state_.drills.end(),
                       [](const auto& drill) { return drill.second.finished; });
}

bool Host::leaves_nothing() const {
    return (!knows_drills() || all_finished()) &&
           std::all_of(state_.drills.begin(), state_.drills.end(), [](const auto& drill) {
               const auto& [id, view] = drill;
               return view.faults.empty() && view.fences.empty();
           });
}

}  // namespace firedrill::resident
