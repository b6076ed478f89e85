# Turns what `fangyin check --rules` prints into a part of the manual page: profiles, rules, limits.
function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/'/, "\\(aq", text)
    gsub(/\^/, "\\(ha", text)
    return text
}
/^[A-Z]/ { part = $1; print ".SS " (part == "Rules" ? "Rules, and what they are in the profiles" : part); next }
/^$/ { next }
{
    print ".TP"
    print ".B " roff($1)
    help = $0
    if (part == "Profiles") {
        sub(/^ *[^ ]+ +/, "", help)
        print roff(help)
        next
    }
    if (NF < 7) {
        print "rules.awk: the columns are not where they were: " $0 >"/dev/stderr"
        exit 1
    }
    for (i = 0; i < 6; i++)
        sub(/^ *[^ ]+ +/, "", help)
    print roff(help)
    print ".br"
    print "plain " $2 ", dialectology " $3 ", ldc " $4 ", vendor " $5 ($6 == "fix" ? "; \\-\\-fix mends it" : "")
}
