#!/bin/bash
# Plants each kind of violation in a small house of our own and sees that the rule finds it: a lint that finds nothing may
# be looking at nothing. Prints ok and not ok lines, then "N passed, N failed, N skipped"; exit 1 if one went unseen.
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL

house=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-lint-self.XXXXXX") || exit 1
trap 'rm -rf "$house"' EXIT
trap 'exit 130' INT TERM

mkdir -p "$house/tests/lint" "$house/include/fangyin" "$house/src/po"
cp Makefile "$house/"
cp tests/tests.mk "$house/tests/"
cp tests/lint/run.sh "$house/tests/lint/"
cp src/base/messages.h "$house/include/" # only its macros are wanted

# source FILE: its text comes on standard input.
source_file() {
    mkdir -p "$(dirname "$house/$1")"
    cat >"$house/$1"
}

# The small house: a clean file in each layer.
clean() {
    rm -rf "$house/src" "$house/include/fangyin"
    mkdir -p "$house/src" "$house/include/fangyin" "$house/src/po"
    for layer in base grid formats signal sound language project compare ui terminal; do
        printf 'int fy_%s_one(void);\n' $layer | source_file src/$layer/one.h
        printf '#include "%s/one.h"\n\nint fy_%s_one(void)\n{\n    return 1;\n}\n' $layer $layer | source_file src/$layer/one.c
    done
    mv "$house/src/grid/one.c" "$house/src/grid/grid.c"
    mv "$house/src/grid/one.h" "$house/include/fangyin/grid.h"
    sed -i.old 's|"grid/one.h"|<fangyin/grid.h>|' "$house/src/grid/grid.c" && rm "$house/src/grid/grid.c.old"
    printf '#include "sound/transport_inside.h"\n\nint fy_transport_render(void)\n{\n    return 1;\n}\n' |
        source_file src/sound/transport.c
    printf 'int fy_transport_render(void);\n' | source_file src/sound/transport_inside.h
    printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save"\nmsgstr "保存"\n' |
        source_file src/po/zh_CN.po
    printf '#define _(text) (text)\n#include "ui/one.h"\n\nint fy_ui_one(void)\n{\n    return _("Save")[0];\n}\n' |
        source_file src/ui/one.c
}

passed=0 failed=0
# expect RULE PATTERN WHAT: the rule fails and says PATTERN.
expect() {
    LINT_BUILD=$house/build-clang bash "$house/tests/lint/run.sh" "$1" >"$house/said" 2>&1
    if [ $? -eq 1 ] && grep -qE "$2" "$house/said"; then
        echo "ok lint sees $3"
        passed=$((passed + 1))
    else
        echo "not ok lint sees $3: it said:"
        sed 's/^/    /' "$house/said"
        failed=$((failed + 1))
    fi
    clean
}

clean
if LINT_BUILD=$house/build-clang bash "$house/tests/lint/run.sh" >"$house/said" 2>&1; then
    echo "ok lint finds nothing in a clean house"
    passed=$((passed + 1))
else
    echo "not ok lint finds nothing in a clean house: it said:"
    sed 's/^/    /' "$house/said"
    failed=$((failed + 1))
fi

function_in() {
    printf '\nint fy_planted(void);\nint fy_planted(void)\n{\n%s\n}\n' "$2" >>"$house/$1"
}

sed -i.old '1s|^|#include "project/one.h"\n|' "$house/src/grid/grid.c"
expect layers '^src/grid/grid.c:1: layers: grid must not include project' 'a private header of a layer above'
sed -i.old '1s|^|#include <fangyin/grid.h>\n|' "$house/src/signal/one.c"
expect layers '^src/signal/one.c:1: layers: signal must not include grid' 'a public header of a layer beside'
echo 'int fy_stray(void);' >"$house/include/fangyin/stray.h"
sed -i.old '1s|^|\n#include <fangyin/stray.h>\n|' "$house/src/project/one.c"
expect layers '^src/project/one.c:2: layers: which layer has <fangyin/stray.h>' 'a public header of no layer'
sed -i.old '1s|^|# include "one.h"\n|' "$house/src/ui/one.c"
expect layers '^src/ui/one.c:1: layers: "one.h" does not begin with its layer' 'an include without its layer'
mkdir "$house/src/attic" && echo '#include "base/one.h"' >"$house/src/attic/old.c"
expect layers '^src/attic/old.c:1: layers: attic is no layer' 'a folder that is no layer'

