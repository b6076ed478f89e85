#!/bin/bash
# fangyin convert: one file and many, formats by name and content, restarting, losses told, inputs never written over.
set -u
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-convert.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

result() { # NAME STATUS
    if [ "$2" = 0 ]; then echo "ok $1"; else
        echo "not ok $1: $(cat out err 2>/dev/null | head -5)"
    fi
}
run() { # COMMAND...: status in $code, output in out and err
    "$@" >out 2>err
    code=$?
}
says() { # STATUS TEXT: the last run ended so, and said so
    [ "$code" = "$1" ] && grep -qF -- "$2" err
}

printf '1\n00:00:01,000 --> 00:00:02,000\n\xe4\xbe\xac\xe5\xa5\xbd\n' >one.srt

run "$fangyin" convert one.srt -o one.TextGrid
[ $code = 0 ] && grep -q 'xmax = 2' one.TextGrid && grep -q '侬好' one.TextGrid && [ ! -s err ]
result "a file becomes a TextGrid" $?

run "$fangyin" convert one.TextGrid -o back.srt
[ $code = 0 ] && cmp -s <(cat one.srt; echo) back.srt && [ ! -s err ]
result "and comes back as it was, with nothing to tell" $?

run "$fangyin" convert one.TextGrid --form short --utf16 -o short.TextGrid
[ $code = 0 ] && [ "$(head -c 2 short.TextGrid | od -An -tx1 | tr -d ' ')" = feff ] &&
    iconv -f UTF-16 -t UTF-8 short.TextGrid | grep -q '^"侬好"'
result "short form and UTF-16 can be asked for" $?

run "$fangyin" convert one.srt --to csv -o -
[ $code = 0 ] && [ "$(sed -n 2p out)" = 'one,1.000,2.000,text,,侬好' ]
result "- is standard output, and the recording has the file's name" $?

iconv -f UTF-8 -t GB18030 one.srt >gb.srt
run "$fangyin" convert --encoding GB18030 gb.srt -o gb.TextGrid
[ $code = 0 ] && grep -q '侬好' gb.TextGrid
result "the encoding can be named" $?

printf 'WEBVTT\n\n00:01.000 --> 00:02.0005\n<v A><c.yue>a</c></v>\n\n00:03.000 --> 00:04.000\n<v B>b\n' >voices
run "$fangyin" convert voices -o voices.TextGrid
[ $code = 0 ] && grep -q 'name = "text@A"' voices.TextGrid && grep -q 'name = "dialect@A"' voices.TextGrid
result "a file without an extension is known by its content" $?

run "$fangyin" convert voices.TextGrid -o voices.srt
says 0 "voices.TextGrid: not in srt: who speaks has no place in SRT (2)" &&
    says 0 "labels of the tier dialect have no place in SRT (1)"
result "what is lost is told, with how many" $?

run "$fangyin" convert voices.TextGrid --tier text@B -o b.srt
[ $code = 0 ] && grep -qx b b.srt && ! grep -qx a b.srt
result "one tier can be asked for" $?
run "$fangyin" convert voices.TextGrid --tier text@A -o a.TextGrid
[ $code = 0 ] && [ "$(grep -c 'class = "IntervalTier"' a.TextGrid)" = 2 ] && grep -q 'dialect@A' a.TextGrid
result "its sisters come along into a TextGrid" $?
run "$fangyin" convert voices.TextGrid --tier nothing -o n.srt
says 2 "no tier nothing" && [ ! -e n.srt ]
result "a tier that is not there is an error" $?

