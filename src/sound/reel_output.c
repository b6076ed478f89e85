#include "sound/reel_output.h"

#include "sound/limiter.h"
#include "sound/resample.h"

#include <fangyin/memory.h>
#include <string.h>

enum { PART = 1024, SLACK = 65536 };

struct fy_reel_output {
    size_t channels;
    struct fy_resampler *resampler; /* NULL where the rates are the same */
    struct fy_limiter *limiter;     /* behind it: between two samples of full scale a wave may go beyond */
    float *part;                    /* PART frames of the resampler */
    float *held;                    /* as many, limited */
    float *queue;                   /* room frames; [first, first + count) wait */
    size_t room, first, count;
    bool finished;
};

static enum fy_status make_parts(struct fy_reel_output *output, int from, unsigned to, size_t most)
{
    size_t channels = output->channels;
    output->room = most + SLACK;
    if ((unsigned)from != to) {
        /* libsoxr gives out what it has in portions of its own size. */
        output->room = (size_t)((double)most * to / from) + SLACK;
        if (fy_resampler_new(&output->resampler, from, to, channels) != FY_OK ||
            fy_limiter_new(&output->limiter, to, channels) != FY_OK)
            return FY_NO_MEMORY;
        size_t delay = fy_limiter_delay(output->limiter);
        output->part = fy_calloc(PART * channels, sizeof *output->part);
        output->held = fy_calloc((PART > delay ? PART : delay) * channels, sizeof *output->held);
        if (!output->part || !output->held)
            return FY_NO_MEMORY;
    }
    output->queue = fy_calloc(output->room * channels, sizeof *output->queue);
    return output->queue ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_reel_output_new(struct fy_reel_output **output, int from, unsigned to, size_t channels, size_t most)
{
    *output = NULL;
    struct fy_reel_output *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->channels = channels;
    if (make_parts(made, from, to, most) != FY_OK) {
        fy_reel_output_free(made);
        return FY_NO_MEMORY;
    }
    *output = made;
    return FY_OK;
}

void fy_reel_output_free(struct fy_reel_output *output)
{
    if (!output)
        return;
    fy_resampler_free(output->resampler);
    fy_limiter_free(output->limiter);
    fy_free(output->part);
    fy_free(output->held);
    fy_free(output->queue);
    fy_free(output);
}

enum fy_status fy_reel_output_begin(struct fy_reel_output *output)
{
    output->first = output->count = 0;
    output->finished = false;
    if (!output->resampler)
        return FY_OK;
    fy_limiter_clear(output->limiter);
    return fy_resampler_begin(output->resampler);
}

static void queue(struct fy_reel_output *output, const float *frames, size_t count)
{
    size_t frame = output->channels * sizeof *frames;
    if (output->first + output->count + count > output->room) {
        memmove(output->queue, output->queue + output->first * output->channels, output->count * frame);
        output->first = 0;
    }
    memcpy(output->queue + (output->first + output->count) * output->channels, frames, count * frame);
    output->count += count;
}

static void limit_part(struct fy_reel_output *output, size_t count)
{
    queue(output, output->held, fy_limiter_put(output->limiter, output->part, count, output->held));
}

void fy_reel_output_put(struct fy_reel_output *output, const float *frames, size_t count)
{
    if (!output->resampler) {
        queue(output, frames, count);
        return;
    }
    for (size_t taken = 0, got = 1; taken < count || got > 0;) {
        got = fy_resampler_put(output->resampler, frames, count, &taken, output->part, PART);
        limit_part(output, got);
    }
}

void fy_reel_output_finish(struct fy_reel_output *output)
{
    if (output->resampler) {
        for (size_t got; (got = fy_resampler_finish(output->resampler, output->part, PART)) > 0;)
            limit_part(output, got);
        queue(output, output->held, fy_limiter_finish(output->limiter, output->held));
    }
    output->finished = true;
}

size_t fy_reel_output_ready(const struct fy_reel_output *output)
{
    return output->finished || output->count == 0 ? output->count : output->count - 1;
}

size_t fy_reel_output_read(struct fy_reel_output *output, float *frames, size_t count)
{
    size_t ready = fy_reel_output_ready(output);
    count = count < ready ? count : ready;
    memcpy(frames, output->queue + output->first * output->channels, count * output->channels * sizeof *frames);
    output->first += count;
    output->count -= count;
    return count;
}

bool fy_reel_output_ended(const struct fy_reel_output *output)
{
    return output->finished && output->count == 0;
}
