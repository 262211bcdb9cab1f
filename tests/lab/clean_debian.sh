#!/usr/bin/env bash
# An agent on hosts that have none of our packages: clean roots of other Debians, made with
# debootstrap from this machine's own mirror. In each a drill runs a program, breaks a file under a
# lease and puts it back. Usage: tests/lab/clean_debian.sh BUILD_DIR [SUITE...] (bullseye trixie).
# Needs root and the mirror. Everything lies in one directory of /var/tmp, and goes with it.
set -Eeuo pipefail
[[ $# -ge 1 ]] || { sed -n '2,5s/^# //p' "$0" >&2; exit 64; }
build=$(readlink -f "$1"); shift
suites=("${@:-bullseye}"); [[ $# -gt 0 ]] || suites+=(trixie)
place=$(mktemp -d /var/tmp/firedrill-debian-XXXXXX)
agent=

leave() {
    [[ ! $agent ]] || kill "$agent" 2>/dev/null || true
    awk -v d="$place/" 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount
    rm -rf "$place"
}
trap leave EXIT
die() { printf 'clean_debian: %s\n' "$*" >&2; exit 1; }

mirror() {
    { sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources
      awk '$1 == "deb" {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; break}}' \
          /etc/apt/sources.list /etc/apt/sources.list.d/*.list; } 2>/dev/null | head -n 1
}

# workspace SUITE: one host, reached through the agent's socket in its root
workspace() {
    local dir=$place/$1-drills
    mkdir -p "$dir/scenarios"
    cat >"$dir/firedrill.yaml" <<END
workspace: clean
environment: test
timezone: UTC
language: en
store: .firedrill
END
    cat >"$dir/inventory.yaml" <<END
sites: [{id: here, kind: primary, title: {en: Here}}]
hosts:
  - {id: h1, site: here, title: {en: Clean}, connect: {via: local, socket: "$place/$1/run/agent.sock"}}
END
    cat >"$dir/scenarios/clean.yaml" <<END
scenario: clean
title: {en: A clean host}
form: isolated_test
variant: unplanned
services: []
purpose: {en: Try}
scope: {en: One host}
other_event: {reason: {en: none}}
guards: {max_hosts: 1, max_duration: 5m, auto_revert_after: 30s}
phases:
  prepare:
    - {id: there, on: [h1], run: [/usr/bin/test, -e, /srv/data]}
  disrupt:
    - {id: lose, on: [h1], fault: file.remove, with: {path: /srv/data}}
  detect:
    - {id: gone, on: [h1], run: [/usr/bin/test, "!", -e, /srv/data]}
    - {id: version, on: [h1], run: [/bin/sh, -c, "cat /etc/debian_version > /srv/seen"]}
END
}

try() {
    local suite=$1 root=$place/$1 code=0
    debootstrap --variant=minbase "$suite" "$root" "$(mirror)" >"$place/$suite.log" 2>&1 ||
        { tail -n 5 "$place/$suite.log" >&2; die "no root of $suite"; }
    mount -t proc proc "$root/proc"
    install -m 755 "$build/firedrill-agent" "$root/usr/local/sbin/firedrill-agent"
    echo data >"$root/srv/data"
    chroot "$root" /usr/local/sbin/firedrill-agent serve --host h1 --state /var/lib/firedrill \
        --socket /run/agent.sock >"$place/$suite.agent" 2>&1 &
    agent=$!
    until [[ -S $root/run/agent.sock ]]; do
        kill -0 "$agent" || { cat "$place/$suite.agent" >&2; die "$suite: the agent does not start"; }
        sleep 0.1
    done
    workspace "$suite"
    "$build/firedrill" -C "$place/$suite-drills" run clean --yes --plain >"$place/$suite.drill" 2>&1 ||
        code=$?
    kill "$agent"; wait "$agent" || true; agent=
    [[ $code -le 2 && $(<"$root/srv/data") == data && -s $root/srv/seen ]] ||
        { cat "$place/$suite.drill" "$place/$suite.agent" >&2; die "$suite: exit code $code"; }
    echo "$suite: Debian $(<"$root/srv/seen"), $(chroot "$root" dpkg -l | grep -c ^ii) packages, drill done, file back"
}

for suite in "${suites[@]}"; do try "$suite"; done
