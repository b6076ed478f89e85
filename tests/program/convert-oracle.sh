#!/bin/bash
# fangyin convert on files that others made, beside what Praat made of them: byte for byte where Praat is a model, told on
# standard error where it is none. A folder is converted by one process.
set -u
fangyin=${FANGYIN:?}
shared=$(realpath -m "${FANGYIN_SHARED:-$(dirname "$0")/../../../shared}")
cases=$shared/oracles/textgrid-cases corpus=$shared/corpus
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-oracle.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

for folder in "$cases" "$corpus/textgrid" "$corpus/oracle" "$corpus/textgrid-bad" "$corpus/collection"; do
    if [ ! -d "$folder" ]; then
        echo "skip files that others made: there is no $folder"
        exit 0
    fi
done

# result NAME LEAST: the lines of "wrong" say why it is not ok; LEAST of $count files must have been looked at.
result() {
    [ "$count" -ge "$2" ] || echo "only $count of $2 files were there" >>wrong
    if [ -s wrong ]; then
        echo "not ok $1: $(wc -l <wrong) are not as they should be"
        head -20 wrong
    else
        echo "ok $1"
    fi
    count=0
    : >wrong
}
wrong() { echo "$*" >>wrong; }
# told FILE MESSAGES: something is said of the file.
told() { grep -qF -- "/$1:" "$2"; }
# placed FILE MESSAGES: it is refused, with line and column, or with the byte of a binary file.
placed() { grep -F -- "/$1" "$2" | grep -qE "^fangyin: .*($1:[0-9]+:[0-9]+: |byte [0-9]+)"; }
count=0
: >wrong

# ---- single claims ----
# Praat drops items of these; as many must be there as the field behind says. (Not of neg_size: a size below zero asks for
# the empty tier that Praat makes, and what follows is told.)
praat_loses='chrono_unsorted 3 iv_dup 3 iv_zero 3 iv_zero_first 2 pt_dup 2 size_too_small 2'
# Praat garbles these; what the first label must be.
declare -A right=([u16be_nobom]='é ʃ 漢 😀' [cp1252]='“x” €' [macroman]='é ü ß' [mixed_bad_utf8]='é ʃ 漢 😀'
    [nul_in_label]='ac' [surr_utf8]='😀')
declare -A items
# shellcheck disable=SC2086
set -- $praat_loses
while [ $# -gt 0 ]; do items[$1]=$2 && shift 2; done
# Praat refuses these, and the file says plainly what is meant: that there are no tiers; UTF-16 and UTF-32 without a mark;
# chronological text behind a mark.
clearly_better=' absent u16le_nobom u32be chrono_u8bom '

"$fangyin" convert "$cases" --to textgrid -o cases >out 2>messages
[ $? = 2 ] || wrong "the refused files are not the status"
refused=0
while IFS=$'\t' read -r name verdict _; do
    file=$name.TextGrid made=cases/$name.TextGrid
    case $verdict in
    OK)
        count=$((count + 1))
        if [ -n "${items[$name]:-}" ]; then
            [ "$(grep -cE '^ +(intervals|points) \[' "$made")" = "${items[$name]}" ] || wrong "$name: lost items"
            told "$file" messages || wrong "$name: nothing is said"
        elif [ -n "${right[$name]:-}" ]; then
            grep -E '^ +(text|mark) = ' "$made" | head -1 | grep -qF "\"${right[$name]}\"" || wrong "$name: garbled"
            told "$file" messages || wrong "$name: nothing is said"
        else
            cmp -s "$made" "$cases/$name.expect.long" || wrong "$name: not as Praat writes it"
        fi
        ;;
    REJECT | CRASH)
        case $clearly_better in
        *" $name "*) [ -s "$made" ] && told "$file" messages || wrong "$name: not read, or nothing is said" ;;
        *)
            refused=$((refused + 1))
            [ ! -e "$made" ] && told "$file" messages || wrong "$name: read, though Praat refuses it"
            ;;
        esac
        ;;
    esac
done <"$cases/MANIFEST.tsv"
result "single claims are written as Praat writes them" 70
count=$refused
result "what Praat refuses is refused" 15

# One file into one file, and into the standard output, goes another way.
for name in coll coll1 colltext lf crlf bin_ok chrono_u16be u16be short_header; do
    count=$((count + 1))
    "$fangyin" convert "$cases/$name.TextGrid" -o one.TextGrid 2>>messages && cmp -s one.TextGrid "$cases/$name.expect.long" ||
        wrong "$name: not as Praat writes it"
    "$fangyin" convert "$cases/$name.TextGrid" --to textgrid -o - 2>>messages | cmp -s - "$cases/$name.expect.long" ||
        wrong "$name: not as Praat writes it, on standard output"
done
result "one file alone too" 9

