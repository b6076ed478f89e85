/* Where somebody speaks: an adaptive energy method that streams. Level of 32 ms frames every 10 ms after a 100 Hz
 * high-pass; noise floor and speech level are the running 10th and 95th percentiles within 4 s each side; speech starts
 * above floor + clamp(0.3 range, 5..15 dB) and ends below 0.6 of that; gaps under 150 ms are bridged, bursts under 60 ms
 * dropped. */
#ifndef FANGYIN_SILENCES_H
#define FANGYIN_SILENCES_H

#include <fangyin/status.h>
#include <stddef.h>
#include <stdint.h>

struct fy_stretch {
    int64_t from, to; /* frames, to exclusive */
};

struct fy_speech_finder;

enum fy_status fy_speech_finder_new(struct fy_speech_finder **finder, double sampling_rate, struct fy_error *error);
void fy_speech_finder_free(struct fy_speech_finder *finder);

/* Feed mono samples in order. */
enum fy_status fy_speech_finder_feed(struct fy_speech_finder *finder, const float *samples, size_t count);

/* After the last samples: the stretches of speech, in order, in frames from the first sample fed. The array belongs to
 * the finder. */
enum fy_status fy_speech_finder_finish(struct fy_speech_finder *finder, const struct fy_stretch **speech, size_t *count);

/* Turn speech into segments to write in: [from, to) is covered by speech segments and pauses. Speech closer together
 * than `pause` seconds is one segment unless it grows beyond `longest` seconds (then it is cut at its longest pause);
 * up to `padding` seconds of the pauses on both sides go to the speech. A pause of at most twice the padding is no
 * pause: its middle is the boundary. */
struct fy_cut {
    int64_t from, to; /* frames */
    int speech;       /* 1 speech, 0 pause */
};
struct fy_cut_settings {
    double sampling_rate; /* Hz */
    double pause, longest, padding; /* seconds */
};
/* *cuts is a new array for the caller (fy_free). Neighbours touch; the first starts at `from`, the last ends at `to`. */
enum fy_status fy_cut_at_pauses(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                                const struct fy_cut_settings *settings, struct fy_cut **cuts, size_t *count);

#endif
