/* A set out of recordings and grids made here: ids, marks, clips, reasons, memory that fails. The formats' files are
 * read by others in tests/program/export.sh. */
#include "dataset/internal.h"

#include <fangyin/dataset.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/recording.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

struct part {
    double xmin, xmax;
    const char *text;
};

static void add_parts(struct fy_grid *grid, const char *name, const struct part *parts, size_t count)
{
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), 0, 10, &tier), FY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            fy_tier_append_interval(grid, tier, parts[i].xmin, parts[i].xmax, parts[i].text, strlen(parts[i].text)),
            FY_OK);
}
#define ADD(grid, name, ...) \
    add_parts(grid, name, (const struct part[]){ __VA_ARGS__ }, N(((const struct part[]){ __VA_ARGS__ })))

static char folder[64];

static int enter(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/fangyin-dataset-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* Ten seconds of 16 kHz, 16 bit: a saw tooth of no particular kind, with 0.1 s at full scale from 6 s on. */
static int16_t sample_at(size_t frame)
{
    return frame >= 96000 && frame < 97600 ? 32767 : (int16_t)((int)(frame * 7919 % 20011) - 10000);
}

static void make_sound(const char *name)
{
    enum { FRAMES = 160000 };
    static const unsigned char head[44] = { 'R', 'I', 'F',  'F',  0x24, 0xE2, 0x04, 0,    'W',  'A',  'V',
                                            'E', 'f', 'm',  't',  ' ',  16,   0,    0,    0,    1,    0,
                                            1,   0,   0x80, 0x3E, 0,    0,    0,    0x7D, 0,    0,    2,
                                            0,   16,  0,    'd',  'a',  't',  'a',  0,    0xE2, 0x04, 0 };
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(head, 1, sizeof head, file), sizeof head);
    for (size_t i = 0; i < FRAMES; i++) {
        const int16_t sample = sample_at(i);
        fputc(sample & 0xFF, file);
        fputc(sample >> 8 & 0xFF, file);
    }
    assert_int_equal(fclose(file), 0);
}

static const struct fy_dataset_options plain = { .target = "kaldi",
                                                 .folder = "out",
                                                 .tier = "text",
                                                 .text_tier = "text",
                                                 .shortest = -1,
                                                 .longest = -1,
                                                 .channel = -1,
                                                 .rate = 16000,
                                                 .without_consent = true };

static enum fy_status add_to(const struct fy_dataset_options *options, const char *recording, struct fy_grid *grid,
                             struct fy_dataset_part_result *result)
{
    struct fy_project *project = NULL;
    assert_int_equal(fy_project_open(&project, recording, NULL), FY_OK);
    const enum fy_status status = fy_dataset_part(options, project, recording, recording, grid, result, NULL);
    fy_project_close(project);
    return status;
}

static void add(const char *recording, struct fy_grid *grid)
{
    struct fy_dataset_part_result result;
    make_sound(recording);
    assert_int_equal(add_to(&plain, recording, grid, &result), FY_OK);
    assert_true(result.fresh);
    fy_grid_free(grid);
}

static const struct fy_split_options whole = { .seed = "" };

static struct fy_dataset_summary join(const struct fy_dataset_options *options)
{
    struct fy_dataset_summary summary;
    struct fy_error error = { 0 };
    if (fy_dataset_join(options, &whole, &summary, &error) != FY_OK)
        fail_msg("%s: %s", error.file, error.sentence);
    return summary;
}

static void check_file(const char *path, const char *expected)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    assert_int_equal(fy_file_read(path, &bytes, NULL), FY_OK);
    assert_string_equal(fy_buffer_text(&bytes), expected);
    fy_buffer_free(&bytes);
}

