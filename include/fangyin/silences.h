/* Where somebody speaks: an adaptive energy method that streams. Level of 32 ms frames every 10 ms after a 100 Hz
 * high-pass; the noise floor is the running 10th percentile within 4 s each side, the speech level the 98th (so that one
 * syllable of a word list, alone in its 8 s, is still found); speech starts above floor + clamp(0.3 range, 5..15 dB) and
 * ends below 0.6 of that, none where the range is under 7 dB; gaps under 150 ms are bridged, then bursts under 60 ms
 * dropped. Levels below -90 dB of full scale count as -90 dB. Loud bursts come out up to 16 ms wider on each side, half
 * a frame. One thread at a time uses a finder; it keeps 100 bytes for a second of sound. */
#ifndef FANGYIN_SILENCES_H
#define FANGYIN_SILENCES_H

#include <fangyin/status.h>
#include <stddef.h>
#include <stdint.h>

struct fy_stretch {
    int64_t from, to; /* frames, to exclusive */
};

struct fy_speech_finder;

/* FY_INVALID below 1000 Hz or above 10 MHz. */
enum fy_status fy_speech_finder_new(struct fy_speech_finder **finder, double sampling_rate, struct fy_error *error);
void fy_speech_finder_free(struct fy_speech_finder *finder);

/* Feed mono samples in order, full scale 1. Any count at a time gives the same result. What is no number, infinite or
 * beyond 1e15 counts as 0. FY_NO_MEMORY: nothing was taken. FY_INVALID after fy_speech_finder_finish. */
enum fy_status fy_speech_finder_feed(struct fy_speech_finder *finder, const float *samples, size_t count);

/* After the last samples: the stretches of speech, in order, in frames from the first sample fed. The array belongs to
 * the finder. FY_NO_MEMORY: it may be called again. */
enum fy_status fy_speech_finder_finish(struct fy_speech_finder *finder, const struct fy_stretch **speech, size_t *count);

/* Turn speech into segments to write in: [from, to) is covered by speech segments and pauses. Speech closer together
 * than `pause` seconds is one segment unless it grows beyond `longest` seconds (then it is cut at its longest pause);
 * `padding` seconds of the pauses on both sides go to the speech and count in its length. What would remain as a pause no
 * longer than the padding is no pause: between two stretches (at most three paddings apart) the middle is the boundary;
 * before the first and after the last speech (at most two) all of it goes to the speech. A stretch of speech without a gap is never cut, however long. */
struct fy_cut {
    int64_t from, to; /* frames */
    int speech;       /* 1 speech, 0 pause */
};
struct fy_cut_settings {
    double sampling_rate; /* Hz */
    double pause, longest, padding; /* seconds */
};
/* *cuts is a new array for the caller (fy_free); NULL where from == to. Neighbours touch; the first starts at `from`,
 * the last ends at `to`. `speech` is sorted by `from`; what lies outside [from, to) is left out. FY_INVALID: speech out
 * of order, from > to, from < 0, a negative setting (infinite ones are fine) or no sampling rate. */
enum fy_status fy_cut_at_pauses(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                                const struct fy_cut_settings *settings, struct fy_cut **cuts, size_t *count);

#endif
