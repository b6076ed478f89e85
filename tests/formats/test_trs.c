/* Transcriber files: turns, who speaks into whom, events, sections, backgrounds. */
#include <fangyin/format.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/format_files.h"
#include "support/shared.h"

#define TRS(speakers, turns)                                                                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE Trans SYSTEM \"trans-14.dtd\">\n<Trans "               \
    "audio_filename=\"访谈\">\n"                                                                                \
    "<Speakers>" speakers "</Speakers>\n<Episode><Section type=\"report\" startTime=\"0\" endTime=\"6\">\n" turns \
    "</Section></Episode></Trans>\n"
#define ANN_AND_BO "<Speaker id=\"s1\" name=\"Ann\"/><Speaker id=\"s2\" name=\"Bo\"/>"

static void reads_as(const char *text, const char *expected)
{
    struct format_reading reading;
    const struct fy_grid *grid = format_must_read(&reading, "trs", text, strlen(text));
    assert_string_equal(format_show(grid), expected);
    assert_string_equal(reading.grids.items[0].name, "访谈");
    format_reading_free(&reading);
}

static void turns_become_text_and_speaker(void **state)
{
    (void)state;
    reads_as(TRS(ANN_AND_BO,
                 "<Turn speaker=\"s1\" startTime=\"0\" endTime=\"3\"><Sync time=\"0\"/>\n今朝  天气\n"
                 "<Sync time=\"1.5\"/>蛮好\n</Turn><Turn startTime=\"3\" endTime=\"4\"><Sync time=\"3\"/></Turn>"
                 "<Turn speaker=\"s2\" startTime=\"4\" endTime=\"6\"><Sync time=\"4\"/>是个</Turn>"),
             "text: 0 [今朝 天气] 1.5 [蛮好] 3 [] 4 [是个] 6\n"
             "speaker: 0 [Ann] 1.5 [Ann] 3 [] 4 [Bo] 6\n"
             "section: 0 [report] 6\n");
}

static void who_speaks_into_another_has_a_tier(void **state)
{
    (void)state;
    reads_as(TRS(ANN_AND_BO,
                 "<Turn speaker=\"s1 s2\" startTime=\"1\" endTime=\"3\"><Sync time=\"1\"/><Who nb=\"1\"/>one "
                 "<Who nb=\"2\"/>two</Turn>"),
             "text: 0 [] 1 [one] 3 [] 6\n"
             "speaker: 0 [] 1 [Ann] 3 [] 6\n"
             "text@Bo: 0 [] 1 [two] 3 [] 6\n"
             "section: 0 [report] 6\n");
}

static void events_stay_among_the_words(void **state)
{
    (void)state;
    reads_as(TRS("", "<Turn startTime=\"0\" endTime=\"6\"><Sync time=\"0\"/>a<Event desc=\"r\" type=\"noise\" "
                     "extent=\"instantaneous\"/>b <Event desc=\"pf\" type=\"pronounce\" extent=\"previous\"/> "
                     "<Event desc=\"en\" type=\"language\" extent=\"begin\"/>c<Event desc=\"en\" type=\"language\" "
                     "extent=\"end\"/><Comment desc=\"so\"/></Turn>"),
             "text: 0 [a [r] b [+pron=pf] [lang=en-] c [-lang=en] {so}] 6\n"
             "section: 0 [report] 6\n");
}

static void backgrounds_are_points(void **state)
{
    (void)state;
    reads_as(TRS("", "<Turn startTime=\"0\" endTime=\"6\"><Sync time=\"0\"/><Background time=\"5\" type=\"music\" "
                     "level=\"off\"/>x<Background time=\"1\" type=\"music\" level=\"high\"/></Turn>"),
             "text: 0 [x] 6\n"
             "section: 0 [report] 6\n"
             "background: 1 (music high) 5 (music off)\n");
}

