/* Fourier transforms, over FFTW. Objects are used by one thread at a time; making and freeing are serialised inside. */
#ifndef FANGYIN_SIGNAL_TRANSFORM_H
#define FANGYIN_SIGNAL_TRANSFORM_H

#include <fangyin/status.h>
#include <stddef.h>

/* Two real signals at once, as real and imaginary part of one complex transform: half the work of two real transforms.
 */
struct fy_pair_transform {
    size_t length;           /* a power of two */
    float *first, *second;   /* [length], in: left as they are by a run */
    float *real, *imaginary; /* [length], out: DFT of first + i second */
    void *plan;
};

/* FY_NO_MEMORY; nothing to close then. All four arrays are zero at first. */
enum fy_status fy_pair_transform_open(struct fy_pair_transform *pair, size_t length);
void fy_pair_transform_close(struct fy_pair_transform *pair);
void fy_pair_transform_run(struct fy_pair_transform *pair);

/* |X|^2 of the two signals, times `scale`, for lines 0 .. count - 1; count <= length / 2 + 1. */
void fy_pair_transform_powers(const struct fy_pair_transform *pair, size_t count, float scale, float *first,
                              float *second);

/* One real signal, there and back. */
struct fy_real_transform {
    size_t length;
    float *samples; /* [length] */
    float *lines;   /* [length + 2]: real and imaginary parts in turns */
    void *forward, *backward;
};

enum fy_status fy_real_transform_open(struct fy_real_transform *transform, size_t length);
void fy_real_transform_close(struct fy_real_transform *transform);
void fy_real_transform_forward(struct fy_real_transform *transform);  /* samples -> lines */
void fy_real_transform_backward(struct fy_real_transform *transform); /* lines -> samples times length; spoils lines */

/* The smallest power of two that is at least `wanted`; 0 above 2^30. */
size_t fy_transform_length(double wanted);

#endif
