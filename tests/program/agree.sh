#!/bin/bash
# agree on small grids whose figures are counted by hand, and beside NIST's sclite where that is installed.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-agree.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'

# grid FILE DIALECTS BOUNDARY TEXT TEXT: two segments over 2 s, and the dialect of each.
grid() {
    local file=$1 dialect=$2 at=$3
    {
        printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2\n<exists>\n2\n'
        printf '"IntervalTier"\n"text"\n0\n2\n2\n0\n%s\n"%s"\n%s\n2\n"%s"\n' "$at" "$4" "$at" "$5"
        printf '"IntervalTier"\n"dialect"\n0\n2\n2\n0\n%s\n"%s"\n%s\n2\n"%s"\n' "$at" "${dialect% *}" "$at" "${dialect#* }"
    } >"$file"
}

# has NAME LINE COMMAND...: the output has that line.
has() {
    local name=$1 line=$2
    shift 2
    "$@" >out 2>messages
    if grep -qxF "$line" out; then
        echo "ok $name"
    else
        echo "not ok $name: printed: $(cat out messages)"
    fi
}

grid a "wu-sh wu-sh" 1 "侬今朝饭吃过了伐" "{侬|农}好，wifi"
grid b "wu-sz wu-sh" 1.03 "农今早饭切过了" "农好WiFi。"
grid c "wu-sh wu-sh" 1.15 "侬今朝饭吃过了伐" ""

has "characters are pooled over the segments" "cer${tab}0.3571${tab}4${tab}1${tab}0${tab}14" "$fangyin" agree a b
has "a run of letters is one mixed token" "mixed-er${tab}0.4545${tab}4${tab}1${tab}0${tab}11" "$fangyin" agree a b
has "an alternative is let through" "mixed-er-tolerant${tab}0.3636${tab}3${tab}1${tab}0${tab}11" "$fangyin" agree a b
has "segments with an error" "ser-tolerant${tab}0.5000${tab}1${tab}2${tab}0" "$fangyin" agree a b
has "tags" "dialect${tab}0.5000${tab}1${tab}2${tab}0${tab}0" "$fangyin" agree a b
has "kappa where one has used one category only" "kappa${tab}0.0000${tab}2${tab}2${tab}0.5000${tab}0.5000" "$fangyin" agree a b
has "one category has no kappa" "kappa${tab}n/a${tab}2${tab}1${tab}1.0000${tab}1.0000" "$fangyin" agree a c
has "boundaries within 20 ms" "boundaries${tab}20${tab}0.0000${tab}0.0000${tab}0.0000${tab}0${tab}1${tab}1" "$fangyin" agree a b
has "boundaries within 50 ms" "boundaries${tab}50${tab}1.0000${tab}1.0000${tab}1.0000${tab}1${tab}1${tab}1" "$fangyin" agree a b
has "the shift of those matched" "shift${tab}30.0${tab}30.0${tab}1" "$fangyin" agree a b
has "three people have three pairs" "pair${tab}b${tab}c" "$fangyin" agree a b c
has "alpha over three people" "alpha${tab}0.0000${tab}6${tab}2${tab}2${tab}0.3333${tab}0.3333" "$fangyin" agree a b c
has "the rule is named" "normaliser${tab}sclite-char" "$fangyin" agree --normaliser sclite-char a b
printf 'form\tvariants\n侬\t农\n吃\t切 喫\n' >lexicon.tsv
printf '[project]\n' >fangyin.ini
has "the lexicon's variants are let through" "mixed-er-tolerant${tab}0.1818${tab}1${tab}1${tab}0${tab}11" "$fangyin" agree a b
rm lexicon.tsv fangyin.ini
"$fangyin" agree --json a b c >json 2>messages
if [ "$(wc -l <json)" = 1 ] && [ "$(grep -o '"a":"[abc]","b":"[abc]"' json | wc -l)" = 3 ] &&
    grep -qF '"cer":{"rate":0.35714285714285715,"substitutions":4,"deletions":1,"insertions":0,"reference":14}' json &&
    grep -qF '"kappa":{"value":null,"n":2,' json && grep -qF '"alpha":{"value":0,"n":6,' json; then
    echo "ok the JSON has the same figures"
else
    echo "not ok the JSON has the same figures: $(cat json messages)"
fi
"$fangyin" agree --pygamma --tier text a b >units.csv 2>messages
python3 -c '
import csv
rows = list(csv.reader(open("units.csv", encoding="utf-8", newline="")))
assert rows and {r[0] for r in rows} == {"a", "b"} and all(len(r) == 4 and r[1] and float(r[2]) < float(r[3]) for r in rows), rows
' && echo "ok units for pygamma" || echo "not ok units for pygamma"
"$fangyin" agree --normaliser none a b >out 2>messages
[ $? = 2 ] && grep -q 'agree --list' messages && echo "ok an unknown rule is told" || echo "not ok an unknown rule is told"
"$fangyin" agree --tier rom a b >out 2>messages
[ $? = 2 ] && [ -s messages ] && echo "ok a tier that nobody has is told" || echo "not ok a tier that nobody has is told"

# ---- sclite ----
sclite=$(command -v sclite || echo /usr/lib/sctk/bin/sclite)
if [ ! -x "$sclite" ]; then
    echo "skip the same errors as sclite: sclite is not installed (Debian: sctk)"
    exit 0
fi
# pair N REFERENCE TEXT
refs=("侬今朝饭吃过了伐" "今朝天气蛮好个" "伊拉屋里向有wifi伐" "我勿晓得" "阿拉一道去吃Coffee好伐" "明朝会")
texts=("农今早饭切过了" "今天天气蛮好" "伊拉屋里有WiFi伐啊" "我不晓得呀" "阿拉一起去喝coffee好" "明朝会")
for i in "${!refs[@]}"; do
    printf '%s (s_%d)\n' "${refs[i]}" "$i" >>ref.trn
    printf '%s (s_%d)\n' "${texts[i]}" "$i" >>hyp.trn
done
segments() { # FILE TEXT...
    local file=$1 n=0
    shift
    printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n%d\n<exists>\n1\n"IntervalTier"\n"text"\n0\n%d\n%d\n' \
        $# $# $# >"$file"
    for text in "$@"; do
        printf '%d\n%d\n"%s"\n' $n $((n + 1)) "$text" >>"$file"
        n=$((n + 1))
    done
}
segments ref "${refs[@]}"
segments hyp "${texts[@]}"
"$sclite" -e utf-8 -c NOASCII -r ref.trn -h hyp.trn -i spu_id -o rsum stdout >sclite.out 2>&1
# | Sum | #sentences #words | correct substitutions deletions insertions errors sentence-errors |
read -r words s d i <<<"$(tr '|' ' ' <sclite.out | awk '$1 == "Sum" { print $3, $5, $6, $7; exit }')"
"$fangyin" agree --normaliser sclite-char ref hyp >ours
read -r _ _ our_s our_d our_i our_words <<<"$(grep "^cer$tab" ours)"
if [ -n "${words:-}" ] && [ "$words" = "$our_words" ] && [ $((s + d + i)) = $((our_s + our_d + our_i)) ]; then
    echo "ok the same errors as sclite: $((s + d + i)) of $words"
else
    echo "not ok the same errors as sclite: $words, $s $d $i; ours: $our_words, $our_s $our_d $our_i: $(cat sclite.out)"
fi
