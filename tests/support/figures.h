/* What the benchmarks count with. */
#ifndef TESTS_SUPPORT_FIGURES_H
#define TESTS_SUPPORT_FIGURES_H

#include "base/monotonic.h"

#include <stdlib.h>

/* Milliseconds of a clock that only goes forward. */
static inline double now_ms(void)
{
    return fy_monotonic() * 1e3;
}

/* For qsort: doubles, the smallest first. */
static inline int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The one in the middle; sorts them. */
static inline double median_of(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return values[count / 2];
}

#endif