# ---- refusals ----
cp one.srt before.srt
run "$fangyin" convert one.srt --to srt -o one.srt
says 2 "one of the inputs" && cmp -s one.srt before.srt
result "an input is not written over" $?
ln -s one.srt link.vtt
run "$fangyin" convert one.srt -o link.vtt
says 2 "one of the inputs" && cmp -s one.srt before.srt
result "not by another name either" $?
run "$fangyin" convert nowhere.srt -o x.TextGrid
says 2 "nowhere.srt"
result "a file that is not there is an error" $?
printf 'just words\n' >bad.srt
run "$fangyin" convert bad.srt -o x.TextGrid
says 2 "bad.srt:1:1: " && [ ! -e x.TextGrid ]
result "what cannot be read is told with its place, and nothing is written" $?
run "$fangyin" convert one.srt -o out.strange
says 2 "--to"
result "an unclear format is an error" $?
run "$fangyin" convert one.srt gb.srt -o two.srt
says 2 "folder"
result "two recordings do not fit in one file" $?
run "$fangyin" convert one.srt
[ $code = 2 ]
result "no output named is wrong usage" $?
run "$fangyin" convert --list
[ $code = 0 ] && grep -q "^srt${IFS:1:1}rw${IFS:1:1}srt" out && grep -q '^html.-w' out && grep -q '^textgrid.rw' out
result "the formats are listed" $?

# ---- many ----
mkdir -p many/deep
for i in $(seq 1 60); do
    printf '1\n00:00:01,000 --> 00:00:0%d,500\nword %d\n' $((i % 8 + 1)) "$i" >many/f$i.srt
done
cp one.srt many/deep/same.srt
cp bad.srt many/deep/bad.srt
printf 'a page of notes\n' >many/README.txt
run "$fangyin" convert many --to textgrid -o grids
[ $code = 2 ] && [ "$(find grids -name '*.TextGrid' | wc -l)" = 61 ] && [ -e grids/deep/same.TextGrid ] &&
    says 2 "many/deep/bad.srt:1:1" && says 2 "61  files written" && says 2 "1  files could not be converted" &&
    says 2 "1  files are no annotation"
result "a folder is walked, all its files converted, and the sum told" $?
[ -z "$(find grids -name '.*' -type f)" ]
result "no temporary file stays" $?

rm many/deep/bad.srt
touch -d '2 hours ago' many/*.srt many/deep/*.srt
stat -c '%n %i' grids/*.TextGrid >inodes
rm grids/f7.TextGrid
touch many/f9.srt
touch -d '1 hour ago' grids/*.TextGrid
run "$fangyin" convert many --to textgrid -o grids
says 0 "2  files written" && says 0 "59  files were up to date" && [ -e grids/f7.TextGrid ] &&
    [ "$(stat -c '%n %i' grids/*.TextGrid | comm -3 - inodes | grep -c '^grids')" -le 2 ]
result "a second run does only what is missing or older than its input" $?
run "$fangyin" convert many --to textgrid -o grids --again
says 0 "61  files written"
result "--again does all" $?

run "$fangyin" convert grids --to stm -o all.stm
[ $code = 0 ] && [ "$(grep -vc '^;;' all.stm)" = 61 ]
result "many recordings in one file, where the format holds them" $?
run "$fangyin" convert all.stm --to textgrid -o apart/
[ $code = 0 ] && [ "$(find apart/all -name '*.TextGrid' | wc -l)" = 61 ] && grep -q 'word 12' apart/all/f12.TextGrid
result "and apart again" $?
run "$fangyin" convert grids --to kaldi -o data
[ $code = 0 ] && [ "$(wc -l <data/segments)" = 61 ] && LC_ALL=C sort -c data/text &&
    cmp -s <(cut -d' ' -f1 data/text) <(cut -d' ' -f1 data/utt2spk)
result "Kaldi's files are written in a folder, sorted" $?
run "$fangyin" convert data --to csv -o kaldi.csv
[ $code = 0 ] && [ "$(tail -n +2 kaldi.csv | grep -c ',text,')" = 61 ]
result "and read from it" $?

mkdir clash
cp one.srt clash/a.srt
cp voices clash/a.vtt
run "$fangyin" convert clash --to textgrid -o clashed
says 2 "Another input" && [ -e clashed/a.TextGrid ]
result "two inputs for one output: the second is refused" $?
run "$fangyin" convert many --to srt -o many
says 2 "one of the inputs" && grep -q 'word 3' many/f3.srt
result "a folder is not converted onto itself" $?
mkdir empty
run "$fangyin" convert empty --to srt -o e
[ $code = 1 ]
result "nothing to convert is status 1" $?
