/* Minimum and maximum of the signal at every scale: 16-bit pairs per 256 frames and coarser levels above, 9 MB for
 * 10 hours at 16 kHz. One thread builds, any number read: what is built is published by an atomic count. */
#ifndef FANGYIN_PEAKS_H
#define FANGYIN_PEAKS_H

#include <fangyin/recording.h>
#include <stdbool.h>

struct fy_peaks;

/* For a recording of that many frames. */
enum fy_status fy_peaks_new(struct fy_peaks **peaks, int64_t frames);
void fy_peaks_free(struct fy_peaks *peaks);

/* Builder thread: read on from where the last call stopped, up to `frames` more. *done is set at the end. */
enum fy_status fy_peaks_build(struct fy_peaks *peaks, struct fy_recording *recording, int64_t frames, bool *done);

/* Any thread: `columns` equal columns over [from, to); minimum[] and maximum[] get values in -1..1 (0 where outside).
 * False, and nothing written, where that stretch is not built yet. */
bool fy_peaks_query(const struct fy_peaks *peaks, int64_t from, int64_t to, size_t columns, float *minimum,
                    float *maximum);

/* The same straight from the file, for short stretches and before the peaks are there. When `thorough` is false a column
 * longer than 2,048 frames is sampled, not read whole. */
enum fy_status fy_peaks_read(struct fy_recording *recording, int64_t from, int64_t to, size_t columns, bool thorough,
                             float *minimum, float *maximum);

#endif
