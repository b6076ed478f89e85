#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sound/limiter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 16000, COUNT = 60000 };

static float in[COUNT], out[COUNT];

static void run(size_t part)
{
    struct fy_limiter *limiter;
    size_t count = 0;
    assert_int_equal(fy_limiter_new(&limiter, RATE, 1), FY_OK);
    for (size_t i = 0; i < COUNT; i += part)
        count += fy_limiter_put(limiter, in + i, COUNT - i < part ? COUNT - i : part, out + count);
    assert_int_equal(count, COUNT - fy_limiter_delay(limiter));
    count += fy_limiter_finish(limiter, out + count);
    assert_int_equal(count, COUNT);
    assert_int_equal(fy_limiter_finish(limiter, out), 0);
    fy_limiter_free(limiter);
}

static float noise(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return (float)(*random >> 8) / 8388608.0f - 1;
}

static void full_scale_and_below_goes_through_bit_for_bit(void **state)
{
    (void)state;
    uint32_t random = 7;
    for (size_t i = 0; i < COUNT; i++)
        in[i] = i % 1000 == 0 ? 1.0f : i % 1000 == 1 ? -1.0f : noise(&random);
    static const size_t parts[] = { 1, 17, 512, COUNT };
    for (size_t p = 0; p < 4; p++) {
        run(parts[p]);
        assert_memory_equal(in, out, sizeof in);
    }
}

static void peaks_of_every_kind_are_held_down(void **state)
{
    (void)state;
    uint32_t random = 9;
    for (size_t i = 0; i < COUNT; i++) {
        /* single ones, at the very start and end too; then a whole loud stretch; then ever higher ones */
        in[i] = 0.5f * noise(&random);
        if (i % 4999 == 0 || i == COUNT - 1)
            in[i] = 30;
        if (i > 20000 && i < 25000)
            in[i] *= 8;
        if (i > 30000 && i < 31000)
            in[i] = (float)(i - 30000) * 0.01f;
    }
    for (size_t part = 1; part < 1000; part += 331) {
        run(part);
        for (size_t i = 0; i < COUNT; i++)
            if (fabsf(out[i]) > 1)
                fail_msg("sample %zu is %g", i, (double)out[i]);
        assert_true(fabsf(out[4999]) > 0.99f);
    }
    /* Half a second after the last of the loud stretch nothing is held down. */
    for (size_t i = 39000; i < 39900; i++)
        assert_true(in[i] == out[i]);
}

static void the_gain_has_no_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        in[i] = i > 10000 && i < 12000 ? 4 : 0.9f;
    run(300);
    for (size_t i = 1; i < COUNT; i++)
        if (i != 10001 && i != 12000 && fabsf(out[i] - out[i - 1]) > 0.02f)
            fail_msg("a step of %g at %zu", (double)(out[i] - out[i - 1]), i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_scale_and_below_goes_through_bit_for_bit),
        cmocka_unit_test(peaks_of_every_kind_are_held_down),
        cmocka_unit_test(the_gain_has_no_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
