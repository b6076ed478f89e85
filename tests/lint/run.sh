#!/bin/bash
# Checks the house rules that a compiler does not: tests/lint/run.sh [RULE ...], all rules by default.
#   layers    an #include goes to the own layer or one below (the table is the Makefile's)
#   outside   a header of another library is included by one file only
#   clang     all sources compile with clang without a warning
#   symbols   what the pure layers and the audio callback must not call
#   names     what the libraries export begins with fy_
#   length    no file has more than 600 lines
#   messages  every message is in src/po/zh_CN.po and translated (once that file exists)
#   words     no unfinished work, no path of somebody's machine
# One line per violation: FILE:LINE: RULE: what. The last line is "N passed, N failed, N skipped", counting rules.
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL CC

BUILD=${LINT_BUILD:-build-clang}
rules="layers outside clang symbols names length messages words"
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-lint.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

library_layers=$(make -s layers | sed 's/:.*//' | grep -vxE 'ui|terminal|commands|main')

sources() {
    find src include tests -type f \( -name '*.[ch]' -o -name '*.def' \) | sort
}

# FILE:LINE:HEADER for every #include, <> and "" kept.
includes() {
    sources | grep '^src/' | xargs grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null |
        sed -E 's/^([^:]*:[0-9]+):[^<"]*([<"][^>"]*[>"]).*/\1:\2/'
}

# Public headers whose layer the rule below does not find: "HEADER LAYER", one a line.
header_owners='files project
dataset dataset
left_out dataset
play base
team team
team_store team
team_work team
team_versions team
people team
question team'

# "HEADER LAYER" for each public header, by the source file of its name in a library, else by those named NAME_*;
# of several layers the lowest.
public_headers() {
    local header name owners files layer
    for header in include/fangyin/*.h; do
        name=$(basename "$header" .h)
        owners=$(printf '%s\n' "$header_owners" | sed -n "s/^$name //p")
        for files in "$name.c" "${name}_*.c"; do
            [ -n "$owners" ] || owners=$(for layer in $library_layers; do
                compgen -G "src/$layer/$files" >/dev/null && echo "$layer" && break
            done)
        done
        printf '%s %s\n' "fangyin/$name.h" "$(echo $owners)"
    done
}

rule_layers() {
    make -s layers >"$work/table"
    public_headers >"$work/headers"
    includes | awk -v table="$work/table" -v headers="$work/headers" '
        BEGIN {
            while ((getline line < table) > 0) {
                split(line, part, ": *")
                known[part[1]] = 1
                n = split(part[2], below, " ")
                for (i = 1; i <= n; i++) allowed[part[1], below[i]] = 1
            }
            while ((getline line < headers) > 0) {
                n = split(line, word, " ")
                owner[word[1]] = n == 2 ? word[2] : ""
            }
        }
        {
            match($0, /:[0-9]+:[<"]/)
            file = substr($0, 1, RSTART - 1)
            number = substr($0, RSTART + 1, RLENGTH - 3)
            quote = substr($0, RSTART + RLENGTH - 1, 1)
            header = substr($0, RSTART + RLENGTH)
            header = substr(header, 1, length(header) - 1)
            split(file, path, "/")
            from = path[3] == "" ? "main" : path[2]
            split(header, path, "/")
            place = file ":" number ": layers: "
            if (!(from in known)) { print place from " is no layer of the Makefile"; next }
            if (header ~ /^fangyin\//) {
                if (!(header in owner)) { print place "there is no include/" header; next }
                to = owner[header]
                if (to == "") { print place "which layer has <" header ">? Say it in tests/lint/run.sh"; next }
            } else if (quote == "\"") {
                to = path[1]
                if (!(to in known)) { print place "\"" header "\" does not begin with its layer"; next }
            } else next
            if (to != from && !((from, to) in allowed)) print place from " must not include " to " (" header ")"
        }'
}

# The headers of C17, POSIX and the kernels we run on.
standard='assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic'
standard="$standard|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype|dirent"
standard="$standard|dlfcn|fcntl|fnmatch|getopt|glob|grp|langinfo|libgen|poll|pthread|pwd|regex|sched|semaphore|spawn"
standard="$standard|strings|termios|unistd|utime|wordexp|iconv|sys/[a-z_]+"

rule_outside() {
    includes | grep ':<' | grep -vE ":<(($standard)\.h|fangyin/.*)>$" | awk '
        {
            match($0, /:[0-9]+:</)
            file = substr($0, 1, RSTART - 1)
            header = substr($0, RSTART + RLENGTH - 1)
            where = substr($0, 1, RSTART + RLENGTH - 3)
            if (header in first && first[header] != file)
                print where ": outside: " header " is included by " first[header] " already"
            else
                first[header] = file
        }'
}

# Compile all there is, once; `built` tells whether all went well.
build() {
    [ -e "$work/built" ] && return
    make -k -j"${LINT_JOBS:-2}" CC=clang WERROR=1 BUILD="$BUILD" sources >"$work/clang" 2>&1
    echo $? >"$work/built"
}

rule_clang() {
    build
    [ "$(cat "$work/built")" = 0 ] && return
    grep -E '^[^ ]+:[0-9]+:[0-9]+: (error|warning|fatal error):' "$work/clang" |
        sed -E 's/^([^:]+:[0-9]+):[0-9]+: [a-z ]+: /\1: clang: /' >"$work/clang.found"
    if [ -s "$work/clang.found" ]; then cat "$work/clang.found"; else sed 's/^/clang: /' "$work/clang"; fi
}

# Reads "OBJECT SYMBOL" lines: says where the object's source names it.
complain() {
    while read -r object symbol; do
        source=src/${object#"$BUILD"/obj/}
        source=${source%.o}.c
        line=$(grep -nwF -- "${symbol#__}" "$source" | grep -v '#[[:space:]]*include' | head -1 | cut -d: -f1)
        echo "$source:${line:-1}: $1: $2 ($symbol)"
    done
}

# "OBJECT SYMBOL" for what the objects of a layer take from outside.
undefined() {
    local object
    for object in "$@"; do
        [ -e "$object" ] && nm -u "$object" | awk -v object="$object" '{ sub(/@.*/, "", $NF); print object, $NF }'
    done
}

