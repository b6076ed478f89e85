/* ELAN, Transcriber and JSON files cut off and with bytes changed: refused with a sentence, or read as something that
 * can be written and read again. */
#include <fangyin/format.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/format_files.h"
#include "support/shared.h"

static void survives(const char *format, const char *bytes, size_t size)
{
    const struct fy_format_options options = { .tier = NULL };
    struct format_reading reading = format_read_with(format, bytes, size, &options);
    if (reading.status != FY_OK) {
        assert_int_equal(reading.error.status, reading.status);
        assert_true(reading.error.sentence[0] != '\0');
        assert_int_equal(reading.grids.count, 0);
        assert_int_equal(reading.findings.count, 0);
    }
    for (size_t i = 0; i < reading.grids.count; i++) {
        const struct fy_grid *grid = reading.grids.items[i].grid;
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct format_reading back;
        struct fy_error error;
        if (fy_format_find("eaf")->write(&out, 0, &reading.grids.items[i], true, &options, NULL, &error) == FY_OK) {
            const struct fy_grid *again = format_must_read(&back, "eaf", out.data, out.size);
            assert_int_equal(fy_grid_tier_count(again), fy_grid_tier_count(grid));
            format_reading_free(&back);
        }
        fy_buffer_free(&out);
    }
    format_reading_free(&reading);
}

/* Every `step`-th byte as the end, and changed in four ways. */
static void damage(const char *format, const char *bytes, size_t size, size_t step)
{
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < size; i += step) {
        survives(format, bytes, i);
        const char changes[] = { (char)(bytes[i] ^ 0x01), (char)(bytes[i] ^ 0x80), bytes[i] == '<' ? '>' : '<', '\0' };
        for (size_t j = 0; j < sizeof changes; j++) {
            copy[i] = changes[j];
            survives(format, copy, size);
        }
        copy[i] = bytes[i];
    }
    free(copy);
}

static const char eaf[] =
    "<?xml version=\"1.0\"?><ANNOTATION_DOCUMENT><HEADER TIME_UNITS=\"milliseconds\"><MEDIA_DESCRIPTOR "
    "MEDIA_URL=\"a%20b.wav\" "
    "MIME_TYPE=\"audio/x-wav\" TIME_ORIGIN=\"5\"/><PROPERTY NAME=\"fangyin:domain\">0 5</PROPERTY></HEADER><TIME_ORDER>"
    "<TIME_SLOT TIME_SLOT_ID=\"t1\" TIME_VALUE=\"0\"/><TIME_SLOT TIME_SLOT_ID=\"t2\"/><TIME_SLOT TIME_SLOT_ID=\"t3\" "
    "TIME_VALUE=\"9\"/></TIME_ORDER><TIER TIER_ID=\"text\" LINGUISTIC_TYPE_REF=\"f\" PARTICIPANT=\"A\"><ANNOTATION>"
    "<ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"t1\" "
    "TIME_SLOT_REF2=\"t2\"><ANNOTATION_VALUE>\xE6\x96\xB9&amp;"
    "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a2\" "
    "TIME_SLOT_REF1=\"t2\" "
    "TIME_SLOT_REF2=\"t3\"><ANNOTATION_VALUE>x</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    "</TIER><TIER TIER_ID=\"std\" LINGUISTIC_TYPE_REF=\"s\" PARENT_REF=\"text\"><ANNOTATION><REF_ANNOTATION "
    "ANNOTATION_ID=\"a3\" ANNOTATION_REF=\"a1\" "
    "CVE_REF=\"e\"><ANNOTATION_VALUE/></REF_ANNOTATION></ANNOTATION><ANNOTATION>"
    "<REF_ANNOTATION ANNOTATION_ID=\"a4\" ANNOTATION_REF=\"a1\" PREVIOUS_ANNOTATION=\"a3\"><ANNOTATION_VALUE>y"
    "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER><LINGUISTIC_TYPE "
    "LINGUISTIC_TYPE_ID=\"f\"/><LINGUISTIC_TYPE "
    "LINGUISTIC_TYPE_ID=\"s\" CONSTRAINTS=\"Symbolic_Association\" "
    "CONTROLLED_VOCABULARY_REF=\"v\"/><CONTROLLED_VOCABULARY "
    "CV_ID=\"v\"><CV_ENTRY_ML "
    "CVE_ID=\"e\"><CVE_VALUE>z</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY></ANNOTATION_DOCUMENT>";

static const char trs[] =
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE Trans SYSTEM \"t.dtd\"><Trans "
    "audio_filename=\"a\"><Topics><Topic "
    "id=\"o\" desc=\"d\"/></Topics><Speakers><Speaker id=\"s\" name=\"\xE9\"/></Speakers><Episode><Section type=\"r\" "
    "topic=\"o\" "
    "startTime=\"0\" endTime=\"5\"><Turn speaker=\"s q\" startTime=\"0\" endTime=\"5\"><Sync "
    "time=\"0\"/>a&eacute;<Event "
    "desc=\"i\" type=\"noise\" extent=\"begin\"/><Who nb=\"2\"/>b<Sync time=\"2\"/><Background time=\"1\" type=\"m\" "
    "level=\"off\"/>c</Turn></Section></Episode></Trans>";

