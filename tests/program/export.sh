#!/bin/bash
# fangyin export: a project made here (names with blanks and Chinese, nasty text, two channels, private matter, people with
# and without consent) becomes every format; python3 reads them as somebody else would. Shards, kills, later additions.
set -u
cd "$(dirname "$0")/../.." || exit 1
fangyin=${FANGYIN:?}
here=$PWD
if ! command -v python3 >/dev/null || ! command -v sox >/dev/null; then
    echo "skip export: python3 or sox is not installed"
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/fangyin-export.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

ok() { # NAME COMMAND...: succeeds
    local name=$1
    shift
    if "$@" >log 2>&1; then echo "ok $name"; else
        echo "not ok $name"
        sed 's/^/# /' log | tail -20
    fi
}

# ---- the project ----
python3 - <<'PY'
import math, os, random, struct, wave
random.seed(7)
P = '方言 project'
os.mkdir(P)
def sound(name, seconds, rate, channels, seed):
    r = random.Random(seed)
    with wave.open(f'{P}/{name}.wav', 'wb') as w:
        w.setnchannels(channels); w.setsampwidth(2); w.setframerate(rate)
        data = bytearray()
        for i in range(int(seconds * rate)):
            for c in range(channels):
                data += struct.pack('<h', int(3000 * math.sin(i * (0.05 + 0.01 * c)) + r.randint(-2000, 2000)))
        w.writeframes(bytes(data))
def grid(name, seconds, tiers):
    out = ['File type = "ooTextFile"', 'Object class = "TextGrid"', '', '0', str(seconds), '<exists>', str(len(tiers))]
    for tier, intervals in tiers:
        out += ['"IntervalTier"', f'"{tier}"', '0', str(seconds), str(len(intervals))]
        for a, b, t in intervals:
            out += [str(a), str(b), '"' + t.replace('"', '""') + '"']
    open(f'{P}/{name}.TextGrid', 'w', encoding='utf-8', newline='\n').write('\n'.join(out) + '\n')
nasty = ['侬\u3000好\u00a0呀', '說"話"\\n', 'a\tb --> c', '<吃 飯', '\U00020bb7\U0002b820\U00030729\U000323b0', '\ue000字', 'שלום עולם', 'pʰa⁵³ Pe̍h',
         '<s>', 'x {甲|乙} ((猜)) <laugh> y', '\ufeff食\u200b飯\u202e', "it's / (x)", '<audio>', '=1+1', '-', 'NA']
n = len(nasty)
sound('録音 一', n, 16000, 1, 1)
grid('録音 一', n, [('text', [(i, i + 1, t) for i, t in enumerate(nasty)]), ('speaker', [(0, n, '阿明')]), ('dialect', [(0, n, 'wu-sh')]),
    ('std', [(i, i + 1, '普通') for i in range(n)]), ('draft', [(i, i + 1, '草稿%d' % i) for i in range(n)]),
    ('word', [(i + k * 0.25, i + (k + 1) * 0.25, w) for i in range(n) for k, w in enumerate(['甲', '', '乙', '丙'])])])
for k in range(9):
    name = f'talk{k}'
    sound(name, 6, 48000 if k % 2 else 16000, 1, 10 + k)
    grid(name, 6, [('text', [(0, 2, f'第{k}句'), (2, 4, '一樣的話'), (4, 6, '')]), ('speaker', [(0, 6, f'p{k}')]),
        ('dialect', [(0, 6, ['wu-sh', 'yue', 'hak'][k % 3])]), ('status', [(0, 2, 'done'), (2, 4, 'accepted'), (4, 6, 'draft')])])
sound('stereo', 4, 16000, 2, 50)
grid('stereo', 4, [('text', [(0, 2, '左邊'), (2, 4, '又一句')]), ('speaker', [(0, 4, 'p0')]), ('dialect', [(0, 4, 'wu-sh')])])
sound('secret', 6, 16000, 1, 60)
grid('secret', 6, [('text', [(0, 2, '我的電話'), (2, 4, '好的'), (4, 6, '再會')]), ('speaker', [(0, 6, 'p1')]), ('dialect', [(0, 6, 'yue')]),
    ('content', [(0, 1.5, ''), (1.5, 2, 'private'), (2, 6, '')])])
