/* Pitch by Boersma's method (P. Boersma, Accurate short-term analysis of the fundamental frequency and the
 * harmonics-to-noise ratio of a sampled sound, IFA Proceedings 17, 1993), with the details of Praat's "To Pitch (ac)":
 * peaks of the autocorrelation of each windowed frame, divided by that of the window, are candidates; the best path
 * through the candidates of all frames is the pitch. "Filtered" is what Praat's editor shows since version 6.4: the same
 * on sound that has passed a Gaussian low-pass.
 *
 * An object holds windows, plans and scratch memory: made once, run many times without allocation, by one thread at a
 * time (making and freeing are serialised inside). Threads may share a long recording's frames out, each with an object
 * of its own, for fy_pitch_candidates; fy_pitch_path then takes the frames in order. */
#ifndef FANGYIN_PITCH_H
#define FANGYIN_PITCH_H

#include <fangyin/frames.h>
#include <fangyin/status.h>

/* Room for candidates; the unvoiced one counts. */
#define FY_PITCH_CANDIDATES 48

struct fy_pitch_settings {
    double sampling_rate; /* Hz */
    double time_step;     /* s; 0: a quarter of the window */
    double floor;         /* Hz; the window holds `periods` periods of it */
    double ceiling;       /* Hz; candidates above it are unvoiced; cut to half the sampling rate */
    double periods;
    int candidates;           /* kept in a frame, 2 .. FY_PITCH_CANDIDATES; at least ceiling / floor are */
    double silence_threshold; /* of the recording's peak: quieter frames are unvoiced */
    double voicing_threshold; /* strength of the unvoiced candidate */
    double octave_cost;          /* per octave below the ceiling */
    double octave_jump_cost;     /* per octave between frames 0.01 s apart */
    double voiced_unvoiced_cost; /* per change between frames 0.01 s apart */
    double attenuation;          /* of the low-pass at the ceiling, 0 < attenuation < 1; 0: no low-pass */
};

/* Praat's "To Pitch: 0, 75, 600". */
struct fy_pitch_settings fy_pitch_raw(double sampling_rate);
/* Praat's "To Pitch (filtered autocorrelation): 0, 50, 800, 15, no, 0.03, 0.09, 0.5, 0.055, 0.35, 0.14". */
struct fy_pitch_settings fy_pitch_filtered(double sampling_rate);

struct fy_pitch;

/* For sounds of that many channels, which are measured together: their autocorrelations are summed. The sounds given
 * later have as many rows. FY_INVALID where a setting is no number or out of its range, or the window has fewer than 6
 * samples or more than 2^22; FY_NO_MEMORY. *pitch is NULL then. */
enum fy_status fy_pitch_new(struct fy_pitch **pitch, const struct fy_pitch_settings *settings, size_t channel_count,
                            struct fy_error *error);
void fy_pitch_free(struct fy_pitch *pitch);

/* The frames of a recording of that many samples. */
struct fy_frames fy_pitch_frames(const struct fy_pitch *pitch, int64_t samples);

/* The samples [from, to) that frames first .. first + count - 1 are made of, the low-pass's included; may go beyond the
 * recording's ends. */
void fy_pitch_reach(const struct fy_pitch *pitch, const struct fy_frames *frames, int64_t first, int64_t count,
                    int64_t *from, int64_t *to);

/* The recording's peak, which silence is relative to: how far a sample is from its channel's mean at most. Lowest,
 * highest and sum of each channel, gathered in pieces of any size. */
struct fy_pitch_peak;
enum fy_status fy_pitch_peak_new(struct fy_pitch_peak **peak, size_t channel_count);
void fy_pitch_peak_free(struct fy_pitch_peak *peak);
/* Take samples [from, to) of the sound in; with a low-pass, its neighbours within fy_pitch_reach should be there too. */
void fy_pitch_peak_add(struct fy_pitch_peak *peak, struct fy_pitch *pitch, const struct fy_sound *sound, int64_t from,
                       int64_t to);
double fy_pitch_peak_value(const struct fy_pitch_peak *peak); /* 0 where nothing was taken in */

struct fy_pitch_candidate {
    float frequency; /* Hz; 0: unvoiced */
    float strength;  /* 0 .. 1 */
};

/* One frame; candidate 0 is the unvoiced one. */
struct fy_pitch_frame {
    float intensity; /* of the recording's peak, 0 .. 1 */
    int count;
    struct fy_pitch_candidate candidates[FY_PITCH_CANDIDATES];
};

/* The candidates of frames first .. first + count - 1. `peak` as fy_pitch_peak_value; with peak 0 all is unvoiced. */
void fy_pitch_candidates(struct fy_pitch *pitch, const struct fy_sound *sound, const struct fy_frames *frames,
                         int64_t first, int64_t count, double peak, struct fy_pitch_frame *result);

struct fy_pitch_value {
    float frequency; /* Hz; 0: unvoiced */
    float strength;  /* of the chosen candidate */
};

/* The path through candidates, as a stream: what is decided comes out as soon as no later frame can change it. The
 * result is that of looking at all frames at once, but where 4000 frames stay undecided (never seen): then the path that is
 * best so far stands. */
struct fy_pitch_path;
enum fy_status fy_pitch_path_new(struct fy_pitch_path **path, const struct fy_pitch_settings *settings);
void fy_pitch_path_free(struct fy_pitch_path *path);

/* Values that one call may give at most. */
#define FY_PITCH_PATH_ROOM 4096
/* The next frame; values[FY_PITCH_PATH_ROOM] gets those now decided, in order; returns their number. */
size_t fy_pitch_path_feed(struct fy_pitch_path *path, const struct fy_pitch_frame *frame, struct fy_pitch_value *values);
/* After the last frame: the rest. The path may then be used anew. */
size_t fy_pitch_path_finish(struct fy_pitch_path *path, struct fy_pitch_value *values);

/* All of the above for a stretch in memory: values[count] of frames first .. first + count - 1, with a path that starts
 * and ends there. Allocates nothing. */
void fy_pitch_track(struct fy_pitch *pitch, const struct fy_sound *sound, const struct fy_frames *frames, int64_t first,
                    int64_t count, double peak, struct fy_pitch_value *values);

#endif
