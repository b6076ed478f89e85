#!/bin/bash
# The annotator inside tmux, where many of its users live: Chinese typed and shown, keys that tmux passes on, a window
# that changes its size, suspending and coming back.
program=${FANGYIN:-build/fangyin}
command -v tmux >/dev/null || { echo "skip tmux: tmux is not installed"; exit 0; }
work=$(mktemp -d)
trap 'tmux -S "$work/socket" kill-server 2>/dev/null; rm -rf "$work"' EXIT
cp samples/kejia.flac samples/fangyin.ini "$work/"
program=$(realpath "$program")
unset TMUX ALSA_CONFIG_PATH
t() { tmux -S "$work/socket" -f /dev/null "$@"; }
screen() { t capture-pane -p; }
# Wait until the screen shows a text (or, after "no", no longer does).
shows() {
    local want=0 i
    [ "$1" = no ] && want=1 && shift
    for i in $(seq 200); do
        screen | grep -qF -- "$1"
        [ $? -eq $want ] && return 0
        sleep 0.1
    done
    screen >&2
    return 1
}
check() {
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name: ${*:2}"; fi
}

t new-session -d -x 80 -y 24 "cd $work; exec sh"
t send-keys "PS1='shell> '; LANG=C.UTF-8 $program kejia.flac" Enter
check first-screen shows '方音  kejia.flac  1/1'
t send-keys C
check cut shows 'segments of speech found'
t send-keys Enter
shows 'F9 tag'
t send-keys -l '天光日𠊎等去'
check writing shows '天光日𠊎等去'
cursor=$(t display-message -p '#{cursor_y}')
check caret-room test "$cursor" -le 20
t set-buffer $'食\n飯'
t paste-buffer -p
check paste shows '天光日𠊎等去食 飯'
t send-keys F9
check palette shows 'type: find'
t send-keys Escape
shows no 'type: find'
t send-keys M-Right
check next-by-alt-arrow shows 'kejia.flac  4/'
t send-keys PPage
check previous-by-page shows 'kejia.flac  2/'
t send-keys Escape
shows no 'F9 tag'
t resize-window -x 120 -y 40
check larger shows '? keys'
t send-keys C-s
check saved shows 'saved:'
t send-keys C-z
check suspended shows 'Stopped'
t send-keys 'fg' Enter
check back shows '方音  kejia.flac'
# The same from outside: the shell has its terminal back as it was.
kill -TSTP "$(pgrep -P "$(t display-message -p '#{pane_pid}')")"
check suspended-from-outside shows 'Stopped'
t send-keys "stty -a | grep -q ' icanon' && echo its o''wn way" Enter
check shell-as-it-was shows 'its own way'
t set-buffer 'echo "not "marked'
t paste-buffer -p
t send-keys Enter
shows 'not marked'
check paste-is-unmarked shows no '200~'
t send-keys 'fg' Enter
check back-again shows '方音  kejia.flac'
t send-keys Q
check left shows 'shell> '
# Any colour, by fangyin.ini, where the terminal says that it has them; without, the palette's. The picture comes after
# the first screen, so its first cells are waited for.
painted() {
    local i
    for i in $(seq 200); do
        t capture-pane -e -p | grep -qE "[34]8;$1;[0-9]+" && return 0
        sleep 0.1
    done
    t capture-pane -e -p >&2
    return 1
}
coloured() { t capture-pane -e -p | grep -qE '[34]8;2;[0-9]+'; }
greys() { painted 5 && ! coloured; }
t send-keys "clear; COLORTERM=truecolor LANG=C.UTF-8 $program kejia.flac" Enter
shows '方音  kejia.flac'
shows '▀'
check palette-by-default greys
t send-keys Q
shows 'shell>'
printf '\n[view]\ntruecolour = yes\n' >>"$work/fangyin.ini"
t send-keys "clear; COLORTERM=truecolor LANG=C.UTF-8 $program kejia.flac" Enter
shows '方音  kejia.flac'
shows '▀'
check any-colour painted 2
t send-keys Q
check left-again shows 'shell>'
check label grep -qF '天光日𠊎等去食 飯' "$work/kejia.TextGrid"
