#include "signal/sinc.h"

#include "signal/vector.h"
#include <math.h>

static const float pi = 3.14159265F;

/* sum over j of (-1)^j y[j] / (offset + j) (1 + cos (pi (offset + j) / (offset + depth'))), half of what both sides are
 * made of; `whole` is offset + depth' in samples. */
static float side(const float *y, size_t depth, float offset, float whole)
{
    const float angle = pi / whole;
    const fy_floats signs = { 1.0F, -1.0F, 1.0F, -1.0F };
    fy_floats place = { offset, offset + 1.0F, offset + 2.0F, offset + 3.0F };
    /* Cosines by turning the last four on by four steps. */
    const fy_floats turn_cos = fy_all(cosf(4.0F * angle)), turn_sin = fy_all(sinf(4.0F * angle));
    const float c0 = cosf(angle * offset), s0 = sinf(angle * offset), c1 = cosf(angle), s1 = sinf(angle);
    const float c2 = c1 * c1 - s1 * s1, s2 = 2.0F * s1 * c1, c3 = c2 * c1 - s2 * s1, s3 = s2 * c1 + c2 * s1;
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
