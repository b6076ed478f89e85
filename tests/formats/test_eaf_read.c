/* ELAN documents: what the kinds of tiers and annotations become, and which documents are refused. */
#include <fangyin/format.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/format_files.h"
#include "support/grids.h"
#include "support/shared.h"

#define HEAD "<ANNOTATION_DOCUMENT AUTHOR=\"\" DATE=\"2024-05-01T00:00:00Z\" VERSION=\"3.0\">\n"
#define SLOT(id, ms) "<TIME_SLOT TIME_SLOT_ID=\"" id "\" TIME_VALUE=\"" ms "\"/>"
#define FREE_SLOT(id) "<TIME_SLOT TIME_SLOT_ID=\"" id "\"/>"
#define ALIGNED(id, from, to, text)                                                                               \
    "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"" id "\" TIME_SLOT_REF1=\"" from "\" TIME_SLOT_REF2=\"" to \
    "\"><ANNOTATION_VALUE>" text "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
#define CHILD(id, of, more, text)                                                                                     \
    "<ANNOTATION><REF_ANNOTATION ANNOTATION_ID=\"" id "\" ANNOTATION_REF=\"" of "\" " more "><ANNOTATION_VALUE>" text \
    "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n"
#define TIER(id, type, more, items) \
    "<TIER TIER_ID=\"" id "\" LINGUISTIC_TYPE_REF=\"" type "\" " more ">\n" items "</TIER>\n"
#define TYPE(id, more) "<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID=\"" id "\" " more "/>\n"
#define DOCUMENT(header, slots, rest) \
    HEAD "<HEADER>" header "</HEADER><TIME_ORDER>" slots "</TIME_ORDER>\n" rest "</ANNOTATION_DOCUMENT>\n"

static void reads_as(const char *document, const char *expected)
{
    struct format_reading reading;
    const struct fy_grid *grid = format_must_read(&reading, "eaf", document, strlen(document));
    assert_string_equal(format_show(grid), expected);
    format_reading_free(&reading);
}

static void reads_with(const char *document, const char *expected, const char *finding)
{
    struct format_reading reading;
    const struct fy_grid *grid = format_must_read(&reading, "eaf", document, strlen(document));
    assert_string_equal(format_show(grid), expected);
    if (!format_found(&reading, finding))
        fail_msg("no finding says \"%s\"", finding);
    format_reading_free(&reading);
}

#define TWO_SLOTS SLOT("ts1", "500") SLOT("ts2", "1500")

static void gaps_become_empty_intervals(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "500") SLOT("ts2", "1500") SLOT("ts3", "2000") SLOT("ts4", "3000"),
                      TIER("text", "t", "",
                           ALIGNED("a2", "ts3", "ts4", "落雨 &lt;了&gt;") ALIGNED("a1", "ts1", "ts2", "今朝"))
                          TIER("none", "t", "", "")),
             "text: 0 [] 0.5 [今朝] 1.5 [] 2 [落雨 <了>] 3\n"
             "none: 0 [] 3\n");
}

static void annotations_without_times_share_what_is_between(void **state)
{
    (void)state;
    reads_with(DOCUMENT("",
                        SLOT("ts1", "1000") FREE_SLOT("ts2") SLOT("other", "1100") FREE_SLOT("ts3") SLOT("ts4", "4000"),
                        TIER("words", "t", "",
                             ALIGNED("a1", "ts1", "ts2", "a") ALIGNED("a2", "ts2", "ts3", "b")
                                 ALIGNED("a3", "ts3", "ts4", "c"))),
               "words: 0 [] 1 [a] 2 [b] 3 [c] 4\n", "Time slots without a time: 2");
}

static void slots_outside_a_chain_follow_the_time_order(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "1000") FREE_SLOT("ts2") FREE_SLOT("ts3") SLOT("ts4", "4000"),
                      TIER("words", "t", "", ALIGNED("a1", "ts1", "ts2", "a") ALIGNED("a2", "ts3", "ts4", "b"))),
             "words: 0 [] 1 [a] 2 [] 3 [b] 4\n");
    reads_with(DOCUMENT("", SLOT("ts1", "1000") FREE_SLOT("ts2"), TIER("t", "t", "", ALIGNED("a", "ts1", "ts2", "x"))),
               "t: 0 [] 1 [x] 2\n", "is a guess");
    reads_with(DOCUMENT("", FREE_SLOT("ts1") FREE_SLOT("ts2"), TIER("t", "t", "", ALIGNED("a", "ts1", "ts2", "x"))),
               "t: 0 [] 1 [x] 2\n", "is a guess");
}

