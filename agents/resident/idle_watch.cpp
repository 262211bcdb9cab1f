#include "agents/resident/idle_watch.hpp"

namespace firedrill::resident {

namespace {

/// With a drill that is not over somebody may still come: an orchestrator that resumes.
constexpr std::chrono::minutes patience{10};
/// Who started us comes at once, or only wanted to know whether we answer.
constexpr std::chrono::seconds patience_at_first{10};

}  // namespace

IdleWatch::IdleWatch(const asio::any_io_executor& executor, const Options& options, Host& host,
                     Door& door, std::function<void()> end)
    : host_(host),
      door_(door),
      after_drills_(options.idle),
      end_(std::move(end)),
      timer_(executor) {
    if (!options.lab) return;
    host_.on_change([this] { look(); });
    look();
}

void IdleWatch::look() {
    if (needed()) {
        if (armed_) timer_.cancel();
        armed_ = false;
        return;
    }
    const Nanos length = host_.all_finished()   ? after_drills_
                         : host_.knows_drills() ? Nanos(patience)
                                                : Nanos(patience_at_first);
    if (armed_ && length == armed_for_) return;
    armed_ = true;
    armed_for_ = length;
    timer_.expires_after(length);
    timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec && armed_ && !needed()) end_();
    });
}

}  // namespace firedrill::resident
