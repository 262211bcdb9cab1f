#include "orchestrator/engine/engine.hpp"

#include "core/base/assert.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/now.hpp"

#include <boost/asio/post.hpp>

namespace firedrill::engine {

namespace {

constexpr const char* resume_remedy = "firedrill resume goes on with what is true";

}  // namespace

Engine::Engine(asio::any_io_executor executor, FleetSettings settings)
    : executor_(executor),
      settings_(std::move(settings)),
      timers_(executor,
              [this](const std::string& timer) { put(drill::TimerFired{.timer = timer}); }),
      wake_(executor),
      settled_(executor),
      links_changed_(executor) {}

Engine::~Engine() {
    DRILL_ASSERT(!running_ && fleet_ == nullptr);
}

Task<Result<void>> Engine::run() {
    DRILL_ASSERT(started_ && !running_);
    running_ = true;
    const Result<void> result = co_await loop();
    if (!result) broken_ = result.error();
    running_ = busy_ = false;
    timers_.stop();
    settled_.notify();
    changed();
    co_return result;
}

Task<Result<void>> Engine::loop() {
    for (;;) {
        busy_ = true;
        if (!inputs_.empty()) {
            auto inputs = std::exchange(inputs_, {});
            DRILL_CO_CHECK(co_await append(std::move(inputs)));
        }
        DRILL_CO_CHECK(co_await decide_and_act());
        busy_ = false;
        settled_.notify();
        changed();
        if (broken_) co_return *broken_;
        if (drill_.status == drill::DrillStatus::ended && inputs_.empty()) co_return Result<void>{};
        if (inputs_.empty()) co_await wake_.wait();
        // What else is ready now shares the commit.
        co_await asio::post(executor_, asio::use_awaitable);
    }
}

Task<Result<void>> Engine::append(std::vector<Input> inputs) {
    std::vector<drill::Record> records;
    std::vector<std::string> bodies;
    const std::int64_t first_seq = drill_.last_seq + 1;
    for (Input& input : inputs) {
        records.push_back({.seq = first_seq + static_cast<std::int64_t>(records.size()),
                           .at = std::move(input.at),
                           .event = std::move(input.event)});
        bodies.push_back(journal::encode(records.back()));
    }
    DRILL_CO_CHECK(co_await commit(std::move(bodies), first_seq));
    for (drill::Record& record : records) {
        drill::apply(drill_, record);
        follow(record);
        records_.push_back(std::move(record));
    }
    co_return Result<void>{};
}

Task<Result<void>> Engine::commit(std::vector<std::string> bodies, std::int64_t first_seq) {
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
    const bool goes_on = started_ && drill_.status != drill::DrillStatus::ended;
    const bool may_fail_back = drill_.ending != drill::Ending::completed && started_ &&
                               drill::past_point_of_no_return(drill_);
    for (const auto& link : fleet_->all())
        if (!goes_on && !may_fail_back)
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
