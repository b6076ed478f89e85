# Turns what `fangyin keys` prints into a part of the manual page: a subsection for each mode, a paragraph for each key.
function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/'/, "\\(aq", text)
    gsub(/\^/, "\\(ha", text)
    return text
}
/^[^ ]/ { print ".SS " $0; next }
/^  / {
    keys = substr($0, 3, 16)
    name = substr($0, 20, 18)
    help = substr($0, 39)
    sub(/ +$/, "", keys)
    sub(/ +$/, "", name)
    if (name !~ /^[a-z]+(-[a-z]+)*$/ || help == "") {
        print "keys.awk: the columns are not where they were: " $0 >"/dev/stderr"
        exit 1
    }
    print ".TP"
    print "\\&" (keys == "" ? "\\fB:" roff(name) "\\fR" : "\\fB" roff(keys) "\\fR")
    print roff(help)
    if (keys != "")
        print "(" roff(name) ")"
}
