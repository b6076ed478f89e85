/* The list of sound devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/annotator.h"

static const struct fy_device_row rows[] = {
    { 0, false, "HDA Intel (ALSA)" },
    { 4, true, "default (ALSA)" },
    { 7, false, "system (JACK)" },
};

static void send_devices(struct annotator *a, size_t count)
{
    const struct fy_event event = { .kind = FY_EVENT_DEVICES, .devices = { rows, count } };
    annotator_send(a, event);
}

static void a_device_is_chosen_from_a_list(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "devices");
    assert_int_equal(annotator_count(a, FY_EFFECT_DEVICES), 1);
    assert_contains(annotator_message(a), "Looking");
    send_devices(a, 3);
    assert_lacks(annotator_message(a), "Looking");
    assert_contains(annotator_screen(a), "system (JACK)");
    assert_contains(annotator_screen(a), "4*");
    assert_contains(annotator_screen(a), "calls its default");
    annotator_keys(a, "Up Down Down Down Down Down Up Enter");
    assert_string_equal(annotator_asked(a, FY_EFFECT_DEVICE).device, "4");
    assert_lacks(annotator_screen(a), "system (JACK)");
}

static void the_first_row_is_the_default(void **state)
{
    struct annotator *a = *state;
    send_devices(a, 3);
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_asked(a, FY_EFFECT_DEVICE).device, "");
}

static void leaving_the_list_changes_nothing(void **state)
{
    struct annotator *a = *state;
    send_devices(a, 2);
    annotator_keys(a, "Down Esc");
    assert_int_equal(annotator_count(a, FY_EFFECT_DEVICE), 0);
    assert_lacks(annotator_screen(a), "HDA");
    send_devices(a, 0);
    assert_contains(annotator_message(a), "No sound device was found");
}

static void a_device_may_be_named_at_once(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "devices usb");
    assert_string_equal(annotator_asked(a, FY_EFFECT_DEVICE).device, "usb");
    assert_int_equal(annotator_count(a, FY_EFFECT_DEVICES), 0);
}

static void a_list_that_comes_late_covers_nothing(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "?");
    send_devices(a, 3);
    assert_lacks(annotator_screen(a), "system (JACK)");
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    const struct CMUnitTest tests[] = {
        usual(a_device_is_chosen_from_a_list),       usual(the_first_row_is_the_default),
        usual(leaving_the_list_changes_nothing),     usual(a_device_may_be_named_at_once),
        usual(a_list_that_comes_late_covers_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
