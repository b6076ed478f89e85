# What a test of the program does again and again; source it.

# check NAME EXPECTED-STATUS EXPECTED-OUTPUT COMMAND...: one test. The output is a pattern; what went to standard error is in the
# file messages. $story, where it is set, stands before the name.
check() {
    local name="${story:+$story: }$1" status=$2 expected=$3 got code
    shift 3
    got=$("$@" 2>messages)
    code=$?
    # shellcheck disable=SC2053
    if [ $code = "$status" ] && [[ $got == $expected ]]; then
        echo "ok $name"
    else
        echo "not ok $name: status $code, printed: $got; $(cat messages)"
    fi
}
