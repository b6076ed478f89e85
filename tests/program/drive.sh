#!/bin/bash
# Runs `fangyin drive` on copies of the samples with the key scripts of tests/program/drive, and compares the screens with
# those in tests/golden. `tests/program/drive.sh --update [NAME ...]` writes these anew: look at them before committing.
#   FANGYIN  the program (default build/fangyin)
#
# A script is what `fangyin drive` reads; remarks of these forms are for this runner:
#   # with: ARGUMENTS        what to drive, and how (default: yue.flac); starts the program
#   # language: zh_CN        in this language
#   # meanwhile: COMMANDS    once the journal is written, do this in the shell, as another program would, and go on
#   # again                  end the program, and start it once more on the same folder with what follows
#   # then: COMMANDS         once the program has ended: what this prints belongs to the screen too
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
FANGYIN=${FANGYIN:-$root/build/fangyin}
case $FANGYIN in /*) ;; *) FANGYIN=$root/$FANGYIN ;; esac
export FANGYIN
export LC_ALL=C.UTF-8
unset LANGUAGE LANG LC_MESSAGES
update=
[ "$1" = --update ] && update=1 && shift

work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-drive.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/.config XDG_CACHE_HOME=$work/.cache XDG_STATE_HOME=$work/.state

# Until the folder holds a journal with something in it, as long as ten seconds.
await_journal() {
    local i
    for ((i = 0; i < 200; i++)); do
        [ -s yue.TextGrid.journal ] && grep -q '[^[:space:]]' yue.TextGrid.journal && return
        sleep 0.05
    done
}

# A part of a script, from stdin to the program.
feed() {
    local line
    while IFS= read -r line; do
        case $line in
        '# meanwhile: '*)
            await_journal
            eval "${line#\# meanwhile: }" >&2
            ;;
        esac
        printf '%s\n' "$line"
    done
}

# drive PART SCRIPT: run the part of the script between two "# again".
drive() {
    local with
    awk -v wanted="$1" '$0 == "# again" { part++; next } part == wanted' "$2" >"$work/part"
    with=$(sed -n 's/^# with: //p' "$work/part")
    # shellcheck disable=SC2086
    feed <"$work/part" | "$FANGYIN" drive ${with:-yue.flac} - 2>&1
    local status=${PIPESTATUS[1]}
    [ "$status" -eq 0 ] || echo "== exit $status"
    sed -n 's/^# then: //p' "$work/part" | while IFS= read -r line; do
        eval "$line" 2>&1
    done
}

screens() {
    local parts part
    parts=$(grep -c '^# again$' "$1")
    for ((part = 0; part <= parts; part++)); do
        [ "$part" -gt 0 ] && echo "== again"
        drive "$part" "$1"
    done | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/YYYY-MM-DD HH:MM/g'
}

# Pictures come from floating-point sums that another processor may round otherwise: a few dots may differ, nothing else.
# Prints the first difference that matters; nothing where there is none.
is_dots() {
    local code
    case $1 in [▘▝▀▖▌▞▛\ ]) return 0 ;; esac
    printf -v code %d "'$1"
    [ "$code" -ge $((0x2800)) ] && [ "$code" -le $((0x28FF)) ]
}
compare() {
    local expected actual longest i differing=0 cells=0
    local -a left right
    mapfile -t left <"$1"
    mapfile -t right <"$2"
    if [ ${#left[@]} -ne ${#right[@]} ]; then
        echo "${#right[@]} lines, not ${#left[@]}"
        diff "$1" "$2" | head -40
        return
    fi
    for ((line = 0; line < ${#left[@]}; line++)); do
        expected=${left[line]} actual=${right[line]}
        cells=$((cells + ${#expected}))
        [ "$expected" = "$actual" ] && continue
        longest=$((${#expected} > ${#actual} ? ${#expected} : ${#actual}))
        for ((i = 0; i < longest; i++)); do
            local a=${expected:i:1} b=${actual:i:1}
            a=${a:- } b=${b:- }
            [ "$a" = "$b" ] && continue
            if is_dots "$a" && is_dots "$b"; then
                differing=$((differing + 1))
                continue
            fi
            printf 'line %d:\n  expected  %s\n  is        %s\n' $((line + 1)) "$expected" "$actual"
            return
        done
    done
    [ $((differing * 100)) -le "$cells" ] || echo "$differing dots of the pictures differ"
}

failed=0
for script in tests/program/drive/*.keys; do
    name=${script##*/}
    name=${name%.keys}
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    golden=$root/tests/golden/$name.screen
    language=$(sed -n 's/^# language: //p' "$script" | head -n 1)
    if [ -n "$language" ] && [ ! -f "src/po/$language.po" ]; then
        echo "skip $name: there is no src/po/$language.po"
        continue
    fi
    if [ -n "$language" ] && [ ! -f "$(dirname "$FANGYIN")/locale/$language/LC_MESSAGES/fangyin.mo" ]; then
        echo "skip $name: the program was built without its translation"
        continue
    fi
    folder=$work/$name
    mkdir -p "$folder" && cp samples/fangyin.ini samples/*.flac samples/*.TextGrid "$folder" && chmod -R u+w "$folder"
    (
        cd "$folder" || exit 1
        [ -n "$language" ] && export LANGUAGE=$language
        screens "$root/$script"
    ) >"$work/$name.screen"
    if [ -n "$update" ]; then
        mkdir -p tests/golden
        cp "$work/$name.screen" "$golden"
        echo "ok $name (written)"
    elif [ ! -f "$golden" ]; then
        echo "not ok $name: there is no tests/golden/$name.screen; tests/program/drive.sh --update $name makes it"
        failed=1
    else
        difference=$(compare "$golden" "$work/$name.screen")
        if [ -z "$difference" ]; then
            echo "ok $name"
        else
            echo "not ok $name: the screen is another one"
            printf '%s\n' "$difference"
            failed=1
        fi
    fi
    rm -rf "$folder"
done
exit $failed
