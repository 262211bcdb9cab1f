#include "agents/agent/helped_performer.hpp"

#include "agents/agent/helper_texts.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/texts.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <cstdlib>

namespace firedrill::agent::helper {

namespace {

using namespace asio::experimental::awaitable_operators;

/// The helper answers such a question without doing anything.
constexpr Nanos patience = std::chrono::seconds{2};
constexpr int exit_without_helper = 3;

Task task_of(const resident::Job& job) {
    Task out;
    out.key = job.key;
    out.plan = plan::canonical_bytes(*job.plan);
    for (const plan::Approval& approval : job.approvals)
        out.approvals.push_back(plan::approval_text(approval));
    out.action = job.action;
    out.timeout = job.timeout;
    out.found = job.found;
    return out;
}

Error error_of(const Answer& answer) {
    return fail(Errc::refused, say(Language::en, text::helper_says, answer.refused), answer.remedy);
}

}  // namespace

struct HelpedPerformer::Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : arrived(executor) {}
    resident::Cancellation arrived;
    Answer answer;
};

HelpedPerformer::HelpedPerformer(const resident::Setting& setting, Ends ends)
    : own_(setting), executor_(setting.executor), checks_(std::move(ends.checks)) {
    Pipe::Handlers handlers;
    handlers.on_message = [this](const json::value& message) { take(message); };
    // Without the helper nothing here can be mended: the next start does it.
    handlers.on_closed = [](const std::string& why) {
        resident::log("the helper is gone: " + (why.empty() ? "it ended" : why));
        std::_Exit(exit_without_helper);
    };
    pipe_ = std::make_shared<Pipe>(executor_, std::move(ends.work), std::move(handlers));
    pipe_->start();
}

HelpedPerformer::~HelpedPerformer() = default;

Result<void> HelpedPerformer::performs(const plan::Action& action) const {
    if (!is_for_helper(action)) return own_.performs(action);
    const Request question = Check{.id = ++last_check_, .action = action};
    DRILL_TRY(told, checks_.ask(to_json(question), patience));
    DRILL_TRY(answer, from_json<Answer>(told));
    return answer.refused.empty() ? Result<void>() : error_of(answer);
}

void HelpedPerformer::take(const json::value& message) {
    auto answer = from_json<Answer>(message);
    if (!answer) return pipe_->close(describe(answer.error()));
    const auto found = waiting_.find(answer->id);
    if (found == waiting_.end()) return;
    found->second->answer = std::move(*answer);
    found->second->arrived.request();
}

template <class Request_>
asio::awaitable<Answer> HelpedPerformer::ask(Request_ request,
                                             std::shared_ptr<resident::Cancellation> cancel) {
    const auto waiting = std::make_shared<Waiting>(executor_);
    const std::int64_t id = request.id = ++last_id_;
    waiting_[id] = waiting;
    pipe_->send(Request(std::move(request)));
    if (cancel) {
        co_await (waiting->arrived.wait() || cancel->wait());
        if (!waiting->arrived.requested()) pipe_->send(Request(Cancel{.id = id}));
    }
    co_await waiting->arrived.wait();
    waiting_.erase(id);
    co_return std::move(waiting->answer);
}

asio::awaitable<AttemptReport> HelpedPerformer::perform(resident::Job job) {
    if (!is_for_helper(job.action)) co_return co_await own_.perform(std::move(job));
    const Language language = resident::language_of(*job.plan);
    Perform request;
    request.task = task_of(job);
    const Answer answer = co_await ask(std::move(request), job.cancel);
    if (answer.report) co_return *answer.report;
    co_return not_begun(say(language, text::helper_says, answer.refused));
}

asio::awaitable<Result<plan::Parameters>> HelpedPerformer::prepare(resident::Job job) {
    Prepare request;
    request.task = task_of(job);
    const Answer answer = co_await ask(std::move(request), nullptr);
    if (!answer.refused.empty()) co_return error_of(answer);
    co_return answer.found;
}

asio::awaitable<resident::Mended> HelpedPerformer::revert(FaultArmed fault,
                                                          std::optional<plan::Fence> fence) {
    Mend request;
    request.fault = std::move(fault);
    request.fence = std::move(fence);
    const Answer answer = co_await ask(std::move(request), nullptr);
    resident::Mended out;
    out.verified = answer.refused.empty() && answer.verified;
    out.why = answer.refused.empty() ? answer.why : error_of(answer).what;
    co_return out;
}

asio::awaitable<Result<void>> HelpedPerformer::extend(FaultArmed fault) {
    Prolong request;
    request.fault = std::move(fault);
    const Answer answer = co_await ask(std::move(request), nullptr);
    if (!answer.refused.empty()) co_return error_of(answer);
    co_return Result<void>();
}

}  // namespace firedrill::agent::helper
