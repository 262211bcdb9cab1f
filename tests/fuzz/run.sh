#!/bin/sh
# run.sh SUBJECT SECONDS: fuzzes for so long, beginning with the kept corpus and the crashes that
# were found once. DRILL_FUZZ_SECONDS overrides the time. What is new is kept only if
# DRILL_FUZZ_CORPUS names a directory for it; an input that fails is left in build/fuzz.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
fuzzer=$root/build/fuzz/tests/fuzz/$1_fuzz
seconds=${DRILL_FUZZ_SECONDS:-$2}

if [ ! -x "$fuzzer" ]; then
    echo "$fuzzer is not there: cmake --preset fuzz && cmake --build --preset fuzz"
    exit 77
fi
if [ -n "${DRILL_FUZZ_CORPUS:-}" ]; then
    new=$DRILL_FUZZ_CORPUS/$1
    mkdir -p "$new"
else
    new=$(mktemp -d)
    trap 'rm -rf "$new"' EXIT
fi
dictionary=
[ ! -f "$root/tests/fuzz/$1.dict" ] || dictionary=-dict=$root/tests/fuzz/$1.dict
"$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
    -print_final_stats=1 -artifact_prefix="$root/build/fuzz/$1-" $dictionary \
    "$new" "$root/tests/fuzz/corpus/$1" >"$new.log" 2>&1 || { tail -n 60 "$new.log"; exit 1; }
grep -E '^(Done|stat::number_of_executed_units|stat::peak_rss_mb)' "$new.log"
rm -f "$new.log"
