#include "orchestrator/engine/engine.hpp"

#include "core/base/assert.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/now.hpp"

#include <boost/asio/post.hpp>

namespace firedrill::engine {

namespace {

constexpr auto company_patience = std::chrono::milliseconds{1};
constexpr const char* resume_remedy = "firedrill resume goes on with what is true";

}  // namespace

Engine::Engine(asio::any_io_executor executor, FleetSettings settings)
    : executor_(executor),
      settings_(std::move(settings)),
      timers_(executor,
              [this](const std::string& timer) { put(drill::TimerFired{.timer = timer}); }),
      ear_(executor),
      wake_(executor),
      settled_(executor),
      links_changed_(executor) {}

Engine::~Engine() {
    DRILL_ASSERT(!running_ && fleet_ == nullptr);
}

Task<Result<void>> Engine::run() {
    DRILL_ASSERT(started_ && !running_);
    running_ = true;
    listen_to_guards();
    const Result<void> result = co_await loop();
    if (!result) broken_ = result.error();
    running_ = busy_ = false;
    timers_.stop();
    ear_.cancel();
    settled_.notify();
    changed();
    co_return result;
}

Task<Result<void>> Engine::loop() {
    for (;;) {
        busy_ = true;
        DRILL_CO_CHECK(co_await turn());
        busy_ = false;
        settled_.notify();
        changed();
        if (broken_) co_return *broken_;
        if (drill_.status == drill::DrillStatus::ended && inputs_.empty()) co_return Result<void>{};
        if (inputs_.empty()) co_await wake_.wait();
        if (broken_) co_return *broken_;
        // What else is ready now shares the commit.
        co_await asio::post(executor_, asio::use_awaitable);
    }
}

/// One commit for what was learned and for what follows from it; nothing is done before.
Task<Result<void>> Engine::turn() {
    for (;;) {
        Turn turn{.first_seq = drill_.last_seq + 1};
        const bool decided = co_await take_up(turn);
        DRILL_CO_CHECK(co_await commit(turn));
        for (const auto& commands : turn.decisions) act(commands);
        if (decided) co_return Result<void>{};
        if (!last_bursts_done_) co_await last_clock_bursts();
        co_await compare_receipts();
        if (broken_) co_return *broken_;
    }
}

/// Facts from which nothing follows yet wait a moment for others: ten hosts at a barrier share a
/// commit.
Task<bool> Engine::take_up(Turn& turn) {
    const auto patience = std::chrono::steady_clock::now() + company_patience;
    for (;;) {
        record(turn, std::exchange(inputs_, {}));
        const bool decided = decide(turn);
        const bool alone = decided && !turn.bodies.empty() && !turn.leads_on;
        if (!alone || std::chrono::steady_clock::now() >= patience) co_return decided;
        co_await wake_.wait_until(patience);
    }
}

void Engine::record(Turn& turn, std::vector<Input> inputs) {
    for (Input& input : inputs) {
        turn.records.push_back({.seq = drill_.last_seq + 1,
                                .at = std::move(input.at),
                                .event = std::move(input.event)});
        turn.bodies.push_back(journal::encode(turn.records.back()));
        drill::apply(drill_, turn.records.back());
    }
}

Task<Result<void>> Engine::commit(Turn& turn) {
    if (turn.bodies.empty()) co_return Result<void>{};
    if (auto written = co_await write(std::move(turn.bodies), turn.first_seq); !written) {
        // Only what is known to be durable may be told, and counts for what is done now.
        drill_ = *drill::replay(records_, before_);
        co_return written;
    }
    for (drill::Record& record : turn.records) {
        follow(record);
        records_.push_back(std::move(record));
    }
    snapshots_->consider(drill_);
    co_return Result<void>{};
}

Task<Result<void>> Engine::write(std::vector<std::string> bodies, std::int64_t first_seq) {
    struct Waiting {
        Signal done;
        std::optional<Result<void>> result;
    };
    auto waiting = std::make_shared<Waiting>(Signal(executor_), std::nullopt);
    journal_->append({.stream = journal::stream_of(offer_.drill),
                      .first_seq = first_seq,
                      .bodies = std::move(bodies)},
                     [waiting, executor = executor_](Result<void> result) {
                         asio::post(executor, [waiting, result = std::move(result)] {
                             waiting->result = result;
                             waiting->done.notify();
                         });
                     });
    while (!waiting->result) co_await waiting->done.wait();
    if (*waiting->result) co_return Result<void>{};
    Error error = waiting->result->error();
    journal::log(settings_.store, describe(error));
    error.remedy = resume_remedy;
    co_return error;
}

Task<void> Engine::settle() {
    while (running_ && !broken_ && (busy_ || !inputs_.empty())) co_await settled_.wait();
}

Task<void> Engine::close() {
    if (!fleet_) co_return;
    const bool over = started_ && drill_.status == drill::DrillStatus::ended;
    const bool leaves_its_place = started_ ? over && !drill::may_fail_back(drill_) : starting_;
    for (const auto& link : fleet_->all())
        if (leaves_its_place && !broken_)
            link->send(wire::Finish{.drill = offer_.drill, .epoch = offer_.epoch});
    co_await fleet_->stop();
    fleet_.reset();
}

void Engine::put(drill::Event event) {
    inputs_.push_back({.at = now_here(), .event = std::move(event)});
    wake_.notify();
}

void Engine::changed() {
    if (observer_) observer_();
}

}  // namespace firedrill::engine
