#include <fangyin/number.h>

#include "base/digits.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* ---- writing ----
 * For 1e-4 <= value < 1e14 all is exact in 128 bits: value = m 2^-s with m < 2^53, s <= 67, and the first `digits`
 * significant digits are m 10^d 2^-s rounded, with d <= 20. */

enum { SHORTEST = 15, LONGEST = 17 };

static const uint64_t powers[20] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

static wide power(int exponent)
{
    return exponent < 20 ? (wide)powers[exponent] : (wide)powers[19] * powers[exponent - 19];
}

/* Write whole * 10^-decimals in fixed notation, without trailing zeros. */
static size_t write_fixed(uint64_t whole, int decimals, char *text)
{
    char digits[24];
    int count = 0;
    while (decimals > 0 && whole % 10 == 0) {
        whole /= 10;
        decimals--;
    }
    do {
        digits[count++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    while (count <= decimals)
        digits[count++] = '0';
    size_t size = 0;
    while (count > 0) {
        if (count == decimals)
            text[size++] = '.';
        text[size++] = digits[--count];
    }
    text[size] = '\0';
    return size;
}

/* Returns 0 where the exact way does not decide. */
static size_t write_exactly(double value, char *text)
{
    int exponent;
    double fraction = frexp(value, &exponent);
    uint64_t m = (uint64_t)ldexp(fraction, 53);
    int s = 53 - exponent;
    int before = 1; /* digits before the decimal point; 0 and less for 0.0ddd */
    if (value >= 1.0)
        while (before < 15 && value >= (double)powers[before])
            before++;
    else
        before = value >= 1e-1 ? 0 : value >= 1e-2 ? -1 : value >= 1e-3 ? -2 : -3;
    for (int digits = SHORTEST; digits <= LONGEST; digits++) {
        int d = digits - before;
        wide scaled = (wide)m * power(d);
        wide half = (wide)1 << (s - 1);
        wide whole = scaled >> s;
        wide rest = scaled - (whole << s);
        if (rest > half || (rest == half && (whole & 1)))
            whole++;
        /* It reads back if it is nearer to value than half the distance to value's neighbours. The lower neighbour of a
         * power of two is nearer than the upper one. */
        wide back = whole << s;
        wide apart = back > scaled ? back - scaled : scaled - back;
        bool power_of_two = m == (uint64_t)1 << 52;
        if (apart == 0 || (!power_of_two && apart * 2 < power(d)))
            return write_fixed((uint64_t)whole, d, text);
        if (power_of_two || apart * 2 == power(d))
            return 0;
    }
    return 0;
}

/* As printf's %.*g, from the digits that %.*e gives: neither the locale's decimal point nor its grouping matters. */
static size_t write_general(double value, int digits, char *text)
{
    char raw[64], figures[LONGEST + 1];
    snprintf(raw, sizeof raw, "%.*e", digits - 1, value);
    int count = 0, exponent = 0;
    for (const char *at = raw; *at; at++) {
        if (*at == 'e') {
            exponent = atoi(at + 1);
            break;
        }
        if (*at >= '0' && *at <= '9' && count < LONGEST)
            figures[count++] = *at;
    }
    while (count > 1 && figures[count - 1] == '0')
        count--;
    size_t size = 0;
    if (value < 0)
        text[size++] = '-';
    if (exponent < -4 || exponent >= digits) {
        text[size++] = figures[0];
        if (count > 1) {
            text[size++] = '.';
            memcpy(text + size, figures + 1, (size_t)count - 1);
            size += (size_t)count - 1;
        }
        return size + (size_t)snprintf(text + size, 8, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    }
    int place = exponent; /* the power of ten of the next figure */
    if (exponent < 0) {
        text[size++] = '0';
        text[size++] = '.';
        for (int i = -1; i > exponent; i--)
            text[size++] = '0';
    }
    for (int i = 0; i < count || place >= 0; i++, place--) {
        if (place == -1 && exponent >= 0)
            text[size++] = '.';
        text[size++] = i < count ? figures[i] : '0';
    }
    text[size] = '\0';
    return size;
}

size_t fy_number_write(double value, char text[FY_NUMBER_SIZE])
{
    if (!isfinite(value)) {
        memcpy(text, "--undefined--", 14);
        return 13;
    }
    if (value == 0.0) {
        bool negative = signbit(value);
        memcpy(text, negative ? "-0" : "0", negative ? 3 : 2);
        return negative ? 2 : 1;
    }
    double size = fabs(value);
    if (size >= 1e-4 && size < 1e14) {
        size_t sign = value < 0 ? 1 : 0;
        text[0] = '-';
        size_t length = write_exactly(size, text + sign);
        if (length > 0)
            return sign + length;
    }
    size_t length = 0;
    for (int digits = SHORTEST; digits <= LONGEST; digits++) {
        double back;
        length = write_general(value, digits, text);
        if (fy_number_read(text, length, &back) == length && back == value)
            break;
    }
    return length;
}

/* ---- reading ---- */

/* A decimal number taken apart: 0.DDD... times ten to the exponent. */
struct decimal {
    const char *digits; /* the first digit that is not zero; a decimal point may stand between digits */
    size_t count;       /* digits from there on; any number up to 19 where the mantissa decides */
    long exponent;      /* of the last digit */
    uint64_t mantissa;  /* all digits, where count <= 19 */
    bool negative;
};

/* 2^b / 5^-q for q = -19 to -1, rounded up, where b makes it 128 bits: the high and the low half. */
static const uint64_t fives[19][2] = {
    { 0xec1e4a7db69561a5u, 0x2b31e9e3d06c32e6u }, /* -19 */
    { 0x9392ee8e921d5d07u, 0x3aff322e62439fd0u }, /* -18 */
    { 0xb877aa3236a4b449u, 0x09befeb9fad487c3u }, /* -17 */
    { 0xe69594bec44de15bu, 0x4c2ebe687989a9b4u }, /* -16 */
    { 0x901d7cf73ab0acd9u, 0x0f9d37014bf60a11u }, /* -15 */
    { 0xb424dc35095cd80fu, 0x538484c19ef38c95u }, /* -14 */
    { 0xe12e13424bb40e13u, 0x2865a5f206b06fbau }, /* -13 */
    { 0x8cbccc096f5088cbu, 0xf93f87b7442e45d4u }, /* -12 */
    { 0xafebff0bcb24aafeu, 0xf78f69a51539d749u }, /* -11 */
    { 0xdbe6fecebdedd5beu, 0xb573440e5a884d1cu }, /* -10 */
    { 0x89705f4136b4a597u, 0x31680a88f8953031u }, /* -9 */
    { 0xabcc77118461cefcu, 0xfdc20d2b36ba7c3eu }, /* -8 */
    { 0xd6bf94d5e57a42bcu, 0x3d32907604691b4du }, /* -7 */
    { 0x8637bd05af6c69b5u, 0xa63f9a49c2c1b110u }, /* -6 */
    { 0xa7c5ac471b478423u, 0x0fcf80dc33721d54u }, /* -5 */
    { 0xd1b71758e219652bu, 0xd3c36113404ea4a9u }, /* -4 */
    { 0x83126e978d4fdf3bu, 0x645a1cac083126eau }, /* -3 */
    { 0xa3d70a3d70a3d70au, 0x3d70a3d70a3d70a4u }, /* -2 */
    { 0xccccccccccccccccu, 0xcccccccccccccccdu }, /* -1 */
};

/* w 10^exponent for w < 2^64 and -19 <= exponent < 0: a product of 128 bits, of which the first 64 nearly always decide
 * (D. Lemire, Number parsing at a gigabyte per second, 2021). False where they do not. */
static bool scale(uint64_t w, int exponent, double *value)
{
    int zeros = __builtin_clzll(w);
    wide product = (wide)(w << zeros) * fives[exponent + 19][0];
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    int top = (int)(high >> 63);
    uint64_t tail = high & (((uint64_t)1 << (9 + top)) - 1);
    /* Kept: 54 bits, the last for rounding. What the table leaves out is less than one unit of the low half's carry. */
    if (tail == 0 || tail >= (((uint64_t)1 << (9 + top)) - 2) || low == 0)
        return false;
    uint64_t kept = high >> (9 + top);
    kept = (kept + (kept & 1)) >> 1;
    /* floor(exponent * log2(10)) */
    int power = ((exponent * 217706) >> 16) + 63 + top - zeros;
    union {
        uint64_t bits;
        double value;
    } result = { .bits = (kept & (((uint64_t)1 << 52) - 1)) | (uint64_t)(power + 1023 + (int)(kept >> 53)) << 52 };
    *value = result.value;
    return true;
}

/* Exact for w < 2^64 and -19 <= exponent < 0: a quotient of 64 bits or more and whether something is left. */
static double divide(uint64_t w, int exponent)
{
    int shift = 64 + __builtin_clzll(w);
    wide dividend = (wide)w << shift;
    uint64_t divisor = powers[-exponent];
    wide quotient = dividend / divisor;
    bool rest = quotient * divisor != dividend;
    uint64_t high = (uint64_t)(quotient >> 64);
    int bits = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)quotient);
    int drop = bits - 53;
    uint64_t kept = (uint64_t)(quotient >> drop);
    wide tail = quotient & (((wide)1 << drop) - 1), half = (wide)1 << (drop - 1);
    if (tail > half || (tail == half && (rest || (kept & 1))))
        kept++;
    return ldexp((double)kept, drop - shift);
}

/* Any decimal, by strtod on a form without a decimal point. 800 digits decide every case of rounding; a digit that is
 * not zero among those left out counts as one more at the end. */
static double read_slowly(const struct decimal *decimal)
{
    enum { KEPT = 800 };
    char text[KEPT + 32];
    size_t size = 0;
    const char *at = decimal->digits;
    bool more = false;
    for (size_t i = 0; i < decimal->count; at++) {
        if (*at == '.')
            continue;
        if (i < KEPT)
            text[size++] = *at;
        else
            more = more || *at != '0';
        i++;
    }
    long exponent = decimal->exponent + (long)(decimal->count - size);
    if (more) {
        text[size++] = '1';
        exponent--;
    }
    if (exponent > 99999)
        exponent = 99999;
    if (exponent < -99999)
        exponent = -99999;
    snprintf(text + size, sizeof text - size, "e%ld", exponent);
    return strtod(text, NULL);
}

static inline double evaluate(const struct decimal *decimal)
{
    static const double tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    if (decimal->count == 0)
        return 0.0;
    if (decimal->count <= 19) {
        long exponent = decimal->exponent;
        /* Both sides are exact, so one operation rounds correctly. */
        if (decimal->mantissa <= (uint64_t)1 << 53 && exponent >= -22 && exponent <= 22)
            return exponent < 0 ? (double)decimal->mantissa / tens[-exponent]
                                : (double)decimal->mantissa * tens[exponent];
        double value;
        if (exponent < 0 && exponent >= -19 && scale(decimal->mantissa, (int)exponent, &value))
            return value;
        if (exponent < 0 && exponent >= -19)
            return divide(decimal->mantissa, (int)exponent);
    }
    return read_slowly(decimal);
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The digits that eight bytes start with: how many, and the number they make. */
static inline unsigned read_digits(const char *text, uint64_t *number)
{
    uint64_t values;
    unsigned count = fy_digit_run(text, &values);
    /* Zeros before them, and nothing behind. */
    values = count > 0 ? values << (64 - 8 * count) : 0;
    values = values * 10 + (values >> 8); /* pairs */
    *number = ((values & 0x000000FF000000FFu) * 0x000F424000000064u +
               ((values >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
              32;
    return count;
}

/* More digits behind mantissa's, `most` times eight. */
static inline size_t more_digits(const char *text, int most, uint64_t *mantissa)
{
    size_t at = 0;
    unsigned count = 8;
    while (most-- > 0 && count == 8) {
        uint64_t number;
        count = read_digits(text + at, &number);
        *mantissa = *mantissa * powers[count] + number;
        at += count;
    }
    return at;
}

/* A number of the commonest shape: digits, perhaps a point and more digits, 19 in all at most. 0 for every other. */
static inline size_t read_simple(const char *text, size_t size, double *value)
{
    enum { WHOLE = 16, REACH = WHOLE + 1 + 24 + 1 }; /* bytes that are looked at */
    char copy[REACH];
    if (size < REACH) {
        memset(copy, 0, sizeof copy);
        memcpy(copy, text, size);
        text = copy;
    }
    struct decimal decimal = { text, 0, 0, 0, false };
    size_t at = more_digits(text, WHOLE / 8, &decimal.mantissa);
    if (at == 0 || at == WHOLE)
        return 0;
    if (text[at] == '.') {
        size_t decimals = more_digits(text + at + 1, 3, &decimal.mantissa);
        if (decimals == 0 || at + decimals > 19)
            return 0;
        at += 1 + decimals;
        decimal.exponent = -(long)decimals;
        if (text[at] == '.')
            return 0;
    }
    if (text[at] == 'e' || text[at] == 'E')
        return 0;
    decimal.count = decimal.mantissa > 0 ? 1 : 0;
    *value = evaluate(&decimal);
    return at;
}

size_t fy_number_read(const char *text, size_t size, double *value)
{
    size_t simple = read_simple(text, size, value);
    if (simple > 0)
        return simple;
    struct decimal decimal = { NULL, 0, 0, 0, false };
    size_t at = 0;
    if (at < size && (text[at] == '-' || text[at] == '+'))
        decimal.negative = text[at++] == '-';
    bool any = false, point = false;
    for (; at < size; at++) {
        if (is_digit(text[at])) {
            any = true;
            decimal.exponent -= point;
            if (decimal.count == 0 && text[at] == '0')
                continue;
            if (decimal.count == 0)
                decimal.digits = text + at;
            if (decimal.count < 19)
                decimal.mantissa = decimal.mantissa * 10 + (uint64_t)(text[at] - '0');
            decimal.count++;
        } else if (text[at] == '.' && !point && (any || (at + 1 < size && is_digit(text[at + 1])))) {
            point = true;
        } else {
            break;
        }
    }
    if (!any)
        return 0;
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        size_t e = at + 1;
        bool negative = e < size && text[e] == '-';
        if (e < size && (text[e] == '-' || text[e] == '+'))
            e++;
        if (e < size && is_digit(text[e])) {
            long exponent = 0;
            for (; e < size && is_digit(text[e]); e++)
                if (exponent < 100000000)
                    exponent = exponent * 10 + (text[e] - '0');
            decimal.exponent += negative ? -exponent : exponent;
            at = e;
        }
    }
    double result = evaluate(&decimal);
    if (isinf(result))
        result = (double)NAN;
    *value = decimal.negative ? -result : result;
    return at;
}

/* ---- times ---- */

const char *fy_time_write(double seconds, int decimals, char text[FY_NUMBER_SIZE])
{
    if (decimals < 0)
        decimals = 0;
    if (decimals > 6)
        decimals = 6;
    double scale = (double)powers[decimals];
    double units = round(fabs(seconds) * scale);
    if (!(units < 1e15)) {
        memcpy(text, "--undefined--", 14);
        return text;
    }
    uint64_t whole = (uint64_t)units, fraction = whole % powers[decimals];
    whole /= powers[decimals];
    unsigned long long hours = whole / 3600, minutes = whole / 60 % 60, second = whole % 60;
    const char *sign = seconds < 0 && units > 0 ? "-" : "";
    int size;
    if (hours > 0)
        size = snprintf(text, FY_NUMBER_SIZE, "%s%llu:%02llu:%02llu", sign, hours, minutes, second);
    else
        size = snprintf(text, FY_NUMBER_SIZE, "%s%llu:%02llu", sign, minutes, second);
    if (decimals > 0)
        snprintf(text + size, FY_NUMBER_SIZE - (size_t)size, ".%0*llu", decimals, (unsigned long long)fraction);
    return text;
}

bool fy_time_read(const char *text, double *seconds)
{
    while (*text == ' ')
        text++;
    size_t size = strlen(text);
    while (size > 0 && text[size - 1] == ' ')
        size--;
    bool negative = size > 0 && text[0] == '-';
    size_t at = negative ? 1 : 0;
    double parts[3];
    int count = 0;
    /* All parts but the last are whole numbers; all but the first are below sixty, in two digits at most. */
    for (;;) {
        size_t digits = 0;
        while (at + digits < size && is_digit(text[at + digits]))
            digits++;
        bool last = at + digits >= size || text[at + digits] != ':';
        size_t length = last ? size - at : digits;
        if (digits == 0 || digits > 15 || (count > 0 && digits > 2) || count == 3)
            return false;
        for (size_t i = digits; i < length; i++)
            if (!is_digit(text[at + i]) && !(i == digits && text[at + i] == '.'))
                return false;
        if (fy_number_read(text + at, length, &parts[count]) != length)
            return false;
        if (count > 0 && parts[count] >= 60)
            return false;
        count++;
        at += length;
        if (last)
            break;
        at++;
    }
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum = sum * 60 + parts[i];
    *seconds = negative ? -sum : sum;
    return true;
}
