#!/bin/bash
# info, find, replace, diff and merge on grids made here; merge also as the merge driver of a git repository.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/check.sh
fangyin=${FANGYIN:?}
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-grids.XXXXXX") || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'
escape=$'\e'

# grid FIRST SECOND [BOUNDARY [DIALECT]]: two segments and their dialects in Praat's short form.
grid() {
    local at=${3:-1.5} dialect=${4:-yue}
    printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n3\n<exists>\n2\n'
    printf '"IntervalTier"\n"text"\n0\n3\n2\n0\n%s\n"%s"\n%s\n3\n"%s"\n' "$at" "$1" "$at" "$2"
    printf '"IntervalTier"\n"dialect"\n0\n3\n2\n0\n%s\n"%s"\n%s\n3\n"yue"\n' "$at" "$dialect" "$at"
}

# The output is compared whole; * stands for anything. Messages are in the file "messages".
told() { # NAME PART-OF-THE-MESSAGES
    case $(cat messages) in
    *"$2"*) echo "ok $1" ;;
    *) echo "not ok $1: the messages are: $(cat messages)" ;;
    esac
}

mkdir -p all/below
grid "今日好熱" "去街市" >all/a.TextGrid
grid "落雨" "ＡＢＣ街" 1.25 >all/below/b.TextGrid
echo "no grid" >all/notes.txt

# ---- info ----
check "info tells tiers, items, what is labelled and how long it is" 0 \
    "all/a.TextGrid${tab}TextGrid${tab}short UTF-8${tab}0${tab}3
${tab}intervals${tab}text${tab}2${tab}2${tab}3.000
${tab}intervals${tab}dialect${tab}2${tab}2${tab}3.000" "$fangyin" info all/a.TextGrid
check "info as JSON" 0 '{"file":"all/a.TextGrid","format":"TextGrid","form":"short","encoding":"UTF-8","from":0,"to":3,"tiers":\[{"kind":"intervals","name":"text","from":0,"to":3,"items":2,"labelled":2,"seconds":3},{*}\],"findings":\[\]}' \
    "$fangyin" info --json all/a.TextGrid
check "info of a folder is that of its grids" 0 "all/a.TextGrid*all/below/b.TextGrid*" "$fangyin" info all
sed 's/^1\.5$/1.4/; 0,/^1\.4$/ s/^1\.4$/1.3/' all/a.TextGrid >gap.TextGrid
check "what is odd is a finding in the JSON" 0 '*"findings":\[{"line":*,"column":*,"lost":false,"sentence":*' "$fangyin" info --json gap.TextGrid
mkdir no-grids && touch no-grids/a.srt
mkfifo pipe.TextGrid
cat all/a.TextGrid >pipe.TextGrid &
check "info of what comes through a pipe" 0 "pipe.TextGrid${tab}TextGrid*" timeout 20 "$fangyin" info pipe.TextGrid
wait
rm pipe.TextGrid
check "info of a folder without grids" 1 "" "$fangyin" info no-grids
cp messages messages.info
check "and the reason" 0 "*no-grids: There is no TextGrid in this folder*" cat messages.info
check "info of what is not there" 2 "" "$fangyin" info none.TextGrid

# ---- find ----
check "find prints file, tier, times and label, in the order of files" 0 \
    "all/a.TextGrid${tab}text${tab}1.5${tab}3${tab}去街市
all/below/b.TextGrid${tab}text${tab}1.25${tab}3${tab}ＡＢＣ街" "$fangyin" find 街 all
check "a regular expression takes whole characters" 0 "*${tab}落雨" "$fangyin" find '^.雨$' all
check "plain text has no operators" 1 "" "$fangyin" find --fixed '^.雨$' all
check "folded, width and case do not matter" 0 "*${tab}ＡＢＣ街" "$fangyin" find --fold 'a[Ｂ]c' all
check "unfolded they do" 1 "" "$fangyin" find 'abc' all
check "only in one tier" 0 "all/a.TextGrid${tab}dialect*yue
*${tab}dialect*yue
all/below*yue
*yue" "$fangyin" find --tier dialect . all
check "find as JSON" 0 '{"file":"all/a.TextGrid","tier":"text","kind":"interval","from":0,"to":1.5,"label":"今日好熱"}' \
    "$fangyin" find --json 熱 all/a.TextGrid
