/* Praat as the measure of our measures: runs it on sounds, and reads what it wrote. Both programs get the same samples:
 * a sound is rounded to 16 bits before either measures it. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_PRAAT_H
#define TESTS_SUPPORT_PRAAT_H

#include "support/folder.h"
#include "support/shared.h"
#include <fangyin/frames.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PRAAT_MOST_CHANNELS = 8, PRAAT_MOST_SOUNDS = 256 };

struct praat_sound {
    char name[256];
    char prefix[128]; /* of the files that Praat wrote about it */
    double rate;
    struct fy_sound sound;
    float *rows[PRAAT_MOST_CHANNELS];
};

struct praat_script {
    char folder[64];
    FILE *file;
    size_t count;
    char names[PRAAT_MOST_SOUNDS][256];
};

/* Skips the test where Praat is absent. `body` is done to each sound, which is selected and has the number `s`; files
 * it writes are named out$ + something. */
static inline void praat_begin(struct praat_script *script, const char *body)
{
    char path[128];
    if (system("command -v praat >/dev/null 2>&1") != 0) {
        print_message("skipped: praat is not installed\n");
        skip();
    }
    *script = (struct praat_script){ .folder = "/tmp/fangyin-praat-XXXXXX" };
    assert_non_null(mkdtemp(script->folder));
    snprintf(path, sizeof path, "%s/script.praat", script->folder);
    script->file = fopen(path, "w");
    assert_non_null(script->file);
    /* Praat's noise is the same in every run. */
    fprintf(script->file,
            "random_initializeWithSeedUnsafelyButPredictably (1)\n"
            "procedure measure: out$\n"
            "  if numberOfSelected (\"Sound\") = 1\n"
            "    Save as WAV file: out$ + \".wav\"\n"
            "    Remove\n"
            "    s = Read from file: out$ + \".wav\"\n"
            "    channels = Get number of channels\n"
            "    rate = Get sampling frequency\n"
            "    writeFileLine: out$ + \".info\", rate, \" \", channels\n"
            "    for c to channels\n"
            "      selectObject: s\n"
            "      one = Extract one channel: c\n"
            "      Save as raw 16-bit little-endian file: out$ + \".\" + string$ (c) + \".raw\"\n"
            "      Remove\n"
            "    endfor\n"
            "    selectObject: s\n"
            "%s"
            "    select all\n"
            "    Remove\n"
            "  endif\n"
            "endproc\n",
            body);
}

/* `make` is Praat's way to select a new sound. */
static inline void praat_add(struct praat_script *script, const char *make)
{
    assert_true(script->count < PRAAT_MOST_SOUNDS);
    if (script->names[script->count][0] == '\0')
        snprintf(script->names[script->count], sizeof script->names[0], "made sound %zu", script->count);
    fprintf(script->file, "%s\n@measure: \"%s/%03zu\"\n", make, script->folder, script->count++);
}

static inline void praat_add_file_(void *context, const char *path, const char *name)
{
    struct praat_script *const script = context;
    char make[8192], absolute[4096];
    if (realpath(path, absolute) == NULL)
        return;
    snprintf(script->names[script->count], sizeof script->names[0], "%s", name);
    snprintf(make, sizeof make, "nocheck Read from file: \"%s\"", absolute);
    praat_add(script, make);
}

/* All files of a folder of the corpus with that ending; none where the corpus is absent. */
static inline void praat_add_corpus(struct praat_script *script, const char *folder, const char *ending)
{
    char path[1024];
    if (shared_path(path, sizeof path, folder))
        (void)folder_visit(path, ending, praat_add_file_, script);
    else
        print_message("no %s: only made sounds are measured\n", path);
}

static inline bool praat_load_(struct praat_sound *sound)
{
    char path[256];
    int channels = 0;
    snprintf(path, sizeof path, "%s.info", sound->prefix);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    const bool good = fscanf(file, "%lf %d", &sound->rate, &channels) == 2;
    fclose(file);
    if (!good || channels < 1 || channels > PRAAT_MOST_CHANNELS)
        return false;
    for (int c = 0; c < channels; c++) {
        struct fy_buffer bytes = FY_BUFFER_EMPTY;
        snprintf(path, sizeof path, "%s.%d.raw", sound->prefix, c + 1);
        assert_true(folder_read_file(&bytes, path));
        sound->sound.count = (int64_t)bytes.size / 2;
        sound->rows[c] = malloc(bytes.size / 2 * sizeof(float) + 1);
        assert_non_null(sound->rows[c]);
        for (size_t i = 0; i < bytes.size / 2; i++) {
            int16_t value;
            memcpy(&value, bytes.data + 2 * i, 2);
            sound->rows[c][i] = (float)value / 32768.0F;
        }
        fy_buffer_free(&bytes);
    }
    sound->sound.channels = (const float *const *)sound->rows;
    sound->sound.channel_count = (size_t)channels;
    return true;
}

/* Run the script, call back for each sound that Praat could read, remove all files. */
static inline void praat_end(struct praat_script *script, void (*visit)(void *context, const struct praat_sound *sound),
                             void *context)
{
    char command[512];
    assert_int_equal(fclose(script->file), 0);
    snprintf(command, sizeof command, "praat --run '%s/script.praat' >'%s/log' 2>&1", script->folder, script->folder);
    const int result = system(command);
    if (result != 0) {
        snprintf(command, sizeof command, "tail -5 '%s/log'", script->folder);
        (void)!system(command);
    }
    assert_int_equal(result, 0);
    for (size_t i = 0; i < script->count; i++) {
        struct praat_sound sound = { .rate = 0.0 };
        snprintf(sound.name, sizeof sound.name, "%s", script->names[i]);
        snprintf(sound.prefix, sizeof sound.prefix, "%s/%03zu", script->folder, i);
        if (!praat_load_(&sound))
            continue;
        visit(context, &sound);
        for (size_t c = 0; c < PRAAT_MOST_CHANNELS; c++)
            free(sound.rows[c]);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", script->folder);
    assert_int_equal(system(command), 0);
}

/* A file of numbers that Praat wrote about a sound, after `lines` lines of header; NULL where there is none. */
static inline FILE *praat_open(const struct praat_sound *sound, const char *ending, int lines)
{
    char path[256], line[1024];
    snprintf(path, sizeof path, "%s%s", sound->prefix, ending);
    FILE *const file = fopen(path, "r");
    for (int i = 0; file != NULL && i < lines; i++)
        assert_non_null(fgets(line, sizeof line, file));
    return file;
}

static inline double praat_number(FILE *file)
{
    char word[64];
    assert_int_equal(fscanf(file, "%63s", word), 1);
    return strcmp(word, "--undefined--") == 0 ? (double)NAN : strtod(word, NULL);
}

#endif