/* A talk of two known people, one recording where tiers tell people apart, one of nobody known. */
static void make_project(void)
{
    struct fy_grid *talk = fy_grid_new(0, 10), *tiers = fy_grid_new(0, 10), *alone = fy_grid_new(0, 10);
    ADD(talk, "text", { 0, 1, "" }, { 1, 2.5, "儂早呀" }, { 2.5, 3, "嗯" }, { 3, 4, " 侬好\t一道去\n伐 " },
        { 4, 5, "勿清爽" }, { 5, 10.3, "明朝會" });
    ADD(talk, "speaker", { 0, 2.5, "A-1" }, { 2.5, 10, "A" });
    ADD(talk, "event", { 0, 2.5, "" }, { 2.5, 3, "pause" }, { 3, 10, "" });
    ADD(talk, "flag", { 0, 4, "ask" }, { 4, 5, "ask+invalid:noise" }, { 5, 10, "" });
    ADD(talk, "dialect", { 0, 10, "wu-sh" });
    ADD(tiers, "text@B", { 0.5, 1.5, "食飯未" });
    ADD(tiers, "text@阿", { 1, 2, "食咗" }, { 2, 2.05, "喔" });
    ADD(alone, "text", { 0, 0.3333333, "涯係" }, { 0.3333333, 5, "客家人" });
    add("talk-01.wav", talk);
    add("早茶 2.wav", tiers);
    add("alone.wav", alone);
}

static void a_project_becomes_kaldis_files(void **state)
{
    (void)state;
    make_project();
    struct fy_dataset_summary summary = join(&plain);
    assert_int_equal(summary.segments, 7);
    assert_int_equal(summary.recordings, 3);
    assert_int_equal(summary.speakers, 5);
    assert_int_equal(summary.left_out[FY_LEFT_EMPTY], 1);
    assert_int_equal(summary.left_out[FY_LEFT_PAUSE], 1);
    assert_int_equal(summary.left_out[FY_LEFT_INVALID], 1);
    assert_int_equal(summary.left_out[FY_LEFT_SHORT], 1);
    fy_dataset_summary_free(&summary);
    check_file("out/segments", "A-talk_01-00003000-00004000 talk_01 3.000000 4.000000\n"
                               "A-talk_01-00005000-00010000 talk_01 5.000000 10.000000\n"
                               "A_1-talk_01-00001000-00002500 talk_01 1.000000 2.500000\n"
                               "alone-00000000-00000333 alone 0.000000 0.333333\n"
                               "alone-00000333-00005000 alone 0.333333 5.000000\n"
                               "u65E9u8336_2_B-00000500-00001500 u65E9u8336_2 0.500000 1.500000\n"
                               "u65E9u8336_2_u963F-00001000-00002000 u65E9u8336_2 1.000000 2.000000\n");
    check_file("out/text", "A-talk_01-00003000-00004000 侬好 一道去 伐\n"
                           "A-talk_01-00005000-00010000 明朝會\n"
                           "A_1-talk_01-00001000-00002500 儂早呀\n"
                           "alone-00000000-00000333 涯係\n"
                           "alone-00000333-00005000 客家人\n"
                           "u65E9u8336_2_B-00000500-00001500 食飯未\n"
                           "u65E9u8336_2_u963F-00001000-00002000 食咗\n");
    check_file("out/spk2utt", "A A-talk_01-00003000-00004000 A-talk_01-00005000-00010000\n"
                              "A_1 A_1-talk_01-00001000-00002500\n"
                              "alone alone-00000000-00000333 alone-00000333-00005000\n"
                              "u65E9u8336_2_B u65E9u8336_2_B-00000500-00001500\n"
                              "u65E9u8336_2_u963F u65E9u8336_2_u963F-00001000-00002000\n");
}

static void names_that_would_be_one_get_a_hash(void **state)
{
    (void)state;
    struct fy_grid *one = fy_grid_new(0, 10), *two = fy_grid_new(0, 10);
    ADD(one, "text", { 0, 1, "甲" });
    ADD(two, "text", { 0, 1, "乙" });
    add("a b.wav", one);
    add("a_b.wav", two);
    struct fy_dataset_summary summary = join(&plain);
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    assert_int_equal(summary.segments, 2);
    assert_int_equal(summary.left_out[FY_LEFT_DOUBLE], 0);
    fy_dataset_summary_free(&summary);
    assert_int_equal(fy_file_read("out/utt2spk", &bytes, NULL), FY_OK);
    assert_memory_equal(bytes.data, "a_b_", 4);
    fy_buffer_free(&bytes);
}

