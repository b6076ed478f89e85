#include <fangyin/memory.h>
#include <fangyin/recording.h>

#include "base/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MP3_RUN_UP = 12 * 1152, /* frames; an MP3 block uses bits of up to nine blocks before it */
    LONG_RUN_UP = 1 << 16,
    END_RUN_UP = 8192,
};

struct fy_recording {
    SNDFILE *file; /* NULL after the file could not be opened again */
    char *path;
    int64_t frames; /* that can be read */
    int rate, channels;
    bool floats;      /* the file may hold NaN and infinities */
    bool forward;     /* it can be read in order only (GSM) */
    int64_t run_up;   /* frames to decode before the one that is wanted, so that it comes out right */
    int64_t position; /* of `file`, in frames; -1 where it is unknown */
    float *mixing;    /* mixing_frames interleaved frames */
    size_t mixing_frames;
    char format[96];
    char warning[256];
};

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

static void name_format(struct fy_recording *recording, int format)
{
    int container = format & SF_FORMAT_TYPEMASK, encoding = format & SF_FORMAT_SUBMASK;
    if (container == SF_FORMAT_MPEG && encoding == SF_FORMAT_MPEG_LAYER_III)
        snprintf(recording->format, sizeof recording->format, "MP3");
    else
        snprintf(recording->format, sizeof recording->format, "%s, %s",
                 name_of(containers, sizeof containers / sizeof *containers, container),
                 name_of(encodings, sizeof encodings / sizeof *encodings, encoding));
}

/* ---- opening ---- */

/* Sound that libsndfile does not know, by its first bytes; NULL if it is not that either. */
static const char *foreign_format(const unsigned char *bytes, size_t size)
{
    static const struct {
        size_t at;
        const char *magic, *name;
    } known[] = {
        { 4, "ftyp", "M4A or MP4" },
        { 0, "#!AMR", "AMR" },
        { 0, "\x30\x26\xB2\x75", "WMA" },
        { 0, "\x1A\x45\xDF\xA3", "Matroska or WebM" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i].magic);
        if (known[i].at + length <= size && memcmp(bytes + known[i].at, known[i].magic, length) == 0)
            return known[i].name;
    }
    return NULL;
}

/* Everything that can be told before libsndfile looks at it. A pipe would make it wait for ever. */
static enum fy_status look_at_file(const char *path, unsigned char first[16], size_t *size, struct fy_error *error)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        int cause = errno;
        if (cause == ENOENT || cause == ENOTDIR)
            return fy_fail(error, FY_NOT_FOUND, _("There is no such file."));
        if (cause == EACCES)
            return fy_fail(error, FY_NO_ACCESS, _("You may not look into this folder."));
        return fy_fail(error, FY_IO, _("The system cannot find out about this file: %s."), strerror(cause));
    }
    if (S_ISDIR(info.st_mode))
        return fy_fail(error, FY_INVALID, _("This is a folder; name a sound file in it."));
    if (!S_ISREG(info.st_mode))
        return fy_fail(error, FY_UNSUPPORTED,
                       _("This is no ordinary file; sound is read from files only, "
                         "because one must be able to go back in it."));
    if (info.st_size == 0)
        return fy_fail(error, FY_SYNTAX,
                       _("The file is empty: it has no sound, not even a header. "
                         "Perhaps copying or recording was broken off."));
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? -1 : read(file, first, 16);
    int cause = errno;
    if (file >= 0)
        close(file);
    if (got < 0 && cause == EACCES)
        return fy_fail(error, FY_NO_ACCESS, _("You may not read this file; ask its owner for the right to."));
    if (got < 0)
        return fy_fail(error, FY_IO, _("The file cannot be read: %s."), strerror(cause));
    *size = (size_t)got;
    return FY_OK;
}

static enum fy_status refused(const unsigned char *first, size_t size, struct fy_error *error)
{
    const char *foreign = foreign_format(first, size);
    if (foreign)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("This is %s, which cannot be read here. Expected is WAV, FLAC, Ogg, Opus, "
                         "MP3 or AIFF; \"ffmpeg -i FILE NEW.wav\" turns most recordings into one."),
                       foreign);
    if (sf_error(NULL) == SF_ERR_UNRECOGNISED_FORMAT)
        return fy_fail(error, FY_SYNTAX,
                       _("This is no sound file, whatever its name says. Expected is WAV, FLAC, Ogg, "
                         "Opus, MP3 or AIFF."));
    return fy_fail(error, FY_SYNTAX,
                   _("The file begins like a sound file, but is damaged or cut off before the sound "
                     "starts. Copy it again from where it came from."));
}

static bool open_again(struct fy_recording *recording)
{
    SF_INFO info = { 0 };
    if (recording->file)
        sf_close(recording->file);
    recording->position = -1;
    recording->file = sf_open(recording->path, SFM_READ, &info);
    if (!recording->file)
        return false;
    if (info.channels == recording->channels && info.samplerate == recording->rate) {
        recording->position = 0;
        return true;
    }
    sf_close(recording->file);
    recording->file = NULL;
    return false;
}

