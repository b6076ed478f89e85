#include "sound/foreign.h"

#include "base/messages.h"
#include "base/monotonic.h"
#include "sound/cache.h"
#include "sound/foreign_probe.h"
#include "sound/program.h"
#include "sound/sound_file.h"

#include <errno.h>
#include <fangyin/buffer.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 1 << 16,   /* bytes read at once */
    PADDING = 1 << 13, /* frames behind the stated end that are an encoder's last block, not sound */
    MOST_CHANNELS = 8, /* of FLAC */
};

#define COMMENT "fangyin recording 1\t"

/* ---- where it comes from ---- */

static const char *container_name(const char *container)
{
    static const struct {
        const char *begins, *name;
    } names[] = {
        { "mov", "MP4" },    { "matroska", "Matroska" }, { "asf", "ASF" },      { "mpegts", "MPEG" },
        { "mpeg", "MPEG" },  { "avi", "AVI" },           { "flv", "Flash" },    { "amr", "AMR" },
        { "aac", "ADTS" },   { "ape", "APE" },           { "wv", "WavPack" },   { "nistsphere", "SPHERE" },
        { "wav", "WAV" },    { "mp3", "MPEG" },          { "shn", "Shorten" },  { "rm", "RealMedia" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(container, names[i].begins, strlen(names[i].begins)) == 0)
            return names[i].name;
    return container;
}

static const char *codec_name(const char *codec)
{
    static const struct {
        const char *codec, *name;
    } names[] = {
        { "aac", "AAC" },       { "amr_nb", "AMR-NB" }, { "amr_wb", "AMR-WB" }, { "opus", "Opus" },
        { "vorbis", "Vorbis" }, { "wmav1", "WMA" },     { "wmav2", "WMA" },     { "wmapro", "WMA Pro" },
        { "alac", "ALAC" },     { "mp3", "MP3" },       { "ac3", "AC-3" },      { "flac", "FLAC" },
        { "mp2", "MP2" },       { "shorten", "Shorten" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(codec, names[i].codec) == 0)
            return names[i].name;
    return codec;
}

/* COMMENT, the format, a tab, seconds. */
static void write_origin(struct fy_buffer *comment, const struct fy_foreign_stream *stream)
{
    char number[FY_NUMBER_SIZE];
    fy_number_write(stream->guessed ? 0 : stream->end > 0 ? stream->end : stream->duration, number);
    fy_buffer_printf(comment, COMMENT "%s, %s\t%s", container_name(stream->container), codec_name(stream->codec), number);
}

bool fy_foreign_origin_parse(struct fy_foreign_origin *origin, const char *comment)
{
    const size_t mark = strlen(COMMENT);
    if (!comment || strncmp(comment, COMMENT, mark) != 0)
        return false;
    const char *tab = strchr(comment + mark, '\t');
    if (!tab)
        return false;
    snprintf(origin->format, sizeof origin->format, "%.*s", (int)(tab - comment - (int)mark), comment + mark);
    return fy_number_read(tab + 1, strlen(tab + 1), &origin->promised_seconds) > 0;
}

/* ---- decoding ---- */

struct decoding {
    struct fy_program ffmpeg;
    struct fy_sound_writer *writer;
    size_t frame_size;   /* bytes */
    int64_t frames, end; /* written; where an encoder's padding begins, INT64_MAX where that is not known */
    struct fy_buffer bytes;   /* not written yet: half a frame, and what may be padding */
    bool disk_full;
};

static enum fy_status start_ffmpeg(struct decoding *decoding, const char *path, const struct fy_foreign_stream *stream,
                                   struct fy_error *error)
{
    struct fy_buffer name = FY_BUFFER_EMPTY, filter = FY_BUFFER_EMPTY;
    char start[FY_NUMBER_SIZE];
    fy_number_write(stream->start, start);
    fy_buffer_printf(&name, "file:%s", path);
    /* The file's own times, counted from what players call 0. Silence where sound begins later (a video's often does) or
     * is missing, so that all that follows is in its place. */
    fy_buffer_printf(&filter, "asetpts=PTS-(%s)/TB,aresample=async=1:first_pts=0", start);
    const char *const times = stream->timed ? "-copyts" : "-nostdin", *const as_timed = fy_buffer_text(&filter);
    const char *const arguments[] = { "ffmpeg", "-nostdin", "-v", "error", times, "-protocol_whitelist", "file",
                                      "-format_whitelist", FY_FOREIGN_DEMUXERS, "-i", fy_buffer_text(&name), "-map",
                                      "0:a:0", "-af", stream->timed ? as_timed : "anull", "-protocol_whitelist", "pipe",
                                      "-c:a", "pcm_s32le", "-f", "s32le", "pipe:1", NULL };
    const int number = name.failed || filter.failed ? ENOMEM : fy_program_start(&decoding->ffmpeg, arguments);
    fy_buffer_free(&name);
    fy_buffer_free(&filter);
    return number == 0 ? FY_OK
                       : fy_fail(error, FY_IO, _("The program ffmpeg could not be started: %s."), strerror(number));
}

static bool write_frames(struct decoding *decoding, int64_t frames)
{
    /* Samples come as this machine's own integers only on little-endian ones, as all are that we run on. */
    const size_t used = (size_t)frames * decoding->frame_size;
    int32_t *samples = fy_malloc(used + 1);
    if (!samples)
        return false;
    memcpy(samples, decoding->bytes.data, used);
    const bool written = frames == 0 || fy_sound_writer_write(decoding->writer, samples, frames);
    fy_free(samples);
    memmove(decoding->bytes.data, decoding->bytes.data + used, decoding->bytes.size - used);
    decoding->bytes.size -= used;
    decoding->frames += frames;
    return written;
}

/* Write what is whole. What lies behind the stated end waits until it is clear that it is more than padding. */
static bool take_bytes(struct decoding *decoding, const char *bytes, size_t size)
{
    fy_buffer_append(&decoding->bytes, bytes, size);
    if (decoding->bytes.failed)
        return false;
    int64_t frames = (int64_t)(decoding->bytes.size / decoding->frame_size);
    if (decoding->frames + frames > decoding->end) {
        const int64_t before = decoding->end - decoding->frames;
        if (frames - before > PADDING)
            decoding->end = INT64_MAX;
        else
            frames = before;
    }
    return write_frames(decoding, frames);
}

/* Until ffmpeg has no more. */
static enum fy_status pump(struct decoding *decoding, const struct fy_foreign_stream *stream,
                           const struct fy_recording_watch *watch, struct fy_error *error)
{
    char *bytes = fy_malloc(BLOCK);
    enum fy_status status = bytes ? FY_OK : FY_NO_MEMORY;
    double told = 0;
    while (status == FY_OK) {
        const ssize_t got = fy_program_read(&decoding->ffmpeg, bytes, BLOCK, 200);
        if (got == 0 || got == -1)
            break;
        if (got > 0 && !take_bytes(decoding, bytes, (size_t)got)) {
            decoding->disk_full = !decoding->bytes.failed;
            status = decoding->disk_full ? FY_IO : FY_NO_MEMORY;
        }
        if (watch && status == FY_OK && fy_monotonic() - told > 0.2) {
            told = fy_monotonic();
            if (!watch->progress(watch->context, (double)decoding->frames / stream->rate, stream->duration))
                status = FY_CANCELLED;
        }
    }
    fy_free(bytes);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

static enum fy_status run_ffmpeg(const char *path, int fd, const struct fy_foreign_stream *stream,
                                 const struct fy_recording_watch *watch, struct fy_error *error)
{
    struct fy_buffer comment = FY_BUFFER_EMPTY;
    struct decoding decoding = {
        .frame_size = (size_t)stream->channels * sizeof(int32_t),
        .end = stream->end > 0 ? (int64_t)(stream->end * stream->rate + 0.5) : INT64_MAX,
        .bytes = FY_BUFFER_EMPTY,
    };
    char words[300];
    write_origin(&comment, stream);
    if (!comment.failed)
        decoding.writer = fy_sound_writer_new(fd, stream->rate, stream->channels, stream->bits, comment.data);
    fy_buffer_free(&comment);
    if (!decoding.writer)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("Its sound has %d channels at %d Hz; what is read through ffmpeg has at most %d channels."),
                       stream->channels, stream->rate, MOST_CHANNELS);
    enum fy_status status = start_ffmpeg(&decoding, path, stream, error);
    if (status == FY_OK) {
        status = pump(&decoding, stream, watch, error);
        const bool good = fy_program_end(&decoding.ffmpeg, status != FY_OK, words, sizeof words);
        /* Damage on the way is no reason to refuse what could be heard before it. */
        if (status == FY_OK && !good && decoding.frames == 0)
            status = fy_fail(error, FY_SYNTAX, _("ffmpeg could not read its sound: %s"), words);
        else if (status == FY_OK && decoding.frames == 0)
            status = fy_fail(error, FY_SYNTAX, _("There is no sound in this file."));
    }
    const bool closed = fy_sound_writer_close(decoding.writer);
    if (decoding.disk_full || (status == FY_OK && !closed))
        status = fy_fail(error, FY_IO,
                         _("The decoded sound could not be written to the cache (%s); is the disk full?"), strerror(errno));
    fy_buffer_free(&decoding.bytes);
    return status;
}

static enum fy_status fail_without_ffmpeg(const char *name, struct fy_error *error)
{
    return fy_fail(error, FY_UNSUPPORTED,
                   _("This is %s. To read it, install ffmpeg (\"sudo apt install ffmpeg\", on a Mac \"brew install "
                     "ffmpeg\") and open it again."),
                   name);
}

/* Decode into the cache, where `path` of foreign says. */
static enum fy_status decode(struct fy_foreign *foreign, const char *path, const struct fy_recording_watch *watch,
                             struct fy_error *error)
{
    struct fy_foreign_stream stream;
    char temporary[PATH_MAX];
    enum fy_status status = fy_foreign_probe(&stream, path, watch, error);
    if (status != FY_OK)
        return status;
    const int fd = fy_cache_create(foreign->path, temporary);
    if (fd < 0)
        return fy_fail(error, FY_IO, _("The decoded sound could not be put into the cache: %s."), strerror(errno));
    status = run_ffmpeg(path, fd, &stream, watch, error);
    if (status != FY_OK) {
        fy_cache_drop(fd, temporary);
        return status;
    }
    const int number = fy_cache_keep(fd, temporary, foreign->path, FY_CACHE_LIMIT);
    return number == 0 ? FY_OK
                       : fy_fail(error, FY_IO, _("The decoded sound could not be put into the cache: %s."),
                                 strerror(number));
}

enum fy_status fy_foreign_decode(struct fy_foreign *foreign, const char *path, const char *name,
                                 const struct fy_recording_watch *watch, struct fy_error *error)
{
    char key[FY_CACHE_KEY];
    struct fy_error why = { 0 };
    if (!fy_cache_key(path, key) || !fy_cache_path(key, "flac", foreign->path))
        return fy_fail(error, FY_IO,
                       _("There is no folder for what is decoded: neither HOME nor XDG_CACHE_HOME names one."));
    foreign->held = fy_cache_open(foreign->path);
    if (foreign->held >= 0)
        return FY_OK;
    if (!fy_program_exists("ffmpeg") || !fy_program_exists("ffprobe"))
        return name ? fail_without_ffmpeg(name, error) : fy_fail(error, FY_SYNTAX, "%s", "");
    enum fy_status status = decode(foreign, path, watch, &why);
    if (status == FY_OK) {
        foreign->held = fy_cache_open(foreign->path);
        return foreign->held >= 0 ? FY_OK : fy_fail(error, FY_IO, "%s", strerror(errno));
    }
    if (status == FY_SYNTAX && !name)
        return fy_fail(error, FY_SYNTAX, "%s", "");
    if (status == FY_SYNTAX && name)
        return fy_fail(error, FY_SYNTAX, _("This is %s, but it is damaged or was never finished: %s"), name,
                       why.sentence);
    return fy_fail(error, status, "%s", why.sentence);
}
