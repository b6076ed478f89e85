#!/bin/bash
# dedupe: the same samples in other files, the same speech changed, and what only sounds alike.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-dedupe.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'
for needed in espeak-ng ffmpeg; do
    command -v $needed >/dev/null || { echo "skip duplicates: $needed is not installed"; exit 0; }
done

ok() {
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name: $(head -c 600 out messages 2>/dev/null)"; fi
}
is() { [ "$1" = "$2" ] || { echo "got '$1', wanted '$2'" >>messages && return 1; }; }
change() { ffmpeg -v error -y -i a.wav "$@" </dev/null; }
say() { espeak-ng -v "$1" -w said.wav "$2" 2>/dev/null && ffmpeg -v error -y -i said.wav -ar 16000 "$3" </dev/null; }

one="The old man walked slowly along the river bank this morning."
say en-us "$one" a.wav
say en-us "Nobody knew where the children had hidden the small key." b.wav
say de "$one" c.wav
change a2.flac
change -b:a 32k a3.mp3
change -c:a libopus -b:a 12k a4.opus
change -ar 8000 -filter:a volume=0.5 a5.wav
change -filter:a atrim=0.3,asetpts=PTS-STARTPTS a6.wav

"$fangyin" dedupe a.wav b.wav c.wav >out 2>messages
ok "other sentences and other voices are not the same" is "$?$(cat out)" 0
rm said.wav
"$fangyin" dedupe . >out 2>messages
ok "there are duplicates" is $? 1
ok "the same samples in another form are exact" grep -qxF "exact${tab}./a2.flac${tab}./a.wav" out
ok "the same speech changed is near" is "$(grep ^near out | cut -f 2,3 | tr '\t\n' '  ')" "./a3.mp3 ./a.wav ./a4.opus ./a.wav ./a5.wav ./a.wav ./a6.wav ./a.wav "
ok "with where it begins" is "$(awk -F "$tab" '/a6/ { print ($5 > 0.27 && $5 < 0.33) }' out)" 1
"$fangyin" dedupe --json . >out 2>messages
ok "JSON has one line for each" is "$(grep -c '"kind":"\(near\|exact\)","clip":{"file":' out)" 5

# Two segments of one recording: a said twice.
ffmpeg -v error -y -i a.wav -i b.wav -i a3.mp3 -filter_complex '[0:a][1:a][2:a]concat=n=3:v=0:a=1' all.wav </dev/null
length() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1"; }
la=$(length a.wav) lb=$(length b.wav) all=$(length all.wav)
x=$(awk "BEGIN { print $la + $lb }")
printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n%s\n<exists>\n1\n"IntervalTier"\n"text"\n0\n%s\n3\n0\n%s\n"a"\n%s\n%s\n"b"\n%s\n%s\n"a"\n' \
    "$all" "$all" "$la" "$la" "$x" "$x" "$all" >all.TextGrid
"$fangyin" dedupe --segments all.wav >out 2>messages
ok "segments of grids are told with their times" is "$(cut -f 1,2,4,5,6 out)" "near${tab}all.wav$tab$(printf %.3f "$all")${tab}all.wav${tab}0.000"
"$fangyin" dedupe a.wav missing.wav >out 2>messages
ok "a file that is not there is told" is $? 2
