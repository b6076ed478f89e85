#include "sound/sound_file.h"

#include "base/messages.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the format's name ---- */

struct name {
    int code;
    const char *name;
};

static const struct name containers[] = {
    { SF_FORMAT_WAV, "WAV" },   { SF_FORMAT_WAVEX, "WAV" },   { SF_FORMAT_RF64, "RF64" }, { SF_FORMAT_W64, "Wave64" },
    { SF_FORMAT_AIFF, "AIFF" }, { SF_FORMAT_AU, "AU" },       { SF_FORMAT_CAF, "CAF" },   { SF_FORMAT_FLAC, "FLAC" },
    { SF_FORMAT_OGG, "Ogg" },   { SF_FORMAT_NIST, "SPHERE" }, { SF_FORMAT_MPEG, "MPEG" },
};

static const struct name encodings[] = {
    { SF_FORMAT_PCM_S8, N_("8 bit") },
    { SF_FORMAT_PCM_U8, N_("8 bit") },
    { SF_FORMAT_PCM_16, N_("16 bit") },
    { SF_FORMAT_PCM_24, N_("24 bit") },
    { SF_FORMAT_PCM_32, N_("32 bit") },
    { SF_FORMAT_FLOAT, N_("32 bit float") },
    { SF_FORMAT_DOUBLE, N_("64 bit float") },
    { SF_FORMAT_ULAW, "µ-law" },
    { SF_FORMAT_ALAW, "A-law" },
    { SF_FORMAT_VORBIS, "Vorbis" },
    { SF_FORMAT_OPUS, "Opus" },
    { SF_FORMAT_GSM610, "GSM 6.10" },
    { SF_FORMAT_IMA_ADPCM, "IMA ADPCM" },
    { SF_FORMAT_MS_ADPCM, "MS ADPCM" },
};

/* The library's own name serves where the table has none. */
static const char *name_of(const struct name *table, size_t count, int code)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].code == code)
            return fy_message(table[i].name);
    SF_FORMAT_INFO info = { .format = code };
    if (sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof info) == 0 && info.name)
        return info.name;
    return _("unknown");
}

static void name_format(char *text, size_t size, int format)
{
    int container = format & SF_FORMAT_TYPEMASK, encoding = format & SF_FORMAT_SUBMASK;
    if (container == SF_FORMAT_MPEG && encoding == SF_FORMAT_MPEG_LAYER_III)
        snprintf(text, size, "MP3");
    else
        snprintf(text, size, "%s, %s", name_of(containers, sizeof containers / sizeof *containers, container),
                 name_of(encodings, sizeof encodings / sizeof *encodings, encoding));
}

/* Bytes of sound that the header promises beyond the bytes that are there, as a ratio to these (0 if it keeps its
 * promise). libsndfile corrects the count by itself and mentions it in its log only:
 *     data : 1280000 (should be 767968)        WAV;   SSND in AIFF, Data Size in AU
 * Sizes near 2^31 and 2^32 are what a program writes that cannot know the length: no promise. */
static double broken_promise(SNDFILE *file)
{
    char log[4096];
    int size = sf_command(file, SFC_GET_LOG_INFO, log, sizeof log);
    log[size < 0 ? 0 : (size_t)size < sizeof log ? (size_t)size : sizeof log - 1] = '\0';
    static const char *const names[] = { "data", "SSND", "Data Size" };
    for (char *line = log; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        line += strspn(line, " ");
        size_t i = 0;
        while (i < sizeof names / sizeof *names && strncmp(line, names[i], strlen(names[i])) != 0)
            i++;
        if (i == sizeof names / sizeof *names)
            continue;
        char *rest = line + strlen(names[i]);
        rest += strspn(rest, " ");
        if (*rest != ':')
            continue;
        long long promised = strtoll(rest + 1, &rest, 10);
        static const char but[] = " (should be ";
        if (strncmp(rest, but, sizeof but - 1) != 0)
            continue;
        long long there = strtoll(rest + sizeof but - 1, NULL, 10);
        if (there > 0 && promised > there && promised < 0x7FF00000)
            return (double)promised / (double)there;
    }
    return 0;
}

/* ---- reading ---- */

struct fy_sound_file {
    SNDFILE *file;
    /* What libsndfile sees is `view.header` and then the file from its sound on. */
    struct fy_sound_view view;
    int fd; /* -1 for a file that is read as it stands */
    int64_t at;
};

static sf_count_t view_size(void *context)
{
    const struct fy_sound_file *file = context;
    return file->view.header_size + file->view.present;
}

