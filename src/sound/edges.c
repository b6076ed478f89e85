#include "sound/edges.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

enum { SLOPES_PER_SECOND = 500 };

struct fy_edges {
    size_t channels, most; /* frames of a slope */
    size_t slope;          /* of this sound's */
    size_t begun;          /* frames that are through the first slope; slope if all are */
    size_t at, filled;
    float *line; /* `most` frames, the oldest at `at` */
};

enum fy_status fy_edges_new(struct fy_edges **edges, int rate, size_t channels)
{
    *edges = NULL;
    struct fy_edges *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->channels = channels;
    made->most = (size_t)(rate / SLOPES_PER_SECOND) + 1;
    made->line = fy_calloc(made->most * channels, sizeof *made->line);
    if (!made->line) {
        fy_free(made);
        return FY_NO_MEMORY;
    }
    *edges = made;
    return FY_OK;
}

void fy_edges_free(struct fy_edges *edges)
{
    if (!edges)
        return;
    fy_free(edges->line);
    fy_free(edges);
}

size_t fy_edges_delay(const struct fy_edges *edges)
{
    return edges->most;
}

void fy_edges_begin(struct fy_edges *edges, double expected, bool soft)
{
    /* A rate that is no multiple of 500 has its slopes rounded down: never more than 2 ms. */
    size_t whole = edges->most - 1;
    edges->slope = expected / 4 < (double)whole ? (size_t)(expected / 4) : whole;
    edges->begun = soft ? 0 : edges->slope;
    edges->at = edges->filled = 0;
}

/* sin² from 0 to 1: neither a step nor a corner at its ends. */
static float rise(size_t frame, size_t slope)
{
    const float sine = sinf(1.57079633f * ((float)frame + 0.5f) / (float)slope);
    return sine * sine;
}

static void scale(const struct fy_edges *edges, float *frame, float gain)
{
    for (size_t c = 0; c < edges->channels; c++)
        frame[c] *= gain;
}

size_t fy_edges_put(struct fy_edges *edges, const float *in, size_t count, float *out)
{
    size_t written = 0, channels = edges->channels, frame = channels * sizeof *in;
    for (size_t i = 0; i < count; i++, in += channels) {
        float *place = edges->line + edges->at * channels;
        if (edges->filled == edges->most)
            memcpy(out + written++ * channels, place, frame);
        else
            edges->filled++;
        memcpy(place, in, frame);
        if (edges->begun < edges->slope)
            scale(edges, place, rise(edges->begun++, edges->slope));
        edges->at = edges->at + 1 == edges->most ? 0 : edges->at + 1;
    }
    return written;
}

size_t fy_edges_finish(struct fy_edges *edges, bool soft, float *out)
{
    size_t count = edges->filled, oldest = (edges->at + edges->most - count) % edges->most;
    for (size_t i = 0; i < count; i++) {
        float *frame = out + i * edges->channels;
        memcpy(frame, edges->line + (oldest + i) % edges->most * edges->channels, edges->channels * sizeof *frame);
        if (soft && count - i <= edges->slope)
            scale(edges, frame, rise(count - i - 1, edges->slope));
    }
    edges->filled = 0;
    return count;
}
