#!/bin/bash
# Follows the README on a machine that was made a moment ago: a minimal Debian 12 in a folder, with what is committed.
# Needs root and a Debian mirror (the one this machine's apt uses); prints ok, not ok and skip lines, then the counts.
# Nothing stays: all is made in one folder under $TMPDIR and removed with it.
#   FANGYIN_GOLDEN=write   take the demo's screen as the golden one
#   FANGYIN_KEEP=1         leave the folder, for looking at what went wrong
cd "$(dirname "$0")/.." || exit 1
golden=tests/golden/demo-80x24.txt

passed=0 failed=0 skipped=0
ok() {
    echo "ok $1"
    passed=$((passed + 1))
}
not_ok() { # not_ok NAME [FILE]: the file is what it said
    echo "not ok $1"
    [ -z "${2:-}" ] || grep -vE '^(Setting up|Unpacking|Preparing|Selecting|Get:|Processing|\(Reading)' "$2" |
        tail -n 100 | sed 's/^/    /'
    failed=$((failed + 1))
}
finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed -eq 0 ]
    exit
}
skip_all() {
    echo "skip fresh machine: $1"
    skipped=1
    finish
}

[ "$(id -u)" = 0 ] || skip_all "making a Debian in a folder needs root"
command -v apt-get >/dev/null || skip_all "this is no Debian"
[ "$(git rev-parse --is-inside-work-tree 2>/dev/null)" = true ] || skip_all "what is committed is asked of git"

work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-fresh.XXXXXX") || exit 1
root=$work/root
terminal() { tmux -L "fangyin-fresh-$$" -f /dev/null "$@"; }
running=
cleanup() {
    terminal kill-server 2>/dev/null
    [ -z "$running" ] || kill -TERM "$running" 2>/dev/null
    wait
    [ -n "${FANGYIN_KEEP:-}" ] && echo "left in $work" || rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
# A command in the background, waited for: so that a signal is not kept waiting.
await() {
    "$@" &
    running=$!
    wait "$running"
    local status=$?
    running=
    return $status
}

tools=
for tool in mmdebstrap tmux; do
    command -v $tool >/dev/null || tools="$tools $tool"
done
if [ -n "$tools" ]; then
    ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || apt-get -q update >"$work/tools" 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $tools >>"$work/tools" 2>&1 ||
        { not_ok "install$tools" "$work/tools" && finish; }
fi

# This machine's own way to the Debian archive, if it has one for bookworm, else the public mirror.
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    grep -E '/debian(-security)?/ bookworm[a-z-]* main$' | sort -u)
echo "${sources:-deb http://deb.debian.org/debian bookworm main}" >"$work/sources.list"
proxy=$(apt-config dump --format '%v%n' Acquire::http::Proxy)
if ! await mmdebstrap --quiet --variant=apt --mode=root ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} \
    bookworm "$root" "$work/sources.list" >"$work/debian" 2>&1; then
    not_ok "make a Debian 12" "$work/debian"
    finish
fi
ok "make a Debian 12"

# enter COMMAND: in the new machine, with its own processes and mounts, which end with the command.
cat >"$work/enter" <<'EOF'
mount -t proc proc "$1/proc" && mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$1/dev/pts" &&
    mount -t tmpfs tmpfs "$1/dev/shm" && mount -t tmpfs tmpfs "$1/run" || exit 1
exec chroot "$1" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 TERM="$TERM" http_proxy="$http_proxy" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/bash -c "cd; $2"
EOF
enter() {
    unshare --mount --pid --fork --kill-child bash "$work/enter" "$root" "$1"
}

# Where the README says "git clone ADDRESS", this repository stands in for the address.
git clone -q --bare --no-local . "$root/srv/fangyin.git" 2>"$work/clone" || not_ok "clone what is committed" "$work/clone"
[ -z "$(git status --porcelain --untracked-files=no)" ] || echo "note: changes that are not committed are not looked at"

readme_line() { # readme_line PATTERN NAME: the line that is run here is what the README tells people to run
    if grep -qE "$1" README.md 2>/dev/null; then ok "README says: $2"; else not_ok "README says: $2"; fi
}
readme_line 'apt(-get)? install .*git .*make|apt(-get)? install .*make .*git' "install git and make"
readme_line '^[ $]*git clone ' "git clone"
readme_line 'make demo' "make demo"
readme_line 'make test' "make test"

if await enter 'apt-get -q update && apt-get -q install -y git make && git clone -q /srv/fangyin.git fangyin' \
    >"$work/get" 2>&1; then
    ok "apt-get install git make, git clone"
else
    not_ok "apt-get install git make, git clone" "$work/get"
    finish
fi

show() { terminal display-message -p "$1" 2>/dev/null; }
capture() { terminal capture-pane -p >"$work/screen" 2>/dev/null; }

# until SECONDS COMMAND ...: asks again every half second.
until_true() {
    local tries=$(($1 * 2))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.5
    done
}
on_screen() { [ "$(show '#{alternate_on}')" = 1 ] || ended; }
ended() { [ -s "$root/root/status" ]; }
as_golden() { capture && diff -q "$golden" "$work/screen" >/dev/null 2>&1; }
settled() {
    capture && cp "$work/screen" "$work/before" && sleep 2 && capture && diff -q "$work/before" "$work/screen" >/dev/null
}

# The shell stays when the demo ends, so that what it said can be read.
terminal -u new-session -d -x 80 -y 24 "
    TERM=tmux-256color unshare --mount --pid --fork --kill-child bash '$work/enter' '$root' \
        'cd fangyin && make demo; echo \$? >~/status'
    sleep 1000"
until_true 1200 on_screen
if ended; then
    terminal capture-pane -p -S - >"$work/screen"
    not_ok "make demo opens the annotator" "$work/screen"
else
    ok "make demo opens the annotator"
    if [ "${FANGYIN_GOLDEN:-}" = write ]; then
        until_true 60 settled
        mkdir -p "$(dirname "$golden")"
        cp "$work/screen" "$golden"
        echo "note: wrote $golden"
    fi
    if until_true 60 as_golden; then
        ok "its first screen is the golden one"
    else
        diff "$golden" "$work/screen" >"$work/difference" 2>&1
        cat "$work/screen" >>"$work/difference"
        not_ok "its first screen is the golden one" "$work/difference"
    fi
    terminal send-keys Q
    until_true 30 ended
    if [ "$(cat "$root/root/status" 2>/dev/null)" = 0 ]; then
        ok "Q leaves it"
    else
        capture
        not_ok "Q leaves it" "$work/screen"
    fi
fi
terminal kill-server 2>/dev/null

enter 'cd fangyin && git status --porcelain' >"$work/status" 2>&1
if [ -s "$work/status" ]; then not_ok "the sources stay clean" "$work/status"; else ok "the sources stay clean"; fi

if await enter 'cd fangyin && make test' >"$work/test" 2>&1; then
    ok "make test: $(tail -n 1 "$work/test")"
else
    not_ok "make test" "$work/test"
fi
finish
