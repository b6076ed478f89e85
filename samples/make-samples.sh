#!/usr/bin/env bash
# Make the sample recordings from texts/*.tsv: one FLAC per text, 16 kHz, mono, 16 bits; and from tones.tsv the syllables of
# shengdiao.flac with their grid.
#
# Needs espeak-ng (with its Cantonese, Mandarin and Hakka voices) and sox (with FLAC). On Debian:
#   apt-get install espeak-ng sox
# Usage: samples/make-samples.sh [FOLDER]     FOLDER: where the recordings go, else beside this script
#
# The same versions of espeak-ng and sox give the same bytes. A line of a text is one utterance: the voice, the pause
# after it in seconds, characters, romanisation. The voice reads the romanisation: it leaves no reading open, where
# espeak-ng's dictionaries choose one reading for each character and Debian's Mandarin voice spells characters out.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "${1:-$here}" && pwd)

for program in espeak-ng sox; do
    if ! command -v "$program" >/dev/null; then
        echo "make-samples.sh: $program is needed and was not found. On Debian: apt-get install espeak-ng sox" >&2
        exit 2
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Sound of one voice without the silence it begins and ends with, and a pause of so many seconds after it.
utterance() { # VOICE PAUSE ROMANISATION FILE
    local say=" $3 "
    # espeak-ng 1.51 swallows the Cantonese syllable m4 (唔) unless it is given as a phoneme.
    case $1 in *jyutping*) say=${say// m4 / [[m-4]] } ;; esac
    espeak-ng -v "$1" -s 150 -a 80 -w "$work/raw.wav" -- "$say"
    sox -D "$work/raw.wav" -r 16000 -c 1 -b 16 "$4" \
        silence 1 0.005 0.2% reverse silence 1 0.005 0.2% reverse pad 0 "$2"
}

# A quiet room behind everything (-R: the same noise every time), so that pauses are pauses and not digital silence.
room() { # WAV FLAC
    sox -D "$1" "$work/level.wav" norm -4
    sox -R -D "$work/level.wav" -p synth pinknoise vol 0.0012 |
        sox -R -D -m -v 1 "$work/level.wav" -v 1 -p -b 16 -C 8 --comment "" "$2"
}

for text in "$here"/texts/*.tsv; do
    name=$(basename "$text" .tsv)
    sox -D -n -r 16000 -c 1 -b 16 "$work/000.wav" trim 0 0.6
    parts=("$work/000.wav")
    while IFS=$'\t' read -r voice pause _ romanisation; do
        part=$work/$(printf '%03d' "${#parts[@]}").wav
        utterance "$voice" "$pause" "$romanisation" "$part"
        parts+=("$part")
    done < <(tail -n +2 "$text")
    sox -D "${parts[@]}" "$work/whole.wav"
    room "$work/whole.wav" "$out/$name.flac"
    echo "$out/$name.flac: $((${#parts[@]} - 1)) utterances, $(soxi -d "$out/$name.flac")"
done

# ---- syllables by tone ----

intervals=() clock=0.5
sox -D -n -r 16000 -c 1 -b 16 "$work/000.wav" trim 0 0.5
parts=("$work/000.wav")
while IFS=$'\t' read -r voice dialect tone characters romanisation; do
    part=$work/tone$(printf '%03d' "${#parts[@]}").wav
    utterance "$voice" 0 "$romanisation" "$part"
    end=$(awk -v a="$clock" -v b="$(soxi -D "$part")" 'BEGIN { printf "%.6f", a + b }')
    sox -D "$part" "$work/padded.wav" pad 0 0.4
    mv "$work/padded.wav" "$part"
    parts+=("$part")
    intervals+=("$clock"$'\t'"$end"$'\t'"$characters"$'\t'"$romanisation"$'\t'"$tone"$'\t'"$dialect")
    clock=$(awk -v a="$clock" -v b="$(soxi -D "$part")" 'BEGIN { printf "%.6f", a + b }')
done < <(tail -n +2 "$here/tones.tsv")
sox -D "${parts[@]}" "$work/whole.wav"
room "$work/whole.wav" "$out/shengdiao.flac"
printf '%s\n' "${intervals[@]}" | LC_ALL=C awk -F'\t' -v end="$(soxi -D "$out/shengdiao.flac")" '
    function interval(number, from, to, text) {
        printf "        intervals [%d]:\n            xmin = %s \n            xmax = %s \n            text = \"%s\" \n", number, from + 0, to + 0, text
    }
    { start[NR] = $1; stop[NR] = $2; label["text", NR] = $3; label["rom", NR] = $4; label["tone", NR] = $5; label["dialect", NR] = $6; label["speaker", NR] = substr($6, 1, 3) == "cmn" ? "F" : "M" }
    END {
        split("text rom tone dialect speaker event", names, " ")
        printf "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = %s \ntiers? <exists> \nsize = 6 \nitem []: \n", end + 0
        for (t = 1; t <= 6; t++) {
            printf "    item [%d]:\n        class = \"IntervalTier\" \n        name = \"%s\" \n        xmin = 0 \n        xmax = %s \n        intervals: size = %d \n", t, names[t], end + 0, 2 * NR + 1
            for (i = 0; i <= NR; i++) {
                interval(2 * i + 1, i ? stop[i] : 0, i < NR ? start[i + 1] : end, names[t] == "event" ? "pause" : "")
                if (i < NR)
                    interval(2 * i + 2, start[i + 1], stop[i + 1], label[names[t], i + 1])
            }
        }
    }' >"$out/shengdiao.TextGrid"
echo "$out/shengdiao.flac: ${#intervals[@]} syllables, $(soxi -d "$out/shengdiao.flac")"
