#!/bin/bash
# Brings the catalogues up to date with the messages in the sources: src/po/update.sh [TEMPLATE]. `make po` runs it.
# What is new or changed gets an empty translation, never a guess; what is gone leaves. Says what is still to be translated.
set -e
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8

template=${1:-build/fangyin.pot}
mkdir -p "$(dirname "$template")"
find src include -name '*.[ch]' -o -name '*.def' | sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --add-location=file --package-name=fangyin \
        --keyword= --keyword=_ --keyword=N_ --keyword=fy_message --keyword=fy_message_plural:1,2 --output="$template"
for catalogue in src/po/*.po; do
    updated=$(mktemp "$catalogue.XXXXXX")
    trap 'rm -f "$updated"' EXIT
    msgmerge --quiet --no-fuzzy-matching --add-location=file "$catalogue" "$template" |
        msgattrib --no-obsolete | grep -v '^"POT-Creation-Date: ' >"$updated"
    msgfmt --check --output-file=/dev/null "$updated"
    # Not renamed over: the file keeps its mode, and stays untouched when nothing is new.
    cmp -s "$updated" "$catalogue" || cat "$updated" >"$catalogue"
    rm -f "$updated"
    echo "$catalogue: $(msgfmt --statistics --output-file=/dev/null "$catalogue" 2>&1)"
done
