/* Softens both ends of a sound over 2 ms, inside it. The last 2 ms stay inside until it is known whether they are the
 * last. */
#ifndef FANGYIN_SOUND_EDGES_H
#define FANGYIN_SOUND_EDGES_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_edges;

enum fy_status fy_edges_new(struct fy_edges **edges, int rate, size_t channels);
void fy_edges_free(struct fy_edges *edges);

size_t fy_edges_delay(const struct fy_edges *edges); /* frames */

/* A sound of about `expected` frames begins: of a very short one each edge is a quarter. `soft` off: it stays as it is. */
void fy_edges_begin(struct fy_edges *edges, double expected, bool soft);

/* Take `count` interleaved frames; write those that come out, at most as many, and return how many these were. */
size_t fy_edges_put(struct fy_edges *edges, const float *in, size_t count, float *out);

/* The sound is at its end: the frames that are still inside, at most fy_edges_delay, softened if `soft`. */
size_t fy_edges_finish(struct fy_edges *edges, bool soft, float *out);

#endif
