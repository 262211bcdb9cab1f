#!/bin/bash
# A service manager for one service of a test, with the words of systemctl.
#
#   service_manager.sh run PLACE ACCOUNT PROGRAM ARGUMENT...   ACCOUNT - is our own
#   service_manager.sh ctl PLACE start|stop|is-active UNIT
#
# PLACE/pid has the service's pid, PLACE/ready is a program that says whether it serves.
set -u
mode=$1 place=$2
shift 2

alive() { # a zombie is dead
    local pid stat
    pid=$(cat "$place/pid" 2>/dev/null) && stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
    [[ ${stat##*) } != Z* ]]
}

until_it_holds() { # within 30 s
    local end=$((SECONDS + 30))
    until "$@"; do
        ((SECONDS < end)) || { echo "$*: not within 30 s" >&2; exit 1; }
        read -r -t 0.05 <>"$place/nothing" || :
    done
}
gone() { ! alive; }

case $mode in
run)
    account=()
    [[ $1 == - ]] || account=(--reuid "$1" --regid "$1" --clear-groups)
    shift
    while read -r word <&3; do
        [[ $word == start ]] || continue
        setpriv "${account[@]}" --pdeathsig KILL -- "$@" >>"$place/log" 2>&1 3>&- &
        echo $! >"$place/pid.new" && mv "$place/pid.new" "$place/pid"
    done 3<>"$place/orders"
    ;;
ctl)
    case $1 in
    is-active) if alive; then echo active; else echo inactive; exit 3; fi ;;
    start)
        alive && exit 0
        rm -f "$place/pid"
        echo start >"$place/orders"
        until_it_holds "$place/ready"
        ;;
    stop)
        alive && kill "$(cat "$place/pid")"
        until_it_holds gone
        ;;
    esac
    ;;
esac
