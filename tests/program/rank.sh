#!/bin/bash
# Judging candidates with the real program: order, ties, none right, claims, writing and reviewing, going back, leaving and
# going on, what is exported; in a file, and in a team.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/check.sh
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-rank.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

says() { printf '%s\n' "${@:2}" | "$fangyin" rank --as "$1" t.jsonl; } # PERSON LINE...
answers() { grep -c . t.jsonl.answers.jsonl; }

cat >t.jsonl <<'END'
{"id":"t1","prompt":"译成上海话：你吃了吗","criteria":["accuracy"],"candidates":[{"id":"a","text":"侬饭吃过了伐","source":"secret-model"},{"id":"b","text":"你吃了吗"}]}
{"id":"t2","prompt":"转写","audio":"x.wav","from":1,"to":2.5,"candidates":[{"id":"a","text":"农金"},{"id":"b","text":"侬今\u001b[31m"},{"id":"c","text":"农金"}]}
{"id":"t3","kind":"check","prompt":"上海话有入声"}
{"id":"t4","kind":"author","prompt":"菜场"}
END
check "candidates are shown without their source" 0 "*A  *B  *侬今␛?31m*" says ann '' '' ''
check "no source, no control character" 1 "" grep -l $'secret\|\e' <(says ann '' '' '')
[ -e t.jsonl.answers.jsonl ] && echo "not ok looking writes nothing" || echo "ok looking writes nothing"
check "what is not understood is told" 0 "*understood*2 places*claim*claim*" says ann 'x' '1 2 3' '' '' '1' 'n'
best=$(says ann | sed -n 's/^  \([AB]\)  侬饭.*/\1/p')
[ "$best" = A ] && order='1 2' || order='2 1'
check "one leaves after the first" 0 "*2 are left*" says ann "$order c3 r2" q
check "and goes on with the second" 0 "*1/3*转写*so far: 1 1 1*is left*" says ann '111' b 'n c2 侬今朝' 't 方言志'
[ "$(answers)" = 4 ] && echo "ok each answer is a line" || echo "not ok each answer is a line: $(answers)"
cp t.jsonl.answers.jsonl before
printf '{"stream":"task/t1","re' >>t.jsonl.answers.jsonl
check "an answer that was cut off is no trouble" 0 "*" says bob "$order"
head -4 t.jsonl.answers.jsonl | cmp -s - before && [ "$(answers)" = 5 ] &&
    echo "ok answers are only added" || echo "not ok answers are only added"

pairs='{"prompt":\[{"role":"user","content":"译成上海话：你吃了吗"}],"chosen":\[{"role":"assistant","content":"侬饭吃过了伐"}],"rejected":\[{"role":"assistant","content":"你吃了吗"}]}'
check "pairs for TRL and XTuner" 0 "$pairs" "$fangyin" rank --export pairs t.jsonl
grep -q '1 tasks with sound' messages && echo "ok what was left out is told" || echo "not ok what was left out is told"
check "pairs for ms-swift" 0 '*"messages":?{"role":"user","content":"<audio>转写"},{"role":"assistant","content":"侬今朝"}],"audios":?"/*/x.wav"],"rejected_response":"农金"}*' \
    "$fangyin" rank --export pairs --form swift t.jsonl
check "the right answers" 0 '{"messages":?{"role":"user","content":"译成上海话：你吃了吗"},{"role":"assistant","content":"侬饭吃过了伐"}]}' \
    "$fangyin" rank --export sft t.jsonl
check "lists" 0 '*"source":"secret-model","rank":1*"none_right":true,"own":"侬今朝"*"verdict":"true","verdict_source":"方言志"*' \
    "$fangyin" rank --export list t.jsonl
check "two judges agree" 0 $'*judgements\t4\n*judges_agree\t1\t1\t1.0000' "$fangyin" rank --report t.jsonl

author() { printf '%s\n' "${@:2}" | "$fangyin" rank --author --as "$1" t.jsonl; }
check "a question is written" 0 "*菜场*" author ann 买菜哪能讲 买小菜 ''
check "who wrote it does not review it" 0 "*New questions*" author ann ''
check "somebody else returns it" 0 "*买菜哪能讲*" author bob 'r 太短' ''
check "it comes back" 0 "*returned:  太短*" author ann 买菜用上海话哪能讲 买小菜 ''
check "it is accepted" 0 "*" author bob y ''
check "and exported" 0 '*"买菜用上海话哪能讲"*"买小菜"*' "$fangyin" rank --export sft t.jsonl

printf '{"id":"t9","prompt":"p"}\n{"id":\n' >bad.jsonl
check "a task that is none is told with its line" 2 "" "$fangyin" rank --as ann bad.jsonl
grep -q 'bad.jsonl:1.*two candidates' messages && echo "ok where it is" || echo "not ok where it is: $(cat messages)"
check "no such file" 2 "" "$fangyin" rank --as ann none.jsonl
check "no such form" 2 "" "$fangyin" rank --export pairs --form parquet t.jsonl
check "help" 0 "*Usage: fangyin rank*" "$fangyin" rank --help

