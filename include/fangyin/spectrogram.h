/* Spectrogram by Praat's definition (Sound: To Spectrogram): short-time power spectra with a Gaussian window. One object
 * holds window, FFT plan and scratch memory: made once, run many times without allocation. Used by one thread at a time
 * (making and freeing are serialised inside). */
#ifndef FANGYIN_SPECTROGRAM_H
#define FANGYIN_SPECTROGRAM_H

#include <fangyin/frames.h>
#include <fangyin/status.h>
#include <stddef.h>

struct fy_spectrogram_settings {
    double sampling_rate;   /* Hz, > 0 */
    double window_length;   /* seconds, Praat's effective length: a Gaussian is twice as long physically */
    double maximum_frequency; /* Hz; cut to half the sampling rate */
    double frequency_step;  /* Hz; enlarged where it oversamples, as Praat does */
};

struct fy_spectrogram;

/* FY_INVALID where a setting is no number or not above 0, or the window holds fewer than 4 samples or more than 2^24, or
 * not one bin fits below the highest frequency; FY_NO_MEMORY. *spectrogram is NULL then. */
enum fy_status fy_spectrogram_new(struct fy_spectrogram **spectrogram, const struct fy_spectrogram_settings *settings,
                                  struct fy_error *error);
void fy_spectrogram_free(struct fy_spectrogram *spectrogram);

/* Samples one frame needs (even): a frame centred between samples c-1 and c takes [c - half, c + half). */
size_t fy_spectrogram_window(const struct fy_spectrogram *spectrogram);

/* Frequency bins: bin b is centred at first + b * step Hz. */
size_t fy_spectrogram_bins(const struct fy_spectrogram *spectrogram);
double fy_spectrogram_first(const struct fy_spectrogram *spectrogram);
double fy_spectrogram_step(const struct fy_spectrogram *spectrogram);

/* The frames of a recording of that many samples, `time_step` seconds apart or what Praat widens it to, where it
 * oversamples: an eighth of the window length over the square root of pi. */
struct fy_frames fy_spectrogram_frames(const struct fy_spectrogram *spectrogram, int64_t samples, double time_step);

/* The samples [from, to) that frames first .. first + count - 1 are made of. */
void fy_spectrogram_reach(const struct fy_spectrogram *spectrogram, const struct fy_frames *frames, int64_t first,
                          int64_t count, int64_t *from, int64_t *to);

/* Frames first .. first + count - 1: power[count][fy_spectrogram_bins], the mean over the sound's channels. In Praat's
 * "Pa2/Hz": |X|^2 / sum of squared window / lines per bin; white noise has its variance in every bin, at any sampling
 * rate (a power density in the strict sense is 2 / rate times as much). Always finite. Two frames are transformed at a
 * time, so one beside another that is 140 dB louder is off. Allocates nothing; threads may share a recording's frames out,
 * each with an object of its own. */
void fy_spectrogram_run(struct fy_spectrogram *spectrogram, const struct fy_sound *sound, const struct fy_frames *frames,
                        int64_t first, int64_t count, float *power);

/* The same for one frame: fy_spectrogram_window samples in, fy_spectrogram_bins powers out. */
void fy_spectrogram_frame(struct fy_spectrogram *spectrogram, const float *samples, double *power);

/* The dB Praat shows for a power at a frequency: 10 log10(power / 4e-10) with 6 dB per octave pre-emphasis around
 * 1000 Hz. Finite: about -3080 dB for power 0 (negative power counts as 0), 6139 dB lower still at 0 Hz. */
double fy_spectrogram_db(double power, double frequency);

/* What Praat's editor starts with, and what our screen and figures show: window length (s), highest frequency and
 * frequency step (Hz), decibels from black to white. */
#define FY_SPECTROGRAM_WINDOW_LENGTH 0.005
#define FY_SPECTROGRAM_HIGHEST 5000.0
#define FY_SPECTROGRAM_FREQUENCY_STEP 20.0
#define FY_SPECTROGRAM_DYNAMIC_RANGE 70.0

/* One column of a picture: the levels (dB, as fy_spectrogram_db) of `rows` equal bands from 0 to `highest` Hz, lowest
 * first, out of fy_spectrogram_bins powers. db[] is overwritten. */
void fy_spectrogram_rows(const struct fy_spectrogram *spectrogram, const double *power, double highest, size_t rows,
                         float *db);

#endif
