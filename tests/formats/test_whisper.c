/* JSON of speech recognisers, in the shapes that they write. */
#include <fangyin/format.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/format_files.h"
#include "support/shared.h"

static void reads_as(const char *text, const char *expected)
{
    struct format_reading reading;
    const struct fy_grid *grid = format_must_read(&reading, "whisper", text, strlen(text));
    assert_string_equal(format_show(grid), expected);
    format_reading_free(&reading);
}

static void segments_become_intervals(void **state)
{
    (void)state;
    reads_as("{\"text\": \" a b\", \"language\": \"yue\", \"segments\": [\n"
             "{\"id\": 0, \"start\": 0.5, \"end\": 2, \"text\": \" 今日 \", \"avg_logprob\": NaN, \"x\": -Infinity},\n"
             "{\"id\": 1, \"start\": 2.0, \"end\": 3.5, \"text\": \"say \\\"NaN\\\"\"}]}",
             "text: 0 [] 0.5 [今日] 2 [say \"NaN\"] 3.5\n");
    reads_as("[{\"start\": 0, \"end\": 1, \"text\": \"a\"}]", "text: 0 [a] 1\n");
    reads_as("{\"segments\": []}", "text: 0 [] 1\n");
}

static void words_have_a_tier(void **state)
{
    (void)state;
    reads_as("{\"segments\": [{\"start\": 0, \"end\": 3, \"text\": \" go 2 it\", \"words\": ["
             "{\"word\": \" go\", \"start\": 0, \"end\": 1}, {\"word\": \"2\"}, {\"word\": \" it\", \"start\": 2, "
             "\"end\": 3}]}]}",
             "text: 0 [go 2 it] 3\nword: 0 [go] 1 [] 2 [it] 3\n");
    reads_as(
        "{\"segments\": [{\"start\": 0, \"end\": 3, \"text\": \"go\"}], \"words\": [{\"word\": \"go\", \"start\": 0, "
        "\"end\": 1}]}",
        "text: 0 [go] 3\nword: 0 [go] 1 [] 3\n");
}

static void speakers_have_a_tier(void **state)
{
    (void)state;
    reads_as(
        "{\"segments\": [{\"start\": 0, \"end\": 2, \"text\": \"a\", \"speaker\": \"S0\"},"
        "{\"start\": 1.5, \"end\": 3, \"text\": \"b\", \"speaker\": \"S1\"},"
        "{\"start\": 2, \"end\": 4, \"text\": \"c\", \"speaker\": 7}, {\"start\": 4, \"end\": 5, \"text\": \"d\"}]}",
        "text: 0 [a] 2 [c] 4 [d] 5\n"
        "speaker: 0 [S0] 2 [7] 4 [] 5\n"
        "text@S1: 0 [] 1.5 [b] 3 [] 5\n");
}

static void other_shapes(void **state)
{
    (void)state;
    reads_as(
        "{\"transcription\": [{\"timestamps\": {\"from\": \"00:00:00,000\"}, \"offsets\": {\"from\": 0, \"to\": 1500}, "
        "\"text\": \" a\"}]}",
        "text: 0 [a] 1.5\n");
    reads_as("{\"text\": \"ab\", \"chunks\": [{\"timestamp\": [0.0, null], \"text\": \"a\"}, {\"timestamp\": [2, 3], "
             "\"text\": "
             "\"b\"}]}",
             "text: 0 [a] 2 [b] 3\n");
    reads_as(
        "{\"monologues\": [{\"speaker\": {\"name\": null, \"id\": \"Ann\"}, \"terms\": ["
        "{\"start\": 1, \"end\": 2, \"text\": \"Hi\", \"type\": \"WORD\"}, {\"start\": 2, \"end\": 2, \"text\": \",\", "
        "\"type\": \"PUNCTUATION\"}, {\"start\": 2, \"end\": 3, \"text\": \"you\"}, {\"start\": 3, \"end\": 4, "
        "\"text\": \"今\"},"
        "{\"start\": 4, \"end\": 5, \"text\": \"朝\"}]}]}",
        "text: 0 [] 1 [Hi, you 今朝] 5\n"
        "speaker: 0 [] 1 [Ann] 5\n"
        "word: 0 [] 1 [Hi] 2 [you] 3 [今] 4 [朝] 5\n");
}

static void the_tier_may_be_named(void **state)
{
    (void)state;
    struct fy_format_options options = { .tier = "guess", .duration = 2 };
    const char *text = "[{\"start\": 0, \"end\": 1, \"text\": \"a\"}]";
    struct format_reading reading = format_read_with("whisper", text, strlen(text), &options);
    assert_int_equal(reading.status, FY_OK);
    assert_string_equal(format_show(reading.grids.items[0].grid), "guess: 0 [a] 1 [] 2\n");
    assert_true(format_found(&reading, "whatever else"));
    assert_int_equal(reading.findings.items[0].line, 0);
    format_reading_free(&reading);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    format_must_refuse("whisper", "", FY_SYNTAX, 1, 1, "no JSON");
    format_must_refuse("whisper", "{\"segments\": [\n  {]", FY_SYNTAX, 2, 4, "no JSON");
    format_must_refuse("whisper", "{\"a\": 1}", FY_SYNTAX, 0, 0, "no list of segments");
    format_must_refuse("whisper", "[{\"start\": 0, \"end\": 1}]", FY_SYNTAX, 0, 0,
                       "Segment 1 (counted from 1) has no text");
    format_must_refuse("whisper", "[{\"start\": 0, \"end\": 1, \"text\": \"\"}, {\"text\": \"a\"}]", FY_SYNTAX, 0, 0,
                       "Segment 2 (counted from 1) has no start time");
}

static void nesting_has_an_end(void **state)
{
    (void)state;
    enum { DEEP = 200000 };
    struct fy_format_options options = { .tier = NULL };
    char *bomb = malloc(DEEP);
    assert_non_null(bomb);
    memset(bomb, '[', DEEP);
    struct format_reading reading = format_read_with("whisper", bomb, DEEP, &options);
    assert_int_equal(reading.status, FY_SYNTAX);
    format_reading_free(&reading);
    free(bomb);
}

static void a_real_file_keeps_its_words(void **state)
{
    (void)state;
    char path[1024];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct format_reading reading;
    size_t words = 0, kept = 0;
    if (!shared_path(path, sizeof path, "corpus/annot/json/gecko__demo.json")) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    assert_true(folder_read_file(&bytes, path));
    for (const char *at = bytes.data; (at = strstr(at, "\"WORD\"")) != NULL; at++)
        words++;
    const struct fy_grid *grid = format_must_read(&reading, "whisper", bytes.data, bytes.size);
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++)
        for (size_t i = 0; strncmp(fy_tier_name(grid, t), "word", 4) == 0 && i < fy_tier_size(grid, t); i++)
            kept += fy_tier_intervals(grid, t)[i].text[0] != '\0';
    assert_true(words > 1000);
    assert_int_equal(kept, words);
    format_reading_free(&reading);
    fy_buffer_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_become_intervals), cmocka_unit_test(words_have_a_tier),
        cmocka_unit_test(speakers_have_a_tier),      cmocka_unit_test(other_shapes),
        cmocka_unit_test(the_tier_may_be_named),     cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(nesting_has_an_end),        cmocka_unit_test(a_real_file_keeps_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
