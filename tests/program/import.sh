#!/bin/bash
# import: drafts of machines into the draft tiers, their worth, a recogniser run for each segment.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
shared=${FANGYIN_SHARED:-$PWD/../shared}
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-import.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
tab=$'\t'

ok() {
    local name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name: $(head -c 600 out messages 2>/dev/null)"; fi
}
is() { [ "$1" = "$2" ] || { echo "got '$1', wanted '$2'" >>messages && return 1; }; }
# labels TIER FILE
labels() { awk -v tier="\"$1\"" '/name = / { on = $3 == tier } on && /text = / { sub(/.*text = /, ""); sub(/ *$/, ""); print }' "$2" | tr '\n' ' '; }
tier() {
    printf '    item [%s]:\n        class = "IntervalTier"\n        name = "%s"\n        xmin = 0\n        xmax = 2\n        intervals: size = 2\n' "$1" "$2"
    printf '        intervals [1]:\n            xmin = 0\n            xmax = 1\n            text = "%s"\n' "$3"
    printf '        intervals [2]:\n            xmin = 1\n            xmax = 2\n            text = "%s"\n' "$4"
}
grid() {
    printf 'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 2\ntiers? <exists>\nsize = 2\nitem []:\n'
    tier 1 text 今朝落雨 "$1"
    tier 2 dialect wu-sh wu-sz
}

grid 侬好 >a.TextGrid
printf 'a 1 0.1 0.3 今天 0.9\na 1 0.5 0.3 落雨 0.7\na 1 1.2 0.4 你好 0.5\nb 1 0.1 0.3 else 0.9\n' >drafts.ctm
"$fangyin" import --draft drafts.ctm a.TextGrid >out 2>messages
ok "CTM: words fall into their segments" is "$(labels draft a.TextGrid)" '"今天落雨" "你好" '
ok "what people wrote stays" is "$(labels text a.TextGrid)$(labels dialect a.TextGrid)" '"今朝落雨" "侬好" "wu-sh" "wu-sz" '
"$fangyin" import --worth a.TextGrid >out 2>messages
ok "worth by dialect" is "$(head -1 out)" "wu-sh${tab}0.2500${tab}1${tab}4${tab}1${tab}shown"
ok "above the threshold drafts are hidden" is "$(sed -n 2p out)" "wu-sz${tab}0.5000${tab}1${tab}2${tab}1${tab}hidden"
printf '[draft]\nworst = 0.6\n' >fangyin.ini
"$fangyin" import --worth . >out 2>messages
ok "the threshold is the project's" is "$(grep -c shown out)" 3
printf '1\n00:00:00,100 --> 00:00:00,900\n今朝\n\n2\n00:00:01,100 --> 00:00:01,900\n好\n' >drafts.srt
"$fangyin" import --draft drafts.srt a.TextGrid >out 2>messages
ok "SRT takes the place of earlier drafts" is "$(labels draft a.TextGrid)$(grep -c 'name = "draft' a.TextGrid)" '"今朝" "好" 1'
printf '{"segments":[{"start":0.1,"end":0.9,"text":"今天"},{"start":1.1,"end":1.9,"text":"好"}]}' >drafts.json
"$fangyin" import --draft drafts.json a.TextGrid >out 2>messages
ok "JSON of whisper" is "$(labels draft a.TextGrid)" '"今天" "好" '
printf '{"start":0,"end":1,"nbest":[{"text":"今天落雨","score":-1.5},{"text":"今朝落雨","score":-2}]}\n' >drafts.jsonl
"$fangyin" import --draft drafts.jsonl a.TextGrid >out 2>messages
ok "lines of JSON with n-best and scores" is "$(labels draft a.TextGrid)$(labels draft.2 a.TextGrid)$(labels draft.score a.TextGrid)" \
    '"今天落雨" "" "今朝落雨" "" "-1.5" "" '
cp a.TextGrid before
printf '{"start":0,"end":1,"text":"x"}\n{"start":\n' >drafts.jsonl
"$fangyin" import --draft drafts.jsonl a.TextGrid >out 2>messages
ok "a broken line is told with its number, nothing changes" is "$?$(grep -c 'drafts.jsonl:2' messages)$(cmp a.TextGrid before)" 21

# A recogniser: the path comes as one word, and no shell reads it.
{ printf 'RIFF\244\372\000\000WAVEfmt \020\000\000\000\001\000\001\000\200\076\000\000\000\175\000\000\002\000\020\000data\200\372\000\000'; head -c 64000 /dev/zero; } >a.wav
mkdir bin
cat >bin/hear <<'END'
#!/bin/bash
[ $# = 3 ] && [ "$1" = 'a;b$(c)' ] && [ -f "$2" ] && printf '%s bytes\n%s\n' "$(wc -c <"$2")" "$3"
END
chmod +x bin/hear
PATH=$PWD/bin:$PATH
printf '[draft]\ncommand = hear a;b$(c) %%s `x`\n' >fangyin.ini
"$fangyin" import --recognise a.wav >out 2>messages
ok "a command hears each segment" is "$(labels draft a.TextGrid)" '"32044 bytes `x`" "32044 bytes `x`" '
printf '[draft]\ncommand = sleep 30\ntimeout = 0.3\n' >fangyin.ini
"$fangyin" import --recognise a.wav >out 2>messages
ok "one that fails is told" is "$?$(grep -c 'on 2 segments' messages)" 11
printf '#!/bin/bash\nexec sleep 30\n' >bin/hear
printf '[draft]\ncommand = hear\ntimeout = 0.3\n' >fangyin.ini
"$fangyin" import --recognise a.wav >out 2>messages
ok "one that takes too long is ended" is "$?$(grep -c 'on 2 segments' messages)" 11
printf '[draft]\ncommand = no-such-recogniser\n' >fangyin.ini
"$fangyin" import --recognise a.wav >out 2>messages
ok "one that is not there is told" is "$?$(grep -c 'not installed' messages)" 21

# The annotator shows drafts when asked to, unless they are too bad.
seen() {
    printf '%s\n' "$@" >fangyin.ini
    printf 'screen all\n' >script.keys
    "$fangyin" drive a.wav script.keys 2>messages | grep -c '^draft.*machine'
}
grid 侬好 >a.TextGrid
printf '{"start":0,"end":1,"text":"machine"}\n' >drafts.jsonl
"$fangyin" import --draft drafts.jsonl a.TextGrid >out 2>messages
ok "drafts are hidden by default" is "$(seen '[draft]')" 0
ok "bad ones are hidden though asked for" is "$(seen '[draft]' 'show = yes')" 0
ok "drafts are shown when asked for" is "$(seen '[draft]' 'show = yes' 'worst = 10')" 1

# ---- a real one ----
clip=$(ls "$shared"/corpus/audio/lhotse__2412-153948-0001.flac 2>/dev/null)
if [ -z "$clip" ] || ! command -v pocketsphinx_continuous >/dev/null; then
    echo "skip pocketsphinx: it, or ../shared/corpus, is not there"
    exit 0
fi
mkdir english && cp "$clip" english/a.flac
printf '[segment]\npause = 0.3\n[draft]\ncommand = pocketsphinx_continuous -logfn /dev/null -infile %%s\n' >english/fangyin.ini
"$fangyin" segment english/a.flac >out 2>messages
"$fangyin" import --recognise english/a.flac >out 2>messages
ok "pocketsphinx gives words" is "$(labels draft english/a.TextGrid | grep -coE '[a-z]+ [a-z]+ [a-z]+')" 1
