/* Sound files with samples that are known: whole 16-bit values of less than half scale (libsndfile writes those into
 * 16 bits as they are), never 0, never the same stretch twice. */
#ifndef TESTS_SUPPORT_SOUND_FILES_H
#define TESTS_SUPPORT_SOUND_FILES_H

#include <sndfile.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static inline float sound_value(int64_t frame, int channel)
{
    uint64_t x = (uint64_t)frame * 0x9E3779B97F4A7C15u + (uint64_t)(channel + 1) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 31) * 0x94D049BB133111EBu;
    const int whole = (int)((x >> 32) % 32001) - 16000;
    return (float)(whole == 0 ? 1 : whole) / 32768.0f;
}

/* Interleaved, to be freed by the caller. */
static inline float *sound_values(int64_t from, int64_t frames, int channels)
{
    float *values = malloc((size_t)(frames * channels) * sizeof *values + 1);
    if (values != NULL)
        for (int64_t i = 0; i < frames * channels; i++)
            values[i] = sound_value(from + i / channels, (int)(i % channels));
    return values;
}

/* format as libsndfile has it: SF_FORMAT_WAV | SF_FORMAT_PCM_16 ... */
static inline bool sound_write_values(const char *path, int format, int rate, int channels, const float *values,
                                      int64_t frames)
{
    SF_INFO info = { .samplerate = rate, .channels = channels, .format = format };
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    if (file == NULL)
        return false;
    const bool whole = sf_writef_float(file, values, frames) == frames;
    return sf_close(file) == 0 && whole;
}

static inline bool sound_write(const char *path, int format, int rate, int channels, int64_t frames)
{
    float *values = sound_values(0, frames, channels);
    const bool written = values != NULL && sound_write_values(path, format, rate, channels, values, frames);
    free(values);
    return written;
}

#endif