# In a team: who cannot judge asks who can, and what one has judged does not come again.
mkdir team && printf '[project]\nname = rank\n' >team/fangyin.ini
printf 'id\tnative\troles\nann\twu-sh\ttranscriber\nboss\t\tlead\n' >team/people.tsv
check "a team's record" 0 "" "$fangyin" team init team
check "who has no role adds no tasks" 1 "" "$fangyin" team tasks --as ann team t.jsonl
check "tasks are added" 0 "" "$fangyin" team tasks --as boss team t.jsonl
check "once" 0 "" "$fangyin" team tasks --as boss team t.jsonl
in_team() { printf '%s\n' "${@:2}" | "$fangyin" rank --team team --as "$1"; }
check "one judges, one asks, one checks" 0 "*" in_team ann "$order" '? 勿懂' 'f 书'
check "the question is there" 0 $'*\topen\tt2\t1\tmeaning\t*\tann\t*转写*' "$fangyin" team questions --all team
check "who is not of the team is told" 0 "*" in_team eve '1 1 1'
grep -q 'not in people.tsv' messages && echo "ok why" || echo "not ok why: $(cat messages)"
check "the team's pairs" 0 "$pairs" "$fangyin" rank --team team --export pairs
"$fangyin" team log --json team >log.jsonl
mkdir other && cp team/fangyin.ini other
check "another record" 0 "" "$fangyin" team init other
check "takes the log" 0 "*" "$fangyin" team restore other log.jsonl
check "and has the same" 0 "$pairs" "$fangyin" rank --team other --export pairs

# ---- what is sound is heard: through a card that keeps what is played ----
sounds=$work/sounds
mkdir -p "$sounds/clips" && cd "$sounds" || exit 1
python3 - <<'PY'
import math, struct, wave
for name, seconds in (("one", 1.5), ("two", 0.5)):
    with wave.open(f"clips/{name}.wav", "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 9))) for i in range(int(seconds * 48000))))
PY
cat >s.jsonl <<'END2'
{"id":"s1","prompt":"哪个更像","audio":"clips/one.wav","from":0.25,"to":0.75,"candidates":[{"id":"a","audio":"clips/two.wav"},{"id":"b","text":"听不清"}]}
{"id":"s2","prompt":"再来","candidates":[{"id":"a","audio":"clips/gone.wav"},{"id":"b","text":"x"}]}
END2
printf 'pcm.null { type null }\npcm.default { type plug slave.pcm "cap" }\npcm.cap { type file slave.pcm "null" file "%s" format "raw" }\n' \
    "$sounds/card.raw" >asound.conf
# How long it is from the first frame that is not silence to the last, at 48 kHz: of 16 bits in two channels, or in one.
heard() {
    python3 - "$1" <<'PY'
import os, sys
data = open("card.raw", "rb").read() if os.path.exists("card.raw") else b""
frames = [data[i:i + 4] for i in range(0, len(data) - 3, 4)]
loud = [i for i, frame in enumerate(frames) if any(frame)]
seconds = (loud[-1] - loud[0] + 1) / 48000 if loud else 0
wanted = float(sys.argv[1])
print("heard" if any(abs(seconds / k - wanted) < 0.1 for k in (1, 2)) else f"{seconds} s")
PY
}
judge() { # LINE...: with time to hear each
    rm -f card.raw
    for line in "$@"; do printf '%s\n' "$line"; sleep 1; done |
        ALSA_CONFIG_PATH="$sounds/asound.conf" "$fangyin" rank --as ann s.jsonl
}
which=$(printf 'q\n' | "$fangyin" rank --as ann s.jsonl | sed -n 's/^  \([AB]\)  (sound: p[ab] plays it)/\1/p')
other=$([ "$which" = A ] && echo B || echo A)
check "where it lies, which may tell its source, is not shown" 1 "" grep 'two\|gone' <(printf '\n\n' | "$fangyin" rank --as ann s.jsonl)
check "the task's stretch is heard" 0 "*" judge p q
check "all of it and no more" 0 heard heard 0.5
check "so is an answer" 0 "*" judge "p$which" q
check "the whole of it" 0 heard heard 0.5
check "a text is no sound" 0 "*This answer is no sound*" judge "p$other" q
check "a letter that is no answer" 0 "*This answer is no sound*" judge "pc" q
check "it is told how often" 0 "*" judge p "p $which" "1 2" q
check "in the answer" 0 "*" grep -c '\\"plays\\":2' s.jsonl.answers.jsonl
gone=$(printf 'q\n' | "$fangyin" rank --as ann s.jsonl | sed -n 's/^  \([AB]\)  (sound.*/\1/p')
check "a file that is not there is told, without its name" 0 "*It cannot be heard:*" judge "p$gone" q
[[ $(judge "p$gone" q 2>&1) == *gone* ]] && echo "not ok its name is not shown" || echo "ok its name is not shown"
printf 'pcm.default { type hw card 77 }\n' >asound.conf
judge p q >out 2>messages # of the first: s2 has no recording
check "no sound of its own" 0 "*No recording belongs to this task*" cat out
rm s.jsonl.answers.jsonl
judge p q >out 2>messages
check "no sound at all is said, and judging goes on" 0 "*There is no sound:*" cat out
check "and nothing of the sound system shows" 1 "" grep -i 'alsa\|pcm\|jack' out messages