static void a_span_counts_once_for_a_speaker(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text@A", { 0, 1, "甲" });
    ADD(grid, "text@B", { 0, 1, "乙" });
    ADD(grid, "speaker@A", { 0, 10, "X" });
    ADD(grid, "speaker@B", { 0, 10, "X" });
    add("a.wav", grid);
    struct fy_dataset_summary summary = join(&plain);
    assert_int_equal(summary.segments, 1);
    assert_int_equal(summary.left_out[FY_LEFT_DOUBLE], 1);
    fy_dataset_summary_free(&summary);
}

/* ---- sound ---- */

static struct fy_clip cut(int64_t start, int64_t end, int rate)
{
    struct fy_recording *recording = NULL;
    struct fy_clip clip = { .path = "clip.wav", .start = start, .end = end, .channel = -1, .rate = rate };
    make_sound("a.wav");
    assert_int_equal(fy_recording_open(&recording, "a.wav", NULL), FY_OK);
    assert_int_equal(fy_clip_cut(recording, &clip, NULL), FY_OK);
    fy_recording_close(recording);
    return clip;
}

static void a_clip_is_the_recordings_own_samples(void **state)
{
    (void)state;
    const struct fy_clip clip = cut(1000000, 3500000, 16000);
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    assert_int_equal(clip.samples, 40000);
    assert_int_equal(clip.flags, 0);
    assert_int_equal(fy_file_read("clip.wav", &bytes, NULL), FY_OK);
    assert_int_equal(bytes.size, 44 + 2 * 40000);
    for (size_t i = 0; i < 40000; i++) {
        const unsigned char *at = (const unsigned char *)bytes.data + 44 + 2 * i;
        assert_int_equal((int16_t)(at[0] | at[1] << 8), sample_at(16000 + i));
    }
    fy_buffer_free(&bytes);
}

static void other_rates_are_as_long_and_faults_are_told(void **state)
{
    (void)state;
    assert_int_equal(cut(1000000, 3500000, 8000).samples, 20000);
    assert_int_equal(cut(1000000, 3500000, 44100).samples, 110250);
    assert_int_equal(cut(5900000, 6200000, 0).flags & FY_SOUND_CLIPPING, FY_SOUND_CLIPPING);
    assert_int_equal(cut(6000000, 6100000, 0).flags & FY_SOUND_DC, FY_SOUND_DC);
}

static void a_part_is_made_once(void **state)
{
    (void)state;
    struct fy_dataset_options options = plain;
    struct fy_dataset_part_result result;
    struct fy_grid *grid = fy_grid_new(0, 10);
    options.target = "funasr";
    ADD(grid, "text", { 0, 1, "甲" }, { 1, 2, "乙" });
    make_sound("a.wav");
    assert_int_equal(add_to(&options, "a.wav", grid, &result), FY_OK);
    assert_true(result.fresh);
    assert_int_equal(add_to(&options, "a.wav", grid, &result), FY_OK);
    assert_false(result.fresh);
    assert_int_equal(result.chosen, 2);
    assert_true(result.seconds > 1.99 && result.seconds < 2.01);
    options.shortest = 1.5;
    assert_int_equal(add_to(&options, "a.wav", NULL, &result), FY_OK);
    assert_true(result.fresh);
    assert_int_equal(add_to(&options, "a.wav", grid, &result), FY_OK);
    assert_int_equal(result.chosen, 0);
    options.dialect = "nowhere";
    assert_int_equal(add_to(&options, "a.wav", grid, &result), FY_INVALID);
    fy_grid_free(grid);
}

/* ---- marks ---- */

