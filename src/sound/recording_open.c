/* Opening recordings: which way a file is read, and how much sound is really there. */
#include "base/messages.h"
#include "sound/foreign.h"
#include "sound/mp3_length.h"
#include "sound/recording_file.h"
#include "sound/recording_inside.h"
#include "sound/wav_damage.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    MP3_RUN_UP = 12 * 1152, /* frames; an MP3 block uses bits of up to nine blocks before it */
    END_RUN_UP = 8192,
    LONG_MP3 = 8 << 20, /* bytes */
};

/* ---- how much sound there is ---- */

/* In one attempt, on a decoder that no failure has spoilt. */
static bool can_seek_to(struct fy_recording *recording, int64_t frame)
{
    if (recording->forward) {
        bool reached = fy_recording_go_forward(recording, frame) && fy_sound_file_read(recording->file, recording->mixing, 1) == 1;
        recording->position = reached ? frame + 1 : -1;
        return reached;
    }
    if (recording->position < 0 && !fy_recording_open_again(recording))
        return false;
    bool found = fy_sound_file_seek(recording->file, frame) &&
                 fy_sound_file_read(recording->file, recording->mixing, 1) == 1;
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
        int64_t got = fy_sound_file_read(recording->file, recording->mixing, left < room ? left : room);
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
    return fy_recording_go_to(recording, good) ? good + count_on(recording, limit - good) : good;
}

/* A file that was never finished does not say how much it holds. */
static int64_t find_unknown_end(struct fy_recording *recording)
{
    int64_t limit = 1 << 20;
    while (limit < INT64_MAX / 4 && can_seek_to(recording, limit))
        limit *= 2;
    return find_end(recording, limit);
}

static void warn_of_loss(struct fy_recording *recording, double promised_frames)
{
    const double seconds = promised_frames / recording->rate;
    const int decimals = seconds < 9.9 ? 3 : 1;
    char promised[FY_NUMBER_SIZE], there[FY_NUMBER_SIZE];
    snprintf(recording->warning, sizeof recording->warning,
             _("The file's header promises %s of sound, but only %s is there; it was probably cut off while being "
               "copied."),
             fy_time_write(seconds, decimals, promised),
             fy_time_write((double)recording->frames / recording->rate, decimals, there));
    if (strcmp(promised, there) == 0)
        snprintf(recording->warning, sizeof recording->warning,
                 _("The file's header promises %.0f samples, but only %.0f are there; it was probably cut off while "
                   "being copied."),
                 promised_frames, (double)recording->frames);
}

static void settle_length(struct fy_recording *recording, const struct fy_sound_info *info)
{
    const int64_t claimed = info->frames;
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
    recording->frames = claimed;
    if (info->broken_promise > 0)
        warn_of_loss(recording, (double)claimed * info->broken_promise);
    if (recording->forward || recording->counted || reaches(recording, claimed))
        return;
    recording->frames = find_end(recording, claimed);
    if (recording->frames < claimed)
        warn_of_loss(recording, (double)claimed);
}

static enum fy_status fail_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

/* Take over an open file. FY_SYNTAX when there is nothing in it that could be heard. */
static enum fy_status take(struct fy_recording *recording, const struct fy_sound_info *info, struct fy_error *error)
{
    if (info->channels < 1 || info->rate < 1)
        return fy_fail(error, FY_SYNTAX, _("The file's header gives no channels or no sampling rate."));
    recording->rate = info->rate;
    recording->channels = info->channels;
    recording->forward = !info->seekable;
    recording->run_up = info->mpeg ? MP3_RUN_UP : 0;
    recording->floats = info->floats;
    recording->position = 0;
    recording->warning[0] = '\0';
    snprintf(recording->format, sizeof recording->format, "%s", info->format);
    recording->mixing_frames = info->channels < 64 ? 4096 : 64;
    fy_free(recording->mixing);
    recording->mixing = fy_calloc(recording->mixing_frames * (size_t)info->channels, sizeof *recording->mixing);
    if (!recording->mixing)
        return fail_memory(error);
    settle_length(recording, info);
    if (info->frames != 0 && recording->frames == 0)
        return fy_fail(error, FY_SYNTAX,
                       _("The file has a good header, but no sound can be read from it: nothing was recorded, or it is "
                         "damaged. Copy it again from where it came from."));
    return FY_OK;
}

