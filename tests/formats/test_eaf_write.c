/* Writing ELAN documents: what stands where, what is lost and counted, and that all else comes back. */
#include <fangyin/format.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/format_files.h"
#include "support/grids.h"
#include "support/scratch.h"
#include "support/shared.h"

static void holds(const struct fy_buffer *text, const char *part)
{
    if (!strstr(fy_buffer_text(text), part))
        fail_msg("no \"%s\" in:\n%s", part, fy_buffer_text(text));
}

/* Written and read again, a grid says this. */
static void comes_back(const struct fy_grid *grid, const char *expected)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct format_reading reading;
    format_must_write(&out, "eaf", "rec", grid, NULL, NULL);
    assert_string_equal(format_show(format_must_read(&reading, "eaf", out.data, out.size)), expected);
    format_reading_free(&reading);
    fy_buffer_free(&out);
}

static void a_grid_becomes_a_document(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 4);
    const double times[] = { 0, 1, 2.5, 4 };
    const char *const text[] = { "", "今朝 <好>", "\"a\" & b" }, *const dialect[] = { "", "wuu", "yue" };
    const char *const other[] = { "", "", "wuu" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_losses losses = { NULL, 0, 0 };
    make_tier(grid, "text@A", times, text, 3);
    make_tier(grid, "dialect@A", times, dialect, 3);
    make_tier(grid, "dialect@B", times, other, 3);
    make_tier(grid, "phones", times, other, 3);
    format_must_write(&out, "eaf", "a b%.x", grid, NULL, &losses);
    holds(&out, "MEDIA_URL=\"./a%20b%25.x.wav\" MIME_TYPE=\"audio/x-wav\"");
    holds(&out, "<TIME_SLOT TIME_SLOT_ID=\"ts1\" TIME_VALUE=\"1000\"/>");
    holds(&out, "<TIER LINGUISTIC_TYPE_REF=\"text\" PARTICIPANT=\"A\" TIER_ID=\"text@A\">");
    holds(&out, "<ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"ts1\" TIME_SLOT_REF2=\"ts2\">");
    holds(&out, "<ANNOTATION_VALUE>今朝 &lt;好&gt;</ANNOTATION_VALUE>");
    holds(&out, "<TIER LINGUISTIC_TYPE_REF=\"dialect\" PARENT_REF=\"text@A\" PARTICIPANT=\"A\" TIER_ID=\"dialect@A\">");
    holds(&out, "<REF_ANNOTATION ANNOTATION_ID=\"a3\" ANNOTATION_REF=\"a1\" CVE_REF=\"cveid0\">");
    holds(&out, "<TIER LINGUISTIC_TYPE_REF=\"dialect-aligned\" PARTICIPANT=\"B\" TIER_ID=\"dialect@B\">");
    holds(&out, "<TIER LINGUISTIC_TYPE_REF=\"aligned\" TIER_ID=\"phones\">");
    holds(&out, "<CV_ENTRY_ML CVE_ID=\"cveid1\">\n            <CVE_VALUE LANG_REF=\"und\">yue</CVE_VALUE>");
    assert_null(strstr(out.data, "cveid2"));
    assert_int_equal(losses.count, 1);
    assert_int_equal(format_lost(&losses, "boundaries between two empty"), 2);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void only_the_tier_asked_for_and_its_sisters(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 2);
    const double times[] = { 0, 1, 2 };
    const char *const labels[] = { "a", "b" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct format_reading reading;
    make_tier(grid, "text@A", times, labels, 2);
    make_tier(grid, "std@A", times, labels, 2);
    make_tier(grid, "text@B", times, labels, 2);
    format_must_write(&out, "eaf", "", grid, "text@A", NULL);
    assert_string_equal(format_show(format_must_read(&reading, "eaf", out.data, out.size)),
                        "text@A: 0 [a] 1 [b] 2\nstd@A: 0 [a] 1 [b] 2\n");
    const struct fy_format_options options = { .tier = "nobody" };
    const struct fy_named_grid named = { NULL, grid };
    struct fy_error error;
    assert_int_equal(fy_format_find("eaf")->write(&out, 0, &named, true, &options, NULL, &error), FY_NOT_FOUND);
    format_reading_free(&reading);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void a_sister_keeps_an_empty_text(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 3);
    const double times[] = { 0, 1, 2, 3 };
    const char *const text[] = { "", "", "x" }, *const event[] = { "", "laugh", "" };
    make_tier(grid, "event", times, event, 3);
    make_tier(grid, "text", times, text, 3);
    comes_back(grid, "event: 0 [] 1 [laugh] 2 [] 3\ntext: 0 [] 1 [] 2 [x] 3\n");
    fy_grid_free(grid);
}

static void points_come_back_and_are_told(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 3);
    size_t tier;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_losses losses = { NULL, 0, 0 };
    fy_grid_append_tier(grid, FY_POINT_TIER, "bell", 4, 0, 3, &tier);
    fy_tier_append_point(grid, tier, 0.5, "ding", 4);
    fy_tier_append_point(grid, tier, 3, "", 0);
    format_must_write(&out, "eaf", "", grid, NULL, &losses);
    assert_int_equal(losses.count, 1);
    assert_int_equal(format_lost(&losses, "points become annotations"), 2);
    comes_back(grid, "bell: 0.5 (ding) 3 ()\n");
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void what_milliseconds_cannot_say_is_counted(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 3.00049);
    const double times[] = { 0, 1.0004, 1.0005, 1.00051, 3.00049 };
    const char *const labels[] = { "a", "b", "c", "d" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_losses losses = { NULL, 0, 0 };
    make_tier(grid, "text", times, labels, 4);
    format_must_write(&out, "eaf", "", grid, NULL, &losses);
    assert_int_equal(format_lost(&losses, "rounded to whole milliseconds"), 4);
    assert_int_equal(format_lost(&losses, "one millisecond long"), 1);
    comes_back(grid, "text: 0 [a] 1 [b] 1.001 [c] 1.002 [d] 3.00049\n");
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void other_losses_are_counted(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 3);
    const double times[] = { 0, 1, 2, 3 }, own[] = { 1, 2 };
    const char *const labels[] = { "a\x01", "", "" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_losses losses = { NULL, 0, 0 };
    make_tier(grid, "t", times, labels, 3);
    make_tier(grid, "t", times, labels, 3);
    make_tier(grid, "", own, labels, 1);
    format_must_write(&out, "eaf", "", grid, NULL, &losses);
    assert_int_equal(losses.count, 4);
    assert_int_equal(format_lost(&losses, "control characters"), 3);
    assert_int_equal(format_lost(&losses, "a number behind their name"), 2);
    assert_int_equal(format_lost(&losses, "start and end of the whole grid"), 1);
    assert_int_equal(format_lost(&losses, "boundaries between two empty"), 2);
    comes_back(grid, "t: 0 [a\uFFFD] 1 [] 3\n"
                     "t (2): 0 [a\uFFFD] 1 [] 3\n"
                     "tier (3): 0 [] 1 [a\uFFFD] 2 [] 3\n");
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void times_before_zero_get_an_origin(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(-1.5, 1);
    const double times[] = { -1.5, -0.25, 1 };
    const char *const labels[] = { "a", "b" };
    make_tier(grid, "text", times, labels, 2);
    comes_back(grid, "text: -1.5 [a] -0.25 [b] 1\n");
    fy_grid_free(grid);
    grid = fy_grid_new(0, 5e6);
    const double late[] = { 0, 5e6 };
    make_tier(grid, "text", late, labels, 1);
    const struct fy_named_grid named = { NULL, grid };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error;
    assert_int_equal(fy_format_find("eaf")->write(&out, 0, &named, true, NULL, NULL, &error), FY_UNSUPPORTED);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

/* ---- properties ---- */

static const char *random_label(uint64_t *state)
{
    static const char *const labels[] = { "侬好伐？",         "x",     " edge ", "a & <b>", "two\nlines",
                                          "tab\tand\rreturn", "\"q\"", "]]>",    "😀 ɦi˨˧",  "wuu+cmn" };
    return labels[random_below(state, sizeof labels / sizeof *labels)];
}

/* A grid that ELAN can hold but for points: whole milliseconds, and no two empty intervals side by side in tiers with
 * boundaries of their own. */
static struct fy_grid *random_grid(uint64_t *state)
{
    enum { MOST = 12 };
    double times[MOST + 1];
    const char *labels[MOST];
    size_t count = 1 + random_below(state, MOST - 1), ms = random_below(state, 3) * 1000;
    for (size_t i = 0; i <= count; i++) {
        times[i] = (double)ms / 1000;
        ms += 1 + random_below(state, 3000);
    }
    struct fy_grid *grid = fy_grid_new(times[0], times[count]);
    static const char *const speakers[] = { "", "@A", "@乙" };
    static const char *const sisters[] = { "dialect", "std", "note", "id" };
    for (size_t s = 0; s < 1 + random_below(state, 3); s++) {
        char name[40];
        snprintf(name, sizeof name, "text%s", speakers[s]);
        bool empty[MOST];
        for (size_t i = 0; i < count; i++) {
            empty[i] = random_below(state, 3) == 0 && (i == 0 || !empty[i - 1]);
            labels[i] = empty[i] ? "" : random_label(state);
        }
        make_tier(grid, name, times, labels, count);
        for (size_t k = 0; k < random_below(state, 5); k++) {
            snprintf(name, sizeof name, "%s%s", sisters[k], speakers[s]);
            for (size_t i = 0; i < count; i++)
                labels[i] = random_below(state, 2) ? "" : random_label(state);
            make_tier(grid, name, times, labels, count);
        }
    }
    size_t tier;
    fy_grid_append_tier(grid, FY_POINT_TIER, "points", 6, times[0], times[count], &tier);
    for (size_t i = 0; i < count; i++) {
        const char *mark = random_label(state);
        fy_tier_append_point(grid, tier, times[i], mark, strlen(mark));
    }
    return grid;
}

static void what_elan_can_hold_comes_back(void **state)
{
    (void)state;
    uint64_t random = 20240501;
    for (int round = 0; round < 300; round++) {
        struct fy_grid *grid = random_grid(&random);
        struct fy_buffer out = FY_BUFFER_EMPTY, again = FY_BUFFER_EMPTY;
        struct fy_losses losses = { NULL, 0, 0 };
        struct format_reading reading;
        format_must_write(&out, "eaf", "录音 1", grid, NULL, &losses);
        const struct fy_grid *back = format_must_read(&reading, "eaf", out.data, out.size);
        assert_string_equal(reading.grids.items[0].name, "录音 1");
        if (!fy_grid_equal(grid, back)) {
            char before[20000];
            snprintf(before, sizeof before, "%s", format_show(grid));
            fail_msg("round %d:\n%s\nbecame\n%s", round, before, format_show(back));
        }
        assert_true(losses.count == 1 && format_lost(&losses, "points") > 0);
        format_must_write(&again, "eaf", "录音 1", back, NULL, NULL);
        assert_true(again.size == out.size && memcmp(again.data, out.data, out.size) == 0);
        format_reading_free(&reading);
        fy_losses_free(&losses);
        fy_buffer_free(&out);
        fy_buffer_free(&again);
        fy_grid_free(grid);
    }
}

/* Grids with anything in them: labels come back in their order, whatever their times are. */
static void labels_come_back_from_any_grid(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 200; round++) {
        struct fy_grid *grid = fy_grid_new(0, 10);
        size_t tier, count = 1 + random_below(&random, 20), words = 0, found = 0;
        double start = 0;
        fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 10, &tier);
        for (size_t i = 0; i < count; i++) {
            start += random_part(&random) * (random_below(&random, 2) ? 0.0004 : 0.4);
            put_interval(grid, tier, start, start + random_part(&random) * 0.5, random_label(&random));
            words++;
        }
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct format_reading reading;
        format_must_write(&out, "eaf", "", grid, NULL, NULL);
        const struct fy_grid *back = format_must_read(&reading, "eaf", out.data, out.size);
        for (size_t i = 0; i < fy_tier_size(back, 0); i++)
            found += fy_tier_intervals(back, 0)[i].text[0] != '\0';
        assert_int_equal(found, words);
        format_reading_free(&reading);
        fy_buffer_free(&out);
        fy_grid_free(grid);
    }
}

/* ---- the schema ---- */

static bool valid(const struct fy_buffer *document, const char *schema)
{
    char command[6000];
    const char *path = scratch_path("out.eaf");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(document->data, 1, document->size, file), document->size);
    assert_int_equal(fclose(file), 0);
    snprintf(command, sizeof command, "xmllint --nonet --noout --schema '%s' '%s' 2>'%s'", schema, path,
             scratch_path("log"));
    int status = system(command);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void must_be_valid(const struct fy_buffer *document, const char *schema)
{
    if (valid(document, schema))
        return;
    struct fy_buffer log = FY_BUFFER_EMPTY;
    folder_read_file(&log, scratch_path("log"));
    print_message("%s\n", fy_buffer_text(&log));
    fy_buffer_free(&log);
    fail_msg("not valid");
}

static void documents_follow_the_schema(void **state)
{
    (void)state;
    char schema[1024];
    if (system("command -v xmllint >/dev/null 2>&1") != 0) {
        print_message("skipped: there is no xmllint\n");
        skip();
    }
    if (!shared_path(schema, sizeof schema, "oracles/EAFv3.0.xsd")) {
        print_message("skipped: no %s\n", schema);
        skip();
    }
    uint64_t random = 99;
    for (int round = 0; round < 12; round++) {
        struct fy_grid *grid = random_grid(&random);
        struct fy_buffer out = FY_BUFFER_EMPTY;
        format_must_write(&out, "eaf", round % 2 ? "方 言 & <x>\"'" : "", grid, NULL, NULL);
        must_be_valid(&out, schema);
        fy_buffer_free(&out);
        fy_grid_free(grid);
    }
    struct fy_grid *empty = fy_grid_new(-2, 0);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const char *const label = "\x02 a";
    const double times[] = { -2, -1 };
    make_tier(empty, "", times, &label, 1);
    make_tier(empty, "", times, &label, 1);
    make_tier(empty, "dialect", times, &label, 1);
    format_must_write(&out, "eaf", "", empty, NULL, NULL);
    must_be_valid(&out, schema);
    fy_buffer_clear(&out);
    fy_buffer_puts(&out, "<ANNOTATION_DOCUMENT/>");
    assert_false(valid(&out, schema));
    fy_buffer_free(&out);
    fy_grid_free(empty);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    uint64_t random = 3;
    struct fy_grid *grid = random_grid(&random);
    const struct fy_named_grid named = { NULL, grid };
    long tried = 0;
    for (;; tried++) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct fy_losses losses = { NULL, 0, 0 };
        struct fy_error error;
        fy_memory_fail_after(tried);
        enum fy_status status = fy_format_find("eaf")->write(&out, 0, &named, true, NULL, &losses, &error);
        fy_memory_fail_after(-1);
        fy_losses_free(&losses);
        fy_buffer_free(&out);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
    }
    assert_true(tried > 5);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_becomes_a_document),
        cmocka_unit_test(only_the_tier_asked_for_and_its_sisters),
        cmocka_unit_test(a_sister_keeps_an_empty_text),
        cmocka_unit_test(points_come_back_and_are_told),
        cmocka_unit_test(what_milliseconds_cannot_say_is_counted),
        cmocka_unit_test(other_losses_are_counted),
        cmocka_unit_test(times_before_zero_get_an_origin),
        cmocka_unit_test(what_elan_can_hold_comes_back),
        cmocka_unit_test(labels_come_back_from_any_grid),
        cmocka_unit_test_setup_teardown(documents_follow_the_schema, scratch_make, scratch_remove),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
