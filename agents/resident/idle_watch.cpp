#include "agents/resident/idle_watch.hpp"

namespace firedrill::resident {

namespace {

/// Without a finished drill somebody may still come: an orchestrator that resumes.
constexpr std::chrono::minutes patience{10};

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
    const bool finished = host_.all_finished();
    if (armed_ && finished == armed_for_finished_) return;
    armed_ = true;
    armed_for_finished_ = finished;
    timer_.expires_after(finished ? after_drills_ : Nanos(patience));
    timer_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec && armed_ && !needed()) end_();
    });
}

}  // namespace firedrill::resident
