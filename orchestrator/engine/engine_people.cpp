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
                              .happened = reply.happened});
    co_await settle();
    if (broken_) co_return *broken_;
    co_return Result<void>{};
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
