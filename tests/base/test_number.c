/* Numbers and times as text. The C library in the C locale is the oracle. */
#include <fangyin/number.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A fixed sequence of numbers without order (xorshift). */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static double some_number(uint64_t *seed, int kind)
{
    static const double tens[] = { 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e3, 1e6, 1e10, 1e13, 1e14, 1e15, 1e17 };
    double value;
    uint64_t bits = next_random(seed);
    switch (kind) {
    case 0: /* any double at all */
        memcpy(&value, &bits, sizeof value);
        return isfinite(value) ? value : 0.0;
    case 1: /* milliseconds, as in most files */
        return (double)(bits % 100000000) / 1000.0;
    case 2: /* all 53 bits, common sizes */
        return (double)(bits >> 11) / 9007199254740992.0 * tens[next_random(seed) % 14];
    case 3: /* what single precision leaves */
        return (double)(float)((double)(bits % 100000000) / 1000.0);
    case 4: /* powers of two and their upper neighbours */
        return ldexp(1.0 + (double)(bits % 3) * 0x1p-52, (int)(next_random(seed) % 90) - 30);
    default: /* short decimals of many sizes */
        return (double)(bits % 1000000000000000) * tens[next_random(seed) % 7];
    }
}

static void numbers_are_written_as_praat_does(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        { 0.0, "0" },
        { 2.0, "2" },
        { 0.1, "0.1" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1.0 / 3, "0.3333333333333333" },
        { 1e-05, "1e-05" },
        { 1e-4, "0.0001" },
        { 1e7, "10000000" },
        { 5e-324, "4.94065645841247e-324" },
        { 123456.7, "123456.7" },
        { -0.5, "-0.5" },
        { 1e15, "1e+15" },
        { 1e14, "100000000000000" },
        { 1e300, "1e+300" },
        { -0.0, "-0" },
        { 99999999999999.9, "99999999999999.9" },
        { 1.5e-10, "1.5e-10" },
        { 123456789012345678.0, "1.2345678901234568e+17" },
    };
    char text[FY_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(fy_number_write(cases[i].value, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
    fy_number_write((double)NAN, text);
    assert_string_equal(text, "--undefined--");
    fy_number_write((double)-INFINITY, text);
    assert_string_equal(text, "--undefined--");
}

static void writing_agrees_with_printf_on_many_numbers(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 300000; i++) {
        double value = some_number(&seed, i % 6), back = 0;
        char expected[64], text[FY_NUMBER_SIZE];
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(expected, sizeof expected, "%.*g", digits, value);
            if (strtod(expected, NULL) == value)
                break;
        }
        size_t size = fy_number_write(value, text);
        assert_string_equal(text, expected);
        assert_int_equal(size, strlen(text));
        assert_int_equal(fy_number_read(text, size, &back), size);
        assert_memory_equal(&back, &value, sizeof back);
    }
}

static void reading_agrees_with_strtod_on_many_numbers(void **state)
{
    (void)state;
    uint64_t seed = 1234567890123u;
    for (int i = 0; i < 300000; i++) {
        char text[80];
        int digits = (int)(next_random(&seed) % 25) + 1;
        snprintf(text, sizeof text, "%.*g", digits, some_number(&seed, i % 6));
        double value = 0, expected = strtod(text, NULL);
        assert_int_equal(fy_number_read(text, strlen(text), &value), strlen(text));
        if (isfinite(expected))
            assert_memory_equal(&value, &expected, sizeof value);
        else
            assert_true(isnan(value));
    }
}

static void check_read(const char *text, size_t used, double expected)
{
    double value = -7777;
    size_t got = fy_number_read(text, strlen(text), &value);
    if (got != used || (used > 0 && value != expected))
        fail_msg("\"%.60s\": %zu bytes, %.17g; expected %zu, %.17g", text, got, value, used, expected);
}