print='v?f?printf|v?dprintf|perror|puts|fputs|f?putc|putchar|fwrite|fflush|std(out|err)|__v?f?printf_chk'
quit='abort|_?exit|quick_exit|__assert_fail|raise'
files='f(d|re)?open(64)?|fmemopen|open_memstream|open(at)?(64)?|creat(64)?|close|p?(read|write)v?(64)?|lseek(64)?|fread|fclose'
files="$files|fgetc|fgets|getline|[fl]?stat(at)?(64)?|access|unlink|rename|remove|mkdir|rmdir|opendir|readdir|realpath|tmpfile"
files="$files|mkd?s?temp|stdin|getc|getchar|f?scanf|mmap|ioctl|poll|select|socket|isatty|getcwd|chdir|popen|system|fork|exec[vl][pe]*"
clock='time|clock|clock_(gettime|nanosleep)|gettimeofday|nanosleep|usleep|sleep|localtime(_r)?|gmtime(_r)?|timespec_get'
environment='(secure_)?getenv|setenv|unsetenv|putenv|environ|setlocale|s?rand(om)?'
screen='initscr|newterm|stdscr|curscr|endwin|w?refresh|doupdate|w?get_?w?ch|Pa_[A-Za-z]+|sf_[a-z]+'

rule_symbols() {
    local layer source object
    build
    for source in src/*/*.c; do
        object=${source#src/}
        [ -e "$BUILD/obj/${object%.c}.o" ] ||
            echo "$source:1: symbols: could not be looked at, because it does not compile"
    done
    for layer in grid formats signal ui; do
        undefined "$BUILD"/obj/$layer/*.o | grep -E " ($print|$files|$clock|$environment|$screen)$" |
            complain symbols "$layer does no input or output and asks no clock, environment or screen"
    done
    for layer in $library_layers; do
        undefined "$BUILD"/obj/$layer/*.o | grep -E " ($print|$quit)$" |
            grep -v "^$BUILD/obj/base/memory.o abort$" | complain symbols "a library neither prints nor ends the program"
    done
    undefined "$BUILD/obj/sound/transport.o" | grep -vE ' mem(cpy|move|set|cmp)$' |
        complain symbols "what the audio callback runs calls only mem*"
    through_pointers "$BUILD/obj/sound/transport.o" | while read -r place operation; do
        # An object out of a compiler's cache may name the folder it was first made in.
        case $place in */src/*) place=src/${place##*/src/} ;; esac
        echo "${place#./}: symbols: what the audio callback runs calls nothing through a pointer ($operation)"
    done
}

