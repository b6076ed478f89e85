/* Places on an axis where a number stands: multiples of 1, 2 or 5 times a power of ten, kept as whole numbers so that
 * what is written is exact. */
#ifndef FANGYIN_PICTURE_TICKS_H
#define FANGYIN_PICTURE_TICKS_H

#include <stdint.h>

#define FY_TICK_SIZE 48

/* Tick i, first <= i <= last, stands at i * mantissa * 10^exponent. */
struct fy_ticks {
    int64_t first, last;
    int mantissa, exponent;
};

/* At most `most` + 1 ticks (most > 0) within [from, to], from < to, both finite. */
struct fy_ticks fy_ticks_between(double from, double to, double most);
double fy_tick_place(const struct fy_ticks *ticks, int64_t i);
/* "0.25", "-3", "1200". Returns text. */
const char *fy_tick_text(const struct fy_ticks *ticks, int64_t i, char text[FY_TICK_SIZE]);

/* The value upwards with one digit that is not 0 (0.213 -> 0.3), as tick 1 of the ticks it returns. value > 0. */
struct fy_ticks fy_tick_above(double value);

#endif
