/* JSON that a program can read back and a terminal survives. */
#include "base/json_write.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void values_nest_and_are_parted_by_commas(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &out };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "name", "街市");
    fy_json_array(&json, "times");
    fy_json_number(&json, NULL, 0.1);
    fy_json_number(&json, NULL, (double)NAN);
    fy_json_array_end(&json);
    fy_json_array(&json, "none");
    fy_json_array_end(&json);
    fy_json_object(&json, "inner");
    fy_json_count(&json, "count", 3);
    fy_json_object_end(&json);
    fy_json_bool(&json, "good", true);
    fy_json_object_end(&json);
    assert_string_equal(
        fy_buffer_text(&out),
        "{\"name\":\"街市\",\"times\":[0.1,null],\"none\":[],\"inner\":{\"count\":3},\"good\":true}");
    fy_buffer_free(&out);
}

static void text_is_escaped_without_loss(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &out };
    /* Quote, backslash, lines, escape, delete, next line, right-to-left override, tone letters. */
    fy_json_text(&json, NULL, "\"\\\r\n\t\x1B\x7F\xC2\x85\xE2\x80\xAE˥˩");
    assert_string_equal(fy_buffer_text(&out), "\"\\\"\\\\\\u000d\\n\\t\\u001b\\u007f\\u0085\\u202e˥˩\"");
    fy_buffer_clear(&out);
    json.comma = false;
    fy_json_text(&json, NULL, "a\xFF\xC3");
    assert_string_equal(fy_buffer_text(&out), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
    fy_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_nest_and_are_parted_by_commas),
        cmocka_unit_test(text_is_escaped_without_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
