/* Times as the line formats write them. Reading what was written gives the same double wherever the format's digits can
 * say it. */
#ifndef FANGYIN_FORMATS_CLOCK_H
#define FANGYIN_FORMATS_CLOCK_H

#include "formats/lines.h"

/* Append seconds with at least `decimals` decimals, and as many more as the double needs. */
void fy_put_seconds(struct fy_buffer *out, double seconds, int decimals);

/* The end of what starts at `start` and lasts `duration`. The sum of two decimals is one: where both are whole
 * microseconds, so is the sum (0.1 and 0.2 give 0.3). */
double fy_time_sum(double start, double duration);
/* Append the duration that fy_time_sum makes `end` of. False where no double is it, and the end will be off by its last
 * bit. */
bool fy_put_duration(struct fy_buffer *out, double start, double end, int decimals);

/* Append "00:01:02,345" with that mark before the milliseconds. What is before 0 becomes 0. */
void fy_put_clock(struct fy_buffer *out, double seconds, char mark);
/* True if a time is a whole number of milliseconds from 0 on: fy_put_clock loses nothing. */
bool fy_is_milliseconds(double seconds);

/* Cut "[hours:]minutes:seconds[,.fraction]" off the front of rest (blanks before it too). */
bool fy_slice_clock(struct fy_slice *rest, double *seconds);
/* Cut "clock --> clock" off the front. */
bool fy_slice_span(struct fy_slice *rest, double *start, double *end);

#endif
