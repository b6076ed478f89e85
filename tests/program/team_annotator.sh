#!/bin/bash
# The annotator for a team, in tmux as its users have it: somebody asks without leaving the segment, the answer comes and is
# taken, written everywhere and in the lexicon; a unit is handed in, returned and seen again; versions are settled; what cannot
# be sent is kept.
program=${FANGYIN:-build/fangyin}
command -v tmux >/dev/null || { echo "skip team_annotator: tmux is not installed"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-team.XXXXXX")
postgres=$PWD/tests/support/postgres.sh
server=
finish() {
    tmux -S "$work/socket" kill-server 2>/dev/null
    [ -n "$server" ] && bash "$postgres" stop "$server" && rm -rf "$server"
    rm -rf "$work"
}
trap finish EXIT
cp samples/yue.flac samples/yue.TextGrid samples/fangyin.ini "$work/"
program=$(realpath "$program")
unset TMUX ALSA_CONFIG_PATH
cd "$work" || exit 1
t() { tmux -S "$work/socket" -f /dev/null "$@"; }
# Wait until the screen shows a text.
shows() {
    local i
    for i in $(seq 200); do
        t capture-pane -p | grep -qF -- "$1" && return 0
        sleep 0.1
    done
    t capture-pane -p >&2
    return 1
}
# Wait until a command's output has a text.
says() {
    local i
    for i in $(seq 200); do
        "${@:2}" 2>/dev/null | grep -qF -- "$1" && return 0
        sleep 0.1
    done
    "${@:2}" >&2
    return 1
}
check() {
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name: ${*:2}"; fi
}
annotator() { t send-keys "clear; LC_ALL=C.UTF-8 LANGUAGE=en '$program' team $*" Enter; }
leave() {
    t send-keys Q
    shows "$1"
}
tab=$'\t'
printf 'id\tname\tnative\tothers\troles\tactive
ann\tAn\tyue-guangzhou\t\ttranscriber\tyes
bob\tBo\tyue-guangzhou\t\ttranscriber\tyes
chen\tMaster Chen\tyue-guangzhou\t\ttranscriber expert\tyes
rev\tRe\tyue-guangzhou\t\treviewer adjudicator\tyes
lead\t\t\t\tlead\tyes\n' >people.tsv
sed -i 's/係呀？噉我買一條返屋企蒸。/係呀？今日啲魚好新鮮㗎。買一條。/' yue.TextGrid
"$program" team init . >/dev/null && "$program" team add . --as lead --dialect yue-guangzhou yue.flac >/dev/null
t new-session -d -x 80 -y 24 "cd $work; exec sh"
t send-keys "PS1='shell> '" Enter

annotator next . --as ann
shows 'Tab hear'
t send-keys :
t send-keys -l 'goto #5'
t send-keys Enter
shows '▶    5'
t send-keys C-x
check form shows 'A question about “今日啲魚好新鮮㗎。”'
t send-keys C-u
t send-keys -l '今日啲鱼'
t send-keys Tab
t send-keys -l '鱼/魚'
t send-keys Tab Right
check whom shows 'level 5 of 5'
t send-keys Enter
check asked shows 'has been asked'
check marked shows '@ 今日啲魚'
check listed says "今日啲鱼" "$program" team questions . --as chen
question=$("$program" team questions . --as chen | cut -f1)
# The store does not answer: a question is kept, and sent when it does.
touch locked
python3 -c '
import os, sqlite3, time
store = sqlite3.connect("team.db", isolation_level=None)
store.execute("BEGIN EXCLUSIVE")
open("held", "w").close()
while os.path.exists("locked"):
    time.sleep(0.05)
' &
for i in $(seq 200); do [ -e held ] && break; sleep 0.05; done
t send-keys C-x
shows 'A question about'
t send-keys Enter
check kept shows 'kept, and sent later'
check queue test -s work/yue.ann.TextGrid.questions
rm locked
wait
leave 'Is yue done'
t send-keys n Enter
shows 'Kept. To hand it in later'
"$program" team answer . --as chen "$question" '今日啲魚好新鮮嘅。' --reading 'ge3' --note '用嘅' >/dev/null
annotator next . --as ann
check news shows '1 answer is here'
check sent says 'open' "$program" team questions . --as chen
t send-keys '%'
check answer shows '今日啲魚好新鮮㗎。 → 今日啲魚好新鮮嘅。 [ge3]'
check who shows 'Master Chen'
t send-keys '&'
check taken shows 'taken: 今日啲魚好新鮮嘅。'
check told says 'accepted' "$program" team questions . --as chen
t send-keys u
shows '    6'
t send-keys : 
t send-keys -l 'apply-answer'
t send-keys Enter
check everywhere shows 'written in 1 segment'

check lexicon says "今日啲魚好新鮮嘅。${tab}今日啲魚好新鮮㗎。${tab}ge3${tab}${tab}Master Chen, yue-guangzhou: 用嘅" cat lexicon.tsv
leave 'Is yue done'
t send-keys y Enter
check more shows 'Enter: the next one'
t send-keys q Enter
check handed-in says 'submit' "$program" team log .
stamps=$("$program" team log . | grep submit | tail -1)
check stamps eval '[[ $stamps == *"\"active\":"*"\"plays\":"*"\"suggestions_shown\":"*"\"suggestions_taken\":"* ]]'
check counted-anew test ! -e work/yue.ann.TextGrid.work

# A reviewer marks two segments, and says why they go back; the transcriber begins with the first of them.
annotator review . --as rev
shows 'Tab hear'
check from-the-start shows '▶    1'
t send-keys j 'M-<' j 'M-<'
check to-go-back shows '< 早晨。'
t send-keys F10
check verdict shows 'return it, to be done better'
check numbers shows 'segments  2 3'
t send-keys Enter
check why shows 'Why? Say it'
t send-keys -l 'heard wrongly'
t send-keys Enter
check judged shows 'yue: done.'
t send-keys q Enter
check returned says '"segments":["2","3"]' "$program" team log .
annotator next . --as ann
check reason shows 'This came back: heard wrongly (segments 2 3)'
check began shows '▶    2'
check came-back shows '< 早晨，'
check not-in-the-grid test -z "$(grep return work/yue.ann.TextGrid)"
t send-keys F10
check hand-in shows 'it is done: hand it in'
t send-keys Enter
check again shows 'yue: done.'
t send-keys q Enter

# What was handed in again is what is reviewed again; accepting what one has changed is asked about.
annotator review . --as rev
shows 'Tab hear'
check put-aside test -e work/yue.rev.TextGrid.old
check unmarked test -z "$(grep '"return"' work/yue.rev.TextGrid)"
t send-keys x 1
check changed-it shows 'not saved'
t send-keys F10
check corrections shows 'accept it with my small corrections'
t send-keys Left Enter
check sure shows 'You have changed it.'
t send-keys m Enter
check fixed says '"severity":"minor"' "$program" team log .
t send-keys q Enter

# An expert hears what is asked about, and answers one after the other.
"$program" team ask . --as ann yue 3.48 6.19 --type word --text 街市 --guess 街场 --alternatives 街時 >/dev/null
"$program" team ask . --as bob yue 0.38 3.4 --type who --text 阿婆 >/dev/null
annotator answer . --as chen
shows 'Tab hear'
t send-keys C-x
check asked-what shows 'Your answer'
t send-keys C-u Enter
check not-empty shows 'The answer is empty.'
t send-keys Escape
check first-question shows '? '
t send-keys F10
shows 'Your answer'
t send-keys C-u
t send-keys -l '一個老人'
t send-keys Tab
t send-keys -l 'lou5'
t send-keys Enter
check sent-off shows ': done.'
t send-keys Enter
shows 'Tab hear'
check claimed says 'claimed' "$program" team questions . --as chen
t send-keys Q
check put-off shows 'Enter: the next one'
t send-keys Enter
shows 'Tab hear'
t send-keys Q
shows 'Enter: the next one'
t send-keys Enter
check waits-no-more shows 'Nobody waits for an answer'
check answered says '一個老人' "$program" team questions . --as lead --all
check given-back says 'open' "$program" team questions . --as chen

"$program" team add . --as lead --people 2 --threshold 0.99 --dialect yue-guangzhou yue.flac:0:9 >/dev/null 2>&1 ||
    { cp yue.flac two.flac; cp yue.TextGrid two.TextGrid; "$program" team add . --as lead --people 2 --threshold 0.99 --dialect yue-guangzhou two.flac >/dev/null; }
for person in bob chen; do
    "$program" team next . --as $person --print >/dev/null
done
sed -i 's/早晨。我去街市買餸。/早晨，我去街市買菜。/' work/two.bob.TextGrid
for person in bob chen; do
    "$program" team submit . --as $person two >/dev/null
done
annotator adjudicate . --as rev
shows 'Tab hear'
t send-keys :
t send-keys -l 'goto #1'
t send-keys Enter
shows '▶    1'
t send-keys '~'
check difference shows '▶    3'
check version-a shows ' A  早晨'
check version-b shows ' B  早晨'
before=$(t capture-pane -p | grep '▶    3')
t send-keys '\'
check other shows 'of 2'
check changed test "$before" != "$(t capture-pane -p | grep '▶    3')"
leave 'the settled one'
t send-keys y Enter
check settled says 'resolve' "$program" team log .
t send-keys q Enter
"$program" team log . --json >log
check no-versions test -z "$(grep 'name = "text@v' two.TextGrid)"

# What is not about a unit, as candidates to be judged, is answered in a line.
mkdir line && cp people.tsv line/ && cd line || exit 1
t send-keys "cd '$work/line'" Enter
"$program" team init .
printf '{"id":"t1","prompt":"哪句對","dialect":"yue-guangzhou","candidates":[{"id":"a","text":"食咗"},{"id":"b","text":"吃了"}]}\n' >tasks.jsonl
"$program" team tasks . --as lead tasks.jsonl 2>/dev/null
printf '? 我唔識\n' | "$program" team rank . --as bob >/dev/null
annotator answer . --as chen
check no-unit shows 'Your answer (Enter: not now)'
t send-keys -l '食咗'
t send-keys Enter
check in-a-line says '食咗' "$program" team questions . --as lead --all
shows 'Enter: the next one'
t send-keys q Enter
cd "$work" || exit 1
t send-keys "cd '$work'" Enter

# The database goes away while somebody writes: what is done is kept, and what was begun can be opened; it is handed in later.
server=$(mktemp -d /tmp/fangyin-pg.XXXXXX) || exit 1
address=$(bash "$postgres" start "$server")
if [ $? != 0 ]; then
    echo "skip away: PostgreSQL is not installed (Debian: postgresql)"
    exit
fi
mkdir away && cp yue.flac people.tsv fangyin.ini away/ && cp yue.flac away/other.flac && cd away || exit 1
t send-keys "cd away" Enter
"$program" team init . --store "$address" >/dev/null
"$program" team add . --store "$address" --as lead --dialect yue-guangzhou yue.flac other.flac 2>/dev/null
annotator next . --store "'$address'" --as ann
shows 'Tab hear'
bash "$postgres" stop "$server"
t send-keys i
t send-keys -l '断了也写'
t send-keys Escape
shows 'F10 finish'
t send-keys F10
shows 'hand it in'
t send-keys Enter
check kept-work shows 'is kept, and handed in'
check noted test -e work/other.ann.TextGrid.submit
t send-keys q Enter
"$program" team next . --store "$address" --as ann --print >out 2>&1
check nothing-to-open grep -q 'could not be used' out
bash "$postgres" start "$server" >/dev/null
annotator next . --store "'$address'" --as ann
shows 'Tab hear'
check sent-later says '断了也写' grep 断了也写 work/other.ann.TextGrid
check in-the-record says 'submit' "$program" team log . --store "$address"
check note-gone test ! -e work/other.ann.TextGrid.submit
t send-keys Q
shows 'Is yue done'
t send-keys n Enter
bash "$postgres" stop "$server"
annotator next . --store "'$address'" --as ann
check alone shows 'Tab hear'
t send-keys C-x
shows 'A question about'
t send-keys Enter
check question-kept shows 'kept, and sent later'
t send-keys F10
shows 'hand it in'
t send-keys Enter
check later-again shows 'is kept, and handed in'
t send-keys q Enter
bash "$postgres" start "$server" >/dev/null
"$program" team next . --store "$address" --as ann --print >/dev/null 2>&1
check both says '2' bash -c '"$0" team log . --store "$1" | grep -c submit' "$program" "$address"
