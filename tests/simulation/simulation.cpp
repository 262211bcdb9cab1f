#include "tests/simulation/simulation.hpp"

#include "core/base/json.hpp"
#include "tests/simulation/orchestrator.hpp"
#include "tests/simulation/plan_maker.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// From here on nothing breaks any more, and the drill must come to its end.
constexpr Nanos chaos_ends = 5min;
constexpr Nanos must_have_ended = 4h;
constexpr Nanos renew_every = 5s;
/// A drill that goes round in a circle must not eat the machine.
constexpr std::size_t records_max = 20'000;

class Simulation {
public:
    Simulation(std::uint64_t seed, const Seams& seams, Story story)
        : chance_(Chance(seed).fork(0)),
          seams_(seams),
          swarm_(make_swarm(Chance(seed).fork(1))),
          plan_(std::make_shared<const plan::Plan>(made_plan(Chance(seed).fork(2)))),
          world_(plan_, timeline_, seams_),
          stage_{.swarm = swarm_,
                 .seams = seams_,
                 .timeline = timeline_,
                 .world = world_,
                 .plan = plan_},
          orchestrator_(
              stage_, Chance(seed).fork(3),
              {.send = [this](
                           const std::string& host, plan::Performer program,
                           wire::Message message) { request(host, program, std::move(message)); },
               .send_stale = [this](
                                 const std::string& host, plan::Performer program,
                                 wire::Message message) { request_stale(host, program, message); },
               .crashed = [this] { orchestrator_crashed(); }}) {
        if (const auto valid = plan::validate(*plan_); swarm_.real_offer && !valid)
            world_.violate("the simulation's plans are valid", describe(valid.error()));
        stage_.tells = story == Story::yes;
        if (stage_.tells) {
            world_.keep_story();
            for (const auto& step : plan_->steps) world_.note(canonical(to_json(step)));
        }
        add_host(primary, seed, 10);
        add_host(standby, seed, 11);
        add_host(client, seed, 12);
    }

    Result run() {
        plan_disturbances();
        for (auto& link : links_) connect(*link);
        orchestrator_.start();
        renew();
        bool ended = false;
        while (timeline_.now() < must_have_ended && orchestrator_.records().size() < records_max &&
               timeline_.step()) {
            ended = orchestrator_.has_ended() && orchestrator_.is_up();
            if (ended) break;
        }
        if (!ended) world_.violate("every drill ends", "still going after 4 h or 20,000 records");
        settle();
        if (ended) world_.check_end(orchestrator_.drill(), true);
        if (ended && nothing_hinders_undo()) world_.check_all_undos(orchestrator_.drill());
        world_.check_records(orchestrator_.records());
        if (seams_.settled) seams_.settled(orchestrator_.drill(), orchestrator_.records());
        return result();
    }

private:
    Swarm make_swarm(Chance chance) const {
        Swarm swarm(chance);
        if (seams_.swarm) seams_.swarm(swarm);
        return swarm;
    }

    plan::Plan made_plan(Chance chance) const {
        plan::Plan plan = make_plan(chance);
        if (seams_.made) seams_.made(plan);
        return plan;
    }

    /// A host with its connection; agent and probe share the connection's fate.
    struct Link {
        std::string host;
        std::unique_ptr<Resident> agent;
        std::unique_ptr<Resident> probe;
        int connection = 0;  ///< counts connections; replies of older ones are lost
        bool up = false;
        bool gone = false;  ///< for good, until the calm
    };

    void add_host(const char* host, std::uint64_t seed, std::uint64_t stream) {
        auto link = std::make_unique<Link>();
        link->host = host;
        Link* at = link.get();
        const auto reply = [this, at](wire::Message message) { answer(*at, std::move(message)); };
        link->agent = std::make_unique<Resident>(stage_, host, plan::Performer::agent,
                                                 Chance(seed).fork(stream), reply);
        if (link->host == client)
            link->probe = std::make_unique<Resident>(stage_, host, plan::Performer::probe,
                                                     Chance(seed).fork(stream + 20), reply);
        links_.push_back(std::move(link));
    }

