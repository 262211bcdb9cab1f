#include "agents/agent/helper.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/spawn.hpp"
#include "core/base/match.hpp"
#include "core/plan/by_hand.hpp"

#include <sys/stat.h>

namespace firedrill::agent::helper {

namespace {

Answer refusal(std::int64_t id, const Error& error) {
    Answer out;
    out.id = id;
    out.refused = error.what;
    out.remedy = error.remedy;
    return out;
}

Answer agreed(std::int64_t id) {
    Answer out;
    out.id = id;
    return out;
}

/// Whether it is root's directory, and its mode has none of these bits.
bool is_roots(const std::string& directory, mode_t bits) {
    struct stat found{};
    return ::lstat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == 0 &&
           (found.st_mode & bits) == 0;
}

bool is_sticky(const std::string& directory) {
    struct stat found{};
    return ::lstat(directory.c_str(), &found) == 0 && (found.st_mode & S_ISVTX) != 0;
}

Result<void> make_own_directory(const std::string& directory) {
    DRILL_CHECK(resident::make_directory(directory, 0700));
    const std::string above = resident::parent_of(directory);
    if (!is_roots(above, is_sticky(above) ? 0 : 022))
        return fail(Errc::refused,
                    above + ": somebody else may write where the helper keeps its key",
                    "chown root " + above + " && chmod go-w " + above);
    if (is_roots(directory, 077)) return {};
    return fail(Errc::refused, directory + ": the helper's directory must be root's, mode 0700",
                "look at what is in it, and remove it if it is not needed");
}

FaultArmed fault_of(const Task& task, const plan::Fault& fault, plan::Parameters found) {
    return {.drill = task.key.drill,
            .step = task.key.step,
            .kind = fault.kind,
            .with = fault.with,
            .found = std::move(found),
            .lease = fault.lease};
}

/// What an action must be sealed for: a fault that was prepared, or the one that it reverts.
std::optional<FaultArmed> sealed_in(const Task& task) {
    if (const auto* fault = std::get_if<plan::Fault>(&task.action))
        return fault_of(task, *fault, task.found);
    const auto* revert = std::get_if<plan::Revert>(&task.action);
    if (revert == nullptr) return std::nullopt;
    return FaultArmed{.drill = task.key.drill,
                      .step = revert->fault,
                      .kind = revert->kind,
                      .with = revert->with,
                      .found = task.found};
}

std::optional<plan::Fence> fence_for(const plan::Plan& plan, const std::string& step) {
    const plan::Step* fence = plan::fence_before(plan, step);
    if (fence == nullptr) return std::nullopt;
    return std::get<plan::Fence>(fence->action);
}

resident::Setting setting_of(const asio::any_io_executor& executor, const Charge& charge,
                             resident::ArtifactStore& artifacts) {
    return {.executor = executor,
            .host = charge.host,
            .boot = resident::boot_id(),
            .state = charge.state,
            .power_off = charge.power_off,
            .artifacts = artifacts};
}

}  // namespace

Result<std::unique_ptr<Helper>> Helper::open(const asio::any_io_executor& executor, Charge charge) {
    DRILL_CHECK(charge.read_policy(charge.policy));
    DRILL_CHECK(make_own_directory(charge.state));
    DRILL_TRY(seal, Seal::open(charge.state));
    DRILL_TRY(artifacts, resident::ArtifactStore::open(charge.state + "/artifacts"));
    return std::unique_ptr<Helper>(
        new Helper(executor, std::move(charge), std::move(seal), std::move(artifacts)));
}

Helper::Helper(asio::any_io_executor executor, Charge charge, Seal seal,
               resident::ArtifactStore artifacts)
    : executor_(std::move(executor)),
      charge_(std::move(charge)),
      seal_(std::move(seal)),
      artifacts_(std::move(artifacts)),
      performer_(setting_of(executor_, charge_, artifacts_)) {
    performer_.end_stragglers();
}

void Helper::serve(resident::Fd socket, std::function<void()> closed) {
    const auto self = std::make_shared<std::weak_ptr<Pipe>>();
    Pipe::Handlers handlers;
    handlers.on_message = [this, self](const json::value& message) {
        if (const auto pipe = self->lock()) take(pipe, message);
    };
    handlers.on_closed = [closed = std::move(closed)](const std::string& why) {
        if (!why.empty()) resident::log("helper: " + why);
        closed();
    };
    const auto pipe = std::make_shared<Pipe>(executor_, std::move(socket), std::move(handlers));
    *self = pipe;
    pipe->start();
}

void Helper::take(const std::shared_ptr<Pipe>& from, const json::value& message) {
    auto request = from_json<Request>(message);
    if (!request) return from->close(describe(request.error()));
    if (const auto* cancel = std::get_if<Cancel>(&*request)) {
        if (const auto found = running_.find(cancel->id); found != running_.end())
            found->second->request();
        return;
    }
    // It may be cancelled before it has begun.
    if (const auto* perform = std::get_if<Perform>(&*request))
        running_[perform->id] = std::make_shared<resident::Cancellation>(executor_);
    match(
        std::move(*request), [](Cancel&&) {},
        [&]<class R>(R&& asked) {
            resident::spawn(executor_, "helper",
                            [](Helper* self, std::shared_ptr<Pipe> to,
                               std::decay_t<R> request) -> asio::awaitable<void> {
                                to->send(co_await self->answer(std::move(request)));
                            }(this, from, std::forward<R>(asked)));
        });
}

/// What the task asks for, allowed, and with what was found as we found it.
Result<resident::Job> Helper::job_of(const Task& task) {
    DRILL_TRY(allowed, judge(charge_, task, resident::wall_now()));
    resident::Job job{.key = task.key,
                      .plan = std::move(allowed.plan),
                      .step = std::move(allowed.step),
                      .action = task.action,
                      .timeout = task.timeout,
                      .cancel = std::make_shared<resident::Cancellation>(executor_),
                      .notify = [](const wire::Message&) {},
                      .artifacts = artifacts_};
    return job;
}

asio::awaitable<Answer> Helper::answer(Check request) {
    const Result<void> able = is_for_helper(request.action)
                                  ? performer_.performs(request.action)
                                  : fail(Errc::refused, "this is not for the helper");
    co_return able ? agreed(request.id) : refusal(request.id, able.error());
}

asio::awaitable<Answer> Helper::answer(Prepare request) {
    auto job = job_of(request.task);
    if (!job) co_return refusal(request.id, job.error());
    const auto* fault = std::get_if<plan::Fault>(&job->action);
    if (fault == nullptr)
        co_return refusal(request.id, fail(Errc::refused, "only a fault is prepared"));
    const auto fence = fence_for(*job->plan, request.task.key.step);
    auto found = co_await performer_.prepare(std::move(*job));
    if (!found) co_return refusal(request.id, found.error());
    Answer out = agreed(request.id);
    const auto& wanted = std::get<plan::Fault>(request.task.action);
    out.found = seal_.sealed(fault_of(request.task, wanted, std::move(*found)), fence);
    co_return out;
}

asio::awaitable<Answer> Helper::answer(Perform request) {
    const std::int64_t id = request.id;
    Answer out = co_await perform(std::move(request), running_.at(id));
    running_.erase(id);
    co_return out;
}

asio::awaitable<Answer> Helper::perform(Perform request,
                                        std::shared_ptr<resident::Cancellation> cancel) {
    auto job = job_of(request.task);
    if (!job) co_return refusal(request.id, job.error());
    job->cancel = std::move(cancel);
    if (auto sealed = sealed_in(request.task)) {
        auto opened = seal_.opened(std::move(*sealed));
        if (!opened) co_return refusal(request.id, opened.error());
        job->found = std::move(opened->found);
    }
    Answer out = agreed(request.id);
    out.report = co_await performer_.perform(std::move(*job));
    co_return out;
}

asio::awaitable<Answer> Helper::answer(Mend request) {
    auto opened = seal_.opened(std::move(request.fault), request.fence);
    if (!opened) co_return refusal(request.id, opened.error());
    const resident::Mended mended =
        co_await performer_.revert(std::move(*opened), std::move(request.fence));
    Answer out = agreed(request.id);
    out.verified = mended.verified;
    out.why = mended.why;
    co_return out;
}

asio::awaitable<Answer> Helper::answer(Prolong request) {
    const auto lease = longest_lease(charge_, request.fault.lease);
    if (!lease) co_return refusal(request.id, lease.error());
    auto opened = seal_.opened(std::move(request.fault));
    if (!opened) co_return refusal(request.id, opened.error());
    opened->lease = *lease;
    const auto extended = co_await performer_.extend(std::move(*opened));
    co_return extended ? agreed(request.id) : refusal(request.id, extended.error());
}

}  // namespace firedrill::agent::helper
