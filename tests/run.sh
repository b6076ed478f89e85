#!/bin/bash
# Runs every test program and counts single tests. `make test` calls it; by hand: BUILD=build bash tests/run.sh [NAME ...]
# A NAME (part of a path, like grid/ or test_text) runs only what matches. The last line is "N passed, N failed, N skipped".
#   BUILD            where the programs are (default build)
#   FANGYIN_JOBS     programs at a time (default 2)
#   FANGYIN_TIMEOUT  seconds one program may take (default 600)
cd "$(dirname "$0")/.." || exit 1

BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
export BUILD
export FANGYIN=$BUILD/fangyin
export FANGYIN_SHARED=${FANGYIN_SHARED:-$PWD/../shared}
export FANGYIN_TIMEOUT=${FANGYIN_TIMEOUT:-600}
export CMOCKA_MESSAGE_OUTPUT=TAP
export LC_ALL=C.UTF-8
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:allocator_may_return_null=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/tests/support/leaks.txt:print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$PWD/tests/support/threads.txt}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
unset FANGYIN_LANG LANGUAGE MAKEFLAGS MAKELEVEL MFLAGS

work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-tests.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export work

# One program, in a home and a scratch folder of its own; the user's files are out of reach.
run_one() {
    number=$1 program=$2
    mine=$work/$number
    mkdir -p "$mine/home" "$mine/tmp"
    limit=
    command -v timeout >/dev/null && limit="timeout -k 10 $FANGYIN_TIMEOUT"
    case $program in *.sh) set -- bash "$program" ;; *) set -- "$program" ;; esac
    # The program's folders are gone with it, so that 200 programs do not fill the disk.
    env HOME="$mine/home" TMPDIR="$mine/tmp" XDG_CONFIG_HOME="$mine/home/.config" XDG_CACHE_HOME="$mine/home/.cache" \
        XDG_DATA_HOME="$mine/home/.local/share" XDG_STATE_HOME="$mine/home/.local/state" XDG_RUNTIME_DIR="$mine/tmp" \
        $limit "$@" >"$work/$number.out" 2>&1 </dev/null
    echo $? >"$work/$number.status"
    chmod -R u+w "$mine" 2>/dev/null
    rm -rf "$mine"
}
export -f run_one

matches() {
    [ $# -eq 1 ] && return 0
    local program=$1 part
    shift
    for part in "$@"; do
        case $program in *"$part"*) return 0 ;; esac
    done
    return 1
}

# The whole program's tests first: they are the slow ones.
count=0
for program in tests/program/*.sh "$BUILD"/tests/program/test_* "$BUILD"/tests/*/test_*; do
    case $program in *.d | *.o | *.dSYM) continue ;; esac
    [ -f "$program" ] && matches "$program" "$@" || continue
    # A program whose source is gone is left from an earlier build.
    case $program in
    *.sh) ;;
    *)
        [ -f "tests/${program#"$BUILD"/tests/}.c" ] || continue
        grep -qxF "$program" "$work/programs" 2>/dev/null && continue
        ;;
    esac
    count=$((count + 1))
    echo "$program" >>"$work/programs"
done
if [ $count -eq 0 ]; then
    echo "There is no test program in $BUILD/tests; make test builds them." >&2
    echo "0 passed, 0 failed, 0 skipped"
    exit 1
fi

number=0
while read -r program; do
    number=$((number + 1))
    printf '%s\0%s\0' "$number" "$program"
done <"$work/programs" | xargs -0 -n 2 -P "${FANGYIN_JOBS:-2}" bash -c 'run_one "$@"' run_one

number=0
while read -r program; do
    number=$((number + 1))
    case $program in *.sh) style=lines suite=${program#tests/} ;; *) style=tap suite=${program#"$BUILD"/tests/} ;; esac
    status=$(cat "$work/$number.status" 2>/dev/null || echo 'unknown (it was never started)')
    [ "$status" = 124 ] && status="124 (more than $FANGYIN_TIMEOUT seconds)"
    tr -d '\000' <"$work/$number.out" |
        awk -v style="$style" -v status="$status" -f tests/results.awk | sed "s|^|$suite	|" >>"$work/results"
done <"$work/programs"

awk -F '\t' '
    $2 == "pass" { passed++; next }
    $2 == "skip" { skipped++; skip[skipped] = "skip " $1 ": " $3 ($4 == "" ? "" : ": " $4); next }
    { failed++; text = $4; gsub("\001", "\n    ", text); fail[failed] = "not ok " $1 ": " $3 (text == "" ? "" : "\n    " text) }
    END {
        for (i = 1; i <= skipped; i++) print skip[i]
        for (i = 1; i <= failed; i++) print fail[i]
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit failed > 0 || passed + skipped == 0
    }' "$work/results"
