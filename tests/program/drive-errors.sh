#!/bin/bash
# What a script of keys does wrong is told with its word and place; every subcommand says how it is used.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=$(realpath "${FANGYIN:?}")
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-drive-errors.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cp samples/yue.flac "$work"
cd "$work" || exit 1

# refused NAME SCRIPT PLACE SENTENCE: exit status 2, and one message of which PLACE and SENTENCE are the beginning.
refused() {
    local code
    printf '%s\n' "$2" >script
    "$fangyin" drive yue.flac script >/dev/null 2>messages
    code=$?
    case $code$(cat messages) in
    "2fangyin: script:$3: $4"*) echo "ok $1" ;;
    *) echo "not ok $1: status $code: $(cat messages)" ;;
    esac
}
refused "a word that is no key" $'# 一\nkeys j  k\nkeys Tab Foo C-s' 3:10 '“Foo” is no key'
refused "a column counts characters" 'keys 你 好 Foo' 1:10 '“Foo” is no key'
refused "an unknown word at the start" $'\n  press Tab' 2:3 '“press”: expected one of'
refused "time does not go back" 'wait -1' 1:6 '“-1”: expected a time'
refused "a wait without a time" 'wait' 1:5 'expected a time'
refused "a wait of words" 'wait a while' 1:6 '“a while”: expected a time'
refused "a size with something behind it" 'size 80x24x' 1:6 '“80x24x”: expected a size'
refused "a size below nothing" 'size -80x24' 1:6 '“-80x24”: expected a size'

for command in annotate drive info keys convert picture team find replace diff merge agree export dialects; do
    if "$fangyin" $command --help >out 2>messages && [[ $(cat out) == "Usage: fangyin $command"* ]] && [ ! -s messages ]; then
        echo "ok $command --help"
    else
        echo "not ok $command --help: $(cat out messages)"
    fi
done
if "$fangyin" find --fold --help yue.flac >out 2>&1 && [[ $(cat out) == "Usage: fangyin find"* ]]; then
    echo "ok help among other options"
else
    echo "not ok help among other options: $(cat out)"
fi
"$fangyin" find --fixed -- --help . >out 2>messages
if [ $? = 1 ] && ! grep -q Usage out messages; then
    echo "ok help behind -- is a word"
else
    echo "not ok help behind -- is a word: $(cat out messages)"
fi
"$fangyin" find --nothing >out 2>messages
if [ $? = 2 ] && [ ! -s out ] && grep -q '^Usage: fangyin find' messages; then
    echo "ok wrong usage is a failure"
else
    echo "not ok wrong usage is a failure: $(cat out messages)"
fi
