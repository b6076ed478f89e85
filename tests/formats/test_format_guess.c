/* Which format a file is in: by its content, by its name where no content tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/format.h>
#include <fangyin/textgrid.h>
#include <string.h>

static const char *guessed(const char *name, const char *content)
{
    const struct fy_stream stream = { name, content, content ? strlen(content) : 0 };
    const struct fy_format *format = fy_format_guess(&stream);
    return format ? format->name : "none";
}

static void content_says_more_than_a_name(void **state)
{
    (void)state;
    assert_string_equal(guessed("a.txt", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n"), "textgrid");
    assert_string_equal(guessed("a.TextGrid", "<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT>"), "eaf");
    assert_string_equal(guessed("a.txt", "rec 1 0.0 0.5 word\nrec 1 0.5 0.5 word\n"), "ctm");
    assert_string_equal(guessed("a.srt", "WEBVTT\n\n"), "vtt");
}

static void a_name_says_it_where_content_does_not(void **state)
{
    (void)state;
    assert_string_equal(guessed("a.srt", "nothing that is known\n"), "srt");
    assert_string_equal(guessed("a.eaf", NULL), "eaf");
    assert_string_equal(guessed("a.unheard-of", "nothing that is known\n"), "none");
}

/* Its beginning is gone: lines of words and numbers are left, as those of CTM and STM are. */
static void a_damaged_textgrid_is_no_list(void **state)
{
    (void)state;
    static const char lines[] = "rec 1 0.0 0.5 word\nrec 1 0.5 0.5 word\n";
    assert_string_equal(guessed("a.ctm", lines), "ctm");
    assert_string_equal(guessed("a.TextGrid", lines), "textgrid");
    assert_string_equal(guessed("folder/a.TEXTGRID", lines), "textgrid");
}

static void textgrids_have_their_name(void **state)
{
    (void)state;
    assert_true(fy_textgrid_named("a.TextGrid"));
    assert_true(fy_textgrid_named("b/c.d/a.b.textgrid"));
    assert_false(fy_textgrid_named("a"));
    assert_false(fy_textgrid_named("a.TextGrid/b"));
    assert_false(fy_textgrid_named("a.TextGrid.txt"));
    assert_false(fy_textgrid_named("TextGrid"));
    assert_false(fy_textgrid_named("b/.TextGrid"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_says_more_than_a_name),
        cmocka_unit_test(a_name_says_it_where_content_does_not),
        cmocka_unit_test(a_damaged_textgrid_is_no_list),
        cmocka_unit_test(textgrids_have_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