static enum fy_status take_path(struct fy_recording *recording, const char *path, struct fy_error *error)
{
    fy_free(recording->path);
    recording->path = fy_strdup(path);
    return recording->path ? FY_OK : fail_memory(error);
}

static const char *endless_header(void)
{
    return _("The file's header does not say how long the sound is: recording was probably broken off. All that is there "
             "can be used.");
}

/* Read the file as a view has it. On failure it is closed, and read as it stands from the next time on. */
static bool open_view(struct fy_recording *recording, const char *path, const struct fy_sound_view *view)
{
    struct fy_sound_info info;
    struct fy_sound_view *copy = fy_malloc(sizeof *copy);
    if (!copy)
        return false;
    *copy = *view;
    fy_free(recording->view);
    recording->view = copy;
    fy_sound_file_close(recording->file);
    if (fy_sound_file_open(&recording->file, path, copy, &info) == FY_OK && take(recording, &info, NULL) == FY_OK)
        return true;
    fy_sound_file_close(recording->file);
    recording->file = NULL;
    recording->view = NULL;
    fy_free(copy);
    return false;
}

/* A WAV whose header does not say where or how long its sound is. False if it is none, or past help. */
static bool open_damaged(struct fy_recording *recording, const char *path)
{
    struct fy_wav_damage damage;
    if (!fy_wav_damage_find(path, &damage) || !open_view(recording, path, &damage.view))
        return false;
    snprintf(recording->warning, sizeof recording->warning, "%s",
             damage.endless ? endless_header() : _("The file's header is damaged; what is there of the sound can be used."));
    return true;
}

/* For a WAV, after libsndfile: true if all is settled. */
static bool mend_header(struct fy_recording *recording, const char *path, enum fy_status status)
{
    struct fy_wav_damage damage;
    if (status == FY_SYNTAX)
        return open_damaged(recording, path);
    if (status != FY_OK || !fy_wav_damage_find(path, &damage) || !damage.endless)
        return status == FY_OK;
    /* Where the size stands for "not known", libsndfile has read what is there. More than 4 GB no other header can say. */
    const bool all = damage.view.present <= UINT32_MAX - FY_VIEW_HEADER && !damage.unlimited && open_damaged(recording, path);
    if (!all)
        snprintf(recording->warning, sizeof recording->warning, "%s", endless_header());
    return all || recording->file || fy_recording_open_again(recording);
}

/* An MP3's length. True if its blocks had to be counted, and all is settled. */
static bool count_mp3(struct fy_recording *recording, const char *path)
{
    struct fy_mp3_length length;
    if (!fy_mp3_length_find(path, &length))
        return false;
    /* In a short one it costs nothing to look whether the last of them can be decoded. */
    recording->counted = length.complete && length.size > LONG_MP3;
    if (length.stated || open_view(recording, path, &length.view))
        return !length.stated;
    recording->counted = false;
    (void)fy_recording_open_again(recording);
    return false;
}

