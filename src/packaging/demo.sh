#!/bin/bash
# Opens a sample recording: demo.sh PROGRAM. It works on a copy, so that one may try everything and the sources stay clean;
# what was annotated in the copy last time is still there.
set -eu

program=$1
case $program in /*) ;; *) program=$PWD/$program ;; esac
samples=$(cd "$(dirname "$0")/../../samples" && pwd)
demo=${XDG_DATA_HOME:-$HOME/.local/share}/fangyin/demo

mkdir -p "$demo"
(cd "$samples" && find . -type f) | while IFS= read -r file; do
    if [ ! -e "$demo/$file" ]; then
        mkdir -p "$(dirname "$demo/$file")"
        cp "$samples/$file" "$demo/$file"
    fi
done
cd "$demo"
exec "$program" yue.flac
