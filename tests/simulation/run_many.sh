#!/bin/sh
# Many seeds in several processes: tests/simulation/run_many.sh FROM TO JOBS
# Prints a line for each process, and what broke. BUILD names the build (build/bench: -O2).
set -eu
[ $# -eq 3 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 64; }
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${BUILD:-$root/build/bench}/tests/test_simulation
[ -x "$program" ] || { echo "no $program: cmake --preset bench && ninja -C build/bench test_simulation" >&2; exit 64; }
from=$1 to=$2 jobs=$3
each=$(((to - from + jobs) / jobs))
logs=$(mktemp -d)
begun=$(date +%s)
pids=
while [ "$from" -le "$to" ]; do
    end=$((from + each - 1))
    [ "$end" -le "$to" ] || end=$to
    DRILL_SEEDS=$from-$end "$program" "a range *" >"$logs/$from" 2>&1 &
    pids="$pids $!"
    from=$((end + 1))
done
code=0
for pid in $pids; do wait "$pid" || code=1; done
grep -h '^seeds ' "$logs"/*
[ "$code" -eq 0 ] || grep -h -A 6 'at commit' "$logs"/* || cat "$logs"/*
echo "$((to - $1 + 1)) seeds in $(($(date +%s) - begun)) s; tables and failures: $logs"
exit "$code"
