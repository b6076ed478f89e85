#!/bin/bash
# fangyin team from init to log, and fangyin picture in its three forms, on the samples.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
samples=$PWD/samples
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-team.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cp "$samples"/*.flac "$samples"/yue.TextGrid "$work"
cd "$work" || exit 1

check() { # NAME EXPECTED-STATUS EXPECTED-OUTPUT COMMAND...: the output's first line, * for any
    local name=$1 status=$2 expected=$3 got code
    shift 3
    got=$("$@" 2>"$work/messages")
    code=$?
    got=$(printf '%s\n' "$got" | head -1)
    # shellcheck disable=SC2053
    if [ $code = "$status" ] && [[ $got == $expected ]]; then
        echo "ok $name"
    else
        echo "not ok $name: status $code, printed: $got; $(cat "$work/messages")"
    fi
}

tab=$'\t'
check "a team is made" 0 "" "$fangyin" team init .
check "a second one is refused" 1 "" "$fangyin" team init .
check "recordings are added" 0 "" "$fangyin" team add . --as lead guanhua.flac yue.flac
check "recordings elsewhere are not" 2 "" "$fangyin" team add . --as lead "$samples/kejia.flac"
check "the first free one is claimed" 0 "guanhua${tab}guanhua.flac${tab}0${tab}35.*" "$fangyin" team next . --as ann
check "and its work file made" 0 'File type = "ooTextFile"' head -1 work/guanhua.ann.TextGrid
check "then the next" 0 "yue${tab}*" "$fangyin" team next . --as bob
check "which stays the next until it is handed in" 0 "yue${tab}*" "$fangyin" team next . --as bob
check "then none" 1 "" "$fangyin" team next . --as cid
check "what another holds cannot be handed in" 1 "" "$fangyin" team submit . --as bob guanhua
check "what one holds can" 0 "" "$fangyin" team submit . --as ann guanhua
check "or be given back" 0 "" "$fangyin" team release . --as bob yue
check "and claimed by another" 0 "yue${tab}*" "$fangyin" team next . --as ann
cp -r "$work" "$work.log" && "$fangyin" team log --json . >"$work/log.jsonl" && rm "$work.log/team.db"*
check "a record is restored from its log" 0 "" "$fangyin" team init "$work.log"
check "all of it" 0 "" "$fangyin" team restore "$work.log" log.jsonl
check "once" 0 "" "$fangyin" team restore "$work.log" log.jsonl
"$fangyin" team log --json "$work.log" >again.jsonl
check "and it is the same" 0 "" cmp log.jsonl again.jsonl
rm -rf "$work.log"
check "the log begins with what came first" 0 "*Z${tab}add${tab}unit/*${tab}1${tab}lead${tab}*guanhua.flac*" "$fangyin" team log .

check "a picture is drawn" 0 "" "$fangyin" picture yue.flac -o yue.png
check "it is a PNG" 0 $'*PNG*' head -c 4 yue.png
check "a stretch as SVG" 0 "" "$fangyin" picture yue.TextGrid -o yue.svg --from 0:03 --to 6.5 --tiers text
check "another form is refused" 2 "" "$fangyin" picture yue.flac -o yue.jpg
check "what is shown may be chosen" 0 "" "$fangyin" picture yue.flac -o part.svg --to 3 --show spectrogram,formants --channel 1 --highest 4000 --range 50
check "an unknown part is named" 2 "" "$fangyin" picture yue.flac -o part.svg --show spectrogram,smell
"$fangyin" picture yue.flac -o part.svg --show smell 2>said
check "with those there are" 0 "*smell*waveform, spectrogram, pitch*" cat said
check "a channel that is not there is refused" 2 "" "$fangyin" picture yue.flac -o part.svg --channel 2
cp "$samples/shengdiao.flac" "$samples/shengdiao.TextGrid" .
check "tones are drawn" 0 "" "$fangyin" picture --tone --by tone shengdiao.flac -o tones.svg
check "of two dialects" 0 "10" grep -c 'stroke-dasharray' tones.svg
check "without a tier they are not" 2 "" "$fangyin" picture --tone shengdiao.flac -o tones.svg
check "nor of a recording without one" 2 "" "$fangyin" picture --tone --by tone yue.flac -o none.svg
check "a report is drawn" 0 "" "$fangyin" team report . --output report.svg
check "as SVG" 0 '<?xml*' head -1 report.svg
# By hand: the mean and the sample deviation of the first point of one tone, from the syllables.
"$fangyin" measure tone --each --by tone shengdiao.flac >each.tsv
"$fangyin" measure tone --by tone shengdiao.flac >table.tsv
wanted=$(LC_ALL=C awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["dialect"] == "cmn" && $at["tone"] ~ /51/ { n++; sum += $at["T1"]; squares += $at["T1"] ^ 2 }
    END { mean = sum / n; printf "%d %.2f %.2f", n, mean, sqrt((squares - n * mean * mean) / (n - 1)) }' each.tsv)
found=$(LC_ALL=C awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["dialect"] == "cmn" && $at["tone"] ~ /51/ { printf "%d %.2f %.2f", $at["measured"], $at["T1"], $at["sd1"] }' table.tsv)
check "mean and deviation are those of the syllables" 0 "" test "$wanted" = "$found"
