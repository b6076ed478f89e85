#include "sound/foreign_probe.h"

#include "base/messages.h"
#include "sound/program.h"

#include <fangyin/buffer.h>
#include <fangyin/number.h>
#include <stdlib.h>
#include <string.h>

/* The value of KEY="VALUE" or KEY=VALUE, one a line; "" without. */
static const char *value_of(const char *text, const char *key, char *value, size_t size)
{
    const size_t length = strlen(key);
    value[0] = '\0';
    for (const char *line = text; line; line = strchr(line, '\n'), line += line != NULL) {
        if (strncmp(line, key, length) != 0 || line[length] != '=')
            continue;
        const char *start = line + length + 1;
        start += *start == '"';
        snprintf(value, size, "%.*s", (int)strcspn(start, "\"\n"), start);
        break;
    }
    return value;
}

/* "N/A" and the like are 0. */
static double number_of(const char *text, const char *key)
{
    char value[64];
    double number = 0;
    value_of(text, key, value, sizeof value);
    const size_t size = strlen(value);
    return size > 0 && fy_number_read(value, size, &number) == size ? number : 0;
}

static bool is_one_of(const char *name, const char *list)
{
    const size_t size = strlen(name);
    for (const char *at = list; size > 0 && (at = strstr(at, name)); at += size)
        if ((at == list || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

static void take(struct fy_foreign_stream *stream, const char *text)
{
    char format[32];
    value_of(text, "format.format_name", stream->container, sizeof stream->container);
    value_of(text, "streams.stream.0.codec_name", stream->codec, sizeof stream->codec);
    stream->rate = (int)number_of(text, "streams.stream.0.sample_rate");
    stream->channels = (int)number_of(text, "streams.stream.0.channels");
    value_of(text, "streams.stream.0.sample_fmt", format, sizeof format);
    /* What was compressed with loss has no more than 16 bits to keep. */
    const bool exact = strncmp(stream->codec, "pcm_", 4) == 0 ||
                       is_one_of(stream->codec, "alac ape wavpack tta shorten flac mlp truehd");
    stream->bits = exact && strncmp(format, "s16", 3) != 0 && strncmp(format, "u8", 2) != 0 ? 24 : 16;
    /* Players begin at the container's start, but not before 0: what has a negative time is a decoder's warming up. */
    const double start = number_of(text, "format.start_time");
    stream->start = start > 0 ? start : 0;
    stream->duration = number_of(text, "format.duration");
    stream->guessed = is_one_of(stream->container, "aac mp3 amr amrnb amrwb ac3 eac3 dts mpeg mpegts gsm");
    /* Each recording of a chained Ogg counts its time from 0. */
    stream->timed = strcmp(stream->container, "ogg") != 0;
    stream->end = 0;
    if (strncmp(stream->container, "mov,", 4) == 0 && number_of(text, "streams.stream.0.duration") > 0)
        stream->end = number_of(text, "streams.stream.0.start_time") + number_of(text, "streams.stream.0.duration") -
                      stream->start;
}

enum fy_status fy_foreign_probe(struct fy_foreign_stream *stream, const char *path,
                                const struct fy_recording_watch *watch, struct fy_error *error)
{
    struct fy_program probe;
    struct fy_buffer text = FY_BUFFER_EMPTY, name = FY_BUFFER_EMPTY;
    char bytes[1024], words[300];
    fy_buffer_printf(&name, "file:%s", path);
    const char *const arguments[] = { "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist",
                                      FY_FOREIGN_DEMUXERS, "-of", "flat", "-select_streams", "a:0", "-show_entries",
                                      "format=format_name,start_time,duration:stream=codec_name,sample_rate,channels,"
                                      "sample_fmt,start_time,duration",
                                      "-i", fy_buffer_text(&name), NULL };
    if (name.failed || fy_program_start(&probe, arguments) != 0) {
        fy_buffer_free(&name);
        return fy_fail(error, FY_IO, _("The program ffprobe could not be started."));
    }
    bool go_on = true;
    for (ssize_t got; go_on && (got = fy_program_read(&probe, bytes, sizeof bytes, 200)) != 0 && got != -1;) {
        fy_buffer_append(&text, bytes, got > 0 ? (size_t)got : 0);
        go_on = !watch || watch->progress(watch->context, 0, 0);
    }
    const bool good = fy_program_end(&probe, !go_on, words, sizeof words);
    enum fy_status status = FY_OK;
    if (!go_on) {
        status = fy_fail(error, FY_CANCELLED, "%s", fy_status_text(FY_CANCELLED));
    } else if (!good) {
        /* "file:PATH: what is wrong" */
        const char *what = strncmp(words, name.data, name.size) == 0 && words[name.size] == ':' ? words + name.size + 1 : words;
        status = fy_fail(error, FY_SYNTAX, "%s", what + strspn(what, " "));
    } else {
        take(stream, fy_buffer_text(&text));
        if (stream->rate < 1 || stream->channels < 1)
            status = fy_fail(error, FY_UNSUPPORTED, _("There is no sound in this file."));
    }
    fy_buffer_free(&text);
    fy_buffer_free(&name);
    return status;
}
