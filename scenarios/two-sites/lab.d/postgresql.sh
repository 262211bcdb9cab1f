# PostgreSQL 15 on db1 and db2: a primary and its streaming standby, over the link between the
# sites. Configuration lives outside the data directory, so that pg_rewind and pg_basebackup, which
# copy whole data directories, never carry one server's settings to another.

# shellcheck shell=bash disable=SC2154  # sourced by ../lab
databases=(db1 db2)
pg_home=/var/lib/postgresql   # as the hosts see it; outside, $dir/HOST/postgresql
site_address() { addresses | awk -v host="$1" '$1 == host && $2 == "site" {print "10.81." $3 "." $4}'; }

as_postgres() {  # as_postgres HOST PROGRAM ARGS ...
    local host=$1 program=$2; shift 2
    inside "$host" "/usr/local/pgsql/bin/$program" "$@"
}
sql() {
    local host=$1; shift
    as_postgres "$host" psql -XAtq -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres -d postgres "$@"
}
is_primary() { [[ $(sql "$1" -c 'select pg_is_in_recovery()') == f ]]; }
follows() {
    [[ $(sql db1 -c "select count(*) from pg_stat_replication
        where application_name = 'db2' and state = 'streaming'") == 1 ]]
}
has_service_address() {
    in_ns "$1" ip -o -4 addr show dev service 2>/dev/null | grep -F " $service_address/" >/dev/null
}

# ------------------------------------------------------------------------------------- files

# make_homes, before the hosts start: directories that they show as /var/lib/postgresql
make_homes() {
    local host role password secrets
    secrets=$(for role in drill replicator; do
        password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        printf '*:*:*:%s:%s\n' "$role" "$password"
    done)
    for host in "${databases[@]}"; do
        install -d -o postgres -g postgres -m 700 "$dir/$host/postgresql" \
            "$dir/$host/postgresql/conf"
        (umask 077; grep replicator <<<"$secrets" >"$dir/$host/postgresql/pgpass")
        write_configuration "$host"
        chown -R postgres:postgres "$dir/$host/postgresql"
    done
    (umask 077; grep drill <<<"$secrets" >"$dir/client1/pgpass")
}
password_of() {
    awk -F: -v role="$1" '$4 == role {print $5}' "$dir/client1/pgpass" "$dir/db1/postgresql/pgpass"
}

write_configuration() {
    local host=$1 other=db1 conf=$dir/$1/postgresql/conf conninfo
    [[ $host != db1 ]] || other=db2
    conninfo="host=$(site_address "$other") user=replicator application_name=$host"
    conninfo+=" passfile=$pg_home/pgpass connect_timeout=2 tcp_user_timeout=5000"
    cat >"$conf/postgresql.conf" <<C
data_directory = '$pg_home/data'
hba_file = '$pg_home/conf/pg_hba.conf'
ident_file = '$pg_home/conf/pg_ident.conf'
cluster_name = '$host'
listen_addresses = '*'               # also an address that is moved here later
unix_socket_directories = '/run/postgresql'
password_encryption = 'scram-sha-256'
fsync = ${LAB_FSYNC:-on}            # off: for tests of the lab itself; a host here never loses power
shared_buffers = 32MB
max_connections = 60
dynamic_shared_memory_type = mmap    # inside the data directory: nothing stays in /dev/shm
wal_keep_size = 256MB                # enough for a standby that was away for a drill
wal_log_hints = on                   # pg_rewind needs it
max_wal_senders = 5
wal_sender_timeout = 5s
wal_receiver_timeout = 5s
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
log_line_prefix = '%m [%p] '
log_timezone = 'UTC'
primary_conninfo = '$conninfo'       # whom to follow whenever standby.signal exists
C
    # The socket's directory is closed to other users: who reaches the socket may be superuser.
    cat >"$conf/pg_hba.conf" <<'C'
local  all                   all                    trust
host   ledger,postgres       drill  10.81.0.0/16    scram-sha-256
host   ledger,postgres       drill  fd81::/16       scram-sha-256
host   postgres,replication  replicator  10.81.0.0/16  scram-sha-256
C
    : >"$conf/pg_ident.conf"
}

# ------------------------------------------------------------------------------------- servers

start_server() {  # start_server HOST [POSTGRES OPTIONS]
    as_postgres "$1" pg_ctl -D $pg_home/conf -l $pg_home/log -s -w -t 20 -o "${2:-}" start 9>&- ||
        die "PostgreSQL on $1 did not start: $(tail -n 3 "$dir/$1/postgresql/log")"
}

# Until both servers are there nothing is worth a sync: what fails half-way is made anew.
make_primary() {
    as_postgres db1 initdb -D $pg_home/data -U postgres -A trust -k --no-sync -E UTF8 \
        --locale=C.UTF-8 >"$dir/db1/initdb.log" 2>&1 ||
        die "initdb: $(tail -n 3 "$dir/db1/initdb.log")"
    rm -f "$dir/db1/postgresql/data/"{postgresql,pg_hba,pg_ident}.conf
    start_server db1 '-c fsync=off'
}

make_ledger() {
    sql db1 >/dev/null <<C
create role drill login password '$(password_of drill)';
create role replicator login replication password '$(password_of replicator)';
-- what pg_rewind asks of its source, and no more
grant execute on function pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean),
    pg_read_binary_file(text), pg_read_binary_file(text, bigint, bigint, boolean) to replicator;
-- the drill's own user: may make a schema for its writes and may read statistics; no superuser
grant pg_monitor to drill;
create database ledger;
grant create on database ledger to drill;
\\connect ledger
create table orders (
    id         bigint generated always as identity primary key,
    account    text not null,
    instrument text not null,
    side       text not null check (side in ('buy', 'sell')),
    quantity   integer not null check (quantity > 0),
    price      integer not null check (price > 0),        -- in fen
    state      text not null default 'entered' check (state in ('entered', 'cancelled')),
    entered_at timestamptz not null default now()
);
grant select, insert, update, delete on orders to drill;
C
}

# A server that was stopped in order may simply be copied.
make_standby() {
    as_postgres db1 pg_ctl -D $pg_home/conf -s -w -t 20 -m fast stop
    cp -a "$dir/db1/postgresql/data" "$dir/db2/postgresql/data"
    install -o postgres -g postgres -m 600 /dev/null "$dir/db2/postgresql/data/standby.signal"
    start_server db1
    start_server db2
    until_true 10 "db2 follows db1" follows
}

make_servers() { make_primary; make_ledger; make_standby; }

run_psql() {
    local host=${1:-db1}; [[ $# == 0 ]] || shift
    case $host in
        client) inside client1 env PGPASSFILE=/run/pgpass PGCONNECT_TIMEOUT=2 \
            "$pgbin/psql" -X "host=$service_address dbname=ledger user=drill" "$@" ;;
        db1 | db2) as_postgres "$host" psql -X -h /run/postgresql -U postgres "$@" ;;
        *) die "psql on which host? db1, db2, or client" ;;
    esac
}
