# What is up.

# shellcheck shell=bash disable=SC2154  # sourced by ../lab
stands() {  # everything is as `up` leaves it
    local host
    is_ours || return 1
    for host in "${machines[@]}"; do is_on "$host" || return 1; done
    [[ ! -e $dir/links || -z $(ls "$dir/links") ]] &&
        has_service_address db1 && is_primary db1 && follows
} 2>/dev/null

# database_of HOST: primary, standby or down, and whom it sees
database_of() {
    sql "$1" -F ' ' -c "select case when pg_is_in_recovery() then 'standby' else 'primary' end,
        case when pg_is_in_recovery()
            then coalesce((select 'of ' || sender_host || ' ' || status from pg_stat_wal_receiver),
                          'of nobody')
            else coalesce((select 'followed by ' ||
                    string_agg(application_name || ' ' || state || ' ' || sync_state, ', ')
                from pg_stat_replication), 'followed by nobody') end" 2>/dev/null || echo down
}
is_database() { [[ $1 == db1 || $1 == db2 ]]; }

# facts_of HOST: state, ssh, database, service address, split by tabs
facts_of() {
    local host=$1 state=off ssh=no database='-' service=no
    if is_on "$host"; then
        state=on
        ! sshd_answers "$host" || ssh=yes
        if is_database "$host"; then
            database=$(database_of "$host")
            ! has_service_address "$host" || service=yes
        fi
    fi
    printf '%s\t%s\t%s\t%s\n' "$state" "$ssh" "$database" "$service"
}

say_host() {
    local state ssh database service line
    IFS=$'\t' read -r state ssh database service < <(facts_of "$1")
    line=$state
    [[ $ssh == yes ]] || line+=', no ssh from orch'
    [[ $database == - ]] || line+=", $database"
    [[ $service == no ]] || line+=", service address $service_address"
    printf '%-12s %-13s %s\n' "$1" "$(address_of "$1")" "$line"
}

show_for_people() {
    local host
    for host in "${machines[@]}"; do say_host "$host"; done
    printf '%-12s %-13s %s\n' orch "$(address_of orch)" \
        "firedrill and ssh run here: ssh -F $dir/orch/.ssh/config"
    change_link all status
}

truth() { if [[ $1 == "$2" ]]; then echo true; else echo false; fi; }
host_as_json() {
    local state ssh database service
    IFS=$'\t' read -r state ssh database service < <(facts_of "$1")
    printf '{"host":"%s","namespace":"%s","address":"%s","address6":"%s","on":%s,"ssh":%s' \
        "$1" "$(ns "$1")" "$(address_of "$1")" "$(address6_of "$1")" \
        "$(truth "$state" on)" "$(truth "$ssh" yes)"
    ! is_database "$1" || printf ',"database":"%s","service_address":%s' \
        "$database" "$(truth "$service" yes)"
    printf '}'
}
joined() { paste -sd,; }
show_as_json() {
    local host link whole=$1
    printf '{"lab":"%s","directory":"%s","up":%s,"service_address":"%s","hosts":[%s],"links":[%s]}\n' \
        "$name" "$dir" "$whole" "$service_address" \
        "$(for host in "${machines[@]}"; do host_as_json "$host"; echo; done | joined)" \
        "$(for link in $(link_names); do
            printf '{"link":"%s","state":"%s"}\n' "$link" "$(describe_link "$link")"
        done | joined)"
}

# Succeeds when everything is as `up` leaves it.
status() {
    local whole=false
    [[ ! ${1:-} || ${1:-} == --json ]] || die "status takes --json or nothing, not \"$1\""
    ! stands || whole=true
    if [[ ${1:-} == --json ]]; then show_as_json $whole
    elif is_ours; then show_for_people
    else echo "lab $name is not up"; fi
    [[ $whole == true ]]
}
