/* cmocka's own comparison of numbers is in single precision. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_NEAR_H
#define TESTS_SUPPORT_NEAR_H

#include <math.h>

static inline void check_near(double value, double expected, double tolerance, const char *text, const char *file, int line)
{
    if (fabs(value - expected) <= tolerance)
        return;
    print_error("%s is %.17g, not %.17g (within %g)\n", text, value, expected, tolerance);
    _fail(file, line);
}

/* Fails for NaN too. */
#define assert_near(value, expected, tolerance) check_near(value, expected, tolerance, #value, __FILE__, __LINE__)

#endif
