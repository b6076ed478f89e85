#include "formats/clock.h"

#include <fangyin/number.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool try_decimals(char text[FY_NUMBER_SIZE], double seconds, int decimals, double *back)
{
    const int size = snprintf(text, FY_NUMBER_SIZE, "%.*f", decimals, seconds);
    return size > 0 && size < FY_NUMBER_SIZE && fy_number_read(text, (size_t)size, back) == (size_t)size;
}

void fy_put_seconds(struct fy_buffer *out, double seconds, int decimals)
{
    char text[FY_NUMBER_SIZE];
    double back;
    for (int more = decimals; more <= 9; more++) {
        if (try_decimals(text, seconds, more, &back) && back == seconds) {
            fy_buffer_puts(out, text);
            return;
        }
    }
    fy_number_write(seconds, text);
    fy_buffer_puts(out, text);
}

static double to_microsecond(double seconds)
{
    return round(seconds * 1e6) / 1e6;
}

double fy_time_sum(double start, double duration)
{
    const double sum = start + duration;
    const bool decimals = to_microsecond(start) == start && to_microsecond(duration) == duration;
    return decimals && fabs(sum) < 1e9 ? to_microsecond(sum) : sum;
}

bool fy_put_duration(struct fy_buffer *out, double start, double end, int decimals)
{
    char text[FY_NUMBER_SIZE];
    double back;
    for (int more = decimals; more <= 9; more++) {
        if (try_decimals(text, end - start, more, &back) && back >= 0 && fy_time_sum(start, back) == end) {
            fy_buffer_puts(out, text);
            return true;
        }
    }
    /* The difference of two doubles is off by half a step of its last digit at most. */
    double duration = end - start;
    if (fy_time_sum(start, duration) != end) {
        const double more = nextafter(duration, HUGE_VAL), less = nextafter(duration, 0);
        duration = fy_time_sum(start, more) == end ? more : fy_time_sum(start, less) == end ? less : duration;
    }
    fy_number_write(duration, text);
    fy_buffer_puts(out, text);
    return fy_time_sum(start, duration) == end;
}

static long long milliseconds_of(double seconds)
{
    return seconds > 0 && seconds < 1e12 ? llround(seconds * 1000) : 0;
}

bool fy_is_milliseconds(double seconds)
{
    return seconds >= 0 && (double)milliseconds_of(seconds) / 1000 == seconds;
}

void fy_put_clock(struct fy_buffer *out, double seconds, char mark)
{
    const long long all = milliseconds_of(seconds);
    fy_buffer_printf(out, "%02lld:%02lld:%02lld%c%03lld", all / 3600000, all / 60000 % 60, all / 1000 % 60, mark,
                     all % 1000);
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* At most `most` digits off the front; how many there were. */
static size_t cut_digits(struct fy_slice *rest, size_t most, double *value)
{
    size_t size = 0;
    for (*value = 0; size < rest->size && size < most && is_digit(rest->text[size]); size++)
        *value = *value * 10 + (rest->text[size] - '0');
    *rest = (struct fy_slice){ rest->text + size, rest->size - size };
    return size;
}

static bool cut_byte(struct fy_slice *rest, char byte)
{
    if (rest->size == 0 || rest->text[0] != byte)
        return false;
    *rest = (struct fy_slice){ rest->text + 1, rest->size - 1 };
    return true;
}

static void cut_blanks(struct fy_slice *rest)
{
    while (cut_byte(rest, ' ') || cut_byte(rest, '\t'))
        continue;
}

bool fy_slice_clock(struct fy_slice *rest, double *seconds)
{
    struct fy_slice at = *rest;
    double parts[3], fraction = 0, scale = 1;
    size_t count = 0;
    cut_blanks(&at);
    do {
        if (count == 3 || cut_digits(&at, 6, &parts[count]) == 0)
            return false;
        count++;
    } while (cut_byte(&at, ':'));
    if (count < 2)
        return false;
    if (cut_byte(&at, ',') || cut_byte(&at, '.')) {
        const size_t digits = cut_digits(&at, 6, &fraction);
        double rest_of_it;
        (void)cut_digits(&at, 20, &rest_of_it);
        scale = digits > 0 ? pow(10, (double)digits) : 1;
    }
    const double whole = count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : parts[0] * 60 + parts[1];
    *seconds = (whole * scale + fraction) / scale;
    *rest = at;
    return true;
}

bool fy_slice_span(struct fy_slice *rest, double *start, double *end)
{
    struct fy_slice at = *rest;
    if (!fy_slice_clock(&at, start))
        return false;
    cut_blanks(&at);
    if (!cut_byte(&at, '-') || !cut_byte(&at, '-') || !cut_byte(&at, '>') || !fy_slice_clock(&at, end))
        return false;
    *rest = at;
    return true;
}
