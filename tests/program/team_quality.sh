#!/bin/bash
# How good a team's work is: held against a known answer, within and between regions, sampled, passed or sent back.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/check.sh
fangyin=${FANGYIN:?}
samples=$PWD/samples
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-quality.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'
worked= # seconds that the annotator counted

team() { "$fangyin" team "$1" . "${@:2}"; }
hand_in() { # PERSON TEXT [TAG [UNIT]]
    team next --as "$1" >/dev/null || return
    local unit=${4:-guanhua}
    local file=work/$unit.$1.TextGrid
    awk -v text="$2" -v tag="${3-wu-sh}" '/name = "/ { tier = $3 }
        /text = ""/ && tier == "\"text\"" && !done { sub(/""/, "\"" text "\""); done = 1 }
        /text = ""/ && tier == "\"dialect\"" && !tagged { sub(/""/, "\"" tag "\""); tagged = 1 }
        { print }' "$file" >new && mv new "$file"
    [ -z "$worked" ] || printf '{"active":%s}\n' "$worked" >"$file.work"
    team submit --as "$1" "$unit"
}

cp "$samples/guanhua.flac" .
printf '[project]\nname = q\ntiers = text dialect\n' >fangyin.ini
printf 'id\tnative\troles\nmei\twu-sh\ttranscriber\nlan\twuu\ttranscriber\nhong\tyue\ttranscriber\n' >people.tsv
printf 'li\tcmn\treviewer\nboss\t\tlead\n' >>people.tsv
team init
check "gold wants one recording" 2 "" team add --as boss --gold none.TextGrid --minutes 1 guanhua.flac
cat >gold.TextGrid <<'END'
File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 35.75
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "text"
        xmin = 0
        xmax = 35.75
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 35.75
            text = "今天天气很好"
END
check "a unit whose answer is known" 0 "" team add --as boss --people 3 --threshold 0.5 --gold gold.TextGrid guanhua.flac
check "before anything is handed in, what is not known is null" 0 '{"gold":\[],"repeat":\[],"speed":\[],*"agreement":null*"alpha":null,"tree_alpha":null}}}' \
    team report --quality --json
worked=71.5
check "three hand in" 0 "" hand_in mei 今天天气很好
worked=
hand_in lan 今天天气很好
hand_in hong 今天天气不好 yue
check "accuracy of who was right" 0 "*gold${tab}mei${tab}1${tab}1${tab}1.0000${tab}0.2065${tab}1.0000${tab}0.0000*" team report --quality
check "and of who was not" 0 "*gold${tab}hong${tab}0${tab}1${tab}0.0000${tab}0.0000${tab}0.7935${tab}0.1667*" team report --quality
check "within a region, and between" 0 "*agreement${tab}within${tab}1${tab}6${tab}1.0000*agreement${tab}between${tab}2${tab}12${tab}0.8333*" \
    team report --quality
check "how alike they tag the dialect" 0 "*alpha${tab}within${tab}1${tab}1${tab}-${tab}-*alpha${tab}between${tab}2${tab}2${tab}-0.5000${tab}-0.5000" \
    team report --quality
check "work for each second of recording, where it was counted" 0 \
    "*speed${tab}hong${tab}1${tab}0.010${tab}-*speed${tab}mei${tab}1${tab}0.010${tab}2.00*" team report --quality

# The same figures as JSON, for which the lines are the measure: each number of a line, and null for "-".
cat >same.py <<'END'
import json, subprocess, sys

def figures(*options):
    call = [sys.argv[1], "team", "report", ".", "--quality", *options]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout

def refuse(name):
    raise ValueError(name + " is no JSON")