/* Where there is no seeking: decode up to that frame, from the start if it lies behind. */
static bool go_forward(struct fy_recording *recording, int64_t frame)
{
    if ((recording->position < 0 || recording->position > frame) && !open_again(recording))
        return false;
    while (recording->position < frame) {
        int64_t left = frame - recording->position, most = (int64_t)recording->mixing_frames;
        sf_count_t got = sf_readf_float(recording->file, recording->mixing, left < most ? left : most);
        if (got <= 0) {
            recording->position = -1;
            return false;
        }
        recording->position += got;
    }
    return true;
}

/* Seek a little before the frame and decode up to it. */
static bool approach(struct fy_recording *recording, int64_t frame, int64_t run_up)
{
    int64_t start = frame > run_up ? frame - run_up : 0;
    if (!recording->file || sf_seek(recording->file, start, SEEK_SET) != start)
        recording->position = -1; /* go_forward starts afresh */
    else
        recording->position = start;
    return (recording->position == start || (start == 0 && open_again(recording))) && go_forward(recording, frame);
}

/* After a seek beyond what is there, decoders may refuse every seek to come; a fresh one does not. And in a damaged
 * block there is no seeking, but what is before the damage can be decoded. */
static bool go_to(struct fy_recording *recording, int64_t frame)
{
    if (recording->file && recording->position == frame)
        return true;
    if (recording->forward)
        return go_forward(recording, frame);
    if (approach(recording, frame, recording->run_up))
        return true;
    if (open_again(recording) && approach(recording, frame, recording->run_up))
        return true;
    return open_again(recording) && approach(recording, frame, LONG_RUN_UP);
}

/* ---- how much sound there is ---- */

/* In one attempt, on a decoder that no failure has spoilt. */
static bool can_seek_to(struct fy_recording *recording, int64_t frame)
{
    if (recording->forward) {
        bool reached = go_forward(recording, frame) && sf_readf_float(recording->file, recording->mixing, 1) == 1;
        recording->position = reached ? frame + 1 : -1;
        return reached;
    }
    if (recording->position < 0 && !open_again(recording))
        return false;
    bool found = sf_seek(recording->file, frame, SEEK_SET) == frame &&
                 sf_readf_float(recording->file, recording->mixing, 1) == 1;
    recording->position = found ? frame + 1 : -1;
    return found;
}

/* Frames in order from where the file stands, until there are no more or `most` were read. */
static int64_t count_on(struct fy_recording *recording, int64_t most)
{
    int64_t count = 0;
    recording->position = -1;
    while (count < most) {
        int64_t left = most - count, room = (int64_t)recording->mixing_frames;
        sf_count_t got = sf_readf_float(recording->file, recording->mixing, left < room ? left : room);
        if (got <= 0)
            break;
        count += got;
    }
    return count;
}

/* Not by seeking to the last frame itself: where that is missing, libFLAC decodes the whole file in search of it. */
static bool reaches(struct fy_recording *recording, int64_t end)
{
    int64_t before = end > END_RUN_UP ? end - END_RUN_UP : 0;
    return can_seek_to(recording, before) && count_on(recording, end - before - 1) == end - before - 1;
}

/* The end of what can be read, known to be before `limit`: by halves, and the last stretch frame by frame, because
 * seeking into a broken last block fails where reading up to it still gives sound. */
static int64_t find_end(struct fy_recording *recording, int64_t limit)
{
    int64_t good = 0, bad = limit;
    while (bad - good > 1 << 15) {
        int64_t middle = good + (bad - good) / 2;
        if (can_seek_to(recording, middle))
            good = middle;
        else
            bad = middle;
    }
    return go_to(recording, good) ? good + count_on(recording, limit - good) : good;
}

