#include "sound/recording_inside.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { LONG_RUN_UP = 1 << 16 };

void fy_recording_close(struct fy_recording *recording)
{
    if (!recording)
        return;
    fy_sound_file_close(recording->file);
    if (recording->held >= 0)
        close(recording->held);
    fy_free(recording->view);
    fy_free(recording->mixing);
    fy_free(recording->path);
    fy_free(recording);
}

/* ---- moving ---- */

bool fy_recording_open_again(struct fy_recording *recording)
{
    struct fy_sound_info info;
    fy_sound_file_close(recording->file);
    recording->position = -1;
    if (fy_sound_file_open(&recording->file, recording->path, recording->view, &info) != FY_OK)
        return false;
    if (info.channels == recording->channels && info.rate == recording->rate) {
        recording->position = 0;
        return true;
    }
    fy_sound_file_close(recording->file);
    recording->file = NULL;
    return false;
}

/* Where there is no seeking: decode up to that frame, from the start if it lies behind. */
bool fy_recording_go_forward(struct fy_recording *recording, int64_t frame)
{
    if ((recording->position < 0 || recording->position > frame) && !fy_recording_open_again(recording))
        return false;
    while (recording->position < frame) {
        int64_t left = frame - recording->position, most = (int64_t)recording->mixing_frames;
        int64_t got = fy_sound_file_read(recording->file, recording->mixing, left < most ? left : most);
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
    if (!recording->file || !fy_sound_file_seek(recording->file, start))
        recording->position = -1; /* going forward starts afresh */
    else
        recording->position = start;
    return (recording->position == start || (start == 0 && fy_recording_open_again(recording))) && fy_recording_go_forward(recording, frame);
}

/* After a seek beyond what is there, decoders may refuse every seek to come; a fresh one does not. And in a damaged
 * block there is no seeking, but what is before the damage can be decoded. */
bool fy_recording_go_to(struct fy_recording *recording, int64_t frame)
{
    if (recording->file && recording->position == frame)
        return true;
    if (recording->forward)
        return fy_recording_go_forward(recording, frame);
    if (approach(recording, frame, recording->run_up))
        return true;
    if (fy_recording_open_again(recording) && approach(recording, frame, recording->run_up))
        return true;
    return fy_recording_open_again(recording) && approach(recording, frame, LONG_RUN_UP);
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
    if (count == 0 || !fy_recording_go_to(recording, frame))
        return 0;
    size_t channels = (size_t)recording->channels, done = 0;
    while (done < count) {
        int64_t got = fy_sound_file_read(recording->file, interleaved + done * channels, (int64_t)(count - done));
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
