#!/bin/bash
# A PostgreSQL of a test's own, on a Unix socket in a folder: postgres.sh start FOLDER | stop FOLDER | kill FOLDER.
# start prints the database's address; status 3: PostgreSQL is not installed (Debian: postgresql).
set -u
folder=${2:?}
data=$folder/pg
for bin in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    [ -x "$bin/initdb" ] && break
done
[ -x "$bin/initdb" ] || exit 3

# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
fi

server() {
    "${as[@]}" env LC_ALL=C "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/log" \
        -o "-k $data -c listen_addresses= -c max_connections=60 -c shared_buffers=32MB" "$@" >/dev/null 2>>"$folder/pg_ctl.log"
}

case ${1:?} in
start)
    if [ ! -d "$data" ]; then
        mkdir -p "$data" && [ ${#as[@]} = 0 ] || chown 65534:65534 "$data"
        # The way to it must be open to the server's user.
        [ ${#as[@]} = 0 ] || chmod a+x "$folder"
        (cd / && "${as[@]}" env LC_ALL=C "$bin/initdb" -D "$data" -U fangyin -A trust -E UTF8 --no-sync) >/dev/null || exit 1
    fi
    (cd / && server start) || exit 1
    echo "postgresql:///postgres?host=$data&user=fangyin"
    ;;
stop)
    [ -e "$data/postmaster.pid" ] && (cd / && server -m immediate stop)
    ;;
kill)
    # All of it at once, as a power cut would.
    pid=$(head -1 "$data/postmaster.pid") && kill -KILL $(ps -o pid= --ppid "$pid") "$pid" 2>/dev/null
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
    ;;
esac