# "FILE:LINE OPERATION" for each call or jump of an object to where a pointer says. The object has line numbers.
through_pointers() {
    [ -e "$1" ] && objdump --disassemble --line-numbers --no-show-raw-insn "$1" | awk '
        /^[^ ]*:[0-9]+( |$)/ { line = $1; next }
        /[ \t](call|jmp)q?[ \t]+\*/ || /[ \t](blr|br|braa|blraa)[ \t]/ { sub(/^ *[0-9a-f]+:[ \t]*/, ""); print line, $0 }'
}

rule_names() {
    local archive
    build
    for archive in "$BUILD"/libfangyin.a "$BUILD"/layer/libui.a; do
        nm -A -g --defined-only "$archive" 2>/dev/null | awk '$NF !~ /^fy_/ { print $1, $NF }' |
            while read -r member symbol; do
                member=${member#*.a:}
                member=${member%%.o:*}
                echo "$(ls src/*/"$member.c" | head -1):1: names: $symbol does not begin with fy_"
            done
    done
}

rule_length() {
    find src include tests Makefile .ci -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.def' -o -name '*.awk' \
        -o -name '*.mk' -o -name '*.py' -o -name Makefile -o -name run \) 2>/dev/null | sort | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || echo "$file:601: length: $((lines)) lines; more than 600 are two subjects"
    done
}

rule_messages() {
    [ -e src/po/zh_CN.po ] || { echo "there is no src/po/zh_CN.po yet" >"$work/skip"; return; }
    find src include -name '*.[ch]' -o -name '*.def' | sort |
        xgettext --language=C --from-code=UTF-8 --keyword= --keyword=_ --keyword=N_ --keyword=fy_message \
            --keyword=fy_message_plural:1,2 --files-from=- --output="$work/messages.pot" 2>&1 |
        sed 's/^/messages: /'
    msgfmt --check-format --output=/dev/null src/po/zh_CN.po 2>&1 | sed 's/^/messages: /'
    [ -e "$work/messages.pot" ] || return
    # msgcmp names a line of the template; the reference above it is the place in the source.
    msgcmp src/po/zh_CN.po "$work/messages.pot" >"$work/compared" 2>&1 && return
    # It warns of the messages it calls untranslated a second time, as not used.
    grep -E '^[^:]+:[0-9]+: ' "$work/compared" | grep -v ': warning: ' | while IFS= read -r found; do
        at=${found#*:}
        at=${at%%:*}
        file=${found%%:*}
        message=$(head -n "$at" "$file" | awk '
            /^msgid/ { text = "" } /^msgid |^"/ { sub(/^[^"]*"/, ""); sub(/"$/, ""); text = text $0 } END { print text }')
        place=$file:$at
        [ "$file" = "$work/messages.pot" ] && place=$(head -n "$at" "$file" | sed -n 's/^#: \([^ ]*\).*/\1/p' | tail -1)
        case $found in
        "$work"/*) echo "$place: messages: not in src/po/zh_CN.po: $message" ;;
        *) echo "$place: messages: ${found##*: }: $message" ;;
        esac
    done
}

# The words are put together here, so that this file does not hold them.
rule_words() {
    unfinished='TO''DO|FIX''ME|XX''X|HA''CK'
    machine='/wo''rk/|/tmp/b''-|/ho''me/[a-z]'
    find src include tests samples .ci Makefile README.md CONTRIBUTING.md -type f 2>/dev/null | sort | xargs grep -nIE \
        "(^|[^A-Za-z_])($unfinished)([^A-Za-z_]|$)|$machine" /dev/null |
        sed -E 's/^([^:]+:[0-9]+):[[:space:]]*/\1: words: /'
}

passed=0 failed=0 skipped=0
for rule in ${*:-$rules}; do
    rm -f "$work/skip"
    "rule_$rule" >"$work/found" 2>&1
    if [ -s "$work/found" ]; then
        cat "$work/found"
        echo "not ok $rule: $(wc -l <"$work/found") violations"
        failed=$((failed + 1))
    elif [ -e "$work/skip" ]; then
        echo "skip $rule: $(cat "$work/skip")"
        skipped=$((skipped + 1))
    else
        echo "ok $rule"
        passed=$((passed + 1))
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