static void the_longest_prefix_that_is_a_number_is_read(void **state)
{
    (void)state;
    check_read("1.", 2, 1);
    check_read("+1", 2, 1);
    check_read("1e0", 3, 1);
    check_read("1e", 1, 1);
    check_read("1e+", 1, 1);
    check_read("1,5", 1, 1);
    check_read("1s", 1, 1);
    check_read("1--2", 1, 1);
    check_read("1.2.3", 3, 1.2);
    check_read(".5", 2, 0.5);
    check_read("-.5e1x", 5, -5);
    check_read("0x1p0", 1, 0);
    check_read("1e-400", 6, 0);
    check_read("0e999999999999", 14, 0);
    check_read("2.5E2", 5, 250);
}

static void what_is_no_number_is_not_read(void **state)
{
    (void)state;
    static const char *const cases[] = { "", "-", "+", ".", "-.", "e5", "nan", "inf", " 1", "--undefined--", "٣" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_read(cases[i], 0, 0);
    double value;
    assert_int_equal(fy_number_read("1234", 2, &value), 2);
    assert_true(value == 12);
}

static void what_overflows_is_undefined(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(fy_number_read("1e999", 5, &value), 5);
    assert_true(isnan(value));
    assert_int_equal(fy_number_read("-1e999", 6, &value), 6);
    assert_true(isnan(value));
}

static void digits_beyond_counting_still_round_correctly(void **state)
{
    (void)state;
    /* 2^-1 plus half its last place is a tie, which one more digit, however far behind, decides. */
    const char *tie = "0.500000000000000055511151231257827021181583404541015625";
    check_read(tie, strlen(tie), 0.5);
    char text[3000];
    memset(text, '0', sizeof text);
    memcpy(text, tie, strlen(tie));
    text[2998] = '1';
    text[2999] = '\0';
    check_read(text, 2999, nextafter(0.5, 1));
    text[2998] = '0';
    check_read(text, 2999, 0.5);
    memset(text, '9', 400);
    text[400] = '\0';
    double value = 0;
    assert_int_equal(fy_number_read(text, 400, &value), 400);
    assert_true(isnan(value));
}

static void check_time(double seconds, int decimals, const char *expected)
{
    char text[FY_NUMBER_SIZE];
    assert_string_equal(fy_time_write(seconds, decimals, text), expected);
}

static void times_are_written_for_people(void **state)
{
    (void)state;
    check_time(0, 3, "0:00.000");
    check_time(62.345, 3, "1:02.345");
    check_time(3662.345, 3, "1:01:02.345");
    check_time(59.9996, 3, "1:00.000");
    check_time(3599.6, 0, "1:00:00");
    check_time(-1.5, 1, "-0:01.5");
    check_time(-0.0001, 3, "0:00.000");
    check_time(1.25, 9, "0:01.250000");
    check_time(1.25, -2, "0:01");
    check_time((double)NAN, 3, "--undefined--");
    check_time(1e300, 3, "--undefined--");
}

static void times_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } good[] = { { "62.345", 62.345 }, { "1:02.345", 62.345 }, { "1:00:02", 3602 }, { " 0:00.5 ", 0.5 },
                 { "90:00", 5400 },    { "-1:30", -90 },       { "7", 7 } };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double seconds = -7777;
        assert_true(fy_time_read(good[i].text, &seconds));
        assert_true(fabs(seconds - good[i].seconds) < 1e-12);
    }
    static const char *const bad[] = { "",  ":",     "1:",    ":1",   "1:60", "1:2:3:4", "1.5:00", "1e3",
                                       "x", "1:02x", "1:002", "1:-2", "--1",  "1 2",     "0x10",   "+" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double seconds;
        if (fy_time_read(bad[i], &seconds))
            fail_msg("\"%s\" was read as %g", bad[i], seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_praat_does),
        cmocka_unit_test(writing_agrees_with_printf_on_many_numbers),
        cmocka_unit_test(reading_agrees_with_strtod_on_many_numbers),
        cmocka_unit_test(the_longest_prefix_that_is_a_number_is_read),
        cmocka_unit_test(what_is_no_number_is_not_read),
        cmocka_unit_test(what_overflows_is_undefined),
        cmocka_unit_test(digits_beyond_counting_still_round_correctly),
        cmocka_unit_test(times_are_written_for_people),
        cmocka_unit_test(times_are_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
