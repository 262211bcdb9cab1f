// The links between the orchestrator and the programs on the hosts. A connection delivers in order
// unless a fault says otherwise; a break is noticed later by the orchestrator, and a peer that is
// silent for too long counts as gone.
#pragma once

#include "tests/simulation/orchestrator.hpp"
#include "tests/simulation/resident.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::simulation {

class Network {
public:
    Network(Stage& stage, Chance chance) : stage_(stage), chance_(chance) {}
    void set_up(Orchestrator& orchestrator) { orchestrator_ = &orchestrator; }
    void add(std::unique_ptr<Resident> agent, std::unique_ptr<Resident> probe);
    /// Plans the partitions of this seed, and begins to beat.
    void start();
    void stop() { stopped_ = true; }
    void heal();
    /// SIGSTOP of the agent, or the probe where there is one; whether it ran.
    bool stop_program(const std::string& host, Nanos length);
    /// The probes tell what they see.
    void announce();

    // from the orchestrator
    void send(const std::string& host, plan::Performer program, wire::Message message);
    /// From one of this epoch, once the program has heard of a newer one.
    void send_stale(const std::string& host, plan::Performer program, std::int64_t epoch,
                    const wire::Message& message);
    void finish(std::int64_t epoch);
    void offer_again();
    void orchestrator_gone();
    void orchestrator_back();
    // from a program
    void answer(const std::string& host, wire::Message message);
    void program_gone(const std::string& host);

private:
    /// Messages vanish, and nobody is told.
    struct Partition {
        Occurrence cause;
        Nanos until{};
        bool requests = true;
        bool answers = true;
        bool counted = false;
    };
    enum class State {
        down,
        up,
        broken,  ///< and the orchestrator has not noticed
    };
    /// A host with its connection; agent and probe share the connection's fate.
    struct Link {
        std::string host;
        std::unique_ptr<Resident> agent;
        std::unique_ptr<Resident> probe;
        State state = State::down;
        int connection = 0;  ///< counts connections; answers on older ones are lost
        bool told_lost = false;
        Nanos heard{};         ///< of it by the orchestrator
        Nanos request_free{};  ///< in order: nothing arrives before what was sent before it
        Nanos answer_free{};
        /// When a program heard last on a connection; a beat is due every so often.
        std::map<std::pair<int, plan::Performer>, Nanos> heard_there;
        std::vector<Partition> partitions;
    };

    Link& link_of(const std::string& host);
    static Resident* program_of(Link& link, plan::Performer program);
    bool is_there(Link& link);
    void count(Partition& partition);
    bool vanishes(Link& link, bool request);
    void request(Link& link, plan::Performer program, wire::Message message);
    void arrive(Link& link, int connection, plan::Performer program, const wire::Message& message);
    void deliver(Nanos when, Link& link, int connection, wire::Message message);
    void greet(Link& link);
    void connect(Link& link);
    void break_up(Link& link);
    void notice(Link& link);
    void retry(Link& link);
    void beat();
    void beat(Link& link);
    void plan_partition(Fault fault, std::uint32_t number);

    Stage& stage_;
    Chance chance_;
    Orchestrator* orchestrator_ = nullptr;
    std::vector<std::unique_ptr<Link>> links_;
    bool stopped_ = false;
};

}  // namespace firedrill::simulation
