#include "tests/simulation/rivals_truth.hpp"

#include "core/base/match.hpp"
#include "tests/simulation/promises.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// A plan that was offered and has not begun (docs/guarantees.md).
constexpr Nanos start_lease = 5s;

}  // namespace

void RivalsTruth::violate(const char* invariant, std::string what) {
    tell(fmt::format("BROKEN {}: {}", invariant, what));
    violations_.push_back({invariant, std::move(what)});
}

void RivalsTruth::tell(const std::string& line) {
    if (tells_) story_.push_back(fmt::format("{:>10} {}", to_text(timeline_.now()), line));
}

void RivalsTruth::note(const char* what, int host, const std::string& drill, std::int64_t number) {
    hash_ << timeline_.now() << std::string(what) << host << drill << number;
    if (tells_) tell(fmt::format("{} {} {} {}", rival_host(host), drill, what, number));
}

bool RivalsTruth::meet_here(int host, const std::string& a, const std::string& b) const {
    const auto first = drills_.find(a);
    const auto second = drills_.find(b);
    return a != b && first != drills_.end() && second != drills_.end() &&
           meet_on(host, first->second.ground, second->second.ground);
}

/// As long as nothing has gone wrong everybody is heard in time.
void RivalsTruth::passed(const std::string& drill) {
    Drill& mine = drills_[drill];
    mine.passed = true;
    tell(drill + " has passed its pre-flight");
    if (!swarm_.all_fired().empty()) return;
    for (const auto& [id, other] : drills_)
        if (id != drill && other.passed && !other.over && meet(mine.ground, other.ground))
            violate(promise::one_passes, drill + " beside " + id);
}

void RivalsTruth::ended(const std::string& drill, bool to_its_end, const std::string& in_the_way) {
    drills_[drill].over = true;
    tell(drill + (to_its_end ? " ran to its end" : " ended, in its way: " + in_the_way));
    if (to_its_end) return;
    const auto other = drills_.find(in_the_way);
    if (other == drills_.end() || !meet(drills_[drill].ground, other->second.ground))
        violate(promise::rivals_end, drill + " was refused for \"" + in_the_way + "\"");
}

void RivalsTruth::taken(int host, const std::string& drill, Nanos now) {
    Place& place = hosts_[static_cast<std::size_t>(host)][drill];
    note("is taken in epoch", host, drill, place.epoch);
    displace_others(host, drill, now);
    if (!place.lost_to.empty()) {
        ++situations_.came_back;
        if (place.lost_begun && place.epoch <= place.lost_at_epoch)
            violate(promise::came_back,
                    fmt::format("{} on {} in epoch {}", drill, rival_host(host), place.epoch));
    }
    place.lost_to.clear();
    place.holds = !place.finished;
}

/// What is over takes no place from anybody.
void RivalsTruth::displace_others(int host, const std::string& drill, Nanos now) {
    Places& places = hosts_[static_cast<std::size_t>(host)];
    if (places[drill].finished) return;
    for (auto& [id, other] : places)
        if (meet_here(host, drill, id)) displace(host, id, drill, now);
}

void RivalsTruth::displace(int host, const std::string& id, const std::string& by, Nanos now) {
    Places& places = hosts_[static_cast<std::size_t>(host)];
    places.try_emplace(by);  // a crash may leave no more of it
    Place& place = places[id];
    if (!place.holds) return;
    check_silent(host, id, place, now);
    ++situations_.displaced;
    note("loses its place in epoch", host, id, place.epoch);
    place.holds = false;
    place.lost_to = by;
    place.lost_at = timeline_.now();
    place.lost_at_epoch = place.epoch;
    place.lost_begun = place.begun;
}

void RivalsTruth::check_silent(int host, const std::string& id, const Place& place, Nanos now) {
    const Nanos lease = place.begun ? drills_[id].ground.lease : start_lease;
    if (!place.running.empty())
        violate(promise::place_kept, fmt::format("{} on {}: {} was under way", id, rival_host(host),
                                                 to_text(*place.running.begin())));
    if (place.contact && now < *place.contact + lease)
        violate(promise::place_kept, fmt::format("{} on {} was heard {} ago", id, rival_host(host),
                                                 to_text(now - *place.contact)));
}