static void inner_subdivisions_follow_outer_ones(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "0") FREE_SLOT("ts2") FREE_SLOT("ts3") SLOT("ts4", "4000"),
                      TIER("syllables", "sub", "PARENT_REF=\"words\"",
                           ALIGNED("s1", "ts1", "ts2", "a") ALIGNED("s2", "ts2", "ts3", "b")
                               ALIGNED("s3", "ts3", "ts4", "c"))
                          TIER("words", "t", "", ALIGNED("w1", "ts1", "ts3", "ab") ALIGNED("w2", "ts3", "ts4", "c"))),
             "syllables: 0 [a] 1 [b] 2 [c] 4\n"
             "words: 0 [ab] 2 [c] 4\n");
}

#define ASSOCIATED TYPE("free", "") TYPE("std", "CONSTRAINTS=\"Symbolic_Association\"")
#define DIVIDED TYPE("free", "") TYPE("words", "CONSTRAINTS=\"Symbolic_Subdivision\"")

static void associated_tiers_have_the_boundaries_of_their_parent(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "0") SLOT("ts2", "1000") SLOT("ts3", "2500"),
                      TIER("std", "std", "PARENT_REF=\"text\"",
                           CHILD("c1", "a2", "", "今天")) TIER("note", "std", "PARENT_REF=\"std\"", "")
                          TIER("text", "free", "", ALIGNED("a1", "ts1", "ts2", "x") ALIGNED("a2", "ts2", "ts3", "今朝"))
                              ASSOCIATED),
             "std: 0 [] 1 [今天] 2.5\n"
             "note: 0 [] 1 [] 2.5\n"
             "text: 0 [x] 1 [今朝] 2.5\n");
}

static void subdivisions_share_the_parents_time_in_their_order(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "1000") SLOT("ts2", "2500"),
                      TIER("text", "free", "", ALIGNED("a1", "ts1", "ts2", "abc"))
                          TIER("words", "words", "PARENT_REF=\"text\"",
                               CHILD("w3", "a1", "PREVIOUS_ANNOTATION=\"w2\"", "c") CHILD("w1", "a1", "", "a")
                                   CHILD("w2", "a1", "PREVIOUS_ANNOTATION=\"w1\"", "b"))
                              TIER("tags", "words", "PARENT_REF=\"words\"", CHILD("g", "w2", "", "noun")) DIVIDED),
             "text: 0 [] 1 [abc] 2.5\n"
             "words: 0 [] 1 [a] 1.5 [b] 2 [c] 2.5\n"
             "tags: 0 [] 1.5 [noun] 2 [] 2.5\n");
}

static void several_children_of_an_association_are_all_kept(void **state)
{
    (void)state;
    reads_with(DOCUMENT("", SLOT("ts1", "1000") SLOT("ts2", "2000"),
                        TIER("text", "free", "", ALIGNED("a1", "ts1", "ts2", "x"))
                            TIER("std", "std", "PARENT_REF=\"text\"",
                                 CHILD("c1", "a1", "", "y") CHILD("c2", "a1", "", "z")) ASSOCIATED),
               "text: 0 [] 1 [x] 2\n"
               "std: 0 [] 1 [y] 1.5 [z] 2\n",
               "there should be one, but there are 2");
}

static void children_that_follow_each_other_in_a_circle_are_kept(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", SLOT("ts1", "0") SLOT("ts2", "3000"),
                      TIER("text", "free", "", ALIGNED("a1", "ts1", "ts2", "x"))
                          TIER("words", "words", "PARENT_REF=\"text\"",
                               CHILD("w1", "a1", "PREVIOUS_ANNOTATION=\"w2\"", "a")
                                   CHILD("w2", "a1", "PREVIOUS_ANNOTATION=\"w1\"", "b")
                                       CHILD("w3", "a1", "PREVIOUS_ANNOTATION=\"w3\"", "c")) DIVIDED),
             "text: 0 [x] 3\n"
             "words: 0 [a] 1 [b] 2 [c] 3\n");
}