/* What libsndfile does not read, through ffmpeg. */
static enum fy_status open_foreign(struct fy_recording *recording, const char *path, const char *name,
                                   const struct fy_recording_watch *watch, struct fy_error *error)
{
    struct fy_foreign foreign;
    struct fy_foreign_origin origin;
    struct fy_sound_info info;
    enum fy_status status = fy_foreign_decode(&foreign, path, name, watch, error);
    if (status != FY_OK)
        return status;
    if (recording->held >= 0)
        close(recording->held);
    recording->held = foreign.held;
    status = take_path(recording, foreign.path, error);
    if (status != FY_OK)
        return status;
    fy_sound_file_close(recording->file);
    status = fy_sound_file_open(&recording->file, recording->path, NULL, &info);
    if (status == FY_NO_MEMORY)
        return fail_memory(error);
    const bool ours = status == FY_OK && fy_foreign_origin_parse(&origin, fy_sound_file_comment(recording->file));
    status = ours ? take(recording, &info, error) : FY_SYNTAX;
    if (status == FY_SYNTAX) {
        /* Something has damaged it there: next time it is made anew. */
        unlink(foreign.path);
        return fy_fail(error, FY_IO, _("What was decoded of this file into the cache was damaged. Open it again."));
    }
    if (status != FY_OK)
        return status;
    snprintf(recording->format, sizeof recording->format, "%s", origin.format);
    if (origin.promised_seconds > (double)recording->frames / recording->rate + 1)
        warn_of_loss(recording, origin.promised_seconds * recording->rate);
    return FY_OK;
}

static enum fy_status open_recording(struct fy_recording *recording, const char *path,
                                     const struct fy_recording_watch *watch, struct fy_error *error)
{
    struct fy_first_bytes first;
    struct fy_sound_info info;
    enum fy_status status = fy_recording_look(path, &first, error);
    if (status == FY_OK)
        status = take_path(recording, path, error);
    if (status != FY_OK)
        return status;
    const char *name = fy_foreign_name(&first);
    if (name)
        return open_foreign(recording, path, name, watch, error);
    const enum fy_status found = fy_sound_file_open(&recording->file, path, NULL, &info);
    if (found == FY_NO_MEMORY)
        return fail_memory(error);
    if (found == FY_OK && info.mpeg && count_mp3(recording, path))
        return FY_OK;
    status = found == FY_OK ? take(recording, &info, error) : FY_SYNTAX;
    const bool wav = first.size > 12 && memcmp(first.bytes, "RIFF", 4) == 0 && memcmp(first.bytes + 8, "WAVE", 4) == 0;
    if (wav && mend_header(recording, path, status))
        return FY_OK;
    const bool chained = status == FY_OK && fy_ogg_chained(path, &first);
    if (status != FY_SYNTAX && !chained)
        return status;
    if (chained || fy_maybe_foreign(&first)) {
        struct fy_error why;
        status = open_foreign(recording, path, NULL, watch, &why);
        if (status == FY_OK)
            return FY_OK;
        if (status != FY_SYNTAX && status != FY_UNSUPPORTED)
            return fy_fail(error, status, "%s", why.sentence);
    }
    if (chained) {
        snprintf(recording->warning, sizeof recording->warning,
                 _("This file holds several recordings one after the other; only the first is read. Install ffmpeg and "
                   "open it again to have all."));
        return recording->file ? FY_OK : FY_IO;
    }
    if (found == FY_OK)
        return FY_SYNTAX; /* take said why */
    if (found == FY_UNSUPPORTED)
        return fy_fail(error, FY_SYNTAX,
                       _("This is no sound file, whatever its name says. Expected is WAV, FLAC, Ogg, "
                         "Opus, MP3, AIFF, M4A or another that ffmpeg reads."));
    return fy_fail(error, FY_SYNTAX,
                   _("The file begins like a sound file, but is damaged or cut off before the sound "
                     "starts. Copy it again from where it came from."));
}

enum fy_status fy_recording_open_watched(struct fy_recording **recording, const char *path,
                                         const struct fy_recording_watch *watch, struct fy_error *error)
{
    *recording = NULL;
    struct fy_recording *opened = fy_calloc(1, sizeof *opened);
    if (!opened)
        return fail_memory(error);
    opened->held = -1;
    enum fy_status status = open_recording(opened, path, watch, error);
    if (status != FY_OK) {
        fy_recording_close(opened);
        return fy_error_in_file(error, path), status;
    }
    *recording = opened;
    return FY_OK;
}

enum fy_status fy_recording_open(struct fy_recording **recording, const char *path, struct fy_error *error)
{
    return fy_recording_open_watched(recording, path, NULL, error);
}

