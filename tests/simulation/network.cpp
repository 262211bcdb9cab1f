#include "tests/simulation/network.hpp"

#include "tests/simulation/fate.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos beat_every = 2500ms;
constexpr Nanos silence = 3500ms;
constexpr Nanos at_once = 30ms;
constexpr Nanos for_good = 24h;

bool is_heartbeat(const wire::Message& message) {
    return std::holds_alternative<wire::Renew>(message) ||
           std::holds_alternative<wire::Renewed>(message);
}

}  // namespace

void Network::add(std::unique_ptr<Resident> agent, std::unique_ptr<Resident> probe) {
    auto link = std::make_unique<Link>();
    link->host = agent->host().name;
    link->agent = std::move(agent);
    link->probe = std::move(probe);
    links_.push_back(std::move(link));
}

Network::Link& Network::link_of(const std::string& host) {
    return **std::find_if(links_.begin(), links_.end(),
                          [&](const auto& link) { return link->host == host; });
}

Resident* Network::program_of(Link& link, plan::Performer program) {
    return program == plan::Performer::probe ? link.probe.get() : link.agent.get();
}

void Network::send(const std::string& host, plan::Performer program, wire::Message message) {
    Link& link = link_of(host);
    if (link.state == State::up) request(link, program, std::move(message));
}

void Network::send_stale(const std::string& host, plan::Performer program, std::int64_t epoch,
                         const wire::Message& message) {
    Resident* to = program_of(link_of(host), program);
    if (to != nullptr && to->highest_epoch() > epoch) to->receive(message);
}

/// May be lost, late, repeated, swapped, even come when its connection has long ended.
void Network::request(Link& link, plan::Performer program, wire::Message message) {
    Resident* to = program_of(link, program);
    if (to == nullptr || vanishes(link, true)) return;
    const Nanos now = stage_.timeline.now();
    const Fate fate = fate_of_request(stage_.swarm, chance_, now, link.request_free);
    for (const Nanos when : fate.astray)
        stage_.timeline.at(when, [to, message] { to->receive(message); });
    if (!fate.due) return;
    if (is_heartbeat(message) && *fate.due <= now + at_once) {
        arrive(link, link.connection, program, message);
    } else {
        stage_.timeline.at(*fate.due, [this, &link, connection = link.connection, program,
                                       message] { arrive(link, connection, program, message); });
    }
}

/// In order, from the buffer of its connection. A program that hears something after too long a
/// silence hangs up and reads nothing of it.
void Network::arrive(Link& link, int connection, plan::Performer program,
                     const wire::Message& message) {
    Resident& to = *program_of(link, program);
    const Nanos now = stage_.timeline.now();
    if (to.is_up() && now < to.able_at()) {
        stage_.timeline.at(to.able_at(), [this, &link, connection, program, message] {
            arrive(link, connection, program, message);
        });
        return;
    }
    const auto heard = link.heard_there.find({connection, program});
    if (heard == link.heard_there.end()) return;  // it hung up
    if (now - heard->second > silence) {
        link.heard_there.erase(heard);
        if (link.connection == connection) break_up(link);
        return;
    }
    heard->second = now;
    to.receive(message);
}

/// Only the connection that it belongs to can carry it.
void Network::answer(const std::string& host, wire::Message message) {
    Link& link = link_of(host);
    if (link.state != State::up || vanishes(link, false)) return;
    if (stage_.swarm.strikes(Fault::message_dropped)) {
        // nobody asks again for what a probe saw: such a loss ends the connection
        if (std::holds_alternative<wire::ProbeChanged>(message)) break_up(link);
        return;
    }
    const Nanos due = arrival(stage_.swarm, chance_, stage_.timeline.now(), link.answer_free);
    if (is_heartbeat(message) && due <= stage_.timeline.now() + at_once) {
        link.heard = stage_.timeline.now();
        return;
    }
    if (auto copy = stage_.swarm.strike(Fault::message_duplicated))
        deliver(due + copy->between(Nanos{1ms}, Nanos{30s}), link, link.connection, message);
    deliver(due, link, link.connection, std::move(message));
}

void Network::deliver(Nanos when, Link& link, int connection, wire::Message message) {
    stage_.timeline.at(when, [this, &link, connection, message = std::move(message)] {
        if (link.state != State::up || link.connection != connection) return;
        if (orchestrator_->stands_still())
            return deliver(orchestrator_->able_at(), link, connection, message);
        link.heard = stage_.timeline.now();
        if (!is_heartbeat(message)) orchestrator_->receive(link.host, message);
    });
}

bool Network::vanishes(Link& link, bool request) {
    const Nanos now = stage_.timeline.now();
    bool vanishes = false;
    for (Partition& partition : link.partitions) {
        if (now >= partition.until || !(request ? partition.requests : partition.answers)) continue;
        count(partition);
        vanishes = true;
    }
    return vanishes;
}

/// A fault counts as fired when it first had an effect.
void Network::count(Partition& partition) {
    if (!std::exchange(partition.counted, true))
        stage_.swarm.fired(partition.cause.fault, partition.cause.number);
}

/// Whether a greeting would be answered.
bool Network::is_there(Link& link) {
    const auto answers = [](const Resident* program) {
        return program == nullptr || (program->is_up() && !program->stands_still());
    };
    if (vanishes(link, true) || vanishes(link, false)) return false;
    return answers(link.agent.get()) && answers(link.probe.get());
}

