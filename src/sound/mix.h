/* From a recording's channels to those that are heard, times a gain. Changes are slopes of 5 ms. */
#ifndef FANGYIN_SOUND_MIX_H
#define FANGYIN_SOUND_MIX_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_mix;

enum fy_status fy_mix_new(struct fy_mix **mix, int rate, size_t inputs, size_t outputs);
void fy_mix_free(struct fy_mix *mix);

/* channel as in struct fy_hearing; one that is not there counts as FY_CHANNELS_ALL. A gain that makes no sense counts as
 * 1. `at_once`: there was no sound before, hence no slope. */
void fy_mix_set(struct fy_mix *mix, int channel, double gain, bool at_once);

/* Interleaved frames. One channel with a gain of 1 comes out bit for bit. */
void fy_mix_run(struct fy_mix *mix, const float *in, float *out, size_t count);

#endif
