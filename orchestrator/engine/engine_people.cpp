// Engine: what people say. Each call returns when the fact is durable.
#include "orchestrator/engine/engine.hpp"

namespace firedrill::engine {

namespace {

Error over(const std::string& drill) {
    return fail(Errc::refused, "drill " + drill + " does not run any more",
                "firedrill status shows how it ended");
}

}  // namespace

Task<Result<void>> Engine::answer(Reply reply) {
    co_await settle();
    if (!running_ || broken_) co_return over(drill_.id);
    DRILL_CO_CHECK(drill::may_answer(drill_, reply.step, reply.answer, reply.by, reply.option));
    put(drill::PersonAnswered{.step = std::move(reply.step),
                              .answer = reply.answer,
                              .option = std::move(reply.option),
                              .by = std::move(reply.by),
                              .why = std::move(reply.why),
                              .happened = reply.happened,
                              .approval = std::move(reply.approval)});
    co_await settle();
    if (broken_) co_return *broken_;
    co_return Result<void>{};
}

/// Journals what a person wants, if they may want it now.
Task<Result<void>> Engine::take_down(May may, drill::Event event) {
    co_await settle();
    if (!running_ || broken_) co_return over(drill_.id);
    DRILL_CO_CHECK(may(drill_));
    put(std::move(event));
    co_await settle();
    if (broken_) co_return *broken_;
    co_return Result<void>{};
}

Task<Result<void>> Engine::pause(drill::Identity by, std::string why) {
    May may = [by](const drill::Drill& drill) { return drill::may_pause(drill, by); };
    drill::Event event = drill::PauseRequested{.by = std::move(by), .why = std::move(why)};
    return take_down(std::move(may), std::move(event));
}

Task<Result<void>> Engine::go_on(drill::Identity by, std::string why) {
    May may = [by](const drill::Drill& drill) { return drill::may_continue(drill, by); };
    drill::Event event = drill::ContinueRequested{.by = std::move(by), .why = std::move(why)};
    return take_down(std::move(may), std::move(event));
}

Task<Result<void>> Engine::skip(Wish wish) {
    May may = [wish](const drill::Drill& drill) {
        return drill::may_skip(drill, wish.step, wish.by);
    };
    drill::Event event = drill::StepSkipped{
        .step = std::move(wish.step), .by = std::move(wish.by), .why = std::move(wish.why)};
    return take_down(std::move(may), std::move(event));
}

Task<Result<void>> Engine::retry(Wish wish) {
    May may = [wish](const drill::Drill& drill) {
        return drill::may_retry(drill, wish.step, wish.by, wish.did_not_happen);
    };
    drill::Event event = drill::StepRetried{.step = std::move(wish.step),
                                            .by = std::move(wish.by),
                                            .why = std::move(wish.why),
                                            .did_not_happen = wish.did_not_happen};
    return take_down(std::move(may), std::move(event));
}

Task<Result<void>> Engine::it_happened(Wish wish) {
    May may = [wish](const drill::Drill& drill) {
        return drill::may_settle(drill, wish.step, wish.by);
    };
    drill::Event event = drill::StepSettled{
        .step = std::move(wish.step), .by = std::move(wish.by), .why = std::move(wish.why)};
    return take_down(std::move(may), std::move(event));
}

Task<Result<void>> Engine::abort(drill::Identity by, std::string why) {
    if (!running_ || broken_) co_return over(drill_.id);
    put(drill::AbortRequested{.by = std::move(by), .why = std::move(why)});
    co_await settle();
    if (broken_) co_return *broken_;
    co_return Result<void>{};
}

Task<Result<void>> Engine::note(drill::Identity by, std::string text) {
    if (!running_ || broken_) co_return over(drill_.id);
    put(drill::Noted{.by = std::move(by), .text = std::move(text)});
    co_await settle();
    if (broken_) co_return *broken_;
    co_return Result<void>{};
}

}  // namespace firedrill::engine