static sf_count_t view_seek(sf_count_t offset, int whence, void *context)
{
    struct fy_sound_file *file = context;
    const int64_t at = offset + (whence == SEEK_CUR ? file->at : whence == SEEK_END ? view_size(context) : 0);
    if (at < 0)
        return -1;
    return file->at = at;
}

static sf_count_t view_read(void *bytes, sf_count_t count, void *context)
{
    struct fy_sound_file *file = context;
    const int64_t header = file->view.header_size;
    char *out = bytes;
    sf_count_t done = 0;
    for (; done < count && file->at < header; done++)
        out[done] = (char)file->view.header[file->at++];
    while (done < count) {
        const ssize_t got =
            pread(file->fd, out + done, (size_t)(count - done), (off_t)(file->view.sound + file->at - header));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += got;
        file->at += got;
    }
    return done;
}

static sf_count_t view_tell(void *context)
{
    return ((struct fy_sound_file *)context)->at;
}

static SNDFILE *open_view(struct fy_sound_file *file, const char *path, SF_INFO *info)
{
    SF_VIRTUAL_IO calls = { view_size, view_seek, view_read, NULL, view_tell };
    file->fd = open(path, O_RDONLY | O_CLOEXEC);
    return file->fd < 0 ? NULL : sf_open_virtual(&calls, SFM_READ, info, file);
}

enum fy_status fy_sound_file_open(struct fy_sound_file **out, const char *path, const struct fy_sound_view *view,
                                  struct fy_sound_info *info)
{
    SF_INFO given = { 0 };
    struct fy_sound_file *file = fy_calloc(1, sizeof *file);
    *out = NULL;
    if (!file)
        return FY_NO_MEMORY;
    file->fd = -1;
    if (view)
        file->view = *view;
    file->file = view ? open_view(file, path, &given) : sf_open(path, SFM_READ, &given);
    if (!file->file) {
        fy_sound_file_close(file);
        return sf_error(NULL) == SF_ERR_UNRECOGNISED_FORMAT ? FY_UNSUPPORTED : FY_SYNTAX;
    }
    const int encoding = given.format & SF_FORMAT_SUBMASK;
    *info = (struct fy_sound_info){
        .frames = given.frames,
        .rate = given.samplerate,
        .channels = given.channels,
        .seekable = given.seekable != 0,
        .mpeg = (given.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG,
        .floats = encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE,
        .broken_promise = broken_promise(file->file),
    };
    name_format(info->format, sizeof info->format, given.format);
    *out = file;
    return FY_OK;
}

void fy_sound_file_close(struct fy_sound_file *file)
{
    if (!file)
        return;
    if (file->file)
        sf_close(file->file);
    if (file->fd >= 0)
        close(file->fd);
    fy_free(file);
}

bool fy_sound_file_seek(struct fy_sound_file *file, int64_t frame)
{
    return sf_seek(file->file, frame, SEEK_SET) == frame;
}

int64_t fy_sound_file_read(struct fy_sound_file *file, float *interleaved, int64_t frames)
{
    const sf_count_t got = sf_readf_float(file->file, interleaved, frames);
    return got > 0 ? got : 0;
}

const char *fy_sound_file_comment(struct fy_sound_file *file)
{
    return sf_get_string(file->file, SF_STR_COMMENT);
}

/* ---- writing ---- */

struct fy_sound_writer {
    SNDFILE *file;
};

struct fy_sound_writer *fy_sound_writer_new(int fd, int rate, int channels, int bits, const char *comment)
{
    SF_INFO info = { .samplerate = rate,
                     .channels = channels,
                     .format = SF_FORMAT_FLAC | (bits > 16 ? SF_FORMAT_PCM_24 : SF_FORMAT_PCM_16) };
    struct fy_sound_writer *writer = fy_calloc(1, sizeof *writer);
    if (!writer)
        return NULL;
    writer->file = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
    if (!writer->file) {
        fy_free(writer);
        return NULL;
    }
    /* Fast is small enough: what it is made of was compressed with loss. */
    double level = 0.25;
    sf_command(writer->file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
    sf_set_string(writer->file, SF_STR_COMMENT, comment);
    return writer;
}

bool fy_sound_writer_write(struct fy_sound_writer *writer, const int32_t *interleaved, int64_t frames)
{
    return sf_writef_int(writer->file, interleaved, frames) == frames;
}

bool fy_sound_writer_close(struct fy_sound_writer *writer)
{
    const bool written = sf_error(writer->file) == SF_ERR_NO_ERROR;
    const bool closed = sf_close(writer->file) == 0;
    fy_free(writer);
    return written && closed;
}
