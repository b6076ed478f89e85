/* What the tests of the running annotator share: a scratch project, the program on a terminal with captured sound, and a
 * reader of the grids it writes that is not the program's own. */
#ifndef FANGYIN_TESTS_PROGRAM_ANNOTATOR_H
#define FANGYIN_TESTS_PROGRAM_ANNOTATOR_H

#include "support/scratch.h"
#include "support/shared.h"
#include "support/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sndfile.h>

#define ALSA_CONFIG "/usr/share/alsa/alsa.conf"
#define WAIT 20.0 /* seconds; far beyond what anything takes */

static inline const char *program(void)
{
    const char *path = getenv("FANGYIN");
    return path ? path : "build/fangyin";
}

static inline bool copy_file(const char *from, const char *to)
{
    char bytes[65536];
    size_t size;
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    bool good = in && out;
    while (good && (size = fread(bytes, 1, sizeof bytes, in)) > 0)
        good = fwrite(bytes, 1, size, out) == size;
    if (in)
        fclose(in);
    return out && fclose(out) == 0 && good;
}

/* Sound goes to scratch/captured.raw as the float samples the program handed over, as many bytes a second. False where
 * ALSA has no configuration. */
static inline bool capture_sound(int bytes_a_second)
{
    char text[4096], path[2048];
    const char *build = getenv("BUILD");
    if (access(ALSA_CONFIG, R_OK) != 0)
        return false;
    snprintf(text, sizeof text,
             "pcm.!default { type plug slave.pcm \"captured\" }\n"
             "pcm.captured { type file slave.pcm \"null\" file \"|exec %s/tests/support/pacer %s %d\" format \"raw\" }\n",
             build ? build : "build", scratch_path("captured.raw"), bytes_a_second);
    scratch_write("asound.conf", text);
    snprintf(path, sizeof path, "%s:%s", ALSA_CONFIG, scratch_path("asound.conf"));
    setenv("ALSA_CONFIG_PATH", path, 1);
    return true;
}

/* Wait until the card is there and as slow as it should be: before that a pipe takes a second of sound at once. */
static inline bool capture_begun(void)
{
    for (double until = terminal_now() + WAIT; terminal_now() < until; usleep(1000)) {
        if (access(scratch_path("captured.raw"), F_OK) == 0)
            return true;
    }
    return false;
}

/* Where the frames of a recording [from, from + count) stand in what was captured, in floats, or -1. */
static inline long look_in_captured(const char *recording, long from, long count)
{
    SF_INFO info = { 0 };
    SNDFILE *file = sf_open(recording, SFM_READ, &info);
    assert_non_null(file);
    const size_t size = (size_t)count * (size_t)info.channels;
    float *wanted = calloc(size, sizeof *wanted);
    assert_int_equal(sf_seek(file, from, SEEK_SET), from);
    assert_int_equal(sf_readf_float(file, wanted, count), count);
    sf_close(file);
    FILE *captured = fopen(scratch_path("captured.raw"), "rb");
    long found = -1;
    if (captured) {
        fseek(captured, 0, SEEK_END);
        const size_t have = (size_t)ftell(captured) / sizeof(float);
        float *samples = calloc(have + 1, sizeof *samples);
        rewind(captured);
        assert_int_equal(fread(samples, sizeof *samples, have, captured), have);
        for (size_t at = 0; at + size <= have && found < 0; at += (size_t)info.channels) {
            if (memcmp(samples + at, wanted, size * sizeof *wanted) == 0)
                found = (long)at;
        }
        /* Exactly to its last frame: what follows is silence, or the end. */
        if (found >= 0) {
            for (size_t i = 0; i < 512 && (size_t)found + size + i < have; i++)
                assert_true(samples[(size_t)found + size + i] == 0.0f);
        }
        free(samples);
        fclose(captured);
    }
    free(wanted);
    return found;
}

/* The same; what was handed over may still be on its way to the file. */
static inline bool was_captured(const char *recording, long from, long count)
{
    for (double until = terminal_now() + WAIT; terminal_now() < until; usleep(100000)) {
        if (look_in_captured(recording, from, count) >= 0)
            return true;
    }
    return false;
}

struct label {
    char tier[64];
    double from, to;
    char text[512];
};

/* The intervals of a grid in long text, read line by line. Returns their number. */
static inline size_t read_labels(const char *path, struct label *labels, size_t most)
{
    char line[2048], tier[64] = "";
    double from = 0, to = 0;
    size_t count = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file)) {
        char *start = line + strspn(line, " ");
        char *quote = strchr(start, '"'), *last = quote ? strrchr(quote + 1, '"') : NULL;
        if (last)
            *last = '\0';
        if (strncmp(start, "name = ", 7) == 0 && quote)
            snprintf(tier, sizeof tier, "%s", quote + 1);
        else if (sscanf(start, "xmin = %lf", &from) == 1 || sscanf(start, "xmax = %lf", &to) == 1)
            continue;
        else if (strncmp(start, "text = ", 7) == 0 && quote && count < most) {
            struct label *label = &labels[count++];
            snprintf(label->tier, sizeof label->tier, "%s", tier);
            label->from = from;
            label->to = to;
            snprintf(label->text, sizeof label->text, "%s", quote + 1);
        }
    }
    fclose(file);
    return count;
}

#endif
