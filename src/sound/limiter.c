/* For each frame the factor that its own peak needs, the least of these over the last WINDOW frames, held down while it
 * recovers, and the mean of that over WINDOW frames, put on the frame that is WINDOW - 1 back. Every one of the values in
 * that mean is a minimum over a window that has this frame in it, so the mean is never too high. */
#include "sound/limiter.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { DELAYS_PER_SECOND = 200 };

#define RECOVERY 0.2 /* seconds from silence to full */

struct need {
    uint64_t frame;
    float factor; /* below 1 */
};

struct fy_limiter {
    size_t channels, window;
    float *line;      /* window - 1 frames, the oldest at `at` */
    float *held;      /* the last `window` values of the mean, the oldest at `oldest` */
    struct need *low; /* frames of the window that may become its minimum, factors rising; from `first`, `lows` of them */
    size_t at, filled, oldest, first, lows;
    size_t quiet; /* how many values of 1 came last, at most `window` */
    uint64_t frame;
    double sum;
    float last, recover; /* a frame */
};

enum fy_status fy_limiter_new(struct fy_limiter **limiter, unsigned rate, size_t channels)
{
    *limiter = NULL;
    struct fy_limiter *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->channels = channels;
    made->window = rate / DELAYS_PER_SECOND + 2;
    made->recover = (float)(1 / (RECOVERY * rate));
    made->line = fy_calloc(made->window * channels, sizeof *made->line);
    made->held = fy_calloc(made->window, sizeof *made->held);
    made->low = fy_calloc(made->window, sizeof *made->low);
    if (!made->line || !made->held || !made->low) {
        fy_limiter_free(made);
        return FY_NO_MEMORY;
    }
    fy_limiter_clear(made);
    *limiter = made;
    return FY_OK;
}

void fy_limiter_free(struct fy_limiter *limiter)
{
    if (!limiter)
        return;
    fy_free(limiter->line);
    fy_free(limiter->held);
    fy_free(limiter->low);
    fy_free(limiter);
}

size_t fy_limiter_delay(const struct fy_limiter *limiter)
{
    return limiter->window - 1;
}

void fy_limiter_clear(struct fy_limiter *limiter)
{
    for (size_t i = 0; i < limiter->window; i++)
        limiter->held[i] = 1;
    limiter->at = limiter->filled = limiter->oldest = limiter->first = limiter->lows = 0;
    limiter->quiet = limiter->window;
    limiter->frame = 0;
    limiter->sum = (double)limiter->window;
    limiter->last = 1;
}

static float peak_of(const float *samples, size_t count)
{
    float peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = fmaxf(peak, fabsf(samples[i]));
    return peak;
}

static struct need *low_at(struct fy_limiter *limiter, size_t n)
{
    return &limiter->low[(limiter->first + n) % limiter->window];
}

/* The least factor of the window that ends with this frame. */
static float least(struct fy_limiter *limiter, float factor)
{
    if (limiter->lows > 0 && low_at(limiter, 0)->frame + limiter->window <= limiter->frame) {
        limiter->first = (limiter->first + 1) % limiter->window;
        limiter->lows--;
    }
    if (factor < 1) {
        while (limiter->lows > 0 && low_at(limiter, limiter->lows - 1)->factor >= factor)
            limiter->lows--;
        *low_at(limiter, limiter->lows++) = (struct need){ limiter->frame, factor };
    }
    limiter->frame++;
    return limiter->lows > 0 ? low_at(limiter, 0)->factor : 1;
}

/* The gain for the oldest frame inside, now that one comes in which needs `factor`. */
static float next_gain(struct fy_limiter *limiter, float factor)
{
    limiter->last = fminf(least(limiter, factor), limiter->last + limiter->recover);
    float *held = &limiter->held[limiter->oldest];
    limiter->sum += (double)limiter->last - (double)*held;
    *held = limiter->last;
    limiter->oldest = (limiter->oldest + 1) % limiter->window;
    limiter->quiet = limiter->last < 1 ? 0 : limiter->quiet + (limiter->quiet < limiter->window);
    if (limiter->quiet == limiter->window)
        limiter->sum = (double)limiter->window; /* what rounding left */
    return (float)(limiter->sum / (double)limiter->window);
}

static void put_out(float *out, const float *samples, size_t count, float gain)
{
    for (size_t i = 0; i < count; i++)
        out[i] = gain < 1 ? fmaxf(-1, fminf(1, samples[i] * gain)) : samples[i];
}

size_t fy_limiter_put(struct fy_limiter *limiter, const float *in, size_t count, float *out)
{
    size_t channels = limiter->channels, delay = limiter->window - 1, written = 0;
    const bool plain = limiter->quiet == limiter->window && peak_of(in, count * channels) <= 1;
    if (plain)
        limiter->frame += count;
    for (size_t i = 0; i < count; i++, in += channels) {
        float gain = 1;
        if (!plain) {
            const float peak = peak_of(in, channels);
            gain = next_gain(limiter, peak > 1 ? 1 / peak : 1);
        }
        float *place = limiter->line + limiter->at * channels;
        if (limiter->filled == delay)
            put_out(out + written++ * channels, place, channels, gain);
        else
            limiter->filled++;
        memcpy(place, in, channels * sizeof *place);
        limiter->at = limiter->at + 1 == delay ? 0 : limiter->at + 1;
    }
    return written;
}

size_t fy_limiter_finish(struct fy_limiter *limiter, float *out)
{
    size_t channels = limiter->channels, delay = limiter->window - 1, count = limiter->filled;
    size_t oldest = (limiter->at + delay - count) % delay;
    /* Frames that never got through the whole line have waited for less than their look ahead. */
    for (size_t i = count; i < delay; i++)
        (void)next_gain(limiter, 1);
    for (size_t i = 0; i < count; i++)
        put_out(out + i * channels, limiter->line + (oldest + i) % delay * channels, channels, next_gain(limiter, 1));
    limiter->at = limiter->filled = 0;
    return count;
}