    static Resident* program_of(Link& link, plan::Performer program) {
        return program == plan::Performer::probe ? link.probe.get() : link.agent.get();
    }

    bool strikes(int percent) { return !stage_.calm && chance_.percent(percent); }

    Nanos delay() {
        if (strikes(swarm_.delay)) {
            const bool very_late = chance_.percent(20);
            return chance_.between(Nanos{100ms}, very_late ? Nanos{90s} : Nanos{25s});
        }
        return chance_.between(Nanos{1ms}, Nanos{30ms});
    }

    /// To a program: may be lost, late, repeated, even of a connection that has ended since.
    void request(const std::string& host, plan::Performer program, wire::Message message) {
        for (auto& link : links_) {
            if (link->host != host || !link->up) continue;
            Resident* to = program_of(*link, program);
            if (to == nullptr || strikes(swarm_.drop)) return;
            const auto deliver = [to, message] { to->receive(message); };
            timeline_.after(delay(), deliver);
            if (strikes(swarm_.duplicate)) timeline_.after(delay(), deliver);
        }
    }

    void request_stale(const std::string& host, plan::Performer program,
                       const wire::Message& message) {
        for (auto& link : links_)
            if (link->host == host)
                if (Resident* to = program_of(*link, program))
                    if (to->highest_epoch() >= orchestrator_.epoch()) to->receive(message);
    }

    /// From a program: only the connection that it belongs to can carry it.
    void answer(Link& link, wire::Message message) {
        if (!link.up || strikes(swarm_.drop)) return;
        const auto deliver = [this, &link, connection = link.connection,
                              message = std::move(message)] {
            if (link.up && link.connection == connection) orchestrator_.receive(message);
        };
        timeline_.after(delay(), deliver);
        if (strikes(swarm_.duplicate)) timeline_.after(delay(), deliver);
    }

    void connect(Link& link) {
        const bool there = link.agent->is_up() && (!link.probe || link.probe->is_up());
        if (link.up || !orchestrator_.is_up() || !there || link.gone) return;
        link.up = true;
        ++link.connection;
        // greeting and plan come first on a new connection
        for (Resident* program : {link.agent.get(), link.probe.get()})
            if (program != nullptr) program->receive(orchestrator_.offer());
        timeline_.after(5ms, [this, &link, connection = link.connection] {
            if (link.up && link.connection == connection) orchestrator_.contact_made(link.host);
        });
    }

    void disconnect(Link& link) {
        if (!link.up) return;
        link.up = false;
        timeline_.after(chance_.between(Nanos{10ms}, Nanos{3500ms}),
                        [this, &link, connection = link.connection] {
                            const bool same = link.connection == connection;
                            if (!link.up && same) orchestrator_.contact_lost(link.host);
                        });
    }

    void orchestrator_crashed() {
        ++restarts_;
        for (auto& link : links_) link->up = false;
        timeline_.after(chance_.between(Nanos{100ms}, Nanos{40s}), [this] {
            orchestrator_.restart();
            for (auto& link : links_) reconnect_later(*link);
        });
    }

    void reconnect_later(Link& link) {
        timeline_.after(chance_.between(Nanos{10ms}, Nanos{2s}), [this, &link] { connect(link); });
    }

    /// Heartbeats, crashes noticed, links that break and come back.
    void renew() {
        for (auto& link : links_) {
            const bool there = link->agent->is_up() && (!link->probe || link->probe->is_up());
            if (link->up && !there) disconnect(*link);
            if (strikes(swarm_.link_breaks)) disconnect(*link);
            if (!link->up && chance_.percent(stage_.calm ? 100 : 60)) connect(*link);
            if (!link->up || !orchestrator_.is_up()) continue;
            for (const auto program : {plan::Performer::agent, plan::Performer::probe})
                if (Resident* to = program_of(*link, program))
                    to->receive(wire::Renew{.drill = "d", .epoch = orchestrator_.epoch()});
        }
        if (!finished_) timeline_.after(renew_every, [this] { renew(); });
    }

