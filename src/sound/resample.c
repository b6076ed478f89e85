#include "sound/resample.h"

#include <fangyin/memory.h>
#include <soxr.h>

struct fy_resampler {
    soxr_t soxr;
    size_t channels;
};

enum fy_status fy_resampler_new(struct fy_resampler **resampler, int from, unsigned to, size_t channels)
{
    *resampler = NULL;
    struct fy_resampler *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    const soxr_io_spec_t floats = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_error_t failed = NULL;
    made->channels = channels;
    made->soxr = soxr_create(from, to, (unsigned)channels, &failed, &floats, &quality, NULL);
    if (!made->soxr || failed) {
        fy_resampler_free(made);
        return FY_NO_MEMORY;
    }
    *resampler = made;
    return FY_OK;
}

void fy_resampler_free(struct fy_resampler *resampler)
{
    if (!resampler)
        return;
    soxr_delete(resampler->soxr);
    fy_free(resampler);
}

enum fy_status fy_resampler_begin(struct fy_resampler *resampler)
{
    return soxr_clear(resampler->soxr) ? FY_NO_MEMORY : FY_OK;
}

size_t fy_resampler_put(struct fy_resampler *resampler, const float *in, size_t count, size_t *taken, float *out,
                        size_t room)
{
    size_t used = 0, written = 0;
    soxr_process(resampler->soxr, in + *taken * resampler->channels, count - *taken, &used, out, room, &written);
    *taken += used;
    return written;
}

size_t fy_resampler_finish(struct fy_resampler *resampler, float *out, size_t room)
{
    size_t written = 0;
    soxr_process(resampler->soxr, NULL, 0, NULL, out, room, &written);
    return written;
}