sound('refuses', 2, 16000, 1, 70)
grid('refuses', 2, [('text', [(0, 2, '勿要')]), ('speaker', [(0, 2, 'no')])])
open(f'{P}/speakers.tsv', 'w').write('id\tgender\tconsent\n阿明\tm\tyes\nno\tf\tno\n' +
    ''.join(f'p{k}\t{"fm"[k % 2]}\tyes\n' for k in range(9)))
open(f'{P}/fangyin.ini', 'w').write('[project]\nname = x\n')
PY
project='方言 project'

# ---- every format is read by somebody else ----
cat >reader.py <<'PY'
import csv, glob, gzip, json, os, re, sys, unicodedata, wave
fmt, out = sys.argv[1:]
report = json.load(open(out + '/export-report.json'))
parts = [json.loads(l) for f in sorted(glob.glob(out + '/parts/*.jsonl')) for l in open(f, encoding='utf-8')]
assert report['segments'] + sum(report['left_out'].values()) == report['segments_seen'] == sum('start' in p for p in parts), report
assert sum(1 for _ in open(out + '/left-out.tsv')) == 1 + sum(report['left_out'].values())
assert abs(sum(s['hours'] for s in report['dialects']) - report['hours']) < 1e-9
n = report['segments']
assert n > 5, n
BAD = re.compile('[\u00a0\u3000\ufeff\u200b-\u200f\u2028\u2029\u202a-\u202e\r\t\x00-\x09\x0b-\x1f]')
def clean(t):
    assert t and not BAD.search(t) and t == t.strip() and '\n' not in t, repr(t)
def once(pairs):
    assert len({k for k, _ in pairs}) == len(pairs), pairs
    return dict(pairs)
def lines(path, opener=open):
    text = opener(path, 'rt', encoding='utf-8', newline='').read()
    assert text.endswith('\n') and '\r' not in text
    return text[:-1].split('\n')
def objects(path, opener=open):
    return [json.loads(l, object_pairs_hook=once) for l in lines(path, opener)]
def clip(path, root=''):
    assert path.isascii() or root == '', path
    w = wave.open(os.path.join(root, path))
    assert (w.getframerate(), w.getnchannels(), w.getsampwidth()) == (16000, 1, 2)
    return w.getnframes() / 16000
def length(path):
    w = wave.open(path)
    return w.getnframes() / w.getframerate()
def unique(ids):
    assert len(ids) == len(set(ids)) == n, (len(ids), n)
    for i in ids: assert re.fullmatch('[A-Za-z0-9_-]+', i), i
if fmt == 'kaldi':
    t = {f: [l.split(' ', 1) for l in lines(f'{out}/{f}')] for f in ('text', 'segments', 'utt2spk', 'utt2lang', 'wav.scp', 'spk2utt')}
    for f, rows in t.items(): assert [r[0].encode() for r in rows] == sorted({r[0].encode() for r in rows}), f
    unique([r[0] for r in t['text']])
    for f in ('segments', 'utt2spk', 'utt2lang'): assert [r[0] for r in t[f]] == [r[0] for r in t['text']], f
    for _, words in t['text']:
        clean(words)
        assert not any(w in ('<s>', '</s>', '#0') for w in words.split())
    wav = dict(t['wav.scp'])
    assert {r[1].split()[0] for r in t['segments']} == set(wav)
    for _, rest in t['segments']:
        rec, a, b = rest.split()
        assert 0 <= float(a) < float(b) <= length(wav[rec]) + 1e-6
    spk = {}
    for u, s in t['utt2spk']: spk.setdefault(s, []).append(u)
    assert [s for _, s in t['utt2spk']] == sorted(s for _, s in t['utt2spk'])
    assert {s: us.split() for s, us in t['spk2utt']} == spk
elif fmt in ('wenet', 'nemo', 'whisper'):
    rows = objects(out + '/' + {'wenet': 'data.list', 'nemo': 'manifest.json', 'whisper': 'data.json'}[fmt])
    assert len(rows) == n
    for r in rows:
        if fmt == 'wenet': path, a, b, text = r['wav'], r['start'], r['end'], r['txt']
        elif fmt == 'nemo':
            path, a, b, text = r['audio_filepath'], r['offset'], r['offset'] + r['duration'], r['text']
            assert 'sampling_rate' not in r
        else: path, a, b, text = r['audio']['path'], r['audio']['start_time'], r['audio']['end_time'], r['sentence']
        clean(text)
        assert 0 <= a < b <= length(path) + 1e-6