static void time_origin_moves_all(void **state)
{
    (void)state;
    const char *document =
        DOCUMENT("<MEDIA_DESCRIPTOR MEDIA_URL=\"file:///D:/film.mpg\" MIME_TYPE=\"video/mpeg\"/>"
                 "<MEDIA_DESCRIPTOR MEDIA_URL=\"file:///D:/%E5%BD%95%E9%9F%B3%201.wav\" MIME_TYPE=\"audio/x-wav\" "
                 "TIME_ORIGIN=\"2000\"/>",
                 TWO_SLOTS, TIER("text", "t", "", ALIGNED("a", "ts1", "ts2", "x")));
    reads_with(document, "text: 0 [] 2.5 [x] 3.5\n", "start at different times");
    struct format_reading reading;
    format_must_read(&reading, "eaf", document, strlen(document));
    assert_string_equal(reading.grids.items[0].name, "录音 1");
    format_reading_free(&reading);
    reads_as(DOCUMENT("<MEDIA_DESCRIPTOR MEDIA_URL=\"a.wav\" MIME_TYPE=\"audio/x-wav\" TIME_ORIGIN=\"-750\"/>",
                      TWO_SLOTS, TIER("text", "t", "", ALIGNED("a", "ts1", "ts2", "x"))),
             "text: -0.25 [x] 0.75\n");
}

static void frames_become_seconds(void **state)
{
    (void)state;
    reads_as(HEAD "<HEADER TIME_UNITS=\"PAL-frames\"/><TIME_ORDER>" SLOT("ts1", "25")
                 SLOT("ts2", "50") "</TIME_ORDER>" TIER("t", "t", "",
                                                        ALIGNED("a", "ts1", "ts2", "x")) "</ANNOTATION_DOCUMENT>",
             "t: 0 [] 1 [x] 2\n");
}

static void participants_of_one_type_become_speakers(void **state)
{
    (void)state;
    reads_as(DOCUMENT("", TWO_SLOTS,
                      TIER("first", "text", "PARTICIPANT=\"Ann\"", ALIGNED("a", "ts1", "ts2", "x")) TIER(
                          "second", "text", "PARTICIPANT=\"Bo\"", "") TIER("again", "text", "PARTICIPANT=\"Bo\"", "")
                          TIER("std@Bo", "text", "PARTICIPANT=\"Bo\"", "") TYPE("text", "")),
             "text@Ann: 0 [] 0.5 [x] 1.5\n"
             "text@Bo: 0 [] 1.5\n"
             "again@Bo: 0 [] 1.5\n"
             "std@Bo: 0 [] 1.5\n");
    reads_as(DOCUMENT("", TWO_SLOTS,
                      TIER("left", "hands", "PARTICIPANT=\"A\"", "") TIER("right", "hands", "PARTICIPANT=\"B\"", "")),
             "left@A: 0 [] 1.5\n"
             "right@B: 0 [] 1.5\n");
    reads_with(DOCUMENT("", TWO_SLOTS, TIER("text", "text", "PARTICIPANT=\"Ann\"", ALIGNED("a", "ts1", "ts2", "x"))),
               "text: 0 [] 0.5 [x] 1.5\n", "participant \"Ann\"");
}

static void overlaps_are_kept_and_told(void **state)
{
    (void)state;
    reads_with(DOCUMENT("", SLOT("ts1", "0") SLOT("ts2", "2000") SLOT("ts3", "1000") SLOT("ts4", "3000"),
                        TIER("t", "t", "", ALIGNED("a", "ts1", "ts2", "x") ALIGNED("b", "ts3", "ts4", "y"))),
               "t: 0 [x] 2 1 [y] 3\n", "starts at 1 s, before the one in front of it ends, at 2 s");
    reads_with(DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", ALIGNED("a", "ts2", "ts1", "x"))), "t: 0 [] 0.5 [x] 1.5\n",
               "were exchanged");
    reads_with(DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", ALIGNED("a", "ts2", "ts2", "x"))), "t: 0 [] 1.5 [x] 1.5\n",
               "lasts no time");
}