    void plan_disturbances() {
        timeline_.at(chaos_ends, [this] {
            stage_.calm = true;
            for (auto& link : links_) link->gone = false;
        });
        if (swarm_.aborts)
            timeline_.at(chance_.between(Nanos{1s}, Nanos{90s}), [this] { orchestrator_.abort(); });
        for (int i = 0; i < swarm_.steers; ++i) {
            timeline_.at(chance_.between(Nanos{1s}, Nanos{80s}), [this] { orchestrator_.pause(); });
            timeline_.at(chance_.between(Nanos{1s}, Nanos{80s}),
                         [this] { orchestrator_.leave_something_out(); });
        }
        if (swarm_.host_gone) {
            Link* link = links_[static_cast<std::size_t>(chance_.below(3))].get();
            timeline_.at(chance_.between(Nanos{1s}, Nanos{60s}), [this, link] {
                link->gone = true;
                disconnect(*link);
            });
        }
        for (int i = 0; i < 6; ++i)
            if (chance_.percent(swarm_.neighbour_dips)) {
                const Nanos when = chance_.between(Nanos{1s}, Nanos{90s});
                timeline_.at(when, [this] { orchestrator_.see_neighbour(false); });
                timeline_.at(when + chance_.between(Nanos{100ms}, Nanos{4s}),
                             [this] { orchestrator_.see_neighbour(true); });
            }
    }

    /// Crashes alone are no excuse for an undo that is given up.
    bool nothing_hinders_undo() const {
        return swarm_.undo_fails == 0 && swarm_.drop == 0 && swarm_.delay == 0 &&
               swarm_.link_breaks == 0 && !swarm_.host_gone;
    }

    /// After the end: late messages arrive, leases run out, cut-off programs start again.
    void settle() {
        stage_.calm = true;
        finished_ = true;
        const Nanos until = timeline_.now() + 90s;
        while (timeline_.now() < until && orchestrator_.records().size() < records_max &&
               timeline_.step()) {
        }
    }

    std::map<std::string, std::size_t> steered() const {
        std::map<std::string, std::size_t> out;
        const auto count = [&](const auto& event) {
            using Event = std::decay_t<decltype(event)>;
            constexpr bool steers = std::is_same_v<Event, drill::PauseRequested> ||
                                    std::is_same_v<Event, drill::ContinueRequested> ||
                                    std::is_same_v<Event, drill::StepSkipped> ||
                                    std::is_same_v<Event, drill::StepRetried> ||
                                    std::is_same_v<Event, drill::StepSettled>;
            if constexpr (steers) ++out[std::string(Event::tag)];
        };
        for (const auto& record : orchestrator_.records()) std::visit(count, record.event);
        return out;
    }

    Result result() {
        const drill::Drill& drill = orchestrator_.drill();
        return {.violations = world_.violations(),
                .hash = fmt::format("{:016x} {}", world_.hash(), state_hash(drill)),
                .records = orchestrator_.records().size(),
                .restarts = restarts_,
                .ending = drill.ending.value_or(drill::Ending::aborted),
                .past_point = past_point_of_no_return(drill),
                .resumed = drill.resumed > Nanos{},
                .steered = steered(),
                .story = world_.story()};
    }

    Timeline timeline_;
    Chance chance_;
    const Seams& seams_;
    Swarm swarm_;
    std::shared_ptr<const plan::Plan> plan_;
    World world_;
    Stage stage_;
    Orchestrator orchestrator_;
    std::vector<std::unique_ptr<Link>> links_;
    std::size_t restarts_ = 0;
    bool finished_ = false;
};

}  // namespace

Result simulate(std::uint64_t seed, const Seams& seams, Story story) {
    return Simulation(seed, seams, story).run();
}

}  // namespace firedrill::simulation