elif fmt == 'lhotse':
    recs = {r['id']: r for r in objects(out + '/recordings.jsonl.gz', gzip.open)}
    rows = objects(out + '/supervisions.jsonl.gz', gzip.open)
    unique([r['id'] for r in rows])
    for r in rows:
        rec = recs[r['recording_id']]
        assert rec['num_samples'] == rec['duration'] * rec['sampling_rate']
        assert r['start'] >= 0 and r['duration'] > 0 and r['start'] + r['duration'] <= rec['duration'] + 1e-3
        assert r['channel'] in rec['channel_ids']
        clean(r['text'])
        for w, a, d in r.get('alignment', {}).get('word', []): assert r['start'] <= a and a + d <= r['start'] + r['duration'] + 1e-6
elif fmt == 'funasr':
    rows = objects(out + '/data.jsonl')
    unique([r['key'] for r in rows])
    for r in rows:
        assert 'text' not in r and os.path.isabs(r['source'])
        d = clip(r['source'])
        assert r['source_len'] == int(d * 100 + 1e-6)
        assert r['target_len'] == (len(r['target'].split()) if ' ' in r['target'] else len(r['target']))
        assert r['text_language'] in ('<|zh|>', '<|yue|>') and r['with_or_wo_itn'] in ('<|withitn|>', '<|woitn|>')
        clean(r['target'])
    assert any(s['name'] == 'wu-sh' for s in report['fallback']) or '<|yue|>' in {r['text_language'] for r in rows}
elif fmt == 'audiofolder':
    rows = objects(out + '/train/metadata.jsonl')
    unique([r['id'] for r in rows])
    assert len({tuple(r) for r in rows}) == 1 and all(isinstance(r['duration'], float) for r in rows)
    for r in rows:
        assert abs(clip(r['file_name'], out + '/train') - r['duration']) < 1e-4
        assert not re.search('train|test|dev|eval|valid', r['file_name'])
        clean(r['text'])
    assert sorted(os.listdir(out + '/train')) == sorted([r['file_name'] for r in rows] + ['metadata.jsonl'])
