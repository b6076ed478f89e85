#!/bin/bash
# segment: grids made beside recordings, what is in them, and what is left alone.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-segment.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'

ok() {
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name: $(head -c 600 out messages 2>/dev/null)"; fi
}
is() { [ "$1" = "$2" ] || { echo "got '$1', wanted '$2'" >>messages && return 1; }; }

# sound FILE SCRIPT: 16 bit mono at 16000 Hz; SCRIPT is awk that gives x for sample i at second t.
sound() {
    LC_ALL=C awk -v rate=16000 "BEGIN { srand(1); n = $3 * rate; for (i = 0; i < n; i++) { t = i / rate; x = (rand() - 0.5) * 0.002; $2; v = int(x * 32767); if (v < 0) v += 65536; printf \"%c%c\", v % 256, int(v / 256) } }" >samples
    local size
    size=$(wc -c <samples)
    word() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24 & 255)))"; }
    { printf RIFF; word $((size + 36)); printf 'WAVEfmt '; word 16; printf '\001\000\001\000'; word 16000; word 32000; printf '\002\000\020\000data'; word "$size"; cat samples; } >"$1"
}
voice='x += 0.3 * sin(6.283185 * 150 * t) * (1 + sin(6.283185 * 450 * t))'

# Speech at 1 to 2.5, 4 to 5 and 5.2 to 6.
sound speech.wav "if ((t > 1 && t < 2.5) || (t > 4 && t < 5) || (t > 5.2 && t < 6)) { $voice }" 8
"$fangyin" segment speech.wav >out 2>messages
ok "a line for each recording" is "$(cut -f 1,2,4,5 out)" "2${tab}3${tab}0${tab}speech.TextGrid"
"$fangyin" convert --to csv speech.TextGrid -o speech.csv >/dev/null 2>&1
"$fangyin" info speech.TextGrid >out 2>messages
ok "pieces cover the recording, pauses are named" is "$(awk -F "$tab" '$3 == "text" || $3 == "event" { printf "%s %s %s,", $3, $4, $5 }' out)" "text 5 0,event 5 3,"
times() { awk '/name = "text"/ { on = 1 } /name = "[^t]/ { on = 0 } on && /xmin/ { print $3 }' "$1" | tail -n +3; }
ok "boundaries are beside the speech, not in it" is \
    "$(times speech.TextGrid | awk 'NR == 1 { a = $1 > 0.7 && $1 <= 1.0 } NR == 2 { b = $1 >= 2.48 && $1 < 2.8 } NR == 3 { c = $1 > 3.7 && $1 <= 4.0 } NR == 4 { d = $1 >= 5.98 && $1 < 6.3 } END { print a, b, c, d, NR }')" "1 1 1 1 4"

cp speech.TextGrid before
"$fangyin" segment --pause 0.1 speech.wav >out 2>messages
ok "a grid that was cut is left as it is" cmp -s speech.TextGrid before
ok "and that is said" grep -q 'left as it is' messages
"$fangyin" segment --fill --pause 0.1 --padding 0.05 speech.wav >out 2>messages
ok "nothing with an event is cut again" is "$(grep -c . out)" 1
ok "an empty piece is cut when asked for" is "$(cut -f 1 out)" 3

sed 's/text = ""/text = "侬好"/' before >speech.TextGrid
cp speech.TextGrid before
"$fangyin" segment --fill speech.wav >out 2>messages
ok "a grid that is written in keeps every time and word" is "$(times speech.TextGrid)$(grep -c 侬好 speech.TextGrid)" "$(times before)$(grep -c 侬好 before)"

cp samples speech.samples

# 6 s without a pause, quieter at 2.5 and 4.5.
sound long.wav "$voice; x *= 0.1 + sin(12 * t) * sin(12 * t); if ((t > 2.45 && t < 2.55) || (t > 4.45 && t < 4.55)) x *= 0.02; if (t < 0.3 || t > 6.3) x = 0.0001" 6.6
"$fangyin" segment --longest 3 --padding 0.1 long.wav >out 2>messages
ok "speech too long is cut where it is quietest" is "$(times long.TextGrid | awk '$1 > 2.4 && $1 < 2.6 { a++ } $1 > 4.4 && $1 < 4.6 { b++ } END { print a + 0, b + 0 }')" "1 1"
ok "cuts inside speech are told" grep -q 'inside speech' messages

rm -f speech.TextGrid
"$fangyin" segment --method praat --padding 0 speech.wav >out 2>messages
ok "Praat's method finds the same" is "$(cut -f 1,2 out)" "2${tab}3"

printf '[segment]\npause = 0.1\npadding = 0.05\n[project]\ntiers = text std\n' >fangyin.ini
rm -f speech.TextGrid
"$fangyin" segment speech.wav >out 2>messages
ok "the project's limits and tiers count" is "$(cut -f 1 out)$(grep -c 'name = "std"' speech.TextGrid)" 31
rm fangyin.ini

mkdir folder && cp speech.wav folder/a.wav && cp speech.wav "folder/二 号.wav" && : >folder/broken.wav
"$fangyin" segment folder >out 2>messages
ok "a broken recording is told, the others are done" is "$?$(grep -c TextGrid out)" 22
ok "in the order of names" is "$(cut -f 5 out | head -1)" folder/a.TextGrid
"$fangyin" segment --longest -3 speech.wav >out 2>messages
ok "a limit that is none is refused" is $? 2

# An hour, of which the end is silent, in less memory than its samples take (230 MB as floats).
size=$((16000 * 3600 * 2))
{ printf RIFF; word $((size + 36)); printf 'WAVEfmt '; word 16; printf '\001\000\001\000'; word 16000; word 32000; printf '\002\000\020\000data'; word "$size"; cat speech.samples; } >hour.wav
truncate -s $((size + 44)) hour.wav
if (ulimit -v 250000; "$fangyin" --version) >/dev/null 2>&1; then
    (ulimit -v 250000; "$fangyin" segment hour.wav) >out 2>messages
    ok "an hour in bounded memory" is "$(cut -f 1 out)" 2
else
    echo "skip an hour in bounded memory: the sanitizers take more addresses"
fi