# Through another form and back: what was long text is the same again.
"$fangyin" convert cases --to textgrid -o again 2>first
for form in short binary chronological utf16; do
    options=(--form "$form")
    [ $form = utf16 ] && options=(--utf16)
    "$fangyin" convert cases --to textgrid "${options[@]}" -o "to-$form" 2>messages
    "$fangyin" convert "to-$form" --to textgrid -o "from-$form" 2>>messages
    for made in again/*.TextGrid; do
        name=${made##*/}
        case $form/${name%.TextGrid} in
        # Other objects are text or binary as they came, and chronological text has no Collections.
        binary/colltext | chronological/coll | chronological/colltext) continue ;;
        # A binary label has 65,534 characters at most, and characters that are a line end in UTF-16 become one.
        binary/biglabel | utf16/label_2028_u8 | utf16/label_ff_u8 | utf16/label_x85_u8)
            grep -qE "$name: (not in |.*65534)" messages || wrong "$name: lost without a word in $form"
            continue
            ;;
        esac
        count=$((count + 1))
        cmp -s "$made" "from-$form/$name" || wrong "$name: not what it was before $form"
    done
done
result "through the other forms and back" 280

# ---- Collections ----
"$fangyin" convert "$cases/coll.TextGrid" --apart --to textgrid -o apart/ 2>messages
for name in one two; do
    count=$((count + 1))
    cmp -s "apart/coll/$name.TextGrid" "$cases/coll1.expect.long" || wrong "$name: not the TextGrid of the Collection"
done
result "a Collection's TextGrids apart" 2
count=1
"$fangyin" convert "$cases/coll.TextGrid" --form chronological -o one.chronological --to textgrid 2>messages
[ $? = 2 ] && [ ! -e one.chronological ] && grep -q 'name a folder' messages || wrong "two TextGrids, one file"
"$fangyin" convert "$cases/colltext.TextGrid" --form binary -o binary.TextGrid 2>messages &&
    grep -q 'Other objects, which are left out: 1' messages || wrong "left out without a word"
result "what a form cannot hold of a Collection is said" 1

# Of its objects none but the TextGrids are touched, so one in long text comes out as it went in.
"$fangyin" convert "$corpus/collection" --to textgrid -o collections 2>messages || wrong "status $?"
for file in "$corpus"/collection/*.Collection; do
    count=$((count + 1))
    name=${file##*/}
    made=collections/${name%.Collection}.TextGrid
    told "$name" messages || wrong "$name: nothing is said of the other objects"
    grep -q '^Object class = "Collection"' "$made" || wrong "$name: no Collection any more"
    case $name in
    *short*) grep -qF "$(grep -m1 -A1 TextGrid "$file" | tail -1)" "$made" || wrong "$name: no TextGrid of that name" ;;
    *) cmp -s <(tr -d '\r' <"$file") "$made" || wrong "$name: not what it was" ;;
    esac
done
result "Collections stay what they were" 4

# ---- whole files ----
# Praat takes 2E or 14e for undefined, and reads MacRoman, UTF-16 without a mark and GB18030 as Latin-1.
unlike=' readtextgrid__okay-percents readtextgrid__okay-real-with-trailing-characters~2 recoded__BX_track_0451.macroman
 recoded__vietnamese.utf16be-nobom recoded__wangjiangting_dushoukong.gb18030 '
"$fangyin" convert "$corpus/textgrid" --to textgrid -o grids 2>messages || wrong "status $?"
"$fangyin" convert "$corpus/oracle" --to textgrid -o oracle 2>first || wrong "status $?"
for file in "$corpus"/textgrid/*.TextGrid; do
    name=${file##*/} stem=${file##*/}
    stem=${stem%.TextGrid}
    [ -s "grids/$name" ] || wrong "$name: not read"
    [ -e "oracle/$stem.praat.TextGrid" ] || continue
    count=$((count + 1))
    if [[ $unlike == *[[:space:]]"$stem"[[:space:]]* ]]; then
        told "$name" messages || wrong "$name: read differently, and nothing is said"
    else
        cmp -s "grids/$name" "oracle/$stem.praat.TextGrid" || wrong "$name: other content than Praat reads"
    fi
done
result "real files hold what Praat reads" 150

# These have fewer items than their tier's size says, or no tiers; Praat refuses them or crashes.
clearly_better=' hadware__full_wrong_size_in_tier jtextgrid__Demo minimal__zero-tiers-absent '
for file in "$corpus"/textgrid-bad/*.TextGrid; do
    count=$((count + 1))
    name=${file##*/}
    "$fangyin" convert "$file" -o bad.TextGrid 2>messages
    code=$?
    case $clearly_better in
    *" ${name%.TextGrid} "*)
        [ $code = 0 ] && [ -s bad.TextGrid ] && told "$name" messages || wrong "$name: status $code, or nothing is said"
        ;;
    *)
        [ $code = 2 ] && [ ! -e bad.TextGrid ] || wrong "$name: status $code, though Praat refuses it"
        [ ! -s "$file" ] || placed "$name" messages || wrong "$name: refused without a place"
        ;;
    esac
    rm -f bad.TextGrid
done
result "broken files are refused with their place, or read with a word" 20