void RivalsTruth::heard(int host, const std::string& drill, Nanos when) {
    auto& contact = hosts_[static_cast<std::size_t>(host)][drill].contact;
    contact = std::max(contact.value_or(when), when);
}

void RivalsTruth::receipt(int host, const agent::Record& record, Nanos now) {
    Places& places = hosts_[static_cast<std::size_t>(host)];
    const auto begun = [](Place& place) { place.begun = place.begun_durably = true; };
    match(
        record, [&](const agent::StartKnown& r) { begun(places[r.drill]); },
        [&](const agent::AttemptBegun& r) { begun(places[r.key.drill]); },
        [&](const agent::EpochRaised& r) {
            places[r.drill].epoch = std::max(places[r.drill].epoch, r.epoch);
            places[r.drill].finished = false;
        },
        [&](const agent::DrillFinished& r) {
            if (!std::exchange(places[r.drill].finished, true))
                places[r.drill].finished_at = timeline_.now();
            places[r.drill].holds = false;
            note("is over", host, r.drill, 0);
        },
        [&](const agent::DrillSuperseded& r) {
            r.by.empty() ? taken(host, r.drill, now) : displace(host, r.drill, r.by, now);
        },
        [](const auto&) {});
}

void RivalsTruth::begin(int host, const AttemptKey& key, std::int64_t epoch, Nanos now) {
    Places& places = hosts_[static_cast<std::size_t>(host)];
    Place& place = places[key.drill];
    note("begins in epoch", host, to_text(key), epoch);
    ++situations_.begun;
    if (!place.lost_to.empty())
        violate(promise::place_first, fmt::format("{} on {}, which {} has taken", to_text(key),
                                                  rival_host(host), place.lost_to));
    if (epoch < place.epoch)
        violate(promise::token, fmt::format("{} on {} in epoch {}, {} holds", to_text(key),
                                            rival_host(host), epoch, place.epoch));
    bool alone = true;
    for (const auto& [id, other] : places) {
        if (id == key.drill || other.running.empty()) continue;
        alone = false;
        if (meet_here(host, key.drill, id))
            violate(promise::apart, fmt::format("{} on {} beside {}", to_text(key),
                                                rival_host(host), to_text(*other.running.begin())));
    }
    situations_.side_by_side += !alone;
    displace_others(host, key.drill, now);  // whoever begins has the place
    place.holds = place.begun = true;
    place.running.insert(key);
}

void RivalsTruth::end(int host, const AttemptKey& key) {
    note("ends", host, to_text(key), 0);
    hosts_[static_cast<std::size_t>(host)][key.drill].running.erase(key);
}

void RivalsTruth::refused(int host, const std::string& drill, const wire::Refused& refusal) {
    if (refusal.by.empty()) return;
    const bool offered = refusal.regarding == wire::OfferPlan::tag;
    note("is refused for another", host, drill, refusal.epoch);
    ++(offered ? situations_.turned_away : situations_.stopped);
    Places& places = hosts_[static_cast<std::size_t>(host)];
    if (!meet_here(host, drill, refusal.by) || !places.contains(refusal.by))
        return violate(promise::no_hindrance, fmt::format("{} on {} is refused for \"{}\"", drill,
                                                          rival_host(host), refusal.by));
    const Place& other = places[refusal.by];
    if (!offered && other.finished && other.finished_at < places[drill].lost_at)
        violate(promise::place_kept, fmt::format("{} on {} was lost to {}, which was over", drill,
                                                 rival_host(host), refusal.by));
}

/// Who took a place may not have got it.
void RivalsTruth::torn(int host) {
    for (auto& [id, place] : hosts_[static_cast<std::size_t>(host)])
        if (place.lost_at == timeline_.now()) place.lost_at = Nanos{};
}

/// Nobody's word is remembered, and nothing that was only in memory.
void RivalsTruth::crashed(int host) {
    note("crashes", host, "", 0);
    for (auto& [id, place] : hosts_[static_cast<std::size_t>(host)]) {
        place.contact.reset();
        place.begun = place.begun_durably;
        place.lost_begun = place.lost_begun && place.begun_durably;
        place.running.clear();
    }
}

}  // namespace firedrill::simulation
