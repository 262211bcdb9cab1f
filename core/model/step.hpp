// A step as a user wrote it in a scenario or a playbook: one verb and its fields. Placeholders
// still stand in the words. Plain values.
#pragma once

#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/model/place.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace firedrill::model {

struct Run {
    Words argv;
    WordMap environment;
    WordMap secrets;  ///< variable -> file on the host
    Word directory;
    std::optional<bool> reads_only;
    Word fact;
};
struct Script {
    std::vector<std::string> interpreter{"/bin/sh", "-eu"};
    Word text;
    WordMap environment;
    WordMap secrets;
};
struct Use {
    Word playbook;
    WordMap with;
};
struct Fault {
    Word kind;
    WordMap with;
};
struct Fence {
    Word kind;
    WordMap with;
};
struct Release {
    Word fence;  ///< step
};
struct WaitFor {
    Word probe;
    bool up = true;
    Duration lasting;
};
struct VerifyWrites {
    Word probe;
};
struct VerifyBaseline {
    std::vector<std::string> expected;
};
struct ComparedTable {
    Word table;
    Words key;
    Words columns;
    Words without;
    Words sums;
    Word where;
};
struct AgreeingQueries {
    Word id;
    Text title;
    Word first;
    Word second;
};
/// The data of two connections.
struct Compare {
    Word what;      ///< tables, queries, keys
    Words between;  ///< two connections
    Word from;      ///< host whose probe compares; empty: that of the first probe
    std::vector<ComparedTable> tables;
    std::vector<AgreeingQueries> queries;
    Word match;
    std::optional<Rate> rate;
};
/// A tree of files on two hosts.
struct CompareFiles {
    Words between;  ///< two hosts
    Word path;
    Word other;  ///< at the second; empty: the same path
    Words without;
    bool mode = true;
    bool owner = true;
    bool modified = false;
};
struct HoldService {
    Word probe;
    Duration lasting;
    std::int64_t success_ppm = 990'000;
};
struct Manual {
    Text text;
    Place place;
    Word assignee;
    Word document;
};
struct Approve {
    Word role;
    std::string subject;
    std::optional<int> quorum;
    bool stop_on_refusal = false;
};
struct Decide {
    Text question;
    Words options;
    Word by;
    Word expected;
};

/// monostate: no verb, already complained about.
using Verb =
    std::variant<std::monostate, Run, Script, Use, Fault, Fence, Release, WaitFor, VerifyWrites,
                 VerifyBaseline, Compare, CompareFiles, HoldService, Manual, Approve, Decide>;

struct Expect {
    std::vector<int> exit{0};
    std::optional<Word> output;
    std::optional<Word> matches;
    std::optional<std::int64_t> at_least;
    std::optional<std::int64_t> at_most;
};

struct Step {
    Place place;
    Word id;  ///< empty: derived when the plan is compiled
    Text title;
    Verb verb;
    Words on;
    bool parallel = false;
    std::optional<Words> needs;
    Word when;
    Duration timeout;
    Duration planned;
    int retries = 0;
    Duration delay;
    std::optional<Expect> expect;
    std::optional<Expect> until;
    Duration every;
    std::vector<Verb> undo;
    std::optional<Verb> check;
    Expect check_expect;
    bool idempotent = false;
    bool point_of_no_return = false;
    bool critical = false;
    bool always = false;
    bool disrupts = false;  ///< in playbooks: takes `mark: disrupted` of the step that uses it
    bool promotes = false;  ///< in playbooks: takes its point of no return
    bool fences = false;    ///< in playbooks: it does what a fence does, by programs
    Word mark;
    Word resolves;
    std::string on_failure;  ///< empty: not written
    std::vector<std::string> variants;
};

struct Input {
    Word id;
    Text title;
    std::string type;
    std::vector<std::string> values;  ///< of an enum
    std::optional<Word> fallback;     ///< `default`
};

struct Playbook {
    Word id;  ///< "postgresql/promote"
    Text title;
    Words hosts;
    std::vector<Input> inputs;
    std::vector<Step> steps;
};

}  // namespace firedrill::model