/* A file that was never finished does not say how much it holds. */
static int64_t find_unknown_end(struct fy_recording *recording)
{
    int64_t limit = 1 << 20;
    while (limit < INT64_MAX / 4 && can_seek_to(recording, limit))
        limit *= 2;
    return find_end(recording, limit);
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

static void warn_of_loss(struct fy_recording *recording, double promised_frames)
{
    /* In tenths of a second, without the user's decimal sign. */
    long long promised = (long long)(promised_frames * 10 / recording->rate + 0.5);
    long long there = (long long)((double)recording->frames * 10 / recording->rate + 0.5);
    snprintf(
        recording->warning, sizeof recording->warning,
        _("The file's header promises %lld.%lld seconds of sound, but only %lld.%lld are there; it was probably cut "
          "off while being copied."),
        promised / 10, promised % 10, there / 10, there % 10);
}

static void settle_length(struct fy_recording *recording, int64_t claimed)
{
    /* No recording lasts for 2^48 frames; libsndfile gives such a number for "not known". */
    if (claimed <= 0 || claimed >= (int64_t)1 << 48) {
        recording->frames = claimed == 0 ? 0 : find_unknown_end(recording);
        if (claimed != 0)
            snprintf(
                recording->warning, sizeof recording->warning,
                _("The file has no proper end: recording or copying was probably broken off. All sound up to there "
                  "can be used."));
        return;
    }
    double ratio = broken_promise(recording->file);
    recording->frames = claimed;
    if (ratio > 0)
        warn_of_loss(recording, (double)claimed * ratio);
    if (recording->forward || reaches(recording, claimed))
        return;
    recording->frames = find_end(recording, claimed);
    if (recording->frames < claimed)
        warn_of_loss(recording, (double)claimed);
}

static enum fy_status open_recording(struct fy_recording *recording, const char *path, struct fy_error *error)
{
    unsigned char first[16];
    size_t size = 0;
    enum fy_status status = look_at_file(path, first, &size, error);
    if (status != FY_OK)
        return status;
    recording->path = fy_strdup(path);
    if (!recording->path)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    SF_INFO info = { 0 };
    recording->file = sf_open(path, SFM_READ, &info);
    if (!recording->file)
        return refused(first, size, error);
    if (info.channels < 1 || info.samplerate < 1)
        return fy_fail(error, FY_SYNTAX, _("The file's header gives no channels or no sampling rate."));
    recording->rate = info.samplerate;
    recording->channels = info.channels;
    int encoding = info.format & SF_FORMAT_SUBMASK;
    recording->forward = !info.seekable;
    recording->run_up = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG ? MP3_RUN_UP : 0;
    recording->floats = encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE;
    name_format(recording, info.format);
    recording->mixing_frames = info.channels < 64 ? 4096 : 64;
    recording->mixing = fy_calloc(recording->mixing_frames * (size_t)info.channels, sizeof *recording->mixing);
    if (!recording->mixing)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    settle_length(recording, info.frames);
    if (info.frames != 0 && recording->frames == 0)
        return fy_fail(error, FY_SYNTAX,
                       _("The file has a good header, but no sound can be read from it: it is damaged. "
                         "Copy it again from where it came from."));
    return FY_OK;
}

enum fy_status fy_recording_open(struct fy_recording **recording, const char *path, struct fy_error *error)
{
    *recording = NULL;
    struct fy_recording *opened = fy_calloc(1, sizeof *opened);
    if (!opened)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    enum fy_status status = open_recording(opened, path, error);
    if (status != FY_OK) {
        fy_recording_close(opened);
        return fy_error_in_file(error, path), status;
    }
    *recording = opened;
    return FY_OK;
}

void fy_recording_close(struct fy_recording *recording)
{
    if (!recording)
        return;
    if (recording->file)
        sf_close(recording->file);
    fy_free(recording->mixing);
    fy_free(recording->path);
    fy_free(recording);
}

int64_t fy_recording_frames(const struct fy_recording *recording)
{
    return recording->frames;
}

int fy_recording_rate(const struct fy_recording *recording)
{
    return recording->rate;
}

int fy_recording_channels(const struct fy_recording *recording)
{
    return recording->channels;
}

const char *fy_recording_format(const struct fy_recording *recording)
{
    return recording->format;
}

const char *fy_recording_warning(const struct fy_recording *recording)
{
    return recording->warning[0] ? recording->warning : NULL;
}

/* ---- reading ---- */

static void silence_the_impossible(float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(samples[i]))
            samples[i] = 0;
}

size_t fy_recording_read(struct fy_recording *recording, int64_t frame, float *interleaved, size_t count)
{
    if (frame < 0 || frame >= recording->frames)
        return 0;
    if ((uint64_t)count > (uint64_t)(recording->frames - frame))
        count = (size_t)(recording->frames - frame);
    if (count == 0 || !go_to(recording, frame))
        return 0;
    size_t channels = (size_t)recording->channels, done = 0;
    while (done < count) {
        sf_count_t got = sf_readf_float(recording->file, interleaved + done * channels, (sf_count_t)(count - done));
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    recording->position = done == count ? frame + (int64_t)done : -1;
    if (recording->floats)
        silence_the_impossible(interleaved, done * channels);
    return done;
}

/* One channel out of `count` interleaved frames. */
static void mix(const float *interleaved, size_t channels, int channel, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, interleaved += channels) {
        if (channel >= 0) {
            samples[i] = interleaved[channel];
            continue;
        }
        float sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += interleaved[c];
        samples[i] = sum / (float)channels;
    }
}

void fy_recording_read_mono(struct fy_recording *recording, int64_t frame, int channel, float *samples, size_t count)
{
    size_t done = 0;
    if (frame < 0) {
        done = (uint64_t)count > -(uint64_t)frame ? (size_t) - (uint64_t)frame : count;
        memset(samples, 0, done * sizeof *samples);
        frame = 0;
    }
    if (channel >= recording->channels)
        channel = -1;
    while (done < count) {
        size_t wanted = count - done < recording->mixing_frames ? count - done : recording->mixing_frames;
        size_t got;
        if (recording->channels == 1) {
            got = wanted = fy_recording_read(recording, frame, samples + done, count - done);
        } else {
            got = fy_recording_read(recording, frame, recording->mixing, wanted);
            mix(recording->mixing, (size_t)recording->channels, channel, samples + done, got);
        }
        done += got;
        frame += (int64_t)got;
        if (got < wanted || got == 0)
            break;
    }
    if (done < count)
        memset(samples + done, 0, (count - done) * sizeof *samples);
}