columns = {
    "gold": ["person", "right", "sentences", "share", "low", "high", "mixed_error_rate"],
    "repeat": ["person", "right", "sentences", "share", "low", "high", "mixed_error_rate"],
    "speed": ["person", "units", "hours", "real_time_factor"],
    "agreement": ["pairs", "tokens", "agreement"],
    "alpha": ["segments", "tags", "alpha", "tree_alpha"],
}
report = json.loads(figures("--json"), parse_constant=refuse)
assert list(report) == list(columns), list(report)
seen = {kind: 0 for kind in columns}
for line in figures().splitlines():
    kind, *fields = line.split("\t")
    if isinstance(report[kind], list):
        values = report[kind][seen[kind]]
    else:
        values = report[kind][fields.pop(0)]
    seen[kind] += 1
    assert list(values) == columns[kind], values
    for field, value in zip(fields, values.values(), strict=True):
        if "." in field:
            assert f"{value:.{len(field.partition('.')[2])}f}" == field, (line, value)
        else:
            assert field == ("-" if value is None else str(value)), (line, value)
assert seen == {kind: len(report[kind]) for kind in columns}, seen
print(*seen.values())
END
check "as JSON, the same" 0 "3 0 3 2 2" python3 same.py "$fangyin"

check "what is to be looked at" 0 "*look${tab}hong${tab}guanhua${tab}first${tab}1*verdict${tab}hong${tab}open${tab}0${tab}0${tab}0${tab}0.03*" \
    team sample --batch gua
check "another batch" 0 "" team sample --batch other
unit=$(team review --as li --print | cut -f1)
check "the reviewer accepts mei's" 0 "" team review --as li "$unit" accept mei
check "who was right passes, who was wrong does it again" 0 \
    "verdict${tab}hong${tab}rework${tab}1${tab}1${tab}0*rework${tab}hong${tab}guanhua*verdict${tab}mei${tab}pass${tab}1${tab}0*" team sample
[ -e guanhua.TextGrid ] && echo "not ok gold stays out of the grid" || echo "ok gold stays out of the grid"

# Once more, without knowing it: the person's first version is the known answer, and nobody else gets it.
mkdir again && cd again && cp ../guanhua.flac ../fangyin.ini ../people.tsv . && team init
team add --as boss --unreviewed guanhua.flac 2>messages
check "mei hands in" 0 "" hand_in mei 今天天气很好
check "only a lead has something done again" 1 "" team repeat --as mei guanhua mei
check "too early for a repeat" 0 "" team repeat --as boss
grep -q '^0 units' messages && echo "ok nothing is repeated on the same day" || echo "not ok nothing is repeated on the same day: $(cat messages)"
check "a repeat of three in a hundred, one at least" 0 "" team repeat --as boss --days 0.0000001
grep -q '^1 unit ' messages && echo "ok one will come once more" || echo "not ok one will come once more: $(cat messages)"
check "it is added once" 0 "" team repeat --as boss guanhua mei
grep -q '^0 units' messages && echo "ok it is there already" || echo "not ok it is there already: $(cat messages)"
check "nobody else gets it" 1 "" team next --as lan --print
check "mei gets it, under a name that tells nothing" 0 "guanhua_????${tab}guanhua.flac${tab}*" team next --as mei --print
again=$(team next --as mei --print | cut -f1)
check "what was written before is not in it" 1 "" grep 今天 "work/$again.mei.TextGrid"
sed -i '0,/text = ""/s//text = "今天天气不好"/' "work/$again.mei.TextGrid"
check "it is handed in like any other" 0 "" team submit --as mei "$again"
check "the recording's grid has the first version still" 0 "*" grep 今天天气很好 guanhua.TextGrid
check "how far one agrees with oneself" 0 "repeat${tab}mei${tab}0${tab}1${tab}0.0000${tab}*${tab}0.1667*" team report --quality
check "nobody reviews a repeat" 0 "*verdict${tab}mei*" team sample
team sample | grep -q "look.*$again" && echo "not ok a repeat is not sampled" || echo "ok a repeat is not sampled"
cd ..