static void vocabularies_give_the_words(void **state)
{
    (void)state;
#define CHOICE                                                                                             \
    "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a\" TIME_SLOT_REF1=\"ts1\" TIME_SLOT_REF2=\"ts2\" " \
    "CVE_REF=\"e2\"><ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION>"
    reads_with(
        DOCUMENT("", TWO_SLOTS,
                 TIER("dialect", "d", "", CHOICE) TYPE(
                     "d", "CONTROLLED_VOCABULARY_REF=\"list\"") "<CONTROLLED_VOCABULARY CV_ID=\"other\"><CV_ENTRY_ML "
                                                                "CVE_ID=\"e2\"><CVE_VALUE>no</CVE_VALUE></CV_ENTRY_ML>"
                                                                "</CONTROLLED_VOCABULARY><CONTROLLED_VOCABULARY "
                                                                "CV_ID=\"list\"><CV_ENTRY_ML CVE_ID=\"e1\"><CVE_VALUE>"
                                                                "yue</CVE_VALUE></CV_ENTRY_ML><CV_ENTRY_ML "
                                                                "CVE_ID=\"e2\"><CVE_VALUE>wuu</CVE_VALUE><CVE_VALUE>吴"
                                                                "</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY>"),
        "dialect: 0 [] 0.5 [wuu] 1.5\n", "lists of words to choose from");
}

static void the_duration_may_be_given(void **state)
{
    (void)state;
    const char *document = DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", ALIGNED("a", "ts1", "ts2", "x")));
    struct fy_format_options options = { .duration = 9 };
    struct format_reading reading = format_read_with("eaf", document, strlen(document), &options);
    assert_int_equal(reading.status, FY_OK);
    assert_string_equal(format_show(reading.grids.items[0].grid), "t: 0 [] 0.5 [x] 1.5 [] 9\n");
    format_reading_free(&reading);
    reads_with(DOCUMENT("", "", TIER("t", "t", "", "")), "t: 0 [] 1\n", "Nothing is annotated");
}

static void bad_documents_are_refused_with_their_place(void **state)
{
    (void)state;
    format_must_refuse("eaf", "", FY_SYNTAX, 1, 1, "no element found");
    format_must_refuse("eaf", "<html>\n</html>", FY_SYNTAX, 1, 1, "<ANNOTATION_DOCUMENT> is expected");
    format_must_refuse("eaf", HEAD "  <TIER>", FY_SYNTAX, 2, 3, "no TIER_ID");
    format_must_refuse("eaf", HEAD "<HEADER/><TIME_ORDER>\n 方<TIME_SLOT TIME_SLOT_ID=\"a\" TIME_VALUE=\"soon\"/>",
                       FY_SYNTAX, 3, 3, "not \"soon\"");
    format_must_refuse("eaf", DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", ALIGNED("a", "ts1", "ts9", "x"))), FY_SYNTAX,
                       4, 13, "no time slot \"ts9\"");
    format_must_refuse("eaf", DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", CHILD("a", "b", "", "x"))), FY_SYNTAX, 4, 13,
                       "no annotation \"b\"");
    format_must_refuse(
        "eaf",
        DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", ALIGNED("a", "ts1", "ts2", "x") ALIGNED("a", "ts1", "ts2", "y"))),
        FY_SYNTAX, 5, 13, "another annotation \"a\"");
    format_must_refuse("eaf",
                       DOCUMENT("", TWO_SLOTS, TIER("t", "t", "", CHILD("a", "b", "", "x") CHILD("b", "a", "", "x"))),
                       FY_SYNTAX, 4, 13, "refers to itself");
    format_must_refuse("eaf",
                       DOCUMENT("", "", TIER("a", "t", "PARENT_REF=\"b\"", "") TIER("b", "t", "PARENT_REF=\"a\"", "")),
                       FY_SYNTAX, 3, 1, "hangs below itself");
    format_must_refuse("eaf", DOCUMENT("", "", TIER("a", "t", "PARENT_REF=\"z\"", "")), FY_SYNTAX, 3, 1,
                       "no tier \"z\"");
    format_must_refuse("eaf", HEAD "<HEADER></TIER>", FY_SYNTAX, 2, 11, "mismatched tag");
    format_must_refuse("eaf", HEAD ALIGNED("a", "b", "c", "d"), FY_SYNTAX, 2, 13, "should be in a <TIER>");
}

static void long_names_are_shown_in_whole_characters(void **state)
{
    (void)state;
#define LONG_NAME "一二三四五六七八九十一二三四五六"
    format_must_refuse("eaf", DOCUMENT("", "", TIER("a", "t", "PARENT_REF=\"" LONG_NAME "\"", "")), FY_SYNTAX, 3, 1,
                       "no tier \"一二三四五六七八九十一二三四\" for");
}

