/* Numbers to and from text, never through the user's locale. */
#ifndef FANGYIN_NUMBER_H
#define FANGYIN_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define FY_NUMBER_SIZE 40

/* Write a number as Praat does: the shortest of 15, 16 and 17 significant digits that reads back to the same double;
 * NaN and infinities as "--undefined--". Returns the length, without the NUL. */
size_t fy_number_write(double value, char text[FY_NUMBER_SIZE]);

/* Read the longest prefix of text[0..size) that is a decimal number (also inf-less "1e999", which gives NaN).
 * Returns its bytes, 0 if there is none. */
size_t fy_number_read(const char *text, size_t size, double *value);

/* A time for people: "1:02.345", "1:00:02.345" from an hour on. `decimals` 0 to 6. Returns text. */
const char *fy_time_write(double seconds, int decimals, char text[FY_NUMBER_SIZE]);

/* Read a time as people write it: "62.345", "1:02.345", "1:00:02". False if it is none. */
bool fy_time_read(const char *text, double *seconds);

#endif