static void odd_things_are_found(void **state)
{
    (void)state;
    struct format_reading reading;
    const char *text = TRS("<Speaker id=\"s1\" name=\"Ann\" type=\"female\"/>",
                           "<Turn speaker=\"s1\" startTime=\"2\" endTime=\"1\">x<Strange>y</Strange></Turn>"
                           "<Turn speaker=\"unknown\" startTime=\"1.5\" endTime=\"6\">z</Turn>");
    const struct fy_grid *grid = format_must_read(&reading, "trs", text, strlen(text));
    assert_string_equal(format_show(grid), "text: 0 [] 1 [xy] 2 [] 6\n"
                                           "speaker: 0 [] 1 [Ann] 2 [] 6\n"
                                           "text@unknown: 0 [] 1.5 [z] 6\n"
                                           "section: 0 [report] 6\n");
    assert_true(format_found(&reading, "were exchanged"));
    assert_true(format_found(&reading, "<Strange> is not known"));
    assert_true(format_found(&reading, "said of the speakers (1"));
    format_reading_free(&reading);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    format_must_refuse("trs", "<Transcript/>", FY_SYNTAX, 1, 1, "<Trans> is expected");
    format_must_refuse("trs", "<Trans>\n<Turn startTime='0'/>", FY_SYNTAX, 2, 1, "endTime is missing");
    format_must_refuse("trs", "<Trans>\n<Turn startTime='0' endTime='x'/>", FY_SYNTAX, 2, 1, "not \"x\"");
    format_must_refuse("trs", "<Trans><Sync time='0'/>", FY_SYNTAX, 1, 8, "outside of a <Turn>");
    format_must_refuse("trs", "<Trans><Turn startTime='0' endTime='1'><Who nb='9'/>", FY_SYNTAX, 1, 40, "from 1 to 8");
    format_must_refuse("trs", "<Trans><Turn startTime='0' endTime='1'>", FY_SYNTAX, 1, 40, "no element found");
}

static void a_real_file_keeps_its_words(void **state)
{
    (void)state;
    char path[1024];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct format_reading reading;
    if (!shared_path(path, sizeof path, "corpus/annot/trs/sppas__20000410_0930_1030_rfi_fm_dga.trs")) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    assert_true(folder_read_file(&bytes, path));
    const struct fy_grid *grid = format_must_read(&reading, "trs", bytes.data, bytes.size);
    size_t text = fy_grid_find_tier(grid, "text"), speaker = fy_grid_find_tier(grid, "speaker");
    assert_int_equal(fy_tier_size(grid, text), 976);
    assert_int_equal(fy_tier_size(grid, speaker), 976);
    assert_true(fy_grid_xmax(grid) == 3601);
    assert_string_equal(fy_tier_intervals(grid, speaker)[1].text, "Christophe, journaliste à RFI");
    assert_int_not_equal(fy_grid_find_tier(grid, "text@Juan Gomez"), FY_NONE);
    format_reading_free(&reading);
    fy_buffer_free(&bytes);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    const char *text =
        TRS(ANN_AND_BO, "<Turn speaker=\"s1 s2\" startTime=\"1\" endTime=\"3\"><Sync time=\"1\"/><Who nb=\"1\"/>"
                        "one<Background time=\"1\" type=\"m\"/><Who nb=\"2\"/>two</Turn>");
    struct fy_format_options options = { .tier = NULL };
    long tried = 0;
    for (bool done = false; !done; tried++) {
        fy_memory_fail_after(tried);
        struct format_reading reading = format_read_with("trs", text, strlen(text), &options);
        fy_memory_fail_after(-1);
        done = reading.status == FY_OK;
        assert_true(done || (reading.status == FY_NO_MEMORY && reading.grids.count == 0));
        format_reading_free(&reading);
    }
    assert_true(tried > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_become_text_and_speaker), cmocka_unit_test(who_speaks_into_another_has_a_tier),
        cmocka_unit_test(events_stay_among_the_words),   cmocka_unit_test(backgrounds_are_points),
        cmocka_unit_test(odd_things_are_found),          cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(a_real_file_keeps_its_words),   cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
