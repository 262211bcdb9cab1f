// From a scenario's steps to leaves: playbooks are opened, hosts bound, order fixed (internal to
// core/plan).
#pragma once

#include "core/plan/fault_kinds.hpp"
#include "core/plan/placeholders.hpp"
#include "core/plan/plan.hpp"
#include "core/plan/problems.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace firedrill::plan {

inline constexpr int nesting_max = 8;

/// The ids of one list of steps (the scenario's own, or one playbook's).
struct Scope {
    std::map<std::string, std::vector<std::string>> leaves;  ///< by id: leaf ids in plan order
    std::set<std::string> given;     ///< ids that the user wrote; derived ones keep clear of them
    std::set<std::string> left_out;  ///< by `variants` or `when: inputs…`
};

/// What `on_failure` says, or what holds around it.
OnFailure on_failure_of(const model::Step& step, OnFailure around);

/// Where a step is compiled.
struct Frame {
    Phase phase = Phase::prepare;
    std::string prefix;  ///< "promote/" inside the playbook of step promote
    std::string group;   ///< the scenario's own step; empty at its level
    std::map<std::string, std::string> bound;
    std::string first_host;  ///< where a playbook's step without `on` runs
    std::map<std::string, std::string> inputs;
    std::vector<std::string> entry_needs;
    std::optional<When> when;
    OnFailure on_failure = OnFailure::hold;  ///< of its steps where they do not say
    std::optional<Nanos> timeout;
    bool always = false;
    std::vector<std::string> playbooks;  ///< opened around it
    Scope* scope = nullptr;
    Text title;  ///< of a playbook with one step
};

class Expander {
public:
    Expander(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan,
             Problems& problems)
        : workspace_(workspace),
          scenario_(scenario),
          plan_(plan),
          problems_(problems),
          placeholders_(workspace, problems) {}

    /// Compiles one phase of the scenario. `entry_needs`: generated steps that come first.
    void phase(const model::PhaseSteps& phase, std::vector<std::string> entry_needs);
    /// Ids of the scenario's steps, before any phase.
    void announce(Scope scope) { scenario_scope_ = std::move(scope); }
    Scope& scope() { return scenario_scope_; }
    /// Adds a step; complains if its id is taken.
    void add(Step step, model::Place place);
    model::Place place_of(const std::string& leaf) const;
    /// It does what a fence does, by programs: a playbook says so.
    bool fences(const std::string& leaf) const { return fences_.contains(leaf); }
    Placeholders& placeholders() { return placeholders_; }

private:
    using Ids = std::vector<std::string>;
    struct Making;
    void steps(const std::vector<model::Step>& list, Frame& frame);
    bool left_out(const model::Step& step, const Frame& frame);
    Ids needs_of(const model::Step& step, const Frame& frame, const Ids& previous);
    Ids step(const model::Step& step, const std::string& id, const Ids& needs, Frame& frame);
    Ids use(const model::Step& step, const model::Use& use, const std::string& id, const Ids& needs,
            Frame& frame);
    Frame inside(const model::Step& step, const model::Playbook& book, const std::string& name,
                 const Ids& hosts, const Frame& frame);
    void open_playbook(const model::Playbook& book, Frame inner);
    Ids ids_from(std::size_t first) const;
    bool may_open(const model::Use& use, const model::Playbook* book, const Frame& frame);
    std::map<std::string, std::string> inputs_of(const model::Use& use, const model::Playbook& book,
                                                 const Frame& outer, const Frame& inner);
    void hand_down(const model::Step& step, std::size_t first, const Frame& frame);
    std::optional<std::string> resolved_fault(const model::Step& step, const Frame& frame);
    Ids plain(const model::Step& step, const std::string& id, const Ids& needs, Frame& frame);
    bool leaf(const model::Step& from, const std::string& id, const std::string& host,
              const Ids& needs, const Frame& frame);
    void undo(const model::Step& from, const Making& making, Step& to);
    void times(const model::Step& from, const Surroundings& around, const Frame& frame, Step& to);
    void programs(const model::Step& from, const Making& making, Step& to);
    void meaning(const model::Step& from, const Frame& frame, Step& to);
    Performer performer_of(const model::Verb& verb) const;
    Ids places_of(const model::Step& step, const Frame& frame);
    Expect expect(const model::Expect& from, const Surroundings& around);
    Ids hosts_of(const model::Step& step, const Frame& frame);
    Ids named_hosts(const model::Word& name, const Frame& frame);
    /// Where an id is looked for: the playbook's own steps, then the scenario's.
    std::array<const Scope*, 2> scopes_of(const Frame& frame) const {
        return {frame.scope, &scenario_scope_};
    }
    std::string new_id(const model::Step& step, const Frame& frame);
    std::string earlier_leaf(const std::string& id, const Frame& frame) const;
    std::optional<When> when_of(const model::Step& step, const Frame& frame);
    Surroundings around(const std::string& host, const Frame& frame) const;

    // action_of.cpp
    /// What stands around the action that is made.
    struct Making {
        const model::Step& step;
        const Frame& frame;
        std::string host;
        std::string leaf;
        Ids& needs;
    };
    std::optional<Action> action(const model::Verb& verb, const Making& making);
    Action run(const model::Run& run, const Making& making);
    Action script(const model::Script& script, const Making& making);
    std::optional<Parameters> secrets(const model::WordMap& files, const Surroundings& here);
    Parameters with(const model::WordMap& words, const model::Word& kind, const Making& making);
    Action wait(const model::WaitFor& wait, const Making& making);
    Action hold(const model::HoldService& hold, const Making& making);
    Action manual(const model::Manual& manual, const Making& making);
    std::optional<Action> approve(const model::Approve& approve);
    Action decide(const model::Decide& decide, const Making& making);
    void check_value(const model::Word& kind, const std::string& name, model::Place place,
                     const ParameterRule& rule, const std::string& value);
    void need(const model::Word& kind, const model::WordMap& words, const KindRule& rule);
    Ids released(const model::Release& release, const Frame& frame);
    // compare.cpp
    std::optional<Action> compare(const model::Compare& from, const Making& making);
    bool can_compare(const model::Compare& from);
    CompareTables compared_tables(const model::Compare& from, const Surroundings& here);
    Ids trees(const model::Step& step, const model::CompareFiles& files, const std::string& id,
              const Ids& needs, Frame& frame);
    Action compared_files(const model::CompareFiles& from, const Making& making);
    CompareQueries compared_queries(const model::Compare& from, const Surroundings& here);
    // people.cpp
    std::string somebody(const model::Word& word, bool departments);
    void check_quorum(const model::Approve& approve, const model::Role& role, int quorum);
    const model::Probe* probe(const model::Word& word);

    const model::Workspace& workspace_;
    const model::Scenario& scenario_;
    Plan& plan_;
    Problems& problems_;
    Placeholders placeholders_;
    Scope scenario_scope_;
    std::map<std::string, model::Place> places_;
    std::set<std::string> taken_;
    std::set<std::string> disrupts_, promotes_, fences_;
    bool full_ = false;
};

/// The id of a step that the user gave none.
std::string derived_id(const model::Verb& verb);

}  // namespace firedrill::plan