/* Every value in the file is in the grid that came of it, as often or more. */
static void values_are_all_there(void *context, const char *path, const char *name)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct format_reading reading;
    size_t annotations = 0, labels = 0;
    (void)context;
    assert_true(folder_read_file(&bytes, path));
    const struct fy_grid *grid = format_must_read(&reading, "eaf", bytes.data, bytes.size);
    for (const char *at = bytes.data; (at = strstr(at, "<ANNOTATION_VALUE>")) != NULL; at++)
        annotations += strncmp(at, "<ANNOTATION_VALUE></", 20) != 0;
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++)
        for (size_t i = 0; i < fy_tier_size(grid, t); i++)
            labels += fy_tier_intervals(grid, t)[i].text[0] != '\0';
    if (annotations != labels)
        fail_msg("%s: %zu annotations, %zu labels", name, annotations, labels);
    check_sound(grid);
    format_reading_free(&reading);
    fy_buffer_free(&bytes);
}

static void real_documents_lose_no_annotation(void **state)
{
    (void)state;
    char folder[1024];
    if (!shared_path(folder, sizeof folder, "corpus/annot/eaf")) {
        print_message("skipped: no %s\n", folder);
        skip();
    }
    assert_true(folder_visit(folder, ".eaf", values_are_all_there, NULL) >= 10);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    const char *document = DOCUMENT(
        "<MEDIA_DESCRIPTOR MEDIA_URL=\"a.wav\" MIME_TYPE=\"audio/x-wav\"/><PROPERTY NAME=\"fangyin:domain\">0 5"
        "</PROPERTY>",
        SLOT("ts1", "0") FREE_SLOT("ts2") SLOT("ts3", "2500"),
        TIER("text", "free", "PARTICIPANT=\"A\"", ALIGNED("a1", "ts1", "ts2", "x") ALIGNED("a2", "ts2", "ts3", "y"))
            TIER("std", "std", "PARENT_REF=\"text\" PARTICIPANT=\"B\"", CHILD("c1", "a2", "", "z"))
                TIER("p", "fangyin-point", "", ALIGNED("p1", "ts1", "ts3", "bell")) TYPE("fangyin-point", "") ASSOCIATED
        "<CONTROLLED_VOCABULARY CV_ID=\"l\"><CV_ENTRY_ML CVE_ID=\"e\"><CVE_VALUE>v</CVE_VALUE></CV_ENTRY_ML>"
        "</CONTROLLED_VOCABULARY>");
    struct fy_format_options options = { .tier = NULL };
    long tried = 0;
    for (;; tried++) {
        fy_memory_fail_after(tried);
        struct format_reading reading = format_read_with("eaf", document, strlen(document), &options);
        fy_memory_fail_after(-1);
        bool done = reading.status == FY_OK;
        if (!done) {
            assert_int_equal(reading.status, FY_NO_MEMORY);
            assert_int_equal(reading.grids.count, 0);
        }
        format_reading_free(&reading);
        if (done)
            break;
    }
    assert_true(tried > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_become_empty_intervals),
        cmocka_unit_test(annotations_without_times_share_what_is_between),
        cmocka_unit_test(slots_outside_a_chain_follow_the_time_order),
        cmocka_unit_test(inner_subdivisions_follow_outer_ones),
        cmocka_unit_test(associated_tiers_have_the_boundaries_of_their_parent),
        cmocka_unit_test(subdivisions_share_the_parents_time_in_their_order),
        cmocka_unit_test(several_children_of_an_association_are_all_kept),
        cmocka_unit_test(children_that_follow_each_other_in_a_circle_are_kept),
        cmocka_unit_test(time_origin_moves_all),
        cmocka_unit_test(frames_become_seconds),
        cmocka_unit_test(participants_of_one_type_become_speakers),
        cmocka_unit_test(overlaps_are_kept_and_told),
        cmocka_unit_test(vocabularies_give_the_words),
        cmocka_unit_test(the_duration_may_be_given),
        cmocka_unit_test(bad_documents_are_refused_with_their_place),
        cmocka_unit_test(long_names_are_shown_in_whole_characters),
        cmocka_unit_test(real_documents_lose_no_annotation),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
