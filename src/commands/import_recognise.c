#include "commands/import.h"

#include "base/messages.h"
#include "base/monotonic.h"
#include "sound/program.h"
#include "sound/resample.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATE = 16000, MOST_WORDS = 62, BLOCK = 8192, MOST_OUTPUT = 1 << 20 };
#define LONGEST_WAIT 120.0

/* ---- the WAV file ---- */

static void put_number(struct fy_buffer *out, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        fy_buffer_putc(out, (char)(number >> (8 * i) & 0xFF));
}

static void put_samples(struct fy_buffer *out, const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double value = isfinite(samples[i]) ? fmin(fmax((double)samples[i], -1), 1) * 32767 : 0;
        put_number(out, (uint32_t)(int32_t)lround(value), 2);
    }
}

static enum fy_status resample(struct fy_buffer *out, struct fy_recording *recording, int64_t from, int64_t to)
{
    struct fy_resampler *resampler = NULL;
    float in[BLOCK], done[BLOCK];
    enum fy_status status = fy_resampler_new(&resampler, fy_recording_rate(recording), RATE, 1);
    if (status == FY_OK)
        status = fy_resampler_begin(resampler);
    for (int64_t at = from; status == FY_OK && at < to; at += BLOCK) {
        const size_t count = to - at < BLOCK ? (size_t)(to - at) : BLOCK;
        size_t taken = 0, made = 1;
        fy_recording_read_mono(recording, at, -1, in, count);
        while (taken < count || made > 0) {
            size_t more = 0;
            made = fy_resampler_put(resampler, in + taken, count - taken, &more, done, BLOCK);
            taken += more;
            put_samples(out, done, made);
        }
    }
    for (size_t made = 1; status == FY_OK && made > 0;) {
        made = fy_resampler_finish(resampler, done, BLOCK);
        put_samples(out, done, made);
    }
    fy_resampler_free(resampler);
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

static enum fy_status write_wav(int fd, struct fy_recording *recording, int64_t from, int64_t to)
{
    struct fy_buffer samples = FY_BUFFER_EMPTY, head = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    if (fy_recording_rate(recording) == RATE) {
        float block[BLOCK];
        for (int64_t at = from; at < to; at += BLOCK) {
            const size_t count = to - at < BLOCK ? (size_t)(to - at) : BLOCK;
            fy_recording_read_mono(recording, at, -1, block, count);
            put_samples(&samples, block, count);
        }
    } else {
        status = resample(&samples, recording, from, to);
    }
    fy_buffer_puts(&head, "RIFF");
    put_number(&head, (uint32_t)samples.size + 36, 4);
    fy_buffer_puts(&head, "WAVEfmt ");
    put_number(&head, 16, 4);
    put_number(&head, 1 | 1 << 16, 4);
    put_number(&head, RATE, 4);
    put_number(&head, RATE * 2, 4);
    put_number(&head, 2 | 16 << 16, 4);
    fy_buffer_puts(&head, "data");
    put_number(&head, (uint32_t)samples.size, 4);
    if (status == FY_OK && (samples.failed || head.failed))
        status = FY_NO_MEMORY;
    if (status == FY_OK && (lseek(fd, 0, SEEK_SET) != 0 || ftruncate(fd, 0) != 0 ||
                            write(fd, fy_buffer_text(&head), head.size) != (ssize_t)head.size ||
                            write(fd, fy_buffer_text(&samples), samples.size) != (ssize_t)samples.size))
        status = FY_IO;
    fy_buffer_free(&samples);
    fy_buffer_free(&head);
    return status;
}

/* ---- the recogniser ---- */

struct recogniser {
    char *words[MOST_WORDS + 2];
    size_t count;
    double wait;
    char wav[64];
    int fd;
};

static void close_recogniser(struct recogniser *recogniser)
{
    for (size_t i = 0; i < recogniser->count; i++)
        fy_free(recogniser->words[i]);
    if (recogniser->fd >= 0) {
        close(recogniser->fd);
        unlink(recogniser->wav);
    }
}

/* A word of the command, with the file's path for each %s; *filled where there was one. */
static char *fill_in(const char *word, size_t size, const char *path, bool *filled)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    for (size_t i = 0; i < size; i++) {
        if (word[i] == '%' && i + 1 < size && word[i + 1] == 's') {
            fy_buffer_puts(&text, path);
            *filled = true;
            i++;
        } else {
            fy_buffer_putc(&text, word[i]);
        }
    }
    char *made = text.failed ? NULL : fy_strdup(fy_buffer_text(&text));
    fy_buffer_free(&text);
    return made;
}

