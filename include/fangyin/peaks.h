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

/* Any thread: what somebody looks at, to be built before the rest. */
void fy_peaks_want(struct fy_peaks *peaks, int64_t frame);

/* Builder thread: read on, up to `frames` more. *done is set at the end. */
enum fy_status fy_peaks_build(struct fy_peaks *peaks, struct fy_recording *recording, int64_t frames, bool *done);

/* Builder thread, before building: take what an earlier run built of the file at `path` from the cache. False where there
 * is nothing for that content: then build. */
bool fy_peaks_load(struct fy_peaks *peaks, const char *path);
/* Builder thread, once all is built: keep it there. Short recordings are built as fast as they would be loaded, and are not
 * kept. */
void fy_peaks_keep(const struct fy_peaks *peaks, const char *path);

/* Any thread: `columns` equal columns over [from, to); minimum[] and maximum[] get values in -1..1 (0 where outside).
 * False, and nothing written, where that stretch is not built yet. */
bool fy_peaks_query(const struct fy_peaks *peaks, int64_t from, int64_t to, size_t columns, float *minimum,
                    float *maximum);

/* The same straight from the file, for short stretches and before the peaks are there. When `thorough` is false a column
 * longer than 2,048 frames is sampled, not read whole. */
enum fy_status fy_peaks_read(struct fy_recording *recording, int64_t from, int64_t to, size_t columns, bool thorough,
                             float *minimum, float *maximum);

#endif
