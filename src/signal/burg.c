#include "signal/burg.h"

#include <math.h>
#include <string.h>

bool fy_burg(const double *x, size_t count, size_t order, double *a, double *work)
{
    double *const forward = work, *const backward = work + count;
    double before[FY_BURG_ORDER];

    memcpy(forward, x, count * sizeof *x);
    memcpy(backward, x + 1, (count - 1) * sizeof *x);
    for (size_t i = 0; i < order; i++) {
        double product = 0.0, squares = 0.0;
        const size_t left = count - i - 1;
        for (size_t j = 0; j < left; j++) {
            product += forward[j] * backward[j];
            squares += forward[j] * forward[j] + backward[j] * backward[j];
        }
        /* Also where it is no number. */
        if (!(squares > 0.0))
            break;
        const double reflection = 2.0 * product / squares;
        if (!isfinite(reflection))
            return false;
        for (size_t j = 0; j < i; j++)
            a[j] = before[j] - reflection * before[i - 1 - j];
        a[i] = reflection;
        memcpy(before, a, (i + 1) * sizeof *a);
        for (size_t j = 0; j + 1 < left; j++) {
            const double f = forward[j] - reflection * backward[j];
            backward[j] = backward[j + 1] - reflection * forward[j + 1];
            forward[j] = f;
        }
        if (i + 1 == order)
            return true;
    }
    return false;
}

static struct fy_root multiply(struct fy_root a, struct fy_root b)
{
    return (struct fy_root){ a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real };
}

static struct fy_root divide(struct fy_root a, struct fy_root b)
{
    const double square = b.real * b.real + b.imaginary * b.imaginary;
    return (struct fy_root){ (a.real * b.real + a.imaginary * b.imaginary) / square,
                             (a.imaginary * b.real - a.real * b.imaginary) / square };
}

static double size_of(struct fy_root a)
{
    return fabs(a.real) + fabs(a.imaginary);
}

/* The polynomial over its derivative. */
static struct fy_root newton(const double *coefficients, size_t count, struct fy_root z)
{
    struct fy_root value = { 1.0, 0.0 }, slope = { 0.0, 0.0 };
    for (size_t i = 0; i < count; i++) {
        slope = multiply(slope, z);
        slope.real += value.real;
        slope.imaginary += value.imaginary;
        value = multiply(value, z);
        value.real -= coefficients[i];
    }
    if (size_of(slope) == 0.0)
        return (struct fy_root){ size_of(value) == 0.0 ? 0.0 : 1e-3, 1e-3 };
    return divide(value, slope);
}

/* One round; returns the largest step. */
static double improve(const double *coefficients, size_t count, struct fy_root *roots)
{
    double largest = 0.0;
    for (size_t i = 0; i < count; i++) {
        const struct fy_root ratio = newton(coefficients, count, roots[i]);
        struct fy_root others = { 0.0, 0.0 };
        for (size_t j = 0; j < count; j++) {
            const struct fy_root apart = { roots[i].real - roots[j].real, roots[i].imaginary - roots[j].imaginary };
            const double square = apart.real * apart.real + apart.imaginary * apart.imaginary;
            if (j == i || square == 0.0)
                continue;
            others.real += apart.real / square;
            others.imaginary -= apart.imaginary / square;
        }
        struct fy_root below = multiply(ratio, others);
        below = (struct fy_root){ 1.0 - below.real, -below.imaginary };
        const struct fy_root step = size_of(below) > 0.0 ? divide(ratio, below) : ratio;
        roots[i].real -= step.real;
        roots[i].imaginary -= step.imaginary;
        largest = fmax(largest, size_of(step));
    }
    return largest;
}

bool fy_prediction_roots(const double *coefficients, size_t count, struct fy_root *roots)
{
    /* On no axis of symmetry: the roots come in conjugate pairs, the starts must not. */
    for (size_t i = 0; i < count; i++) {
        const double angle = 6.283185307179586 * (double)i / (double)count + 0.4;
        roots[i] = (struct fy_root){ 0.9 * cos(angle), 0.9 * sin(angle) };
    }
    for (int round = 0; round < 200; round++) {
        const double step = improve(coefficients, count, roots);
        if (!isfinite(step))
            return false;
        if (step < 1e-13)
            return true;
    }
    /* Roots that coincide come near slowly; what is reached is as good as it gets. */
    return true;
}
