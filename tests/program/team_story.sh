#!/bin/bash
# The whole of a team's work: two people of two dialects transcribe, one asks, an expert answers, the reviewer returns
# one segment, the adjudicator settles one unit, the batch is accepted, frozen and exported. Once in SQLite, once in
# PostgreSQL where that is installed.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/check.sh
fangyin=${FANGYIN:?}
samples=$PWD/samples
postgres=$PWD/tests/support/postgres.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-story.XXXXXX") || exit 1
server=
finish() {
    [ -n "$server" ] && bash "$postgres" stop "$server" && rm -rf "$server"
    rm -rf "$work"
}
trap finish EXIT
tab=$'\t'

# team VERB [--as PERSON] ...: in the project's folder.
team() {
    local verb=$1
    shift
    "$fangyin" team "$verb" . "${store[@]}" "$@"
}

# write UNIT PERSON TEXT: what somebody transcribes: one segment over the whole unit.
write() {
    local file=work/$1.$2.TextGrid
    awk -v text="$3" -v from="$4" '
        /name = "/ { tier = $3 }
        /xmin = / { xmin = $3 }
        /text = ""/ && tier == "\"text\"" && xmin + 0 == from + 0 { sub(/""/, "\"" text "\"") }
        { print }' "$file" >"$file.new" && mv "$file.new" "$file"
}

texts() { # every label of the recording's text tier
    "$fangyin" find --tier text '.' "$1" | cut -f5 | tr '\n' '|'
}