void Network::connect(Link& link) {
    if (stage_.tells) stage_.world.tell("connects to " + link.host);
    link.state = State::up;
    link.told_lost = false;
    link.heard = link.request_free = link.answer_free = stage_.timeline.now();
    ++link.connection;
    for (const auto program : {plan::Performer::agent, plan::Performer::probe})
        link.heard_there[{link.connection, program}] = stage_.timeline.now();
    greet(link);
    stage_.timeline.after(5ms, [this, &link, connection = link.connection] {
        if (link.state != State::up || link.connection != connection) return;
        orchestrator_->connected(link.host);
        if (link.probe) link.probe->announce();
    });
}

/// Greeting and plan come first on a new connection.
void Network::greet(Link& link) {
    for (Resident* program : {link.agent.get(), link.probe.get()})
        if (program != nullptr) program->receive(orchestrator_->offer());
}

void Network::offer_again() {
    for (auto& link : links_)
        if (link->state == State::up) greet(*link);
}

void Network::break_up(Link& link) {
    if (link.state != State::up) return;
    link.state = State::broken;
    stage_.timeline.after(chance_.between(Nanos{10ms}, Nanos{3500ms}),
                          [this, &link, connection = link.connection] {
                              if (link.connection == connection) notice(link);
                          });
}

/// The orchestrator finds that the connection is gone, or cannot be made.
void Network::notice(Link& link) {
    if (!orchestrator_->is_up()) return;
    link.state = State::down;
    if (orchestrator_->stands_still()) {
        stage_.timeline.at(orchestrator_->able_at(), [this, &link, connection = link.connection] {
            if (link.connection == connection && link.state == State::down) notice(link);
        });
        return;
    }
    retry(link);
    if (!std::exchange(link.told_lost, true)) orchestrator_->contact_lost(link.host);
}

void Network::retry(Link& link) {
    stage_.timeline.after(chance_.between(Nanos{100ms}, Nanos{2s}),
                          [this, &link, connection = link.connection] {
                              const bool same = link.connection == connection;
                              if (!same || link.state != State::down || stopped_) return;
                              if (is_there(link) && !orchestrator_->stands_still())
                                  connect(link);
                              else
                                  notice(link);
                          });
}

void Network::program_gone(const std::string& host) {
    break_up(link_of(host));
}

void Network::orchestrator_gone() {
    for (auto& link : links_) {
        link->state = State::down;
        ++link->connection;
    }
}

void Network::orchestrator_back() {
    for (auto& link : links_) {
        ++link->connection;
        link->told_lost = false;
        retry(*link);
    }
}

void Network::finish(std::int64_t epoch) {
    for (auto& link : links_)
        for (const auto program : {plan::Performer::agent, plan::Performer::probe})
            send(link->host, program, wire::Finish{.drill = "d", .epoch = epoch});
}

void Network::beat() {
    for (auto& link : links_)
        if (link->state == State::up && !orchestrator_->stands_still()) beat(*link);
    if (!stopped_) stage_.timeline.after(beat_every, [this] { beat(); });
}

void Network::beat(Link& link) {
    if (stage_.timeline.now() - link.heard > silence) return notice(link);
    if (stage_.swarm.strikes(Fault::link_broken)) return break_up(link);
    for (const auto program : {plan::Performer::agent, plan::Performer::probe})
        request(link, program, wire::Renew{.drill = "d", .epoch = orchestrator_->epoch()});
}

void Network::start() {
    for (const auto fault :
         {Fault::half_open, Fault::requests_vanish, Fault::answers_vanish, Fault::host_unreachable})
        for (std::uint32_t number = 1; number <= 3; ++number) plan_partition(fault, number);
    for (auto& link : links_)
        for (Resident* program : {link->agent.get(), link->probe.get()})
            if (program != nullptr) program->start();
    stage_.timeline.after(beat_every, [this] { beat(); });
}

void Network::plan_partition(Fault fault, std::uint32_t number) {
    auto chance = stage_.swarm.planned(fault, number);
    if (!chance) return;
    const Nanos begins = chance->between(Nanos{500ms}, Nanos{60s});
    const bool stays = fault == Fault::host_unreachable;
    const Nanos until = stays ? for_good : begins + chance->between(Nanos{2s}, Nanos{60s});
    Link* link = links_[static_cast<std::size_t>(chance->below(3))].get();
    stage_.timeline.at(begins, [this, link, until, cause = Occurrence{fault, number}] {
        if (stage_.swarm.is_calm()) return;
        link->partitions.push_back({.cause = cause,
                                    .until = until,
                                    .requests = cause.fault != Fault::answers_vanish,
                                    .answers = cause.fault != Fault::requests_vanish});
        if (cause.fault != Fault::host_unreachable || link->state != State::up) return;
        count(link->partitions.back());
        break_up(*link);
    });
}

bool Network::stop_program(const std::string& host, Nanos length) {
    for (auto& link : links_) {
        if (link->host != host) continue;
        Resident& program = link->probe ? *link->probe : *link->agent;
        if (!program.is_up()) return false;
        program.stop(length);
        return true;
    }
    return false;
}

void Network::announce() {
    for (auto& link : links_)
        if (link->probe && link->state == State::up) link->probe->announce();
}

void Network::heal() {
    for (auto& link : links_) link->partitions.clear();
}

}  // namespace firedrill::simulation
