/* Values as they lie in Praat's binary files, the high byte first. */
#ifndef FANGYIN_BINARY_VALUES_H
#define FANGYIN_BINARY_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { FY_WIDE_MARK = 0xFFFF }; /* instead of a text's length: the length comes next, and 16-bit units */

static inline double fy_number_at(const unsigned char *at)
{
    uint64_t bits = (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 | (uint64_t)at[2] << 40 | (uint64_t)at[3] << 32 |
                    (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 | (uint64_t)at[6] << 8 | at[7];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t fy_unit_at(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

/* ASCII without NUL. */
static inline bool fy_is_plain_ascii(const unsigned char *bytes, size_t size)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t word, odd = 0;
    size_t at = 0;
    for (; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        odd |= (word | (word - ones)) & tops; /* set by a byte above 0x7F, and by the first that is 0 */
    }
    for (; at < size; at++)
        odd |= (unsigned char)(bytes[at] - 1) >= 0x7F;
    return odd == 0;
}

#endif