elif fmt in ('ms-swift', 'ms-swift-pairs', 'fun-asr-nano', 'qwen3-asr'):
    rows = objects(out + '/data.jsonl')
    assert len(rows) == n
    for r in rows:
        if fmt == 'qwen3-asr':
            clip(r['audio'])
            assert re.fullmatch('language [A-Za-z() ]+<asr_text>.+', r['text'])
            continue
        for m in r['messages']: assert set(m) == {'role', 'content'}
        clean(r['messages'][-1]['content'])
        if fmt == 'fun-asr-nano':
            path = re.search(r'<\|startofspeech\|>!(.*)<\|endofspeech\|>', r['messages'][1]['content'])[1]
            assert r['speech_length'] == int((clip(path) * 1000 - 25) // 10 + 1)
            continue
        assert sum(m['content'].count('<audio>') for m in r['messages']) == len(r['audios']) == 1
        assert 'label' not in r and os.path.isabs(r['audios'][0])
        clip(r['audios'][0])
        if fmt.endswith('pairs'): assert r['rejected_response'] and r['rejected_response'] != r['messages'][-1]['content']
elif fmt.startswith('xtuner') or fmt == 'trl-pairs':
    rows = objects(out + '/data.jsonl')
    assert len(rows) == n
    for r in rows:
        ms = r['messages'] if fmt != 'trl-pairs' else r['prompt'] + r['chosen'] + r['rejected']
        for m in ms: assert set(m) == {'role', 'content'}; clean(m['content'])
        if fmt == 'trl-pairs': assert r['chosen'] != r['rejected']
elif fmt == 'ctm':
    rows = [l.split() for l in lines(out + '/words.ctm')]
    assert all(len(r) == 5 for r in rows)
    keys = [(r[0], r[1], float(r[2])) for r in rows]
    assert keys == sorted(keys)
elif fmt == 'stm':
    rows = [l.split(' ', 6) for l in lines(out + '/references.stm') if not l.startswith(';;')]
    assert len(rows) == n
    labels = set(re.findall('LABEL "([^"]+)"', open(out + '/references.stm').read()))
    for r in rows:
        assert float(r[3]) < float(r[4])
        assert set(r[5].strip('<>').split(',')) <= labels, r
    keys = [(r[0], r[1], float(r[3])) for r in rows]
    assert keys == sorted(keys)
elif fmt == 'rttm':
    rows = [l.split() for l in lines(out + '/speakers.rttm')]
    assert len(rows) == n and all(len(r) == 10 and r[0] == 'SPEAKER' and float(r[4]) > 0 for r in rows)
elif fmt == 'wenet-shards':
    import io, tarfile
    keys = []
    for path in lines(out + '/data.list'):
        assert os.path.isabs(path) and os.path.basename(path) == 'shards_%09d.tar' % (len(keys) // 1000), path
        members = tarfile.open(path).getmembers()
        assert all(m.isreg() and m.mtime == 0 for m in members) and len(members) % 2 == 0
        tar = tarfile.open(path)
        for text, wav in zip(members[0::2], members[1::2]):
            assert text.name.endswith('.txt') and wav.name == text.name[:-4] + '.wav' and text.name.rfind('.') > 0
            clean(tar.extractfile(text).read().decode('utf-8'))
            w = wave.open(io.BytesIO(tar.extractfile(wav).read()))
            assert (w.getframerate(), w.getnchannels(), w.getsampwidth()) == (16000, 1, 2) and w.getnframes() > 0
            keys.append(text.name[:-4])
    unique(keys)
    assert sorted(os.listdir(out + '/shards')) == [os.path.basename(p) for p in lines(out + '/data.list')]
elif fmt == 'common-voice':
    rows = list(csv.reader(open(out + '/validated.tsv', encoding='utf-8', newline=''), delimiter='\t', quoting=csv.QUOTE_NONE))
    assert len(rows) == n + 1 and all(len(r) == 13 for r in rows)
    for r in rows[1:]: clip(r[1], out + '/clips'); clean(r[3])
else: sys.exit('no reader for ' + fmt)
PY
formats=$("$fangyin" export --list | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p')
for format in $formats; do
    ok "$format is read by others" eval '"$fangyin" export --to $format -o "out $format" "$project" && python3 reader.py $format "out $format"'
done
ok "text that a format keeps for itself is left out and told" eval \
    '"$fangyin" export --to kaldi --markers keep -o reserved "$project" && grep -q reserved-words reserved/left-out.tsv && python3 reader.py kaldi reserved'

# ---- what is left out ----
left() { grep -c "$2" "$1/left-out.tsv"; }
ok "nobody without consent, no private matter, no unnamed channel" eval \
    '[ $(left "out kaldi" consent) = 1 ] && [ $(left "out kaldi" private) = 1 ] && [ $(left "out kaldi" "	channel") = 2 ]'
"$fangyin" export --to funasr --without-consent --private silence --channel 2 -o all "$project" >log 2>&1
ok "all of them when it is said" eval '[ $(left all consent) = 0 ] && [ $(left all private) = 0 ] && [ $(left all "	channel") -gt 2 ]'
"$fangyin" export --to funasr --private silence --channel 1 -o blanked "$project" >log 2>&1
cat >blank.py <<'PY'
import glob, wave
w = wave.open(glob.glob('blanked/clips/secret-*/00000000-*.wav')[0])
frames = w.readframes(w.getnframes())
assert any(frames[:47000]) and not any(frames[2 * 24000 + 2:])
original = wave.open('方言 project/stereo.wav')
both = original.readframes(32000)
left = b''.join(both[i:i + 2] for i in range(0, len(both), 4))
cut = wave.open(glob.glob('blanked/clips/stereo-*/00000000-*.wav')[0])
assert cut.readframes(32000) == left, 'the chosen channel, bit by bit'
assert '電話' not in open('blanked/data.jsonl').read()
PY
ok "private sound is silence, its words are gone; a chosen channel is bit-exact" python3 blank.py
ok "markers are kept where it is said" eval '"$fangyin" export --to wenet --markers keep -o kept "$project" && grep -q "<laugh>" kept/data.list && ! grep -q "<laugh>" "out wenet/data.list"'
ok "a marked segment is left out where it is said" eval '"$fangyin" export --to wenet --markers exclude -o excluded "$project" && grep -q markers excluded/left-out.tsv'
ok "only accepted" eval '"$fangyin" export --to wenet --status accepted -o accepted "$project" && [ $(left accepted "	status") = 9 ]'
ok "a code that is none is refused" eval '! "$fangyin" export --to wenet --dialect nowhere -o nowhere "$project" && grep -q nowhere log'
ok "a dialect and what is below it" eval '"$fangyin" export --to wenet --dialect wuu -o wu "$project" && ! grep -qE "\"dialect\":\"(yue|hak)" wu/data.list && grep -q "wu-sh" wu/data.list'

# ---- splits ----
split="--split 60,20,20 --allow-small"
"$fangyin" export --to kaldi $split -o split "$project" >log 2>&1
cat >apart.py <<'PY'
import json, sys
where, digests = {}, {}
for split in ('train', 'dev', 'test'):
    for line in open(f'{sys.argv[1]}/{split}/utt2spk'):
        u, s = line.split()
        assert where.setdefault(s, split) == split, s
assert set(where.values()) == {'train', 'dev', 'test'}, where
PY
ok "a speaker is in one split" python3 apart.py split
ok "a dialect with too few speakers is refused" eval '! "$fangyin" export --to kaldi --split 60,20,20 -o small "$project/talk0.wav" "$project/talk3.wav" && grep -q allow-small log'
cp split/splits.tsv frozen.tsv
python3 - <<'PY'
import shutil
P = '方言 project'
for k in (1, 2, 4):
    shutil.copy(f'{P}/talk{k}.wav', f'{P}/new{k}.wav')
    t = open(f'{P}/talk{k}.TextGrid').read().replace(f'"p{k}"', f'"q{k}"')
    open(f'{P}/new{k}.TextGrid', 'w').write(t)
open(f'{P}/speakers.tsv', 'a').write(''.join(f'q{k}\tf\tyes\n' for k in (1, 2, 4)))
PY
"$fangyin" export --to kaldi $split -o split "$project" >log 2>&1
ok "later additions move nobody" eval '[ -z "$(comm -23 frozen.tsv split/splits.tsv)" ] && python3 apart.py split'
cat >copies.py <<'PY'
where = {l.split('\t')[1]: l.split('\t')[2] for l in open('split/splits.tsv')}
for k in (1, 2, 4): assert where[f'p{k}'] == where[f'q{k}'], k
PY
ok "the same sound under another name stays in the same split" python3 copies.py

# ---- shards, kills ----
"$fangyin" export --to audiofolder $split -o whole "$project" >log 2>&1
find "$project" -name '*.TextGrid' | LC_ALL=C sort >units
mkdir whole2
for shard in 3 1 2; do "$fangyin" export --to audiofolder --shard $shard/3 -o sharded - <units >log 2>&1; done
ok "shards joined are the same, byte for byte" eval '"$fangyin" export --to audiofolder $split -o sharded --join && diff -r whole sharded'
ok "parts of other options are refused" eval '"$fangyin" export --to audiofolder --rate 8000 --shard 1/3 -o sharded - <units && ! "$fangyin" export --to audiofolder -o sharded --join'
for delay in 0.005 0.01 0.02 0.03 0.05 0.08; do
    "$fangyin" export --to audiofolder $split -o killed "$project" >log 2>&1 &
    pid=$!
    sleep $delay
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
done
ok "after kills it is as if there had been none" eval '"$fangyin" export --to audiofolder $split -o killed "$project"; diff -r whole killed'
empty=killed/clips/$(ls killed/parts | sed -n 's/^\(refuses-.*\)[.]jsonl$/\1/p')
mkdir "$empty" && "$fangyin" export --to audiofolder $split -o killed "$project" >log 2>&1
ok "a folder that a killed run left empty goes" eval '[ "$empty" != killed/clips/ ] && [ ! -e "$empty" ]'
touch stamp
sleep 0.01
"$fangyin" export --to audiofolder $split -o killed "$project" >log 2>&1
ok "what is unchanged is not made again" eval '[ -z "$(find killed/clips killed/parts -type f -newer stamp)" ]'

# ---- scores ----
if command -v sctk >/dev/null; then
    cat >hypothesis.py <<'PY'
for l in open('out stm/references.stm', encoding='utf-8'):
    if l.startswith(';;'): continue
    f = l.rstrip('\n').split(' ', 6)
    n = len(f[6].split()); a, b = float(f[3]), float(f[4])
    for i, w in enumerate(f[6].split()): print(f[0], 1, f'{a + (b - a) * i / n:.3f} {(b - a) / n:.3f}', w)
PY
    python3 hypothesis.py >hypothesis.ctm
    ok "sclite scores the STM against itself" eval 'sctk sclite -r "out stm/references.stm" stm -h hypothesis.ctm ctm -e utf-8 -c NOASCII -o sum stdout >score && grep -E "Sum/Avg" score | grep -qE "\| *100.0 +0.0 +0.0 +0.0 +0.0 +0.0 *\|"'
else
    echo "skip sclite: sctk is not installed"
fi