check "files may come from stdin" 0 "all/a.TextGrid*" bash -c 'echo all/a.TextGrid | "$0" find 熱 -' "$fangyin"
check "a broken regular expression" 2 "" "$fangyin" find '(街' all
told "is told with what to do" "--fixed"
check "an empty pattern" 2 "" "$fangyin" find '' all
check "a file that is not there spoils the status, not the rest" 2 "all/a.TextGrid*" "$fangyin" find 熱 none.TextGrid all
told "and is named" "none.TextGrid"
check "a file that is no grid" 2 "" "$fangyin" find 熱 all/notes.txt
for i in $(seq 300); do cp all/a.TextGrid "many-$i.TextGrid"; done
check "many files are printed in their order" 0 "$(for i in $(seq 300); do printf 'many-%s.TextGrid\ttext\t0\t1.5\t今日好熱\n' "$i"; done)" \
    "$fangyin" find 熱 $(for i in $(seq 300); do echo "many-$i.TextGrid"; done)
rm many-*.TextGrid

# ---- other formats ----
printf '1\n00:00:00,000 --> 00:00:01,500\n今日好熱\n\n2\n00:00:01,500 --> 00:00:03,000\n去街\n' >c.srt
printf '\377\376' >wide.tsv
printf 'tmin\ttier\ttext\ttmax\n0\tw\tx\t0.5\n' | iconv -t UTF-16LE >>wide.tsv
check "info of what starts as sound might" 0 "wide.tsv${tab}tsv${tab}${tab}0${tab}0.5
${tab}intervals${tab}w${tab}1${tab}1${tab}0.500" "$fangyin" info wide.tsv
cp messages messages.wide
check "and no library has remarks on it" 1 "" test -s messages.wide
cp "$root/samples/guanhua.flac" sound.csv
check "info of sound under another name" 0 "sound.csv${tab}FLAC*" "$fangyin" info sound.csv
check "info of subtitles" 0 "c.srt${tab}srt${tab}${tab}0${tab}3
${tab}intervals${tab}text${tab}2${tab}2${tab}3.000" "$fangyin" info c.srt
printf 'a 1 0 0.5 侬\na 1 0.5 0.5 好\nb 1 0 1.5 好好\n' >two.ctm
check "info of a file about several recordings is of each" 0 "two.ctm${tab}ctm${tab}${tab}0${tab}1${tab}a
${tab}intervals${tab}text${tab}2${tab}2${tab}1.000
two.ctm${tab}ctm${tab}${tab}0${tab}1.5${tab}b
${tab}intervals${tab}text${tab}1${tab}1${tab}1.500" "$fangyin" info two.ctm
check "and as JSON" 0 '{"file":"two.ctm","format":"ctm","recording":"a","from":0,"to":1,*"findings":\[\]}
{"file":"two.ctm","format":"ctm","recording":"b","from":0,"to":1.5,*"findings":\[\]}' "$fangyin" info --json two.ctm
check "find says which recording" 0 "two.ctm${tab}text${tab}0.5${tab}1${tab}好${tab}a
two.ctm${tab}text${tab}0${tab}1.5${tab}好好${tab}b" "$fangyin" find 好 two.ctm
check "find as JSON too" 0 '{"file":"two.ctm","recording":"a","tier":"text","kind":"interval","from":0.5,"to":1,"label":"好"}
{"file":"two.ctm","recording":"b",*' "$fangyin" find --json 好 two.ctm
check "where one is expected several are refused" 2 "" "$fangyin" diff two.ctm c.srt
cp messages messages.two
check "with what to do" 0 "*two.ctm: This file speaks of 2 recordings, where one was expected; *convert*" cat messages.two
printf 'tmin\ttier\ttext\ttmax\n' >none.tsv
check "info of a file about none" 2 "" "$fangyin" info none.tsv
cp messages messages.none
check "says so" 0 "*none.tsv: This file speaks of no recording." cat messages.none
check "find in subtitles" 0 "c.srt${tab}text${tab}1.5${tab}3${tab}去街" "$fangyin" find 街 c.srt
check "subtitles against a grid" 1 "tier-added${tab}dialect${tab}${tab}${tab}0${tab}3${tab}${tab}
label${tab}text${tab}1.5${tab}3${tab}1.5${tab}3${tab}去街${tab}去街市" "$fangyin" diff c.srt all/a.TextGrid

# ---- labels that would do something to a terminal ----
grid "red${escape}[31m" "tab${tab}end" >hostile.TextGrid
check "escapes are shown, not sent" 0 "*red␛\[31m" "$fangyin" find red hostile.TextGrid
check "tabs in labels part no fields" 0 "hostile.TextGrid${tab}text${tab}1.5${tab}3${tab}tab␉end" "$fangyin" find 'end$' hostile.TextGrid
check "in JSON they are escaped" 0 '*"label":"red\\u001b\[31m"}' "$fangyin" find --json red hostile.TextGrid
cp hostile.TextGrid "name${escape}[2J.TextGrid"
check "in names of files too" 0 "name␛\[2J.TextGrid*" "$fangyin" find red "name${escape}[2J.TextGrid"
check "replace shows them too" 0 "*red␛\[31m${tab}blue␛\[31m" "$fangyin" replace red blue hostile.TextGrid
check "diff shows them too" 1 "*red␛\[31m*" "$fangyin" diff all/a.TextGrid hostile.TextGrid
check "merge shows them too" 1 "*" "$fangyin" merge all/a.TextGrid hostile.TextGrid all/below/b.TextGrid
told "with the escape visible" "red␛[31m"

# ---- replace ----
cp -r all copy
check "replace shows what it would do" 0 "copy/a.TextGrid${tab}text${tab}1.5${tab}3${tab}去街市${tab}去菜市" "$fangyin" replace 街市 菜市 copy
told "and counts it" "1 matches in 1 labels of 1 files would be replaced; --write does it."
check "and does nothing" 0 "" cmp all/a.TextGrid copy/a.TextGrid
check "with --write it does it" 0 "copy/a.TextGrid*" "$fangyin" replace --write 街市 菜市 copy
told "and counts" "1 matches in 1 labels of 1 files were replaced."
grid "今日好熱" "去菜市" >expected
check "nothing else changes" 0 "" cmp expected copy/a.TextGrid
check "nor another file" 0 "" cmp all/below/b.TextGrid copy/below/b.TextGrid
check "groups can be used" 0 "*${tab}今日好熱${tab}日今(好熱)\\\\" "$fangyin" replace '^(今)(.)(.*)' '\2\1(\3)\\' copy/a.TextGrid
check "plain text is taken as it is" 0 "*${tab}今日好熱${tab}今日好\\\\1" "$fangyin" replace --fixed 熱 '\1' copy/a.TextGrid
check "folded matches are replaced in the label as it was" 0 "*ＡＢＣ街${tab}Ａ乙Ｃ街" "$fangyin" replace --fold b 乙 copy
check "matches of nothing are between the characters" 0 "*去菜市${tab}-去-菜-市-" "$fangyin" replace 'x*' - --tier text copy/a.TextGrid
check "nothing to replace is status 1" 1 "" "$fangyin" replace --write 無 有 copy
check "a replacement with a bad backslash" 2 "" "$fangyin" replace 街 '\x' copy
check "a replacement that is no text" 2 "" "$fangyin" replace 街 $'\xff' copy
if [ "$(id -u)" != 0 ]; then
    chmod a-w copy
    check "a folder that cannot be written" 2 "*" "$fangyin" replace --write 菜市 街市 copy/a.TextGrid
    chmod u+w copy
fi
cp "$root"/samples/yue.TextGrid .
printf 'fangyin-journal 1 %s\nlabel\t0\t0\t0\t\tnew\n' "- -" >yue.TextGrid.journal
check "a grid with unsaved edits is left alone" 2 "" "$fangyin" replace --write 早晨 朝早 yue.TextGrid
told "and that is told" "not saved yet"
check "it is as it was" 0 "" cmp yue.TextGrid "$root"/samples/yue.TextGrid

# ---- diff ----
check "equal grids" 0 "" "$fangyin" diff all/a.TextGrid all/a.TextGrid
check "text, time and tags" 1 "time${tab}text${tab}0${tab}1.5${tab}0${tab}1.25${tab}今日好熱${tab}今日好凍
label${tab}text${tab}0${tab}1.5${tab}0${tab}1.25${tab}今日好熱${tab}今日好凍
label${tab}dialect${tab}0${tab}1.5${tab}0${tab}1.25${tab}yue${tab}nan
time${tab}text${tab}1.5${tab}3${tab}1.25${tab}3${tab}去街市${tab}去街市" "$fangyin" diff all/a.TextGrid <(grid 今日好凍 去街市 1.25 nan)
check "diff as JSON" 1 '{"a":"all/a.TextGrid","b":"copy/a.TextGrid","equal":false,"changes":\[{"change":"label","tier":"text","a":{"from":1.5,"to":3,"label":"去街市"},"b":{"from":1.5,"to":3,"label":"去菜市"}}\]}' \
    "$fangyin" diff --json all/a.TextGrid copy/a.TextGrid
check "equal as JSON" 0 '*"equal":true,"changes":\[\]}' "$fangyin" diff --json all/a.TextGrid all/a.TextGrid
check "diff with what cannot be read" 2 "" "$fangyin" diff all/a.TextGrid all/notes.txt
check "diff of three" 2 "" "$fangyin" diff all/a.TextGrid all/a.TextGrid all/a.TextGrid

# ---- merge ----
grid 一 二 >base.TextGrid
grid 壹 二 >a.TextGrid
grid 一 貳 1.75 nan >b.TextGrid
grid 壹 貳 1.75 nan >expected
check "changes of both" 0 "" "$fangyin" merge base.TextGrid a.TextGrid b.TextGrid -o out.TextGrid
check "are in the result, in A's form" 0 "" cmp expected out.TextGrid
check "without -o it is printed" 0 "$(cat expected)" "$fangyin" merge base.TextGrid a.TextGrid b.TextGrid
grid 弌 二 >c.TextGrid
check "a conflict is status 1" 1 "" "$fangyin" merge base.TextGrid a.TextGrid c.TextGrid -o out.TextGrid
told "and told with both versions" 'text: A="壹" B="弌" BASE="一"'
check "both are in the conflict tier" 0 '*conflict*text: A="壹" B="弌" BASE="一"' "$fangyin" find --tier conflict . out.TextGrid
check "A's version stands" 0 "*${tab}壹" "$fangyin" find --tier text 壹 out.TextGrid
check "a base that is not there" 2 "" "$fangyin" merge none.TextGrid a.TextGrid b.TextGrid
check "a side that is no grid" 2 "" "$fangyin" merge base.TextGrid a.TextGrid all/notes.txt -o a.TextGrid
grid 壹 二 >expected
check "spoils nothing" 0 "" cmp expected a.TextGrid

# ---- git ----
if ! command -v git >/dev/null; then
    echo "skip the merge driver: there is no git here"
    exit
fi
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=ann GIT_AUTHOR_EMAIL=ann@example.org \
    GIT_COMMITTER_NAME=ann GIT_COMMITTER_EMAIL=ann@example.org
mkdir repository && cd repository || exit 1
git init -q -b main .
# The lines of the manual, with this program in place of an installed one.
sed -n 's/^    //p' "$root/src/doc/git.md" | grep '^git config merge' | sed "s|'fangyin merge|'\"$fangyin\" merge|" >../configure
check "the manual says how to configure git" 0 "2" bash -c 'wc -l <../configure'
check "and git takes it" 0 "" bash ../configure
grep -h '^    \*.TextGrid merge' "$root/src/doc/git.md" | sed 's/^ *//' >.gitattributes
cp ../base.TextGrid r.TextGrid
git add . && git commit -q -m "the recording's grid"
branch() { # NAME FILE
    git checkout -q -b "$1" main && cp "$2" r.TextGrid && git commit -q -a -m "$1"
}
branch ann ../a.TextGrid
branch bob ../b.TextGrid
branch cai ../c.TextGrid
git checkout -q ann
check "git merges two people's work" 0 "*" git merge -q bob -m merged
grid 壹 貳 1.75 nan >../expected
check "by segment" 0 "" cmp ../expected r.TextGrid
check "git stops at a conflict" 1 "*CONFLICT*" git merge cai -m merged
check "the file is a grid with both versions" 0 '*text: A="壹" B="弌" BASE="一"' "$fangyin" find --tier conflict . r.TextGrid
git merge --abort
# A grid that both added has no base.
git checkout -q -b dee main && cp ../a.TextGrid new.TextGrid && git add new.TextGrid && git commit -q -m dee
git checkout -q -b eve main && cp ../c.TextGrid new.TextGrid && git add new.TextGrid && git commit -q -m eve
check "a grid that both added" 1 "*CONFLICT*" git merge dee -m merged
check "keeps both too" 0 '*text: A="弌" B="壹"*' "$fangyin" find --tier conflict . new.TextGrid
