#!/bin/sh
# A resting agent against monit in the same run: resident memory, and ticks of CPU in SECONDS
# (default 60). Usage: tests/bench/rest.sh BUILD_DIR [SECONDS]. Exit 1 when the agent takes more
# memory than monit, or any CPU.
set -eu
build=$1
seconds=${2:-60}
place=$(mktemp -d /var/tmp/firedrill-rest-XXXXXX)
agent='' peer=''
end() {
    [ -z "$agent" ] || kill "$agent" 2>/dev/null || true
    [ -z "$peer" ] || kill "$peer" 2>/dev/null || true
    rm -rf "$place"
}
trap end EXIT

rss() { awk '/^VmRSS/ {print $2}' "/proc/$1/status"; }
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{print $12 + $13}'; }

"$build/firedrill-agent" serve --host rest --state "$place/state" --socket "$place/sock" &
agent=$!
cat >"$place/monitrc" <<EOF
set daemon 30
set log $place/monit.log
set pidfile $place/monit.pid
set idfile $place/monit.id
set statefile $place/monit.state
check system localhost
EOF
chmod 600 "$place/monitrc"
monit -I -c "$place/monitrc" >"$place/monit.out" 2>&1 &
peer=$!

sleep 3 # both have started
before=$(ticks "$agent") peer_before=$(ticks "$peer")
sleep "$seconds"
used=$(($(ticks "$agent") - before)) peer_used=$(($(ticks "$peer") - peer_before))
memory=$(rss "$agent") peer_memory=$(rss "$peer")
echo "firedrill-agent: $memory kB resident, $used ticks in $seconds s"
echo "monit:           $peer_memory kB resident, $peer_used ticks in $seconds s"
[ "$memory" -le "$peer_memory" ] && [ "$used" -eq 0 ]