static enum fy_status open_recogniser(struct recogniser *recogniser, const struct fy_project *project,
                                      struct fy_error *error)
{
    const char *command = fy_project_value(project, "draft", "command");
    bool filled = false, whole = true;
    *recogniser = (struct recogniser){ .wait = fy_project_number(project, "draft", "timeout", LONGEST_WAIT),
                                       .wav = "/tmp/fangyin-draft.XXXXXX",
                                       .fd = -1 };
    if (command == NULL || command[strspn(command, " \t")] == '\0')
        return fy_fail(error, FY_NOT_FOUND,
                       _("No recogniser is set: write \"command = ...\" under [draft] in fangyin.ini."));
    recogniser->fd = mkstemp(recogniser->wav);
    if (recogniser->fd < 0)
        return fy_fail(error, FY_IO, _("No temporary file could be made in /tmp."));
    for (const char *at = command; *at != '\0' && recogniser->count < MOST_WORDS;) {
        at += strspn(at, " \t");
        const size_t size = strcspn(at, " \t");
        if (size > 0) {
            char *word = fill_in(at, size, recogniser->wav, &filled);
            whole = whole && word != NULL;
            if (word != NULL)
                recogniser->words[recogniser->count++] = word;
        }
        at += size;
    }
    if (!filled)
        recogniser->words[recogniser->count++] = fy_strdup(recogniser->wav);
    whole = whole && recogniser->words[recogniser->count - 1] != NULL;
    if (!whole)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (!fy_program_exists(recogniser->words[0]))
        return fy_fail(error, FY_NOT_FOUND, _("The recogniser \"%s\" is not installed."), recogniser->words[0]);
    return FY_OK;
}

/* What it printed, as one line; false where it failed or took too long. */
static bool run(const struct recogniser *recogniser, struct fy_buffer *text)
{
    const char *arguments[MOST_WORDS + 2] = { NULL };
    struct fy_program program;
    char bytes[4096], line[256];
    const double begun = fy_monotonic();
    bool late = false;
    for (size_t i = 0; i < recogniser->count; i++)
        arguments[i] = recogniser->words[i];
    if (fy_program_start(&program, arguments) != 0)
        return false;
    for (;;) {
        const ssize_t size = fy_program_read(&program, bytes, sizeof bytes, 200);
        late = fy_monotonic() - begun > recogniser->wait || text->size > MOST_OUTPUT;
        if (size > 0)
            fy_buffer_append(text, bytes, (size_t)size);
        if (late || size == 0 || size == -1)
            break;
    }
    const bool good = fy_program_end(&program, late, line, sizeof line);
    return good && !late && !text->failed;
}

static void one_line(struct fy_buffer *text)
{
    size_t size = 0;
    for (size_t i = 0; i < text->size; i++) {
        const char byte = text->data[i];
        const bool blank = byte == '\0' || strchr(" \t\r\n", byte) != NULL;
        if (!blank)
            text->data[size++] = byte;
        else if (size > 0 && text->data[size - 1] != ' ')
            text->data[size++] = ' ';
    }
    while (size > 0 && text->data[size - 1] == ' ')
        size--;
    text->size = size;
    if (text->data != NULL)
        text->data[size] = '\0';
}

static void show(size_t done, size_t count)
{
    if (isatty(STDERR_FILENO) == 1) {
        fprintf(stderr, "\r%s %zu/%zu\033[K", _("recognising"), done, count);
        fflush(stderr);
    }
}

enum fy_status fy_import_recognise(struct fy_hypotheses *hypotheses, const struct fy_project *project,
                                   struct fy_recording *recording, const struct fy_grid *grid, size_t tier, size_t *failed,
                                   struct fy_error *error)
{
    struct recogniser recogniser;
    const double rate = fy_recording_rate(recording), end = (double)fy_recording_frames(recording);
    enum fy_status status = open_recogniser(&recogniser, project, error);
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, tier); i++) {
        const struct fy_interval *span = &fy_tier_intervals(grid, tier)[i];
        struct fy_buffer text = FY_BUFFER_EMPTY;
        const int64_t from = (int64_t)fmin(fmax(span->xmin * rate, 0), end), to = (int64_t)fmin(span->xmax * rate, end);
        if (fy_label_has_code(fy_sister_label(grid, tier, i, "event"), "pause") || from >= to)
            continue;
        status = write_wav(recogniser.fd, recording, from, to);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
        else if (!run(&recogniser, &text))
            (*failed)++;
        else if (one_line(&text), text.size > 0)
            status = fy_hypotheses_add(hypotheses, &(struct fy_hypothesis){ span->xmin, span->xmax, fy_buffer_text(&text),
                                                                            (double)NAN, 0 });
        fy_buffer_free(&text);
        show(i + 1, fy_tier_size(grid, tier));
    }
    if (isatty(STDERR_FILENO) == 1)
        fputs("\r\033[K", stderr);
    close_recogniser(&recogniser);
    return status;
}
