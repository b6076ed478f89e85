#!/bin/bash
# measure: its tables on sounds made here, its options, and files that are no ordinary speech.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-measure.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'

word32() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24 & 255)))"; }
word16() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))"; }

# wav RATE CHANNELS FORMAT BITS: a header for the samples on standard input (FORMAT 1 integers, 3 floats).
wav() {
    cat >samples
    local size
    size=$(wc -c <samples)
    printf RIFF; word32 $((size + 36)); printf 'WAVEfmt '; word32 16; word16 "$3"; word16 "$2"; word32 "$1"
    word32 $(($1 * $2 * $4 / 8)); word16 $(($2 * $4 / 8)); word16 "$4"; printf data; word32 "$size"
    cat samples
}

# sine "HZ-EXPRESSION in t" SECONDS: 8-bit samples at 8000 Hz, the expression in awk.
sine() {
    LC_ALL=C awk -v seconds="$2" "BEGIN {
        for (i = 0; i < seconds * 8000; i++) {
            t = i / 8000; hz = $1
            phase += 6.283185307179586 * hz / 8000
            printf(\"%c\", hz ? 128 + int(60 * sin(phase) + 30 * sin(2 * phase) + 0.5) : 128)
        }
    }"
}

sine '(t > 0.5 && t < 1.5 ? 200 : 0)' 2 | wav 8000 1 1 8 >tone.wav

field() { cut -f"$1"; }
is() { # NAME EXPECTED GOT
    if [ "$2" = "$3" ]; then echo "ok $1"; else echo "not ok $1: expected $2, got $3"; fi
}
between() { # NAME LOWEST HIGHEST VALUE
    if LC_ALL=C awk -v v="$4" -v a="$2" -v b="$3" 'BEGIN { exit !(v != "" && v + 0 >= a && v + 0 <= b) }'; then
        echo "ok $1"
    else
        echo "not ok $1: $4 is not between $2 and $3"
    fi
}

# ---- each measure ----
is "pitch names its columns" "time${tab}frequency${tab}strength" "$("$fangyin" measure pitch tone.wav | head -1)"
between "the pitch of a tone is its frequency" 199.9 200.1 \
    "$("$fangyin" measure pitch tone.wav --from 1 --to 1.01 | tail -1 | field 2)"
is "where nothing sounds there is no pitch" "" "$("$fangyin" measure pitch tone.wav --from 0.1 --to 0.11 | tail -1 | field 2)"
between "the filtered pitch is the same" 199.9 200.1 \
    "$("$fangyin" measure pitch --filtered tone.wav --from 1 --to 1.02 | tail -1 | field 2)"
is "a stretch prints the same as the whole" "$("$fangyin" measure pitch tone.wav | sed -n 60,70p)" \
    "$("$fangyin" measure pitch tone.wav --from 0.59 --to 0.72 | grep -F "$("$fangyin" measure pitch tone.wav | sed -n 60p)" -A 10)"
between "intensity is in Praat's decibels" 84 86 "$("$fangyin" measure intensity tone.wav --from 1 --to 1.01 | tail -1 | field 2)"
printf '\200' | wav 8000 1 1 8 >one.wav
is "one sample has no pitch, in a table with names" "time${tab}frequency${tab}strength" "$("$fangyin" measure pitch one.wav)"
is "nor intensity" "time${tab}intensity" "$("$fangyin" measure intensity one.wav)"
is "nor a spectrogram" time "$("$fangyin" measure spectrogram one.wav | cut -f1)"
is "nor formants" "time${tab}F1${tab}B1" "$("$fangyin" measure formant --formants 1 --ceiling 4000 one.wav)"
is "and no object" "" "$("$fangyin" measure pitch --json one.wav)"
is "formants name their columns" "time${tab}F1${tab}B1${tab}F2${tab}B2${tab}F3${tab}B3" \
    "$("$fangyin" measure formant --formants 3 --ceiling 4000 tone.wav | head -1)"
is "a spectrogram has a column for each frequency" \
    257 "$("$fangyin" measure spectrogram --window 0.03 --highest 4000 tone.wav | head -1 | tr '\t' '\n' | wc -l)"
is "silences by the energy" "silent sounding silent" "$(echo $("$fangyin" measure silences tone.wav | tail -n +2 | field 3))"
between "a boundary lies where the tone begins" 0.48 0.52 "$("$fangyin" measure silences tone.wav | sed -n 3p | field 1)"
is "silences by Praat's method" "silent sounding silent" "$(echo $("$fangyin" measure silences --praat tone.wav | tail -n +2 | field 3))"
between "and there" 0.48 0.52 "$("$fangyin" measure silences --praat tone.wav | sed -n 3p | field 1)"
is "JSON has an object a line" '{"time":' "$("$fangyin" measure intensity --json tone.wav | head -1 | cut -c1-8)"

