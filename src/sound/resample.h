/* Another sampling rate, without delay: frame n comes out as frame n * to / from. */
#ifndef FANGYIN_SOUND_RESAMPLE_H
#define FANGYIN_SOUND_RESAMPLE_H

#include <fangyin/status.h>
#include <stddef.h>

struct fy_resampler;

enum fy_status fy_resampler_new(struct fy_resampler **resampler, int from, unsigned to, size_t channels);
void fy_resampler_free(struct fy_resampler *resampler);

/* FY_NO_MEMORY: it cannot be used. */
enum fy_status fy_resampler_begin(struct fy_resampler *resampler);

/* Take interleaved frames and write at most `room`; returns how many were written, *taken is moved on by those that were
 * taken. Call until all are taken and nothing comes out. */
size_t fy_resampler_put(struct fy_resampler *resampler, const float *in, size_t count, size_t *taken, float *out,
                        size_t room);

/* Nothing more comes in: write what is left, at most `room`. Call until it returns 0. */
size_t fy_resampler_finish(struct fy_resampler *resampler, float *out, size_t room);

#endif
