#include "picture/ticks.h"

#include <math.h>
#include <stdio.h>

static double scaled(double number, int exponent)
{
    return exponent >= 0 ? number * pow(10, exponent) : number / pow(10, -exponent);
}

double fy_tick_place(const struct fy_ticks *ticks, int64_t i)
{
    return scaled((double)(i * ticks->mantissa), ticks->exponent);
}

struct fy_ticks fy_ticks_between(double from, double to, double most)
{
    static const int mantissas[] = { 1, 2, 5, 10 };
    /* What is asked for may be off a little, as doubles are. */
    const double slack = 1e-9, least = (to - from) / most * (1 - slack);
    struct fy_ticks ticks = { 0, 0, 1, (int)floor(log10(least)) };

    for (int i = 0; i < 4; i++) {
        ticks.mantissa = mantissas[i];
        if (fy_tick_place(&ticks, 1) >= least)
            break;
    }
    if (ticks.mantissa == 10) {
        ticks.mantissa = 1;
        ticks.exponent++;
    }
    /* A stretch from 0.1 to 0.3 has a tick at its very ends, whatever the doubles say. */
    const double step = fy_tick_place(&ticks, 1);
    ticks.first = (int64_t)ceil(from / step - slack);
    ticks.last = (int64_t)floor(to / step + slack);
    return ticks;
}

struct fy_ticks fy_tick_above(double value)
{
    struct fy_ticks ticks = { 1, 1, 1, (int)floor(log10(value)) };

    ticks.mantissa = (int)ceil(scaled(value, -ticks.exponent) - 1e-9);
    if (ticks.mantissa < 1)
        ticks.mantissa = 1;
    if (ticks.mantissa == 10) {
        ticks.mantissa = 1;
        ticks.exponent++;
    }
    return ticks;
}

const char *fy_tick_text(const struct fy_ticks *ticks, int64_t i, char text[FY_TICK_SIZE])
{
    const int64_t number = i * ticks->mantissa;
    const long long size = number < 0 ? -number : number;
    const char *const sign = number < 0 ? "-" : "";
    int decimals = ticks->exponent < 0 ? -ticks->exponent : 0;
    long long unit = 1;

    if (decimals > 12)
        decimals = 12;
    for (int power = 0; power < decimals || power < ticks->exponent; power++)
        unit *= 10;
    if (decimals == 0)
        snprintf(text, FY_TICK_SIZE, "%s%lld", sign, size * unit);
    else
        snprintf(text, FY_TICK_SIZE, "%s%lld.%0*lld", sign, size / unit, decimals, size % unit);
    return text;
}
