/* Four floats at a time, in the compiler's vector extension: our flags do not let it reorder sums, and sums over
 * hundreds of thousands of frames are what the measures are made of. */
#ifndef FANGYIN_SIGNAL_VECTOR_H
#define FANGYIN_SIGNAL_VECTOR_H

#include <stdint.h>
#include <string.h>

typedef float fy_floats __attribute__((vector_size(16)));
typedef int32_t fy_bits __attribute__((vector_size(16)));

enum { FY_LANES = 4 };

static inline fy_floats fy_load(const float *from)
{
    fy_floats value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void fy_store(float *to, fy_floats value)
{
    memcpy(to, &value, sizeof value);
}

static inline fy_floats fy_all(float value)
{
    return (fy_floats){ value, value, value, value };
}

static inline float fy_sum(fy_floats value)
{
    return (value[0] + value[2]) + (value[1] + value[3]);
}

/* Samples beyond this, and NaN, count as silence: their squares would leave the range of a float. */
#define FY_LARGEST_SAMPLE 1e15F

static inline fy_floats fy_usable(fy_floats value)
{
    /* NaN compares false. */
    const fy_bits good = (value <= fy_all(FY_LARGEST_SAMPLE)) & (value >= fy_all(-FY_LARGEST_SAMPLE));
    return (fy_floats)((fy_bits)value & good);
}

static inline float fy_usable_sample(float value)
{
    return value <= FY_LARGEST_SAMPLE && value >= -FY_LARGEST_SAMPLE ? value : 0.0F;
}

#endif
