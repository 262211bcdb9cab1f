#!/bin/sh
# Mutants of the source itself: each changes one line of core, rebuilds the simulation in a copy of
# the tree and expects it (or a story) to fail. Usage: tests/simulation/mutants.sh [WORK_DIRECTORY]
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work/tree"
copy() { (cd "$source" && tar cf - --exclude=./build --exclude=./.git .) | tar xf - -C "$work/tree"; }
build() { ninja -C "$work/build" test_simulation >"$work/build.log" 2>&1; }
# a mutant may go round in circles: it must not eat the machine
run() { (ulimit -v 8000000; cd "$work/build" && DRILL_SEEDS=30000 timeout 900 tests/test_simulation "a range *" >"$work/run.log" 2>&1); }

copy
cmake -S "$work/tree" --preset dev -B "$work/build" -DDRILL_WERROR=OFF >"$work/configure.log" 2>&1
build || { tail -20 "$work/build.log"; exit 1; }
run || { echo "the simulation fails without a mutant"; tail -20 "$work/run.log"; exit 1; }

survivors=0
# file ~ what stands there ~ what the mutant makes of it
while IFS='~' read -r file old new; do
    [ -n "$file" ] || continue
    cp "$source/$file" "$work/tree/$file"
    FIND=$old PUT=$new perl -0pi -e 's/\Q$ENV{FIND}\E/$ENV{PUT}/ or die "not found: $ENV{FIND}\n"' "$work/tree/$file"
    if ! build; then
        echo "does not compile: $file: $new"; tail -5 "$work/build.log"; exit 1
    elif run; then
        echo "SURVIVED: $file: $old -> $new"; survivors=$((survivors + 1))
    else
        echo "killed: $file: $old -> $new  ($(grep -m1 -A1 'records:' "$work/run.log" | tail -1 | sed 's/^ *//'))"
    fi
    cp "$source/$file" "$work/tree/$file"
done <<'MUTANTS'
core/drill/queries.cpp~return is_over(drill.steps.nth(need).status);~return need < drill.steps.size();
core/drill/decide_stop.cpp~for (std::size_t i = drill.steps.size(); i-- > 0;) {~for (std::size_t i = 0; i < drill.steps.size(); ++i) {
core/drill/decide_stop.cpp~bool chosen = is_reachable_busy(drill);~bool chosen = false;
core/drill/attempts.cpp~if (!at.step.undo.empty()) state.undo = UndoStatus::armed;~if (!at.step.undo.empty() && state.attempt > 1) state.undo = UndoStatus::armed;
core/drill/attempts.cpp~if (!at.step.point_of_no_return) return fail_or_retry(at, why);~return fail_or_retry(at, why);
core/drill/attempts.cpp~if (!state.touched && state.undo == UndoStatus::armed) state.undo = UndoStatus::none;~if (state.undo == UndoStatus::armed) state.undo = UndoStatus::none;
core/drill/attempts.cpp~if (goes_on(at.drill) && at.step.idempotent && at.state.failures < repeats)~if (goes_on(at.drill) && at.state.failures < repeats)
core/drill/people.cpp~people_who_agree(at.state) >= answers_needed(at.step)~people_who_agree(at.state) >= 1
core/drill/settle.cpp~past_point_of_no_return(drill) ? DrillStatus::stopping : DrillStatus::undoing;~DrillStatus::undoing;
core/drill/apply.cpp~if (news && !e.fence.empty())~if (false)
core/drill/deadlines.cpp~if (at.state.under_way) expire_attempt(at);~
core/drill/decide.cpp~if (drill.pause) return;~
core/drill/control.cpp~if (at.state.status == StepStatus::pending)~if (false)
core/drill/control.cpp~.may_have_happened && !step.idempotent && !did_not_happen)~.may_have_happened && false)
core/agent/requests.cpp~return found == drill->attempts.end() ? nullptr : &found->second;~return nullptr;
core/agent/requests.cpp~if (drill.tombstones.contains(key)) return true;~
core/agent/drills.cpp~if (epoch < known)~if (false)
core/agent/leases.cpp~return fence == steps.end() ? nullptr : &*fence;~return nullptr;
core/agent/apply.cpp~if (!attempt.report) attempt.interrupted = true;~attempt.interrupted = false;
MUTANTS
echo "survivors: $survivors"
[ "$survivors" -eq 0 ]
