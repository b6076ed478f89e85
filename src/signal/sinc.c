#include "signal/sinc.h"

#include "signal/vector.h"
#include <math.h>

static const float pi = 3.14159265F;

/* Of an angle that is not below 0: small ones, as nearly all are here, by the first terms of the series. */
static inline void cosine_and_sine(float angle, float *cosine, float *sine)
{
    if (angle < 0.25F) {
        const float a = angle * angle;
        *cosine = 1.0F - a * (1.0F / 2.0F - a * (1.0F / 24.0F - a / 720.0F));
        *sine = angle * (1.0F - a * (1.0F / 6.0F - a * (1.0F / 120.0F - a / 5040.0F)));
    } else {
        *cosine = cosf(angle);
        *sine = sinf(angle);
    }
}

/* sum over j of (-1)^j y[j] / (offset + j) (1 + cos (pi (offset + j) / (offset + depth'))), half of what both sides are
 * made of; `whole` is offset + depth' in samples. */
static float side(const float *y, size_t depth, float offset, float whole)
{
    const float angle = pi / whole;
    const fy_floats signs = { 1.0F, -1.0F, 1.0F, -1.0F };
    fy_floats place = { offset, offset + 1.0F, offset + 2.0F, offset + 3.0F };
    float c0, s0, c1, s1;
    cosine_and_sine(angle * offset, &c0, &s0);
    cosine_and_sine(angle, &c1, &s1);
    const float c2 = 1.0F - 2.0F * s1 * s1, s2 = 2.0F * s1 * c1, c3 = c2 * c1 - s2 * s1, s3 = s2 * c1 + c2 * s1;
    /* Cosines by turning the last four on by four steps. */
    const fy_floats turn_cos = fy_all(1.0F - 2.0F * s2 * s2), turn_sin = fy_all(2.0F * s2 * c2);
    fy_floats cosine = { c0, c0 * c1 - s0 * s1, c0 * c2 - s0 * s2, c0 * c3 - s0 * s3 };
    fy_floats sine = { s0, s0 * c1 + c0 * s1, s0 * c2 + c0 * s2, s0 * c3 + c0 * s3 };
    fy_floats sum = fy_all(0.0F);
    size_t j = 0;

    for (; j + FY_LANES <= depth; j += FY_LANES) {
        sum += fy_load(y + j) * (fy_all(1.0F) + cosine) / place;
        place += fy_all((float)FY_LANES);
        const fy_floats turned = cosine * turn_cos - sine * turn_sin;
        sine = cosine * turn_sin + sine * turn_cos;
        cosine = turned;
    }
    float result = fy_sum(sum * signs);
    for (size_t lane = 0; j < depth; j++, lane++)
        result += (lane % 2 == 0 ? 1.0F : -1.0F) * y[j] * (1.0F + cosine[lane]) / place[lane];
    return result;
}

double fy_sinc(const float *left, const float *right, size_t depth, double part)
{
    const float reach = (float)depth, before = (float)part, after = (float)(1.0 - part);
    const double sum =
        (double)side(left, depth, before, before + reach) + (double)side(right, depth, after, after + reach);
    return 0.5 * sin(3.14159265358979323846 * part) / 3.14159265358979323846 * sum;
}