static const char json[] =
    "{\"segments\": [{\"start\": 0, \"end\": 2.5, \"text\": \" \xE6\x96\xB9\\u00e9\", \"speaker\": \"A\", \"words\": "
    "[{\"word\": "
    "\"a\", \"start\": 0, \"end\": 1e0}]}, {\"start\": 2, \"text\": \"b\", \"speaker\": {\"id\": \"B\"}, \"p\": NaN}], "
    "\"monologues\": [{\"terms\": []}]}";

static void our_own_files_may_be_damaged(void **state)
{
    (void)state;
    damage("eaf", eaf, sizeof eaf - 1, 1);
    damage("trs", trs, sizeof trs - 1, 1);
    damage("whisper", json, sizeof json - 1, 1);
}

static void damage_file(void *context, const char *path, const char *name)
{
    const char *format = context;
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    (void)name;
    assert_true(folder_read_file(&bytes, path));
    survives(format, fy_buffer_text(&bytes), bytes.size);
    if (bytes.size < 100000)
        damage(format, fy_buffer_text(&bytes), bytes.size, bytes.size / 60 + 1);
    fy_buffer_free(&bytes);
}

static void files_that_others_made_may_be_damaged(void **state)
{
    (void)state;
    static char eaf_format[] = "eaf";
    char folder[1024];
    if (!shared_path(folder, sizeof folder, "corpus/annot/eaf")) {
        print_message("skipped: no %s\n", folder);
        skip();
    }
    assert_true(folder_visit(folder, ".eaf", damage_file, eaf_format) >= 10);
}

/* Entities that would be a billion words, and documents that are all depth. */
static void bombs_are_refused(void **state)
{
    (void)state;
    const struct fy_format_options options = { .tier = NULL };
    struct fy_buffer bomb = FY_BUFFER_EMPTY;
    fy_buffer_puts(&bomb, "<!DOCTYPE ANNOTATION_DOCUMENT [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 10; i++)
        fy_buffer_printf(&bomb, "<!ENTITY l%d \"&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;&l%d;\">", i, i - 1, i - 1,
                         i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    fy_buffer_puts(&bomb, "]><ANNOTATION_DOCUMENT>&l9;</ANNOTATION_DOCUMENT>");
    for (int round = 0; round < 2; round++) {
        struct format_reading reading = format_read_with(round ? "trs" : "eaf", bomb.data, bomb.size, &options);
        assert_int_equal(reading.status, FY_UNSUPPORTED);
        format_reading_free(&reading);
    }
    fy_buffer_clear(&bomb);
    fy_buffer_puts(&bomb, "<ANNOTATION_DOCUMENT>");
    for (int i = 0; i < 100000; i++)
        fy_buffer_puts(&bomb, "<TIER TIER_ID='a'>");
    struct format_reading reading = format_read_with("eaf", bomb.data, bomb.size, &options);
    assert_int_equal(reading.status, FY_UNSUPPORTED);
    format_reading_free(&reading);
    fy_buffer_free(&bomb);
}

/* Many tiers below one would each have all its boundaries. */
static void boundaries_do_not_multiply_without_end(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    struct fy_buffer bomb = FY_BUFFER_EMPTY;
    struct format_reading reading;
    size_t intervals = 0;
    fy_buffer_puts(&bomb, "<ANNOTATION_DOCUMENT><TIME_ORDER>");
    for (int i = 0; i <= MANY; i++)
        fy_buffer_printf(&bomb, "<TIME_SLOT TIME_SLOT_ID='t%d' TIME_VALUE='%d'/>", i, i);
    fy_buffer_puts(&bomb, "</TIME_ORDER><TIER TIER_ID='a' LINGUISTIC_TYPE_REF='f'>");
    for (int i = 0; i < MANY; i++)
        fy_buffer_printf(
            &bomb,
            "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID='a%d' TIME_SLOT_REF1='t%d' TIME_SLOT_REF2='t%d'/>"
            "</ANNOTATION>",
            i, i, i + 1);
    fy_buffer_puts(&bomb, "</TIER>");
    for (int i = 0; i < MANY; i++)
        fy_buffer_printf(&bomb, "<TIER TIER_ID='b%d' PARENT_REF='a' LINGUISTIC_TYPE_REF='s'/>", i);
    fy_buffer_puts(
        &bomb, "<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID='s' CONSTRAINTS='Symbolic_Association'/></ANNOTATION_DOCUMENT>");
    const struct fy_grid *grid = format_must_read(&reading, "eaf", bomb.data, bomb.size);
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++)
        intervals += fy_tier_size(grid, t);
    assert_true(intervals > 20 * MANY && intervals < 100 * MANY);
    format_reading_free(&reading);
    fy_buffer_free(&bomb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_files_may_be_damaged),
        cmocka_unit_test(files_that_others_made_may_be_damaged),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(boundaries_do_not_multiply_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