for file in signal/one.c sound/one.c; do sed -i.old '1s|^|#include <fftw3.h>\n|' "$house/src/$file"; done
expect outside '^src/sound/one.c:1: outside: <fftw3.h> is included by src/signal/one.c already' 'a second user of a library'

function_in src/language/one.c '    int unused = 1;
    return 0;'
expect clang '^src/language/one.c:11: clang: unused variable' 'a warning of clang'

sed -i.old '1s|^|#include <stdio.h>\n|' "$house/src/formats/one.c"
function_in src/formats/one.c '    return fopen("x", "r") != NULL;'
expect symbols '^src/formats/one.c:12: symbols: formats does no input.*fopen' 'a file opened in formats'
sed -i.old '1s|^|#include <time.h>\n|' "$house/src/signal/one.c"
function_in src/signal/one.c '    return time(NULL) > 0;'
expect symbols '^src/signal/one.c:12: symbols: signal .*clock.*\(time\)' 'a clock in signal'
sed -i.old '1s|^|#include <stdlib.h>\n|' "$house/src/grid/grid.c"
function_in src/grid/grid.c '    return getenv("HOME") != NULL;'
expect symbols '^src/grid/grid.c:12: symbols: grid .*getenv' 'the environment in grid'
printf 'extern void *stdscr;\n' >>"$house/src/ui/one.c"
function_in src/ui/one.c '    return stdscr != 0;'
expect symbols '^src/ui/one.c:[0-9]*: symbols: ui .*stdscr' 'the screen in ui'
sed -i.old '1s|^|#include <stdio.h>\n|' "$house/src/project/one.c"
function_in src/project/one.c '    return printf("%d lines", fy_project_one());'
expect symbols '^src/project/one.c:12: symbols: a library neither prints.*printf' 'a library that prints'
sed -i.old '1s|^|#include <stdlib.h>\n|' "$house/src/sound/one.c"
function_in src/sound/one.c '    abort();'
expect symbols '^src/sound/one.c:12: symbols: a library neither.*abort' 'a library that ends the program'
sed -i.old '1s|^|#include <stdlib.h>\n|' "$house/src/sound/transport.c"
function_in src/sound/transport.c '    return malloc(1) != NULL && rand() > 1;'
expect symbols '^src/sound/transport.c:12: symbols: what the audio callback' 'the audio callback calling out'

function_in src/sound/transport.c '    int (*volatile one)(void) = fy_transport_render;
    return one() + 1;'
expect symbols '^src/sound/transport.c:12: symbols: .*through a pointer' 'the audio callback calling through a pointer'

printf '\nint bare(void);\nint bare(void)\n{\n    return 1;\n}\n' >>"$house/src/base/one.c"
expect names '^src/base/one.c:1: names: bare does not' 'a public name without fy_'

for i in $(seq 600); do echo; done >>"$house/src/compare/one.c"
expect length '^src/compare/one.c:601: length: 606 lines' 'a file that is too long'

function_in src/ui/one.c '    return _("Not translated")[0];'
expect messages '^src/ui/one.c:12: messages: not in .*Not translated' 'a message without a translation'
printf '\nmsgid "Open"\nmsgstr ""\n' >>"$house/src/po/zh_CN.po"
function_in src/ui/one.c '    return _("Open")[0];'
expect messages '^src/.*: messages: .*untranslated' 'an empty translation'

printf '/* TO''DO: later */\n' >>"$house/src/grid/grid.c"
expect words '^src/grid/grid.c:7: words:' 'unfinished work'
printf '/* see /wo''rk/notes */\n' >>"$house/src/grid/grid.c"
expect words '^src/grid/grid.c:7: words:' 'a path of one machine'

echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
