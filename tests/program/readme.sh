#!/bin/bash
# The README says what the program does now: its screen is the one the program draws, its keys are those of the table.
#   tests/program/readme.sh --update   puts the present screen there
program=$(realpath "${FANGYIN:-build/fangyin}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
unset LANGUAGE
cp samples/yue.flac samples/yue.TextGrid samples/fangyin.ini "$work/"

cat >"$work/keys" <<'KEYS'
keys C Enter
type 你個孫今日使唔使返學呀？
keys Enter
wait 1
screen now
KEYS
(cd "$work" && "$program" drive --colours 8 yue.flac keys) | sed -e '/^== /d' >"$work/screen"
# The screen is the first text block below "What it looks like"; the other blocks are nobody's but the writer's.
if [ "$1" = --update ]; then
    [ -s "$work/screen" ] || exit 1
    awk -v screen="$work/screen" '
        /^## What it looks like$/ { below = 1 }
        below && /^```text$/ { print; while ((getline line < screen) > 0) print line; below = 0; inside = 1; next }
        inside && /^```$/ { inside = 0 }
        !inside { print }' README.md >"$work/readme" && cat "$work/readme" >README.md
    exit
fi
awk '/^## What it looks like$/ { below = 1 }
    below && /^```text$/ { below = 0; inside = 1; next }
    inside && /^```$/ { exit }
    inside { print }' README.md >"$work/readme"
# The dots of the pictures may differ between processors by a few; words and places may not.
words() { LC_ALL=C sed 's/\xe2[\xa0-\xa3][\x80-\xbf]//g' "$1"; }
if [ -s "$work/screen" ] && diff <(words "$work/readme") <(words "$work/screen") >"$work/diff"; then
    echo "ok screen"
else
    echo "not ok screen: the README shows another one than the program (tests/program/readme.sh --update)"
    cat "$work/diff"
fi

empty=$(awk '/^```/ { if (open && NR == open + 1) print open; open = open ? 0 : NR }' README.md)
if [ -z "$empty" ]; then
    echo "ok blocks"
else
    echo "not ok blocks: the README has an empty block in line" $empty
fi

"$program" keys | sed 's/  */ /g' >"$work/actions"
wrong=$(sed -n '/^| \*\*always\*\* |/,/^$/p' README.md | grep '^| `' | grep -v '`1` \.\.\.' | while IFS='|' read -r _ keys help _; do
    first=$(sed 's/^ *`\([^`]*\)`.*/\1/' <<<"$keys")
    help=$(sed 's/^ *//; s/ *$//' <<<"$help")
    grep -F -- "$help" "$work/actions" | grep -qE "(^| )$(sed 's/[][^$.*+?(){}|\\]/\\&/g' <<<"$first") " || echo "$first: $help"
done)
if [ -z "$wrong" ]; then
    echo "ok keys"
else
    echo "not ok keys: the README has keys that \`fangyin keys\` does not have so: $wrong"
fi
