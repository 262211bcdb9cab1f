# Namespaces, cables and addresses. The namespace `links` holds no host: every cable passes through
# it, in a bridge of its own with the ports CABLE.a and CABLE.b, and there it can be cut.
#
# Network N is 10.81.N.0/24 and fd81:N::/64. Where a table below says `N H`, the address is
# 10.81.N.H and fd81:N::H.

# shellcheck shell=bash disable=SC2154,SC2034  # sourced by ../lab
namespaces=(links wan main dr db1 db2 client1 orch)
machines=(main dr db1 db2 client1)   # have sshd, processes and files of their own
service_address=10.81.5.100          # the address that moves; on the segment that spans both sites

ns() { echo "$name-$1"; }
in_ns() { local where=$1; shift; ip netns exec "$(ns "$where")" "$@"; }

# cable, namespace and interface of its one end and of the other
cables() {
    cat <<'T'
main-dr      main     dr       dr    main
main-wan     main     wan      wan   main
dr-wan       dr       wan      wan   dr
db1-main     db1      site     main  db1
db2-dr       db2      site     dr    db2
db1-service  db1      service  wan   db1
db2-service  db2      service  wan   db2
client1-wan  client1  site     wan   client1
orch-wan     orch     site     wan   orch
T
}

# namespace, interface, N H; in wan the segment of the service is a bridge
addresses() {
    cat <<'T'
db1      site     1  11
db2      site     2  12
db1      service  5  11
db2      service  5  12
client1  site     8  11
orch     site     9  11
main     db1      1  1
main     dr       12 1
main     wan      13 1
dr       db2      2  1
dr       main     12 2
dr       wan      23 1
wan      main     13 2
wan      dr       23 2
wan      service  5  1
wan      client1  8  1
wan      orch     9  1
T
}

# namespace, network to reach (a number, or all), by N H. Clients are answered over the segment of
# the service, everything else goes by the site's router; between the sites there is one way.
routes() {
    cat <<'T'
db1      all  1  1
db1      8    5  1
db2      all  2  1
db2      8    5  1
main     all  13 2
main     2    12 2
dr       all  23 2
dr       1    12 1
wan      1    13 1
wan      2    23 1
client1  all  8  1
orch     all  9  1
T
}

# address_of HOST: where it is reached from outside, IPv4
address_of() {
    local host=$1 wanted='^(site)$'
    [[ $host != main && $host != dr ]] || wanted='^wan$'
    addresses | awk -v host="$host" -v wanted="$wanted" \
        '$1 == host && $2 ~ wanted {print "10.81." $3 "." $4; exit}'
}
address6_of() { address_of "$1" | awk -F. '{print "fd81:" $3 "::" $4}'; }

# ip_batch NAMESPACE: commands of `ip`, from standard input
ip_batch() { ip -n "$(ns "$1")" -batch -; }

sysctl_in() {
    local where=$1; shift
    in_ns "$where" sysctl -qw "$@"
}

lay_cables() {
    cables | while read -r cable one one_end other other_end; do
        printf '%s\n' "link add name $cable type bridge forward_delay 0 mcast_snooping 0" \
            "link add name $cable.a type veth peer name $one_end netns $(ns "$one")" \
            "link add name $cable.b type veth peer name $other_end netns $(ns "$other")" \
            "link set dev $cable.a master $cable up" "link set dev $cable.b master $cable up" \
            "link set dev $cable up"
    done | ip_batch links
}

make_service_segment() {
    printf '%s\n' "link add name service type bridge forward_delay 0 mcast_snooping 0" \
        "link set dev db1 master service up" "link set dev db2 master service up" | ip_batch wan
    echo "addr add $service_address/32 dev service" | ip_batch db1
}

give_addresses() {
    local where
    for where in "${namespaces[@]}"; do
        [[ $where != links ]] || continue
        {
            echo "link set dev lo up"
            addresses | awk -v where="$where" '$1 == where {
                print "addr add 10.81." $3 "." $4 "/24 dev " $2
                print "addr add fd81:" $3 "::" $4 "/64 dev " $2 " nodad"
                print "link set dev " $2 " up"}'
            routes | awk -v where="$where" '$1 == where {
                print "route add " ($2 == "all" ? "default" : "10.81." $2 ".0/24") \
                    " via 10.81." $3 "." $4
                print "route add " ($2 == "all" ? "default" : "fd81:" $2 "::/64") \
                    " via fd81:" $3 "::" $4}'
        } | ip_batch "$where"
    done
}

make_network() {
    local where
    for where in "${namespaces[@]}"; do ip netns add "$(ns "$where")"; done
    sysctl_in links net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    for where in wan main dr; do
        sysctl_in "$where" net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    done
    lay_cables
    make_service_segment
    give_addresses
}

# pids_in NAMESPACE: everything that runs there, the processes of its host included
pids_in() { ip netns pids "$(ns "$1")" 2>/dev/null || true; }
is_quiet() { [[ -z $(pids_in "$1") ]]; }

# Kills what runs in the namespaces, and removes them. False if there was none.
remove_network() {
    local where found='' pids
    for where in "${namespaces[@]}"; do
        [[ -e /run/netns/$(ns "$where") ]] || continue
        found=yes
        mapfile -t pids < <(pids_in "$where")
        ((!${#pids[@]})) || kill -KILL "${pids[@]}" 2>/dev/null || true
    done
    [[ $found ]] || return 1
    for where in "${namespaces[@]}"; do
        [[ -e /run/netns/$(ns "$where") ]] || continue
        until_true 10 "the processes of $where end" is_quiet "$where"
        ip netns del "$(ns "$where")"
    done
    # The mount that `ip netns add` makes for all namespaces; with another one inside it stays.
    rmdir /run/netns 2>/dev/null || { umount /run/netns && rmdir /run/netns; } 2>/dev/null || true
}
