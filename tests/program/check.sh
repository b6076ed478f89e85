#!/bin/bash
# fangyin check: a corpus made here with one planted fault for each rule and a clean twin of each, what --fix does, and
# what is told of tables that are malformed. Then dialects, lexicon, find --fold, and where a found time opens.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-check.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'

ok() { # NAME COMMAND...: succeeds
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name"; fi
}
holds() { case $1 in *"$2"*) return 0 ;; esac; echo "# not in: $1" >&2; return 1; }
is() { [ "$1" = "$2" ] || { echo "# got: $1, expected: $2" >&2; return 1; }; }

# grid FILE TIER...: a TextGrid in Praat's short form; a TIER is NAME|TIMES|LABEL|LABEL..., times parted by blanks.
grid() {
    local file=$1 tier parts times i end
    shift
    parts=${1#*|}
    times=(${parts%%|*})
    end=${times[-1]}
    {
        printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n%s\n<exists>\n%s\n' "$end" "$#"
        for tier in "$@"; do
            IFS='|' read -r -d '' -a parts < <(printf '%s|\0' "$tier")
            times=(${parts[1]})
            printf '"IntervalTier"\n"%s"\n0\n%s\n%s\n' "${parts[0]}" "$end" $((${#times[@]} - 1))
            for ((i = 0; i + 1 < ${#times[@]}; i++)); do
                printf '%s\n%s\n"%s"\n' "${times[i]}" "${times[i + 1]}" "${parts[i + 2]-}"
            done
        done
    } >"$file"
}

mkdir -p faulty clean
cat >fangyin.ini <<'INI'
[project]
characters = characters.txt
[checks]
profile = vendor
not-in-lexicon = note
[tones]
wu-sh = 53 34 23 55 12
INI
printf 'form\tvariants\treading\tgloss\n今朝\t襟朝\tcin tsau\t今天\n天气\n蛮好\n侬\t农\tnon\t你\n听\n' >lexicon.tsv
printf 'code\tparent\tname_zh\tname_en\tstatus\ncmn\nwu-sh\t\t上海话\nold\t\t\t\tdeprecated:wu-sh\n' >dialects.tsv
printf 'id\nA\nB\n' >speakers.tsv
printf '今朝天气蛮好侬农襟听你氣' >characters.txt

# plant RULE TIER FAULTY CLEAN: beside text and dialect, or as one of these.
plant() {
    local rule=$1 tier=$2 which label text dialect
    for which in faulty clean; do
        [ $which = faulty ] && label=$3 || label=$4
        text='text|0 2|今朝天气蛮好' dialect='dialect|0 2|wu-sh'
        case $tier in
        text) grid "$which/$rule.TextGrid" "text|0 2|$label" "$dialect" ;;
        dialect) grid "$which/$rule.TextGrid" "$text" "dialect|0 2|$label" ;;
        *) grid "$which/$rule.TextGrid" "$text" "$dialect" "$tier|0 2|$label" ;;
        esac
    done
}
plant wide-space note $'今\u3000朝' '今 朝'
plant no-break-space note $'a\u00a0b' 'a b'
plant invisible note $'今\u200b朝' '今朝'
plant control note $'a\tb' 'a b'
plant damaged note $'今\ufffd' '今'
plant private-use note $'今\ue000' '今'
plant compatibility note $'\uf9d1' '六'
plant not-nfc note $'e\u0301' 'é'
plant rare note '⿰口麻' '麻'
plant blanks note ' a' 'a'
plant full-width std 'Ａ今' 'A今'
plant half-width std '今朝,好' '今朝，好'
plant digits text '今朝22天气蛮好' '今朝天气天气蛮好'
plant punctuation text '今朝天气，蛮好' '今朝天气 蛮好'
plant mixed-han std '们這' '们好'
plant characters text '今朝天气很好' '今朝天气蛮好'
plant unbalanced text '今朝天气蛮好))' '今朝天气蛮好'
plant uncertain text '今朝((天气))蛮好' '今朝天气蛮好'
plant event-unknown event 'boom' 'noise'
plant dialect-unknown dialect 'mars' 'wu-sh?'
plant dialect-old dialect 'old' 'wu-sh'
plant dialect-missing dialect '' 'wu-sh'
plant code-unknown emotion 'grumpy' 'happy'
plant speakers-mixed speaker 'A+B' 'A'
plant variant text '襟朝天气蛮好' '今朝天气蛮好'
plant drift-word text '今天天气蛮好' '今朝天气蛮好'
plant drift-same std '今朝天气蛮好' '今天天气好'
plant not-in-lexicon text '今朝好气蛮好' '今朝天气蛮好'
plant tones tone '53 34 55 55 23 51' '53 34 55 55 23 12'
plant syllables rom 'cin tsau thi' 'cin tsau thi chi me hau'
two() { # RULE FAULTY CLEAN: all tiers of both
    local rule=$1 which tiers
    for which in 2 3; do
        IFS=';' read -r -a tiers <<<"${!which}"
        grid "$([ $which = 2 ] && echo faulty || echo clean)/$rule.TextGrid" "${tiers[@]}"
    done
}
two repeated 'text|0 2 4|今朝天气|今朝天气' 'text|0 2 4|今朝天气|蛮好天气'
two text-missing 'text|0 2|;std|0 2|今天' 'text|0 2|今朝天气;std|0 2|今天'
two unwritten 'text|0 2 4|今朝天气|' 'text|0 2 4|今朝天气|;event|0 2 4||noise'
two id-twice 'text|0 2 4|今朝天气|蛮好天气;id|0 2 4|s1|s1' 'text|0 2 4|今朝天气|蛮好天气;id|0 2 4|s1|s2'
two long 'text|0 9|今朝天气蛮好侬听今朝天气' 'text|0 8|今朝天气蛮好侬听今朝天气'
two too-long 'text|0 16|今朝天气蛮好侬听今朝天气今朝天气蛮好侬' 'text|0 8|今朝天气蛮好侬听今朝天气'
two short 'text|0 0.2 2|侬|今朝天气' 'text|0 0.4 2|侬|今朝天气'
two rate 'text|0 1|今朝天气蛮好侬听今朝' 'text|0 2|今朝天气蛮好侬听今朝'
two boundary 'text|0 2 4|今朝天气|蛮好天气;dialect|0 2.004 4|wu-sh|wu-sh' 'text|0 2 4|今朝天气|蛮好天气;dialect|0 2 4|wu-sh|wu-sh'

# A recording at 8 kHz: stretches of silence (s) and of sound (n) with their tenths of a second.
sound() { # FILE s|n TENTHS ...
    local file=$1 data size
    shift
    while [ $# -gt 0 ]; do
        if [ "$1" = s ]; then
            head -c $(($2 * 1600)) /dev/zero
        else
            # A square wave of 1 kHz.
            yes "$(printf '\x10\x20\x10\x20\x10\x20\x10\x20\xf0\xdf\xf0\xdf\xf0\xdf\xf0\xdf')" | tr -d '\n' | head -c $(($2 * 1600))
        fi
        shift 2
    done >data
    size=$(wc -c <data)
    le() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24 & 255)))"; }
    {
        printf 'RIFF' && le $((size + 36)) && printf 'WAVEfmt ' && le 16 && printf '\x01\x00\x01\x00' && le 8000 && le 16000
        printf '\x02\x00\x10\x00data' && le "$size" && cat data
    } >"$file"
}
two cut 'text|0 2|今朝天气蛮好' 'text|0 2|今朝天气蛮好'
two pause 'text|0 4|今朝天气蛮好' 'text|0 4|今朝天气蛮好'
two padding 'text|0 2|今朝天气蛮好' 'text|0 2|今朝天气蛮好'
sound faulty/cut.wav s 2 n 18
sound clean/cut.wav s 2 n 16 s 2
sound faulty/pause.wav s 2 n 10 s 14 n 12 s 2
sound clean/pause.wav s 2 n 10 s 6 n 20 s 2
sound faulty/padding.wav s 6 n 12 s 2
sound clean/padding.wav s 2 n 16 s 2

rules=$("$fangyin" check --rules | awk '/^Rules/ { on = 1; next } /^$/ { on = 0 } on { print $1 }')
missing= 
for rule in $rules; do
    [ -e "faulty/$rule.TextGrid" ] || missing="$missing $rule"
done
ok "every rule has a planted fault" is "$missing" ""
"$fangyin" check faulty >found 2>messages
ok "faults are found: the answer is no" is $? 1
for rule in $rules; do
    ok "the fault $rule is found" grep -q "^faulty/$rule.TextGrid$tab.*$tab$rule$tab" found
done
"$fangyin" check clean >found.clean 2>messages.clean
ok "the clean twins are clean" is "$? $(cat found.clean)" "0 "
ok "the sums are told" holds "$(cat messages.clean)" "0 errors, 0 warnings, 0 notes in $(echo $rules | wc -w) files"
"$fangyin" check faulty >again 2>&1 && cat found >/dev/null
ok "the order is the same each time" is "$(grep -v '^fangyin' again)" "$(cat found)"
one=$(taskset -c 0 "$fangyin" check faulty 2>/dev/null)
ok "and on one core" is "$one" "$(cat found)"
ok "without sound" is "$("$fangyin" check --no-sound faulty/cut.TextGrid 2>/dev/null)" ""
ok "JSON has the place and the fix" holds "$("$fangyin" check --json faulty/variant.TextGrid 2>/dev/null)" \
    '"rule":"variant","sentence":"This project writes 今朝 for 襟朝.","start":0,"end":6,"fix":"今朝","safe":true}'
ok "another profile" is "$("$fangyin" check --profile plain faulty/punctuation.TextGrid 2>/dev/null)" ""
"$fangyin" check --profile strict faulty >/dev/null 2>messages
ok "a profile that is none" holds "$? $(cat messages)" '2 fangyin: "strict" is no profile'

# ---- --fix ----
safe=$("$fangyin" check --rules | awk '/^Rules/ { on = 1; next } /^$/ { on = 0 } on && $6 == "fix" { print $1 }')
cp -r faulty fixed
chmod 640 fixed/blanks.TextGrid
"$fangyin" check --fix --no-sound fixed >after 2>messages
ok "how many fixes were made is told" holds "$(cat messages)" "$(echo $safe | wc -w) fixes were made"
for rule in $safe; do
    ok "the fault $rule is mended" is "$(grep -c "$tab$rule$tab" after)" 0
done
ok "what is not safe stays" is "$("$fangyin" check --no-sound faulty/drift-word.TextGrid 2>/dev/null | sed 's/faulty/fixed/')" \
    "$(grep ^fixed/drift-word after)"
ok "a file without a safe fix is not touched" cmp -s faulty/damaged.TextGrid fixed/damaged.TextGrid
ok "the mode is kept" is "$(stat -c %a fixed/blanks.TextGrid)" 640
ok "no journal or lock is left" is "$(ls -A fixed | grep -c 'journal\|lock')" 0
ok "a mended grid is the clean one" is "$("$fangyin" diff fixed/variant.TextGrid clean/variant.TextGrid)" ""
ok "so is one whose boundary was moved" is "$("$fangyin" diff fixed/boundary.TextGrid clean/boundary.TextGrid)" ""
cp -r faulty journaled
printf 'keys i\ntype x\nwait 2\n' | "$fangyin" drive journaled/cut.wav >/dev/null 2>&1
ls -A journaled | grep -q journal && before=$(cat journaled/cut.TextGrid)
sed -i 's/今朝/ 今朝/' journaled/cut.TextGrid
"$fangyin" check --fix journaled/cut.TextGrid >/dev/null 2>messages
ok "a grid with unsaved edits is left alone" holds "$? $(cat messages)" "edits that are not saved yet"

# ---- malformed tables ----
mkdir bad && cp faulty/digits.TextGrid bad/
printf '[checks]\nprofile = loud\nlong = 3\nlongest = x\n[tones]\nmars = 51\n[markers]\n0 = x\n[lists]\nevent = 狗\n' >bad/fangyin.ini
printf 'form\tprovenance\n侬\tunknown\n\t本字\n' >bad/lexicon.tsv
printf 'code\tparent\tname_zh\tname_en\nwuu\twuu\n' >bad/dialects.tsv
"$fangyin" check bad >/dev/null 2>messages
for place in fangyin.ini:2: fangyin.ini:3: fangyin.ini:4: fangyin.ini:6: fangyin.ini:8: fangyin.ini:10: lexicon.tsv:2:3: lexicon.tsv:3:1: \
    dialects.tsv:2:5:; do
    ok "what is wrong at $place is told" holds "$(cat messages)" "bad/$place"
done

# ---- dialects ----
ok "the built-in table is a good one" "$fangyin" dialects check "$root/src/language/dialects.tsv"
"$fangyin" dialects --table >table.tsv
ok "and is what --table prints" cmp -s table.tsv "$root/src/language/dialects.tsv"
"$fangyin" dialects check bad/dialects.tsv 2>messages
ok "a circle is refused" holds "$? $(cat messages)" "1 fangyin: bad/dialects.tsv:2:5:"
mkdir none && : >none/fangyin.ini
ok "a dialect is found by its initials" is "$("$fangyin" dialects find shh none)" "1 wu-sh${tab}上海话${tab}Shanghainese"
ok "the tree as JSON" holds "$("$fangyin" dialects --json none)" '"bcp47":"yue-HK","glottocode":"xian1255"'

# ---- lexicon ----
grid words.TextGrid 'text|0 2 4|今朝天气|今朝落雨' 'rom|0 2 4|cin tsau thi chi|cin tsau loh yu'
ok "a word list is drafted" is "$("$fangyin" lexicon build words.TextGrid 2>/dev/null)" \
    "form${tab}variants${tab}reading${tab}gloss${tab}note${tab}provenance${tab}count
今朝${tab}襟朝${tab}cin tsau${tab}今天${tab}${tab}${tab}2"
"$fangyin" lexicon build --least 1 words.TextGrid >draft.tsv 2>/dev/null
ok "with all that was written" grep -q "^今朝落雨$tab$tab" draft.tsv
mkdir drafted && cp words.TextGrid drafted/ && cp draft.tsv drafted/lexicon.tsv && : >drafted/fangyin.ini
ok "and can be read again" is "$("$fangyin" check drafted 2>&1 >/dev/null | grep lexicon)" ""

# ---- find ----
grid scripts.TextGrid 'text|0 2 4 6|襟朝天氣|今朝天气ＯＫ|农民'
ok "find --fold knows variants and both scripts" is "$("$fangyin" find --fold 今朝天气 scripts.TextGrid | cut -f3)" "0
2"
ok "also in what is looked for" is "$("$fangyin" find --fold --fixed 襟朝天氣ok scripts.TextGrid | cut -f3)" 2
ok "without --fold they differ" is "$("$fangyin" find 今朝天气 scripts.TextGrid | cut -f3)" 2
ok "a variant inside a word of the lexicon is no variant" is "$(printf '农民\n' >>lexicon.tsv; "$fangyin" find --fold 侬民 scripts.TextGrid)" ""
cp clean/pause.wav scripts.wav
at=$("$fangyin" find --fold ok scripts.TextGrid | cut -f3)
ok "--at opens what was found" holds "$(printf 'screen\n' | "$fangyin" drive --at "$at" scripts.wav | tr ".*!" "   ")" "▶    2  0:02 00"
