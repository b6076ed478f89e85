/* Where a recording is silent and where it sounds, by Praat's "To TextGrid (silences)": intensity of the sound between 80
 * and 8000 Hz, against a threshold below its maximum. It suits clean recordings; noise 25 dB below the speech, or one door
 * slam, and all or nothing is silent: <fangyin/silences.h> has a method that follows the noise.
 *
 * It streams: memory is some blocks of sound, and 4 bytes for each frame of 8 ms. Made once for a recording; allocates
 * nothing while fed. One thread at a time. */
#ifndef FANGYIN_SOUNDINGS_H
#define FANGYIN_SOUNDINGS_H

#include <fangyin/frames.h>
#include <fangyin/status.h>

struct fy_soundings_settings {
    double sampling_rate; /* Hz */
    size_t channel_count;
    int64_t samples;      /* of the recording */
    double lowest_pitch;  /* Hz, for the intensity's window; Praat's usual is 100 */
    double time_step;     /* s; 0: 0.8 / lowest_pitch */
    double threshold;     /* dB above the maximum, < 0; -25 */
    double silent;        /* s: shorter silences are dropped; 0.1 */
    double sounding;      /* s: shorter soundings are dropped; 0.1 */
};

struct fy_soundings_settings fy_soundings_usual(double sampling_rate, size_t channel_count, int64_t samples);

struct fy_soundings;

/* FY_INVALID where a setting is no number or out of range, or the recording is shorter than a window of 6.4 periods of
 * the lowest pitch; FY_NO_MEMORY. *soundings is NULL then. */
enum fy_status fy_soundings_new(struct fy_soundings **soundings, const struct fy_soundings_settings *settings,
                                struct fy_error *error);
void fy_soundings_free(struct fy_soundings *soundings);

/* The next samples: piece->count of them (piece->from does not matter), settings.channel_count rows. What is beyond
 * settings.samples is ignored. */
void fy_soundings_feed(struct fy_soundings *soundings, const struct fy_sound *piece);

struct fy_sounding {
    double from, to; /* s */
    int sounding;    /* 1, or 0: silent */
};

/* After the last samples (missing ones count as 0): the intervals that cover the recording, in turns silent and sounding.
 * The array belongs to the object. FY_NO_MEMORY: it may be called again. */
enum fy_status fy_soundings_finish(struct fy_soundings *soundings, const struct fy_sounding **intervals, size_t *count);

#endif
