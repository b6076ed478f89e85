/* Decimal digits, eight bytes at a time: the length of a run of them is found without a branch for each. */
#ifndef FANGYIN_DIGITS_H
#define FANGYIN_DIGITS_H

#include <stdint.h>
#include <string.h>

/* Eight bytes as a number, the first byte lowest. */
static inline uint64_t fy_eight_bytes(const char *text)
{
    uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, text, sizeof word);
#else
    for (int i = 8; i-- > 0;)
        word = word << 8 | (unsigned char)text[i];
#endif
    return word;
}

/* With how many digits eight bytes start; *values gets their values, and anything behind them. */
static inline unsigned fy_digit_run(const char *text, uint64_t *values)
{
    *values = fy_eight_bytes(text) ^ 0x3030303030303030u;
    /* A byte above 9 sets its highest bit; what it carries reaches only bytes behind it. */
    uint64_t others = ((*values + 0x7676767676767676u) | *values) & 0x8080808080808080u;
    return others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
}

#endif
