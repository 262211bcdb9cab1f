# What can happen to a link. Whole, its two ports stand in a bridge. Cut, in none: what is sent
# vanishes and nobody is told, as on a real line. One-way, and delayed where the kernel has no
# netem, the program lab-wire carries the frames from port to port. The rate is the kernel's own.
#
# $dir/links/LINK holds what was asked for, as KEY=VALUE; `apply` makes it true.

# shellcheck shell=bash disable=SC2154  # sourced by ../lab
link_names() { cables | awk '{print $1}'; }
is_link() { link_names | grep -xF -- "$1" >/dev/null; }
need_link() {
    is_link "${1:-}" || die "\"${1:-}\" is no link; there are: $(link_names | paste -sd' ')"
}
# ends_of LINK: the namespaces at its ends
ends_of() { cables | awk -v cable="$1" '$1 == cable {print $2, $4}'; }

setting() { sed -n "s/^$2=//p" "$dir/links/$1" 2>/dev/null || true; }
# set_link LINK KEY VALUE
set_link() {
    local kept; kept=$(grep -v "^$2=" "$dir/links/$1" 2>/dev/null || true)
    mkdir -p "$dir/links"
    printf '%s\n' ${kept:+"$kept"} "$2=$3" >"$dir/links/$1"
}

wire_program() {
    local preset program=${LAB_WIRE:-}
    for preset in release dev; do
        [[ -x $program ]] || program=$here/../../build/$preset/lab-wire
    done
    [[ -x $program ]] ||
        die "one-way and delay need lab-wire; build it: ./bootstrap build"
    echo "$program"
}
# wire_of LINK: the process that carries its frames; nothing else runs in the namespace `links`
wire_of() {
    local pid
    for pid in $(pids_in links); do
        ! tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -F " $1.a " >/dev/null || echo "$pid"
    done
}
has_no_wire() { [[ -z $(wire_of "$1") ]]; }

# milliseconds TIME
milliseconds() {
    [[ $1 =~ ^([0-9]{1,6})(ms|s)$ ]] || return 1
    echo $((10#${BASH_REMATCH[1]} * (${#BASH_REMATCH[2]} == 1 ? 1000 : 1)))
}

has_netem() {  # tried where nothing is sent
    tc -n "$(ns links)" qdisc replace dev lo root netem delay 1ms 2>/dev/null || return 1
    tc -n "$(ns links)" qdisc del dev lo root
}

bare() {  # the link with nothing: no bridge, no program, no rate
    local link=$1 port pid
    for pid in $(wire_of "$link"); do kill "$pid" 2>/dev/null || true; done
    until_true 5 "the program of $link ends" has_no_wire "$link"
    for port in "$link.a" "$link.b"; do
        ip -n "$(ns links)" link set dev "$port" nomaster
        tc -n "$(ns links)" qdisc del dev "$port" root 2>/dev/null || true
    done
}
bridge() {
    local port
    for port in "$1.a" "$1.b"; do ip -n "$(ns links)" link set dev "$port" master "$1"; done
}
# carry LINK MILLISECONDS both|forward|back: by our own program
carry() {
    local link=$1 program log=$dir/links/$1.log
    program=$(wire_program)
    : >"$log"
    in_ns links setsid "$program" "$link.a" "$link.b" "$2" "$3" \
        </dev/null >"$log" 2>&1 9>&- &
    until_true 5 "the program of $link starts" grep -qx ready "$log"
}

# shape LINK DELAY RATE: `slow` and, with netem, `delay`, in the kernel
shape() {
    local port parent=root queue=(tbf rate "$3" burst 16kb latency 400ms)
    for port in "$1.a" "$1.b"; do
        if [[ $2 ]]; then
            tc -n "$(ns links)" qdisc add dev "$port" root handle 1: netem delay "$2" limit 20000
            parent='parent 1:1'
        fi
        # shellcheck disable=SC2086  # a parent is one word or two
        [[ ! $3 ]] || tc -n "$(ns links)" qdisc add dev "$port" $parent "${queue[@]}" ||
            die "\"$3\" is no rate that tc knows, such as 1mbit or 64kbit"
    done
}

apply() {
    local link=$1 from delay='' rate direction=both
    from=$(setting "$link" one-way) delay=$(setting "$link" delay) rate=$(setting "$link" rate)
    bare "$link"
    [[ ! $(setting "$link" cut) ]] || return 0
    [[ ! $from ]] || { direction=back; [[ $(ends_of "$link") != "$from "* ]] || direction=forward; }
    if [[ $delay && ! $from ]] && has_netem; then
        shape "$link" "$delay" "$rate"
        bridge "$link"
    else
        shape "$link" '' "$rate"
        if [[ $from || $delay ]]; then carry "$link" "$(milliseconds "${delay:-0ms}")" "$direction"
        else bridge "$link"; fi
    fi
}

describe_link() {
    local link=$1 from rate delay said=''
    from=$(setting "$link" one-way) delay=$(setting "$link" delay) rate=$(setting "$link" rate)
    [[ ! $(setting "$link" cut) ]] || { echo cut; return; }
    [[ ! $from ]] || said+=", one-way, only from $from"
    [[ ! $rate ]] || said+=", slowed to $rate"
    [[ ! $delay ]] || said+=", delayed by $delay each way"
    [[ ! $from$delay || $(wire_of "$link") ]] || said+=", and its program does not run"
    if [[ $said ]]; then echo "${said#, }"; else echo whole; fi
}

change_link() {
    local link=${1:-} action=${2:-status} value=${3:-}
    [[ $# -ge 1 ]] || die "link which? $(link_names | paste -sd' '), or all"
    if [[ $link == all && ($action == status || $action == heal) ]]; then
        for link in $(link_names); do change_link "$link" "$action"; done
        return
    fi
    need_link "$link"
    is_ours || die "lab $name is not up; first: lab up"
    case $action in
        status) printf '%-12s %s\n' "$link" "$(describe_link "$link")"; return ;;
        heal) rm -f "$dir/links/$link" "$dir/links/$link.log" ;;
        cut) set_link "$link" cut yes ;;
        one-way)
            [[ " $(ends_of "$link") " == *" ${value:=$(ends_of "$link" | cut -d' ' -f1)} "* ]] ||
                die "$link ends at $(ends_of "$link"), not at \"$value\""
            wire_program >/dev/null
            set_link "$link" one-way "$value" ;;
        slow)
            [[ $value =~ ^[0-9]+([kmg]?bit)$ ]] || die "slow takes a rate, such as 1mbit"
            set_link "$link" rate "$value" ;;
        delay)
            milliseconds "$value" >/dev/null || die "delay takes a time, such as 50ms"
            has_netem || wire_program >/dev/null
            set_link "$link" delay "$value" ;;
        *) die "a link can be: status, cut, one-way, slow, delay, heal; not \"$action\"" ;;
    esac
    apply "$link"
}

# The links that leave a site; what is inside it stays whole.
change_site() {
    local site=${1:-} action=${2:-} host=db1 link
    [[ ($site == main || $site == dr) && ($action == cut || $action == heal) ]] ||
        die "site main or dr, cut or heal"
    [[ $site == main ]] || host=db2
    for link in main-dr "$site-wan" "$host-service"; do change_link "$link" "$action"; done
}