tell() {
    story=$1
    rm -rf project && mkdir project && cd project || exit 1
    cp "$samples/guanhua.flac" .
    printf '[project]\nname = %s\ntiers = text dialect\nconsent = yes\n' "$story" >fangyin.ini
    printf 'id\tnative\tothers\troles\n' >people.tsv
    printf 'mei\twu-sh\t\ttranscriber\nlan\twuu\tyue:2\ttranscriber\nwang\twu-sh\t\texpert\n' >>people.tsv
    printf 'li\tcmn\twuu:4\treviewer\nzhao\tcmn\t\tadjudicator\nboss\t\t\tlead\n' >>people.tsv

    check "a record is made" 0 "" team init
    check "who has no role is refused" 1 "" team add --as mei guanhua.flac
    # 35.75 s in stretches of 12 s and a half or so, each by two people, a third if they disagree
    check "a recording is cut into units" 0 "" team add --as boss --minutes 0.2 --people 2 --threshold 0.8 guanhua.flac
    units=$(team report | awk -F '\t' '$1 == "units" { n += $4 } END { print n }')
    [ "$units" -ge 2 ] && echo "ok $story: there are $units units" || echo "not ok $story: there are $units units"

    # Both get the first unit, blind to each other.
    unit=$(team next --as mei | cut -f1)
    from=$(team next --as mei | cut -f3)
    check "two people get the same unit" 0 "$unit$tab*" team next --as lan
    check "a third does not" 0 "guanhua_0002$tab*" team next --as boss
    check "who gives it back has it no more" 0 "" team release --as boss guanhua_0002
    write "$unit" mei "今天天气很好我们去买菜" "$from"
    write "$unit" lan "今天天气很好我们去买菜" "$from"

    # One asks without leaving the segment; the nearest native answers; it becomes a precedent.
    check "one asks" 0 "????????????" team ask --as lan "$unit" 0:01 0:02 --type word --text 买菜 --guess 买菜 \
        --alternatives 卖菜/买采 --dialect wu-sh --level 4 --due 1
    question=$(team questions --as wang | cut -f1)
    check "it goes to who speaks it" 0 "$question${tab}open$tab$unit${tab}1${tab}word${tab}wu-sh${tab}lan${tab}*" team questions --as wang
    check "not to who does not" 0 "" team questions --as zhao
    check "the author cannot answer" 1 "" team answer --as lan "$question" 卖菜
    check "the expert answers" 0 "" team answer --as wang "$question" 买菜 --reading mai --note "市场"
    check "the answer is taken" 0 "" team answer --as lan "$question" --accept
    late=$(team ask --as lan "$unit" 0:02 0:03 --type word --text 天气 --dialect wu-sh --level 4 --due 0.0000001)
    sleep 0.1
    check "what is not answered in time goes one level up" 0 "*$late${tab}open$tab$unit${tab}2${tab}word${tab}wu-taihu${tab}lan${tab}*" \
        team questions --as wang
    check "by an event of its own" 0 "*" grep -c widen <(team log)
    check "it is withdrawn" 0 "" team answer --as lan "$late" --withdraw
    check "and kept" 0 "" team answer --as wang "$question" --precedent
    check "with who said it, and their dialect" 0 "*${tab}买菜${tab}wang${tab}wu-sh" team questions --as lan --all
    check "anybody can look it up" 0 "$question${tab}precedent$tab*${tab}wang${tab}wu-sh" team questions --as zhao --precedent --text mai
    check "by what it is about" 0 "" team questions --as zhao --precedent --text 卖鱼

    # They agree: the reviewer sees it, and returns one segment; then accepts.
    blocking=$(team ask --as mei "$unit" 0:01 0:02 --type word --text 天气 --dialect wu-sh --level 4 --blocking)
    check "who waits for an answer does not hand in yet" 1 "" team submit --as mei "$unit"
    check "or no longer waits" 0 "" team answer --as mei "$blocking" --withdraw
    check "one hands in" 0 "" team submit --as mei "$unit"
    check "and the other" 0 "" team submit --as lan "$unit"
    check "an author cannot review" 1 "" team review --as mei "$unit" accept
    check "the reviewer takes it" 0 "$unit$tab*" team review --as li
    check "and returns one segment" 0 "" team review --as li "$unit" return 错字 s0001 --note "再听一遍"
    check "it comes back to its author first" 0 "$unit$tab*" team next --as mei
    check "who hands in again" 0 "" team submit --as mei "$unit"
    check "the reviewer accepts" 0 "" team review --as li "$unit" accept mei
    check "it is in the recording's grid" 0 "*今天天气很好我们去买菜*" texts guanhua.TextGrid

    # The next one they hear differently: a third is not wanted, so somebody settles it.
    unit=$(team next --as mei | cut -f1)
    from=$(team next --as mei | cut -f3)
    team next --as lan >/dev/null
    write "$unit" mei "他说的是上海话" "$from"
    write "$unit" lan "我们明天再来" "$from"
    check "they differ: the first" 0 "" team submit --as mei "$unit"
    check "they differ: the second" 0 "" team submit --as lan "$unit"
    check "it is to be settled" 0 "*units${tab}conflict$tab*" team report
    check "an annotator cannot settle it" 1 "" team adjudicate --as mei "$unit" mei
    check "the adjudicator takes it" 0 "$unit$tab*" team adjudicate --as zhao
    check "and sees the versions, not the names" 0 "*2" grep -c 'text@v[12]' "work/$unit.zhao.TextGrid"
    check "and settles it" 0 "" team adjudicate --as zhao "$unit" lan
    check "both are in the grid now" 0 "*买菜*明天再来*" texts guanhua.TextGrid

    check "accepted units are frozen" 0 "" team freeze --as boss batch1 guanhua_0001 guanhua_0002
    check "what is frozen stays" 1 "" team reopen --as boss guanhua_0001 "为什么"
    check "the batch is exported" 0 "*segments${tab}2*" "$fangyin" export --to kaldi -o data guanhua.flac
    check "the record can be kept as a file" 0 "" bash -c '"$0" team log . "${@}" --json >log.jsonl' "$fangyin" "${store[@]}"
    check "and tells who did what" 0 "*" grep -c '"event":"resolve"' log.jsonl
    mkdir restored && cp fangyin.ini people.tsv restored/ || exit 1
    "$fangyin" team init restored 2>messages
    check "a record comes back from it" 0 "" "$fangyin" team restore restored log.jsonl
    team report --quality >before
    check "with all that was handed in" 0 "$(cat before)" "$fangyin" team report restored --quality
    sed 's/买菜/卖菜/' log.jsonl >forged.jsonl
    check "what was changed in it is refused" 2 "" "$fangyin" team restore restored forged.jsonl
    cd .. || exit 1
}

cd "$work" || exit 1
store=()
tell sqlite

server=$(mktemp -d /tmp/fangyin-pg.XXXXXX) || exit 1
address=$(bash "$postgres" start "$server")
if [ $? = 0 ]; then
    store=(--store "$address")
    tell postgresql
else
    echo "skip postgresql: PostgreSQL is not installed (Debian: postgresql)"
fi
