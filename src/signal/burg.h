/* Linear prediction, and the roots of its polynomial. */
#ifndef FANGYIN_SIGNAL_BURG_H
#define FANGYIN_SIGNAL_BURG_H

#include <stdbool.h>
#include <stddef.h>

enum { FY_BURG_ORDER = 24 };

/* coefficients[order]: the prediction of a sample out of those before it, nearest first. x[count] is left as it is;
 * work[2 count] is overwritten. order <= FY_BURG_ORDER, < count. False where the samples are all 0 or not finite. */
bool fy_burg(const double *x, size_t count, size_t order, double *coefficients, double *work);

struct fy_root {
    double real, imaginary;
};

/* The roots of z^n - a[0] z^(n-1) - ... - a[n-1], n = count <= FY_BURG_ORDER, by O. Aberth's method (Mathematics of
 * Computation 27, 1973). False where they were not found. */
bool fy_prediction_roots(const double *coefficients, size_t count, struct fy_root *roots);

#endif
