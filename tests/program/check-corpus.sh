#!/bin/bash
# fangyin check on files that nobody on the project wrote: all TextGrids of the corpus without a crash or a word of an
# encoding, and how many false alarms there are in real dialect text (Cantonese and Sichuanese transcripts, sentences in five
# dialects).
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
corpus=${FANGYIN_SHARED:-../shared}/corpus
[ -d "$corpus/pairs" ] || { echo "skip the corpus: $corpus/pairs is not there"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-corpus.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

ok() { # NAME COMMAND...
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name"; fi
}

for profile in plain dialectology ldc vendor; do
    "$fangyin" check --no-sound --profile $profile "$corpus/textgrid" "$corpus/pairs" >"$work/out" 2>"$work/messages"
    ok "the corpus is checked by $profile" test $? -le 1
    ok "and nothing is said of encodings" test "$(grep -ciE 'utf-?8|encod' "$work/messages")" = 0
done
for name in $(ls "$corpus/textgrid" | grep -iE 'utf16|utf-16' | head -5); do
    "$fangyin" check "$corpus/textgrid/$name" >/dev/null 2>"$work/messages"
    ok "$name is checked" test $? -le 1
done

# Each transcript beside its recording becomes a segment of its length.
mkdir "$work/text"
for list in "$corpus"/pairs/{wsyue,wschuan,diamoe}__*.txt; do
    name=$(basename "$list" .txt)
    seconds=$("$fangyin" info "${list%.txt}.wav" 2>/dev/null | cut -f5 | head -1)
    # diamoe: a line "TEXT<tab>sentence<tab>IPA", words parted by |.
    text=$(sed -n '1{s/^TEXT\t//; s/\t.*//; s/|//g; p}' "$list")
    printf 'start\tend\ttext\n0\t%s\t%s\n' "$seconds" "$text" >"$work/text/$name.tsv"
done
"$fangyin" convert --to textgrid -o "$work/grids/" "$work"/text/*.tsv >/dev/null 2>"$work/messages"
ok "the transcripts become grids" test "$(ls "$work/grids" | wc -l)" -gt 15
characters=$(cat "$work"/text/*.tsv | awk -F'\t' '$1 == 0 { print $3 }' | tr -d '\n' | LC_ALL=C.UTF-8 wc -m)
for profile in plain dialectology ldc vendor; do
    "$fangyin" check --no-sound --profile $profile "$work/grids" >"$work/alarms.$profile" 2>/dev/null
    echo "# $profile: $(wc -l <"$work/alarms.$profile") findings in $characters characters of real dialect text:" \
        $(cut -f6 "$work/alarms.$profile" | sort | uniq -c | sort -rn | awk '{ print $2 " " $1 }')
done
ok "a field linguist's profile has less than five false alarms in a thousand characters" \
    test $(($(grep -cE "	(warning|error)	" "$work/alarms.dialectology") * 1000)) -lt $((characters * 5))
