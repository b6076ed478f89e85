#!/bin/bash
# A recording of two channels, heard one by one: on the pseudo-terminal the waveform is that of the channel that is heard,
# in windows longer than half a minute too.
program=$(realpath "${FANGYIN:-build/fangyin}")
command -v tmux >/dev/null || { echo "skip channels: tmux is not installed"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-channels.XXXXXX") || exit 1
trap 'tmux -S "$work/socket" kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state LANG=C.UTF-8
unset TMUX ALSA_CONFIG_PATH

# 60 s at 8000 Hz, 8 bit: left a square wave in the first half only, right in the second half only.
printf 'RIFF\x24\xa6\x0e\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x08\x00data\x00\xa6\x0e\x00' >two.wav
repeated() { yes "$1" | tr -d '\n' | head -c 480000; }
repeated '@@@@PPPP' | LC_ALL=C sed 's/@/\xc0\x80/g; s/P/\x40\x80/g' | head -c 480000 >>two.wav
repeated '@@@@PPPP' | LC_ALL=C sed 's/@/\x80\xc0/g; s/P/\x80\x40/g' | head -c 480000 >>two.wav

t() { tmux -S "$work/socket" -f /dev/null "$@"; }
# A row of the waveform, 2 the first, before and after the middle: "sound" or "still". Of a channel of its own each has a
# line of silence, so that the row above that line is looked at.
seen() {
    local row all='' at
    row=$(t capture-pane -p | sed -n "$1p")
    for at in 20 65; do
        case ${row:at:1} in ' ' | '') all="$all still" ;; *) all="$all sound" ;; esac
    done
    echo "${all# }"
}
check() { # NAME EXPECTED [ROW]
    local i
    for ((i = 0; i < 100; i++)); do
        [ "$(seen "${3:-2}")" = "$2" ] && echo "ok $1" && return
        sleep 0.1
    done
    echo "not ok $1: expected $2, got $(seen "${3:-2}")"
    t capture-pane -p >&2
}
t new-session -d -x 80 -y 24 "$program two.wav"
for ((i = 0; i < 100; i++)); do t capture-pane -p | grep -q two.wav && break; sleep 0.1; done
t send-keys a
check left-of-both 'sound still'
check right-of-both 'still sound' 4
t send-keys M-c
check left 'sound still'
t send-keys M-c
check right 'still sound'
t send-keys Q
for ((i = 0; i < 100; i++)); do t list-sessions >/dev/null 2>&1 || break; sleep 0.1; done
