/* The interpolation beside its definition, summed in double precision. */
#include "signal/sinc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { DEEPEST = 90 };

static double defined_side(const float *y, size_t depth, double offset)
{
    const double pi = 3.14159265358979323846;
    double sum = 0.0;
    for (size_t j = 0; j < depth; j++) {
        const double place = offset + (double)j;
        sum += (j % 2 == 0 ? 1.0 : -1.0) * (double)y[j] / place * (1.0 + cos(pi * place / (offset + (double)depth)));
    }
    return 0.5 * sin(pi * offset) / pi * sum;
}

static void it_is_what_it_is_defined_as(void **state)
{
    (void)state;
    float left[DEEPEST], right[DEEPEST];
    uint32_t seed = 7;
    double worst = 0.0;
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < DEEPEST; i++) {
            left[i] = (float)((int32_t)(seed = seed * 1664525u + 1013904223u)) / 2147483648.0F;
            right[i] = (float)((int32_t)(seed = seed * 1664525u + 1013904223u)) / 2147483648.0F;
        }
        for (size_t depth = 1; depth <= DEEPEST; depth++)
            for (double part = 0.01; part < 1.0; part += 0.049) {
                const double wanted = defined_side(left, depth, part) + defined_side(right, depth, 1.0 - part);
                worst = fmax(worst, fabs(fy_sinc(left, right, depth, part) - wanted));
            }
    }
    print_message("largest difference %g\n", worst);
    assert_true(worst < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(it_is_what_it_is_defined_as) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
