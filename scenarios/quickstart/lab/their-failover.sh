#!/usr/bin/env bash
# Not part of Firedrill: a switching script as many institutions have had for years. The scenario
# measure-only lets it do the work and only measures what it achieves.
#   lose       the primary dies (kill -9)
#   recover    start the old primary again: only before failover
#   failover   db2 becomes the primary
#   failback   db1 becomes the primary again, db2 its standby
set -eu
. "$(dirname "$0")/settings"   # dir, pgbin, db1 and db2 (ports); lab/servers writes it
PATH=$pgbin:/usr/bin:/bin

query() { psql -XAtq -h "$dir/$1/run" -p "$2" -U postgres -c "$3" postgres; }
start() { pg_ctl -D "$dir/$1/conf" -l "$dir/$1/log" -s -w -t 30 start; }
stop() { pg_ctl -D "$dir/$1/conf" -m fast -s -w -t 30 stop; }
answers() { pg_isready -q -h 127.0.0.1 -p "$1" -t 2; }
# follows HOST PRIMARY PORT: waits until HOST streams from PRIMARY and has replayed nearly all
follows() {
    for _ in $(seq 300); do
        level=$(query "$2" "$3" "select count(*) from pg_stat_replication
            where application_name = '$1' and state = 'streaming'
            and pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) < 100000" 2>&1) || true
        [ "$level" != 1 ] || return 0
        sleep 0.1
    done
    echo "$1 does not follow $2" >&2; return 1
}

case ${1:-} in
    lose) kill -9 "$(head -n 1 "$dir/db1/data/postmaster.pid")" ;;
    recover) answers "$db1" || start db1 ;;
    failover)
        if answers "$db1"; then stop db1; fi
        touch "$dir/db1/data/standby.signal"   # whoever starts db1 now gets a standby
        pg_ctl -D "$dir/db2/conf" -s -w -t 30 promote ;;
    failback)
        pid=$(head -n 1 "$dir/db1/data/postmaster.pid" 2>/dev/null) || true
        while [ "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
        query db2 "$db2" checkpoint            # or pg_rewind may not see the new timeline yet
        rm -f "$dir/db1/data/standby.signal"   # pg_rewind first recovers db1 alone, off the network
        pg_rewind -D "$dir/db1/data" --config-file "$dir/db1/conf/postgresql.conf" \
            --source-server "host=127.0.0.1 port=$db2 dbname=postgres user=replicator
                passfile=$dir/client/pgpass"
        touch "$dir/db1/data/standby.signal"
        start db1; follows db1 db2 "$db2"
        stop db2                               # clean: sends everything before it ends
        touch "$dir/db2/data/standby.signal"
        pg_ctl -D "$dir/db1/conf" -s -w -t 30 promote
        start db2; follows db2 db1 "$db1" ;;
    *) sed -n '2,8s/^# //p' "$0"; exit 64 ;;
esac
