/* Near duplicates: clips of speech, changed in each of the ways that recordings are, and how many the index finds again; and
 * how many different ones it takes for the same. Clips: sentences that espeak-ng speaks in several voices, and those of
 * ../shared/corpus/audio. */
#include "support/shared.h"

#include <fangyin/fingerprint.h>
#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 400, CHANGES = 13, HISTOGRAM = 101 };

static const struct {
    const char *name, *command, *ending; /* %1$s in, %2$s out */
} changes[CHANGES] = {
    { "mp3 32 kbit/s", "ffmpeg -v error -y -i %1$s -b:a 32k %2$s", "mp3" },
    { "opus 8 kbit/s", "ffmpeg -v error -y -i %1$s -c:a libopus -b:a 8k %2$s", "opus" },
    { "opus 16 kbit/s", "ffmpeg -v error -y -i %1$s -c:a libopus -b:a 16k %2$s", "opus" },
    { "amr 12.2 kbit/s", "sox %1$s -r 8000 -c 1 -C 7 %2$s 2>/dev/null", "amr-nb" },
    { "amr 4.75 kbit/s", "sox %1$s -r 8000 -c 1 -C 0 %2$s 2>/dev/null", "amr-nb" },
    { "gsm", "sox -G %1$s -r 8000 -c 1 -t gsm - | sox -t gsm - -e signed -b 16 %2$s", "wav" },
    { "8 kHz", "sox -G %1$s -r 8000 %2$s", "wav" },
    { "44.1 kHz", "sox -G %1$s -r 44100 %2$s", "wav" },
    { "trimmed 0.3 s at the start", "sox %1$s %2$s trim 0.3", "wav" },
    { "trimmed 0.3 s at both ends", "sox %1$s %2$s trim 0.3 -0.3", "wav" },
    { "+6 dB", "sox %1$s %2$s gain 6 2>/dev/null", "wav" },
    { "-6 dB", "sox %1$s %2$s gain -6", "wav" },
    { "noise 25 dB below", "sox %1$s -p synth whitenoise vol 0.02 | sox -m %1$s - %2$s 2>/dev/null", "wav" },
};

static const char *const voices[] = { "en-us", "en-us+f2", "en-us+m3", "en-gb", "cmn", "cmn+f3", "yue", "de", "fr", "it" };
static const char *const sentences[] = {
    "The old man walked slowly along the river bank this morning.",
    "Nobody knew where the children had hidden the small key.",
    "Tomorrow we will bring rice, tea and two baskets of fruit.",
    "Seven boats came back late because of the wind from the north.",
    "My grandmother used to sing this song when it rained.",
    "Please close the window before you leave the house.",
    "They built a wooden bridge over the deep valley.",
    "今天早上我们一起去河边走路，天气很好。",
    "他昨天晚上没有回家吃饭，妈妈很担心。",
    "村子里的老人都会说这种方言，年轻人不会。",
};
enum { VOICES = sizeof voices / sizeof *voices, SENTENCES = sizeof sentences / sizeof *sentences };

static struct fy_fingerprint originals[MOST];
static char names[MOST][128];
static size_t original_count;

static bool load(const char *path, struct fy_fingerprint *made, double *seconds)
{
    struct fy_recording *recording = NULL;
    struct fy_error error;
    *made = (struct fy_fingerprint){ NULL, NULL, 0, 0 };
    if (fy_recording_open(&recording, path, &error) != FY_OK)
        return false;
    const size_t count = (size_t)fy_recording_frames(recording);
    float *samples = malloc((count + 1) * sizeof *samples);
    fy_recording_read_mono(recording, 0, -1, samples, count);
    const bool good = fy_fingerprint_make(samples, count, fy_recording_rate(recording), made) == FY_OK;
    if (seconds != NULL)
        *seconds = (double)count / fy_recording_rate(recording);
    free(samples);
    fy_recording_close(recording);
    return good;
}

static bool run(const char *command)
{
    return system(command) == 0;
}

static void take(const char *path)
{
    double seconds = 0;
    if (original_count < MOST && load(path, &originals[original_count], &seconds) && seconds >= 2) {
        snprintf(names[original_count], sizeof names[0], "%s", strrchr(path, '/') + 1);
        original_count++;
    }
}

static void make_clips(const char *folder)
{
    char command[20000], path[2048], audio[2048];
    for (size_t v = 0; v < VOICES; v++) {
        for (size_t s = 0; s < SENTENCES; s++) {
            const bool chinese = (unsigned char)sentences[s][0] >= 0x80;
            if (chinese != (strncmp(voices[v], "cmn", 3) == 0 || strcmp(voices[v], "yue") == 0))
                continue;
            snprintf(path, sizeof path, "%s/e%02zu%02zu.wav", folder, v, s);
            snprintf(command, sizeof command, "espeak-ng -v %s '%s' --stdout 2>/dev/null | sox -t wav - -r 16000 %s trim 0 8 gain -n -6 2>/dev/null",
                     voices[v], sentences[s], path);
            if (run(command))
                take(path);
        }
    }
    if (shared_path(audio, sizeof audio, "corpus/audio")) {
        snprintf(command, sizeof command,
                 "for f in '%s'/cv-yue* '%s'/wschuan* '%s'/zoeng* '%s'/funasr*wav '%s'/lhotse__2* '%s'/lhotse__L* '%s'/speechbrain__spk1_snt1.wav '%s'/cosy*; do "
                 "sox \"$f\" -c 1 -r 16000 -b 16 %s/c_$(basename \"${f%%.*}\" | tr -c 'A-Za-z0-9\\n' _).wav trim 0 8 2>/dev/null; done",
                 audio, audio, audio, audio, audio, audio, audio, audio, folder);
        (void)run(command);
        snprintf(command, sizeof command, "ls %s/c_*.wav", folder);
        FILE *list = popen(command, "r");
        while (list != NULL && fgets(path, sizeof path, list) != NULL) {
            path[strcspn(path, "\n")] = '\0';
            take(path);
        }
        if (list != NULL)
            pclose(list);
    }
}