# ---- tone ----
# Four syllables between 100 and 200 Hz: level, rising, dipping, falling.
sine '(t % 0.5 < 0.06 ? 0 : t < 0.5 ? 200 : t < 1 ? 100 * 2 ^ (t * 1.0) : t < 1.5 ? 100 * 2 ^ (t < 1.2 ? (1.2 - t) * 2 : (t - 1.2) * 2.5) : 200 * 2 ^ ((1.56 - t) * 2.2))' 2 |
    wav 8000 1 1 8 >four.wav
{
    printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2\n<exists>\n2\n"IntervalTier"\n"tone"\n0\n2\n4\n'
    printf '0\n0.5\n"55"\n0.5\n1\n"35"\n1\n1.5\n"214"\n1.5\n2\n"51"\n'
    printf '"IntervalTier"\n"dialect"\n0\n2\n2\n0\n1\n"bei"\n1\n2\n""\n'
} >four.TextGrid
is "each syllable gets its notation" "55 35 214 51" "$(echo $("$fangyin" measure tone --by tone --each four.wav | tail -n +2 | field 9))"
is "the table has a line for each dialect and tone" "tone 214 51 35 55" "$(echo $("$fangyin" measure tone --by tone four.wav | field 2))"
is "with as many points as were asked for" 18 \
    "$("$fangyin" measure tone --by tone --points 6 four.wav | head -1 | tr '\t' '\n' | wc -l)"
between "a speaker's range is between its extremes" 95 110 "$("$fangyin" measure tone --by tone --ranges four.wav | tail -1 | field 3)"
is "speakers may be named" "Mei" "$("$fangyin" measure tone --by tone --speaker Mei --ranges four.wav | tail -1 | field 1)"
is "without a tier each frame has its level" "time${tab}frequency${tab}T${tab}level" "$("$fangyin" measure tone four.wav | head -1)"
"$fangyin" measure tone --by nothing four.wav >out 2>messages
is "a tier that is not there is an error" 2 $?
is "which names it" 'fangyin: four.TextGrid: There is no interval tier "nothing".' "$(cat messages)"

mkdir folder
cp four.wav four.TextGrid folder/
cp four.wav folder/five.wav
sed 's/"55"/"51"/' four.TextGrid >folder/five.TextGrid
cp tone.wav folder/
is "a folder stands for all its recordings with such a tier" "214 2 51 3 35 2 55 1" \
    "$(echo $("$fangyin" measure tone --by tone --speaker A folder | LC_ALL=C awk -F'\t' 'NR > 1 { n[$2] += $3 } END { print "214", n["214"], "51", n["51"], "35", n["35"], "55", n["55"] }'))"

# ---- what is no ordinary speech ----
head -c 16000 /dev/zero | wav 8000 1 1 16 >zeros.wav
head -c 2 /dev/zero | wav 16000 1 1 16 >one.wav
for _ in $(seq 4000); do printf '\x00\x40'; done | wav 8000 1 1 16 >direct.wav
for _ in $(seq 2000); do printf '\x00\x00\xc0\x7f\x00\x00\x80\x7f'; done | wav 8000 1 3 32 >nan.wav
head -c 512000 /dev/zero | wav 8000 64 1 16 >many.wav
sine 300 1 | wav 192000 1 1 8 >fast.wav
for file in zeros one direct nan many fast; do
    for what in spectrogram pitch intensity formant silences tone; do
        "$fangyin" measure $what $file.wav >out 2>messages
        code=$?
        if [ $code = 0 ] && ! grep -qi 'nan\|inf' out; then
            echo "ok $what of $file.wav"
        else
            echo "not ok $what of $file.wav: status $code, $(grep -im1 'nan\|inf' out) $(cat messages)"
        fi
    done
done
is "Praat's silences need a window of sound" 2 "$("$fangyin" measure silences --praat one.wav >out 2>messages; echo $?)"

# ---- wrong usage ----
"$fangyin" measure pitch --channel 2 tone.wav >out 2>messages
is "a channel that is not there is an error" 2 $?
is "which is told" "fangyin: tone.wav: There is no channel 2: the recording has 1 channel." "$(cat messages)"
"$fangyin" measure pitch --floor 500 --ceiling 100 tone.wav >out 2>messages
is "a ceiling below the floor is an error" 2 $?
for wrong in 'measure' 'measure pitch' 'measure taste tone.wav' 'measure pitch --floor x tone.wav' 'measure pitch tone.wav fast.wav' \
    'measure pitch --from soon tone.wav' 'measure pitch --channel 0 tone.wav' 'measure tone --points 0 tone.wav'; do
    # shellcheck disable=SC2086
    "$fangyin" $wrong >out 2>messages
    is "'$wrong' is wrong usage" 2 $?
done
