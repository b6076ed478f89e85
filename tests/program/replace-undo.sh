#!/bin/bash
# fangyin replace --undo: the last replace --write is taken back byte for byte, and nobody's later work with it.
set -u
fangyin=${FANGYIN:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-undo.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# grid LABEL: not as the program itself would write it.
grid() { printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\t2 <exists> 1\n"IntervalTier" "text" 0 2 1 0 2 "%s"\n' "$1"; }
result() { # NAME STATUS
    if [ "$2" = 0 ]; then echo "ok $1"; else
        echo "not ok $1"
        cat out err
    fi
}
run() { # COMMAND...: status in $code, output in out and err
    "$@" >out 2>err
    code=$?
}

mkdir -p all/below before
grid 落雨 | tee all/a.TextGrid >before/a
grid 大雨 | tee all/below/b.TextGrid >before/b
grid 好天 >all/c.TextGrid
chmod 600 all/a.TextGrid

run "$fangyin" replace --write 雨 雪 all
[ $code = 0 ] && grep -q 落雪 all/a.TextGrid && cmp -s all/a.TextGrid.before-replace before/a &&
    cmp -s all/below/b.TextGrid.before-replace before/b && [ ! -e all/c.TextGrid.before-replace ]
result "what a grid held before is kept beside it" $?
[ "$(stat -c %a all/a.TextGrid.before-replace)" = 600 ]
result "and nobody may read it who could not read the grid" $?
run "$fangyin" replace 雪 霜 all
[ $code = 0 ] && grep -q '2 labels of 2 files' err && [ "$(find all -name '*.before-replace' | wc -l)" = 2 ]
result "a preview takes no copies for grids, and changes none" $?

run "$fangyin" replace --undo all
[ $code = 0 ] && [ "$(cat out)" = "$(printf 'all/a.TextGrid\nall/below/b.TextGrid')" ] &&
    cmp -s all/a.TextGrid before/a && cmp -s all/below/b.TextGrid before/b && [ "$(stat -c %a all/a.TextGrid)" = 600 ] &&
    [ -z "$(find all -name '*.before-replace')" ]
result "undo puts it back, byte for byte" $?
run "$fangyin" replace --undo all
[ $code = 1 ] && [ ! -s out ]
result "once" $?

"$fangyin" replace --write 雨 雪 all >out 2>err
"$fangyin" replace --write 大雪 大霜 all >out 2>err
run "$fangyin" replace --undo all
[ $code = 0 ] && [ "$(cat out)" = all/below/b.TextGrid ] && grep -q 大雪 all/below/b.TextGrid && grep -q 落雪 all/a.TextGrid
result "only the last replacing is undone" $?

"$fangyin" replace --write 雪 雨 all >out 2>err
run "$fangyin" replace --write 無 有 all
[ $code = 1 ] && [ -e all/a.TextGrid.before-replace ]
result "one that replaced nothing is none" $?
# The same size, and a time that a clock of seconds would not tell apart.
sed -i 's/落雨/落雹/' all/a.TextGrid
cp all/a.TextGrid before/later
run "$fangyin" replace --undo all
[ $code = 2 ] && grep -q '^fangyin: all/a.TextGrid: .*changed' err && cmp -s all/a.TextGrid before/later &&
    [ -e all/a.TextGrid.before-replace ] && [ "$(cat out)" = all/below/b.TextGrid ]
result "a grid that was changed since is left alone, and the copy too" $?

cp before/a all/a.TextGrid
cp before/a all/a.TextGrid.before-replace
run "$fangyin" replace --undo all/a.TextGrid
[ $code = 0 ] && cmp -s all/a.TextGrid before/a && [ ! -e all/a.TextGrid.before-replace ]
result "a copy that a broken-off run left is no change" $?
run "$fangyin" replace --undo --write all
[ $code = 2 ]
result "undo and write together are wrong usage" $?
run "$fangyin" replace --undo
[ $code = 2 ]
result "undo of nothing is wrong usage" $?