# A known answer for each of them, which comes among the rest.
mkdir each && cd each && cp ../guanhua.flac ../fangyin.ini ../people.tsv ../gold.TextGrid . && team init
check "for each, without people, cannot be" 2 "" env -C / "$fangyin" team add "$PWD" --as boss --each "$PWD/guanhua.flac"
check "for each who knows the dialect" 0 "" team add --as boss --dialect wu-sh --gold gold.TextGrid --each guanhua.flac
grep -q '^2 units' messages && echo "ok not for who does not" || echo "not ok not for who does not: $(cat messages)"
check "each has one" 0 "guanhua_????${tab}*" team next --as mei --print
check "of their own" 0 "guanhua_????${tab}*" team next --as lan --print
[ "$(team next --as mei --print | cut -f1)" != "$(team next --as lan --print | cut -f1)" ] && echo "ok not the same" || echo "not ok not the same"
unit=$(team next --as lan --print | cut -f1)
sed -i '0,/text = ""/s//text = "今天天气不好"/' "work/$unit.lan.TextGrid"
check "it is handed in" 0 "" team submit --as lan "$unit"
check "and measured" 0 "gold${tab}lan${tab}0${tab}1${tab}*" team report --quality
check "nobody reviews it" 1 "" team review --as li --print
cd ..

# What somebody says holds nothing is looked at by two.
mkdir nothing && cd nothing && cp ../guanhua.flac ../fangyin.ini ../people.tsv . && team init
team add --as boss guanhua.flac 2>messages
team next --as mei >messages
check "one says there is nothing" 0 "" team review --as mei guanhua invalid silence
check "two look" 0 "look${tab}mei${tab}guanhua${tab}invalid${tab}2*" team sample

# Behind the first 50, what the checks warn of is looked at; the others by chance, here all of them as they are few.
mkdir ../checks && cd ../checks && cp ../people.tsv . || exit 1
printf '[project]\ntiers = text dialect\n[checks]\nunwritten = error\nlongest = 60\nlongest-allowed = 60\nrate = off\n' >fangyin.ini
for name in first{01..50} note space stretch; do ln ../guanhua.flac $name.flac; done
team init
{
    team add --as boss --priority 1 first*.flac
    team add --as boss --priority 2 note.flac space.flac
    team add --as boss --priority 3 --minutes 0.2 stretch.flac
} 2>messages
for name in first{01..50}; do hand_in mei '' wu-sh "$name"; done
hand_in mei 今天天气很好 '' note
hand_in mei 今天　天气很好 wu-sh space
stretches=("$(team next --as mei --print | cut -f1)")
hand_in mei 今天天气很好 wu-sh "${stretches[0]}"
stretches+=("$(team next --as mei --print | cut -f1)")
team submit --as mei "${stretches[1]}"
look() { team sample --batch "$1" | cut -f1-4 | head -n 1; }
check "who is new is looked at whole, whatever the checks say" 0 "look${tab}mei${tab}first50${tab}first" look first50
check "an error is looked at" 0 "look${tab}mei${tab}space${tab}checks" look space
check "a note is none" 0 "look${tab}mei${tab}note${tab}random" look note
check "what is outside of the unit's stretch does not count" 0 "look${tab}mei${tab}${stretches[0]}${tab}random" look "${stretches[0]}"
check "what is inside does" 0 "look${tab}mei${tab}${stretches[1]}${tab}checks" look "${stretches[1]}"
echo 'wide-space = warning' >>fangyin.ini
check "so is a warning" 0 "look${tab}mei${tab}space${tab}checks" look space
echo 'wide-space = note' >>fangyin.ini
check "the project says what is a warning" 0 "look${tab}mei${tab}space${tab}random" look space

# Of 21 of a batch 20 are looked at, also where others were handed in in between.
for n in {01..21}; do
    ln ../guanhua.flac "whole$n.flac" && ln ../guanhua.flac "other$n.flac"
    team add --as boss --priority "4.$n" "whole$n.flac" "other$n.flac" 2>messages
done
while unit=$(team next --as mei --print 2>/dev/null | cut -f1) && [ -n "$unit" ]; do hand_in mei 今天天气很好 wu-sh "$unit"; done
check "others in between take no place of the sample's" 0 20 bash -c '"$0" team sample . --batch whole | grep -c ^look' "$fangyin"
