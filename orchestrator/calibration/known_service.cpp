#include "orchestrator/calibration/known_service.hpp"

#include "orchestrator/links/now.hpp"

#include <algorithm>

namespace firedrill::calibration {

namespace {

using measure::Failing;
using namespace std::chrono_literals;

constexpr Nanos look_up = 20ms;      ///< how often it looks whether it is to begin or to stop
constexpr Nanos filled_within = 2s;  ///< of loopback connections

}  // namespace

Result<std::unique_ptr<KnownService>> KnownService::open(Settings settings) {
    DRILL_TRY(listening, Listening::on_free_port());
    return std::unique_ptr<KnownService>(
        new KnownService(std::move(settings), std::move(listening)));
}

KnownService::KnownService(Settings settings, Listening listening)
    : settings_(std::move(settings)), listening_(std::move(listening)) {
    known_.reserve(settings_.outages.size());
    thread_ = std::thread([this] { serve(); });
}

KnownService::~KnownService() {
    stopping_ = true;
    thread_.join();
}

void KnownService::serve() {
    while (!stopping_) {
        const Nanos now = now_mono();
        if (begun_ && !over_) pass(now);
        const bool pending = next_ != Nanos{0} && !over_;
        wait(pending ? std::min(next_, now + look_up) : now + look_up);
    }
}

void KnownService::wait(Nanos until) {
    std::vector<pollfd> wanted;
    if (up_) {
        wanted.push_back({listening_.descriptor(), POLLIN, 0});
        clients_.append_to(wanted);
    }
    wait_for(wanted, until);
    if (wanted.empty()) return;
    if (wanted.front().revents != 0) take_clients();
    answer(wanted);
}

/// What only asks whether anybody is there has its answer already, from the kernel.
void KnownService::take_clients() {
    const bool talks = settings_.failing != Failing::black_holed;
    for (Descriptor client = listening_.accept(); client.open(); client = listening_.accept())
        if (talks) clients_.add(std::move(client));
}

void KnownService::answer(const std::vector<pollfd>& ready) {
    clients_.read(ready, [this](const HttpRequest& request) {
        clients_.answer(request.client, 200, "", "ok");
    });
}

/// Changes what is due.
void KnownService::pass(Nanos now) {
    if (next_ == Nanos{0}) {
        if (settings_.outages.empty()) return over_.store(true);
        return begin_stretch(settings_.outages.front().lead, now);
    }
    if (now < next_) return;
    if (!failed_.empty()) return over_.store(true);
    if (outage_ == settings_.outages.size()) return over_.store(true);
    const auto& stretches = settings_.outages[outage_].stretches;
    if (up_) {
        go_down();
        return begin_stretch(stretches[stretch_++], known_.back().runs.back().down.hi);
    }
    go_up();
    const Nanos since = known_.back().runs.back().up.hi;
    if (stretch_ < stretches.size()) return begin_stretch(stretches[stretch_++], since);
    ++done_;
    stretch_ = 0;
    const bool last = ++outage_ == settings_.outages.size();
    begin_stretch(last ? settings_.tail : settings_.outages[outage_].lead, since);
}

void KnownService::begin_stretch(Nanos length, Nanos from) {
    next_ = from + length;
}

void KnownService::go_down() {
    Interval when{now_mono(), {}};
    if (settings_.failing == Failing::black_holed) {
        when = fill_queue();
    } else if (settings_.failing == Failing::refused) {
        listening_.close();
        clients_.close_all();
    }
    up_ = false;
    if (when.hi == Nanos{0}) when.hi = now_mono();
    if (stretch_ == 0) known_.emplace_back();
    known_.back().runs.push_back({.down = when, .up = {}});
}

void KnownService::go_up() {
    Interval when{now_mono(), {}};
    if (settings_.failing == Failing::black_holed) {
        listening_.narrow(false);
    } else if (settings_.failing == Failing::refused) {
        if (const auto opened = listening_.open(); !opened) failed_ = describe(opened.error());
    }
    up_ = true;
    when.hi = now_mono();
    known_.back().runs.back().up = when;
    if (settings_.failing == Failing::black_holed) empty_queue();
}

/// On a busy host the kernel takes its time, so it is asked whether it drops already.
Interval KnownService::fill_queue() {
    Interval when{now_mono(), {}};
    listening_.narrow(true);
    while (!listening_.full() && now_mono() - when.lo < filled_within) {
        fillers_.push_back(begin_connecting(listening_.port()));
        pollfd connected{fillers_.back().get(), POLLOUT, 0};
        ::poll(&connected, 1, 1);
    }
    when.hi = now_mono();
    if (!listening_.full()) failed_ = "the kernel does not say that a listener's queue is full";
    return when;
}

void KnownService::empty_queue() {
    take_clients();
    fillers_.clear();
}

}  // namespace firedrill::calibration
