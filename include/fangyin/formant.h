/* Formants by Burg's linear prediction, as Praat's "To Formant (burg)": the mean of the channels, resampled to twice the
 * ceiling, pre-emphasised, under a Gaussian window; J. P. Burg's coefficients (as in N. Anderson, in D. Childers (ed.),
 * Modern Spectrum Analysis, IEEE Press 1978, 252-255); the angles of the polynomial's roots are the formants. One object
 * holds windows, plans and scratch memory: made once, run many times without allocation, by one thread at a time;
 * threads may share a recording's frames out, each with its own. */
#ifndef FANGYIN_FORMANT_H
#define FANGYIN_FORMANT_H

#include <fangyin/frames.h>
#include <fangyin/status.h>

/* In a frame at most. */
#define FY_FORMANTS 12

struct fy_formant_settings {
    double sampling_rate; /* Hz */
    double time_step;     /* s; 0: a quarter of the window length */
    double formants;      /* looked for below the ceiling: 5, also 5.5; half the order of prediction */
    double ceiling;       /* Hz; 5000 for a man, 5500 for a woman, up to 8000 for a child */
    double window_length; /* s, Praat's effective length: the Gaussian is twice as long physically */
    double pre_emphasis;  /* Hz, from which on the spectrum is raised by 6 dB per octave */
    int64_t samples; /* of the recording, or 0. Where it is known and below a million, the resampling's low-pass takes the
                      * whole recording at once, as Praat's does, else pieces of some seconds; just below the ceiling
                      * the two differ by what a low-pass leaves there */
};

/* Praat's "To Formant (burg): 0, 5, 5500, 0.025, 50". */
struct fy_formant_settings fy_formant_usual(double sampling_rate);

struct fy_formant;

/* FY_INVALID where a setting is no number or not above 0, the order is above 2 FY_FORMANTS or below 2, or the window holds
 * fewer samples than the order plus 2 or more than 2^20; FY_NO_MEMORY. *formant is NULL then. */
enum fy_status fy_formant_new(struct fy_formant **formant, const struct fy_formant_settings *settings,
                              struct fy_error *error);
void fy_formant_free(struct fy_formant *formant);

/* The frames of a recording of that many samples. */
struct fy_frames fy_formant_frames(const struct fy_formant *formant, int64_t samples);

/* The samples [from, to) that frames first .. first + count - 1 are made of, a quarter of a second around them for the
 * resampling's low-pass included (all of the recording, where settings.samples has it taken at once); may go beyond the
 * recording's ends. */
void fy_formant_reach(const struct fy_formant *formant, const struct fy_frames *frames, int64_t first, int64_t count,
                      int64_t *from, int64_t *to);

/* One frame: formants by rising frequency. */
struct fy_formant_frame {
    int count;
    float intensity; /* largest square of a sample, after pre-emphasis */
    float frequency[FY_FORMANTS]; /* Hz; 50 Hz or more from 0 and from the ceiling */
    float bandwidth[FY_FORMANTS]; /* Hz */
};

/* Frames first .. first + count - 1. A silent frame has no formant. Frames are best asked for many at a time: the
 * resampling is done for up to some seconds at once. */
void fy_formant_run(struct fy_formant *formant, const struct fy_sound *sound, const struct fy_frames *frames,
                    int64_t first, int64_t count, struct fy_formant_frame *result);

#endif
