/* Errors and how they read. */
#include <fangyin/status.h>
#include <fangyin/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_status_has_its_own_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < FY_STATUS_COUNT; i++) {
        const char *text = fy_status_text((enum fy_status)i);
        assert_true(strlen(text) > 3);
        assert_int_equal(text[strlen(text) - 1], '.');
        for (int j = 0; j < i; j++)
            assert_string_not_equal(text, fy_status_text((enum fy_status)j));
    }
}

static void an_error_says_where(void **state)
{
    (void)state;
    char text[200];
    struct fy_error error;
    assert_int_equal(fy_fail_at(&error, FY_SYNTAX, 3, 14, "no %s here", "number"), FY_SYNTAX);
    assert_string_equal(fy_error_format(&error, text, sizeof text), "3:14: no number here");
    assert_int_equal(fy_error_in_file(&error, "a.TextGrid"), FY_SYNTAX);
    assert_int_equal(fy_error_in_file(&error, "b.TextGrid"), FY_SYNTAX);
    assert_string_equal(fy_error_format(&error, text, sizeof text), "a.TextGrid:3:14: no number here");
    error.column = 0;
    assert_string_equal(fy_error_format(&error, text, sizeof text), "a.TextGrid:3: no number here");
    error.line = 0;
    assert_string_equal(fy_error_format(&error, text, sizeof text), "a.TextGrid: no number here");
    assert_int_equal(fy_fail(&error, FY_IO, "gone"), FY_IO);
    assert_string_equal(fy_error_format(&error, text, sizeof text), "gone");
    assert_int_equal(fy_fail(NULL, FY_IO, "gone"), FY_IO);
    assert_int_equal(fy_fail_at(NULL, FY_IO, 1, 1, "gone"), FY_IO);
}

static void an_error_may_be_made_from_itself(void **state)
{
    (void)state;
    struct fy_error error;
    fy_fail(&error, FY_IO, "inner");
    fy_fail(&error, FY_IO, "outer: %s", error.sentence);
    assert_string_equal(error.sentence, "outer: inner");
}

static void an_error_cannot_move_the_terminal(void **state)
{
    (void)state;
    char text[100];
    struct fy_error error;
    fy_fail(&error, FY_IO, "a\x1B[2Jb");
    fy_error_in_file(&error, "x\ny");
    assert_string_equal(fy_error_format(&error, text, sizeof text), "x↵y: a␛[2Jb");
}

static void long_texts_are_cut_between_characters(void **state)
{
    (void)state;
    char text[2048] = "";
    for (int i = 0; i < 400; i++)
        strcat(text, "闲");
    for (int lead = 0; lead < 3; lead++) {
        struct fy_error error;
        fy_fail(&error, FY_IO, "%.*s%s", lead, "ab", text);
        size_t size = strlen(error.sentence);
        assert_true(size > sizeof error.sentence - 4);
        assert_true(fy_text_valid(error.sentence, size, NULL));
        fy_error_in_file(&error, text + 3);
        assert_true(fy_text_valid(error.file, strlen(error.file), NULL));
        for (size_t room = 0; room < 20; room++) {
            char small[20] = "untouched";
            fy_error_format(&error, small, room);
            if (room == 0)
                assert_string_equal(small, "untouched");
            else
                assert_true(strlen(small) < room && fy_text_valid(small, strlen(small), NULL));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_sentence),     cmocka_unit_test(an_error_says_where),
        cmocka_unit_test(an_error_may_be_made_from_itself),      cmocka_unit_test(an_error_cannot_move_the_terminal),
        cmocka_unit_test(long_texts_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
