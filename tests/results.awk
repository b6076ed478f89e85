# Turns what one test program printed into records "STATE<tab>NAME<tab>TEXT", and reports a program that ended badly.
# TEXT is the reason of a skip, or the lines that belong to a failure, joined by \001.
# Variables: style (tap: cmocka's TAP; lines: ok NAME, not ok NAME: why, skip NAME: why), status (the exit status).

function flush() {
    if (state != "")
        print state "\t" name "\t" text
    state = ""
    text = ""
}

function start(new_state, new_name, new_text) {
    flush()
    state = new_state
    name = new_name
    text = new_text
    count[new_state]++
}

function add(line) {
    text = text (text == "" ? "" : "\001") line
}

function missing() {
    if (planned > done)
        unfinished += planned - done
    planned = done = 0
}

# A test may print before cmocka ends its line, so the result is looked for anywhere; its number must be the next one.
style == "tap" && /^1\.\.[0-9]+$/ {
    flush()
    missing()
    planned = substr($0, 4) + 0
    before = ""
    next
}
style == "tap" && match($0, /(not )?ok [0-9]+ [-#] /) {
    head = substr($0, RSTART, RLENGTH)
    rest = substr($0, RSTART + RLENGTH)
    split(head, word, " ")
    number = word[1] == "not" ? word[3] : word[2]
    printed = substr($0, 1, RSTART - 1)
    if (printed != "")
        before = before (before == "" ? "" : "\001") printed
    if (number == 0) { # the group's own setup failed: none of its tests ran
        start("fail", rest, before)
        planned = done = 0
        before = ""
        next
    }
    if (number == done + 1) {
        done++
        if (head ~ /#/ || rest ~ /^SKIP /) {
            sub(/^SKIP /, "", rest)
            gsub("\001", "; ", before)
            start("skip", rest, before)
        } else if (word[1] == "not") {
            start("fail", rest, before)
        } else {
            start("pass", rest, "")
        }
        before = ""
        next
    }
}
style == "tap" && /^# (not )?ok - / { next }
style == "tap" && state == "fail" && /^# / { add(substr($0, 3)); next }
style == "tap" { before = before (before == "" ? "" : "\001") $0; next }

function cut_reason(line,    at) {
    at = index(line, ": ")
    reason = at ? substr(line, at + 2) : ""
    return at ? substr(line, 1, at - 1) : line
}
/^ok / { start("pass", substr($0, 4), ""); next }
/^not ok / { label = cut_reason(substr($0, 8)); start("fail", label, reason); next }
/^skip / { label = cut_reason(substr($0, 6)); start("skip", label, reason); next }
state == "fail" { add($0); next }
{ before = before (before == "" ? "" : "\001") $0 }

END {
    flush()
    missing()
    if (unfinished > 0)
        start("fail", "(the program)", "ended early with status " status ", " unfinished " tests did not run")
    else if (status != 0 && count["fail"] == 0)
        start("fail", "(the program)", "ended with status " status)
    else if (count["pass"] + count["fail"] + count["skip"] == 0)
        start("fail", "(the program)", "ran no test")
    if (state != "" && before != "")
        add(before)
    flush()
}
