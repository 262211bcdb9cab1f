# Hosts that have sshd, processes and files of their own, and how to reach them.

# shellcheck shell=bash disable=SC2154  # sourced by ../lab

# init_of HOST: its first process, as this machine numbers it
init_of() {
    local pid
    for pid in $(pids_in "$1"); do
        ! awk '/^NSpid:/ {exit !(NF == 3 && $3 == 1)}' "/proc/$pid/status" 2>/dev/null ||
            { echo "$pid"; return; }
    done
    return 1
}
is_on() { [[ -e $dir/$1/booted ]] && init_of "$1" >/dev/null; }

inside() {  # inside HOST CMD ...
    local pid; pid=$(init_of "$1") || die "$1 is off"
    shift
    nsenter -t "$pid" -m -u -i -n -p -- "$@"
}

# ------------------------------------------------------------------------------------- ssh

# One key for whoever drills, and a key for each host. Nothing of this machine's own ssh is used.
make_ssh_files() {
    local host to=$dir/orch/.ssh
    mkdir -p "$to"
    chmod 700 "$to"
    ssh-keygen -q -t ed25519 -N '' -C "drills in lab $name" -f "$to/id_ed25519"
    for host in "${machines[@]}"; do
        mkdir -p "$dir/$host"
        ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$dir/$host/host_key"
        write_sshd_config "$host" >"$dir/$host/sshd_config"
        printf '%s,%s,%s %s\n' "$host" "$(address_of "$host")" "$(address6_of "$host")" \
            "$(cut -d' ' -f1,2 "$dir/$host/host_key.pub")"
    done >"$to/known_hosts"
    write_ssh_config >"$to/config"
}

write_sshd_config() {
    cat <<C
HostKey $dir/$1/host_key
PidFile none
AuthorizedKeysFile /run/authorized_keys
AllowUsers root
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
MaxStartups 200
MaxSessions 100
Subsystem sftp internal-sftp
C
}

write_ssh_config() {
    local host
    for host in "${machines[@]}"; do
        printf 'Host %s\n    HostName %s\n' "$host" "$(address_of "$host")"
    done
    cat <<C
Host db1-by-main
    HostName $(address_of db1)
    ProxyJump main
Host db2-by-dr
    HostName $(address_of db2)
    ProxyJump dr
Host *
    User root
    IdentityFile $dir/orch/.ssh/id_ed25519
    IdentitiesOnly yes
    UserKnownHostsFile $dir/orch/.ssh/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    PasswordAuthentication no
    ConnectTimeout 5
    ControlPath none
C
}

# ------------------------------------------------------------------------------------- boot

boot_machines() {
    local host
    for host in "${machines[@]}"; do
        in_ns "$host" setsid unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc \
            bash "$here/lab.d/machine" "$host" "$dir" "$pgbin" "$(programs)" \
            </dev/null >"$dir/$host/boot.log" 2>&1 9>&- &
    done
    for host in "${machines[@]}"; do until_true 10 "$host starts" is_on "$host"; done
}

# ------------------------------------------------------------------------------------- use

need_host() {
    local known
    for known in "${namespaces[@]}"; do [[ $known != "${1:-}" ]] || return 0; done
    die "\"${1:-}\" is no host; there are: ${namespaces[*]:1}"
}

on_host() {
    local host=${1:-}; shift || true
    need_host "$host"
    (($#)) || set -- bash --norc
    case $host in
        links | wan | orch) in_ns "$host" "$@" ;;
        *) inside "$host" "$@" ;;
    esac
}

over_ssh() {
    (($#)) || die "ssh to which host? ${machines[*]} db1-by-main db2-by-dr"
    in_ns orch ssh -F "$dir/orch/.ssh/config" "$@"
}

sshd_answers() {
    # shellcheck disable=SC2016  # $1 is for the inner shell
    in_ns orch bash -c ': <"/dev/tcp/$1/22"' - "$(address_of "$1")" 2>/dev/null
}