static void check_marks(enum fy_marker_rule rule, const char *text, const char *expected, const char *expected_event)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    char event[32];
    bool marked = false;
    assert_int_equal(fy_marks_apply(rule, text, &out, event, &marked), FY_OK);
    assert_string_equal(fy_buffer_text(&out), expected);
    assert_string_equal(event, expected_event);
    fy_buffer_free(&out);
}

static void marks_go_or_stay(void **state)
{
    (void)state;
    check_marks(FY_MARKERS_STRIP, "食((飯)){未|咪} <laugh>呀", "食飯未 呀", "laugh");
    check_marks(FY_MARKERS_STRIP, "講<lang:en>OK <cough></lang>啦", "講OK 啦", "cough");
    check_marks(FY_MARKERS_MAP, "<breath> <cough>", "", "breath");
    check_marks(FY_MARKERS_KEEP, "食((飯)) <laugh>", "食((飯)) <laugh>", "laugh");
    check_marks(FY_MARKERS_STRIP, "((冇完", "((冇完", "");
}

/* ---- lines and names ---- */

static void check_made(enum fy_status make(struct fy_buffer *, const char *), const char *text, const char *expected)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_puts(&out, "> ");
    assert_int_equal(make(&out, text), FY_OK);
    assert_string_equal(fy_buffer_text(&out) + 2, expected);
    fy_buffer_free(&out);
}

static void labels_become_lines(void **state)
{
    (void)state;
    check_made(fy_text_line, "", "");
    check_made(fy_text_line, "  ", "");
    check_made(fy_text_line, "a\tb\r\nc", "a b c");
    check_made(fy_text_line, "\u3000早\u00A0\u2028晨\u200B\uFEFF ", "早 晨");
    check_made(fy_text_line, "Ta\u0301i\x01-oa\u0302n", "Tái-oân");
    check_made(fy_text_line, "\u202E一\u202C\u2060二", "一二");
    check_made(fy_ascii_name, "rec_01", "rec_01");
    check_made(fy_ascii_name, "rec 01.a-b", "rec_01_a_b");
    check_made(fy_ascii_name, "阿\U0002A6D6", "u963Fu2A6D6");
    check_made(fy_ascii_name, "A\u0304", "u0100");
    check_made(fy_ascii_name, "a\xFF", "au00FF");
    check_made(fy_ascii_name, "", "x");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fy_project *project = NULL;
    struct fy_dataset_options options = plain;
    struct fy_split_options split = { .split = true, .parts = { 1, 0, 0 }, .seed = "s" };
    struct fy_grid *grid = fy_grid_new(0, 10);
    enum fy_status status = FY_NO_MEMORY;
    options.target = "audiofolder";
    ADD(grid, "text@A", { 0, 1, "甲((乙))" }, { 1, 2, "" });
    ADD(grid, "content@A", { 0, 1, "" }, { 1, 2, "private" });
    make_sound("a.wav");
    assert_int_equal(fy_project_open(&project, "a.wav", NULL), FY_OK);
    for (long count = 0; status != FY_OK; count++) {
        struct fy_dataset_part_result result;
        struct fy_dataset_summary summary;
        assert_true(count < 3000);
        fy_memory_fail_after(count);
        status = fy_dataset_part(&options, project, "a.wav", "a.wav", grid, &result, NULL);
        if (status == FY_OK && (status = fy_dataset_join(&options, &split, &summary, NULL)) == FY_OK)
            fy_dataset_summary_free(&summary);
        fy_memory_fail_after(-1);
    }
    fy_project_close(project);
    fy_grid_free(grid);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_project_becomes_kaldis_files),
        IN_FOLDER(names_that_would_be_one_get_a_hash),
        IN_FOLDER(a_span_counts_once_for_a_speaker),
        IN_FOLDER(a_clip_is_the_recordings_own_samples),
        IN_FOLDER(other_rates_are_as_long_and_faults_are_told),
        IN_FOLDER(a_part_is_made_once),
        cmocka_unit_test(marks_go_or_stay),
        cmocka_unit_test(labels_become_lines),
        IN_FOLDER(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