struct hits {
    size_t own;
    bool found;
    size_t others;
};

static void note(void *context, size_t earlier, double distance, double shift)
{
    struct hits *hits = context;
    (void)distance;
    (void)shift;
    if (earlier == hits->own)
        hits->found = true;
    else if (earlier < original_count) /* changed ones stand behind those */
        hits->others++;
}

static struct fy_fingerprint copy(const struct fy_fingerprint *from)
{
    struct fy_fingerprint made = *from;
    made.words = fy_malloc(from->count * sizeof *made.words + 1);
    made.loud = fy_malloc(from->count + 1);
    memcpy(made.words, from->words, from->count * sizeof *made.words);
    memcpy(made.loud, from->loud, from->count);
    return made;
}

static struct fy_fingerprint_index *all_originals(size_t *false_pairs)
{
    struct fy_fingerprint_index *index = fy_fingerprint_index_new();
    *false_pairs = 0;
    for (size_t i = 0; i < original_count; i++) {
        struct hits hits = { .own = i };
        struct fy_fingerprint clip = copy(&originals[i]);
        if (fy_fingerprint_index_add(index, &clip, note, &hits) != FY_OK)
            abort();
        *false_pairs += hits.others;
    }
    return index;
}

static void spread(const struct fy_fingerprint *a, double *least)
{
    for (size_t i = 0; i < original_count; i++) {
        const double distance = a == &originals[i] ? 1 : fy_fingerprint_distance(a, &originals[i], NULL);
        *least = distance < *least ? distance : *least;
    }
}

int main(void)
{
    char folder[] = "/tmp/fangyin-fingerprint.XXXXXX", command[8192], in[256], out[256];
    size_t false_pairs, false_all = 0, found_all = 0, clips_all = 0, negatives = 0;
    if (mkdtemp(folder) == NULL || !run("command -v sox ffmpeg espeak-ng >/dev/null")) {
        printf("fingerprint: sox, ffmpeg or espeak-ng is not installed\n");
        return 0;
    }
    make_clips(folder);
    double least = 1;
    for (size_t i = 0; i < original_count; i++)
        spread(&originals[i], &least);
    printf("%zu clips of 2 to 8 s; nearest two different ones: %.3f\n", original_count, least);
    fy_fingerprint_index_free(all_originals(&false_pairs));
    printf("originals among each other: %zu of %zu pairs false\n", false_pairs, original_count * (original_count - 1) / 2);
    printf("%-28s %8s %8s %10s %10s\n", "change", "clips", "found %", "false %", "farthest");
    for (size_t c = 0; c < CHANGES; c++) {
        size_t clips = 0, found = 0, others = 0, ignored;
        double farthest = 0;
        struct fy_fingerprint_index *index = all_originals(&ignored);
        for (size_t i = 0; i < original_count; i++) {
            struct fy_fingerprint changed;
            char format[512];
            snprintf(in, sizeof in, "%s/%s", folder, names[i]);
            snprintf(out, sizeof out, "%s/changed.%s", folder, changes[c].ending);
            snprintf(format, sizeof format, "%s", changes[c].command);
            /* The table's commands name in and out by place; done here so that a literal format is not needed. */
            size_t at = 0;
            for (const char *p = format; *p != '\0' && at + 1 < sizeof command;) {
                if (strncmp(p, "%1$s", 4) == 0 || strncmp(p, "%2$s", 4) == 0) {
                    at += (size_t)snprintf(command + at, sizeof command - at, "%s", p[1] == '1' ? in : out);
                    p += 4;
                } else {
                    command[at++] = *p++;
                }
            }
            command[at] = '\0';
            unlink(out);
            if (!run(command) || !load(out, &changed, NULL))
                continue;
            const double distance = fy_fingerprint_distance(&originals[i], &changed, NULL);
            farthest = distance > farthest ? distance : farthest;
            struct hits hits = { .own = i };
            clips++;
            if (fy_fingerprint_index_add(index, &changed, note, &hits) != FY_OK)
                abort();
            found += hits.found;
            others += hits.others;
        }
        fy_fingerprint_index_free(index);
        printf("%-28s %8zu %8.1f %10.3f %10.3f\n", changes[c].name, clips, clips ? 100.0 * (double)found / (double)clips : 0,
               clips ? 100.0 * (double)others / (double)(clips * (original_count - 1)) : 0, farthest);
        fflush(stdout);
        found_all += found;
        clips_all += clips;
        false_all += others;
        negatives += clips * (original_count - 1);
    }
    printf("%-28s %8zu %8.2f %10.4f   (wanted: 95 and 0.1)\n", "all", clips_all,
           100.0 * (double)found_all / (double)(clips_all ? clips_all : 1),
           100.0 * (double)false_all / (double)(negatives ? negatives : 1));
    for (size_t i = 0; i < original_count; i++)
        fy_fingerprint_clear(&originals[i]);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return run(command) ? 0 : 1;
}
