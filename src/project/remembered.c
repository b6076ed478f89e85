#include "base/messages.h"
#include "project/ini.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/remembered.h>
#include <fangyin/text.h>
#include <inttypes.h>
#include <stdio.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void take(void *context, const char *key, const char *value)
{
    (void)fy_listening_take(context, key, value);
}

void fy_project_listening(const struct fy_project *project, struct fy_listening *listening)
{
    fy_project_each(project, "listen", take, listening);
}

/* recordings/HASH.ini of a recording, whose absolute path goes to *absolute (free). */
static char *recording_path(const char *recording, char **absolute)
{
    char name[64];

    *absolute = realpath(recording, NULL);
    if (*absolute == NULL)
        return NULL;
    /* The hash that the files were always named by. */
    const struct fy_content content = fy_content_old_of(*absolute, strlen(*absolute));
    snprintf(name, sizeof name, "recordings/%016" PRIx64 ".ini", content.hash);
    return fy_path_state(name);
}

static void read_state(const char *path, struct fy_listening *listening)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_ini ini = { 0 };

    if (fy_file_read(path, &bytes, NULL) == FY_OK && fy_ini_read(&ini, path, bytes.data, bytes.size) == FY_OK) {
        for (size_t i = 0; i < ini.count; i++) {
            if (strcmp(ini.entries[i].section, "listen") == 0)
                (void)fy_listening_take(listening, ini.entries[i].key, ini.entries[i].value);
        }
    }
    fy_ini_free(&ini);
    fy_buffer_free(&bytes);
}

void fy_remembered_read(const char *recording, struct fy_listening *listening)
{
    char *absolute = NULL;
    char *paths[] = { fy_path_state("listening.ini"), recording_path(recording, &absolute) };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (paths[i] != NULL)
            read_state(paths[i], listening);
        fy_free(paths[i]);
    }
    free(absolute);
}

static enum fy_status write_state(char *path, const struct fy_buffer *text, struct fy_error *error)
{
    if (path == NULL)
        return fy_fail(error, FY_NO_ACCESS, _("Nothing is remembered: HOME names no folder."));
    if (text->failed)
        return fy_fail_memory(error);
    fy_path_make_folders(path);
    return fy_file_replace(path, text->data, text->size, error);
}

static void put_channel(struct fy_buffer *out, int channel)
{
    fy_buffer_puts(out, "channel = ");
    if (channel >= 0)
        fy_buffer_printf(out, "%d\n", channel + 1);
    else
        fy_buffer_puts(out, channel == FY_CHANNELS_MIXED ? "mixed\n" : "all\n");
}

static void put_recording(struct fy_buffer *out, const char *absolute, const struct fy_listening *listening)
{
    const size_t size = strlen(absolute);

    fy_buffer_puts(out, "[listen]\n");
    /* A name of several lines, or of bytes that are no text, would spoil the file. */
    if (fy_text_valid(absolute, size, NULL) && strpbrk(absolute, "\n\r") == NULL)
        fy_buffer_printf(out, "recording = %s\n", absolute);
    if (listening->level)
        fy_buffer_puts(out, "gain = auto\n");
    else
        fy_buffer_printf(out, "gain = %d\n", listening->gain);
    put_channel(out, listening->channel);
    for (size_t i = 0; i < listening->muted_count; i++)
        fy_buffer_printf(out, "%s%" PRId64 "-%" PRId64, i == 0 ? "muted = " : " ", listening->muted[i].from,
                         listening->muted[i].to);
    if (listening->muted_count > 0)
        fy_buffer_putc(out, '\n');
}

enum fy_status fy_remembered_write(const char *recording, const struct fy_listening *listening, struct fy_error *error)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    char *absolute = NULL, number[FY_NUMBER_SIZE];
    char *own = fy_path_state("listening.ini"), *its = recording_path(recording, &absolute);

    fy_number_write(listening->speed / 100.0, number);
    fy_buffer_printf(&text, "[listen]\nspeed = %s\nvolume = %d\n", number, listening->volume);
    enum fy_status status = write_state(own, &text, error);
    fy_buffer_clear(&text);
    if (status == FY_OK && absolute != NULL) {
        put_recording(&text, absolute, listening);
        status = write_state(its, &text, error);
    }
    fy_buffer_free(&text);
    fy_free(own);
    fy_free(its);
    free(absolute);
    return status;
}
