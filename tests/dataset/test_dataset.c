/* Choosing segments out of grids made here, and Kaldi's files made of them: a golden set, order, ids, reasons. */
#include "dataset/internal.h"

#include <fangyin/dataset.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/near.h"

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

static const struct fy_dataset_selection all = { .tier = "text", .shortest = 0.1 };

static struct fy_dataset_recording facts(const char *name, const char *path)
{
    return (struct fy_dataset_recording){
        .name = name, .path = path, .frames = 160000, .rate = 16000, .channels = 1, .pcm16 = true
    };
}

static const char *file(const struct fy_dataset_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i].name, name) == 0)
            return fy_buffer_text(&files->items[i].content);
    }
    return "(none)";
}

/* A small project: a talk of two known people, one recording of an unknown one, one where tiers tell people apart. */
static struct fy_grid *talk(void)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text", { 0, 1, "" }, { 1, 2.5, "儂早呀" }, { 2.5, 3, "嗯" }, { 3, 4, " 侬好\t一道去\n伐 " },
        { 4, 5, "勿清爽" }, { 5, 10.3, "明朝會" });
    ADD(grid, "speaker", { 0, 2.5, "A-1" }, { 2.5, 10, "A" });
    ADD(grid, "event", { 0, 2.5, "" }, { 2.5, 3, "pause" }, { 3, 10, "" });
    ADD(grid, "flag", { 0, 4, "ask" }, { 4, 5, "ask+invalid:noise" }, { 5, 10, "" });
    return grid;
}

static struct fy_grid *two_tiers(void)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text@B", { 0.5, 1.5, "食飯未" });
    ADD(grid, "text@阿", { 1, 2, "食咗" }, { 2, 2.05, "喔" });
    ADD(grid, "std", { 0, 5, "吃了" });
    return grid;
}

static struct fy_grid *alone(void)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text", { 0, 0.3333333, "涯係" }, { 0.3333333, 5, "客家人" });
    return grid;
}

static enum fy_status add_new(struct fy_dataset *dataset, struct fy_grid *grid, struct fy_dataset_recording recording)
{
    const enum fy_status status = fy_dataset_add(dataset, &recording, grid, NULL);
    fy_grid_free(grid);
    return status;
}

static struct fy_dataset *project(void)
{
    struct fy_dataset *dataset = fy_dataset_new(&all);
    struct fy_dataset_recording stereo = facts("早茶 2", "/corpus/it's/早茶 2.flac");
    stereo.channels = 2;
    stereo.pcm16 = false;
    assert_int_equal(add_new(dataset, talk(), facts("talk-01", "/corpus/talk-01.wav")), FY_OK);
    assert_int_equal(add_new(dataset, two_tiers(), stereo), FY_OK);
    assert_int_equal(add_new(dataset, alone(), facts("alone", "/corpus/a|lone.wav|")), FY_OK);
    return dataset;
}

static void a_project_becomes_kaldis_files(void **state)
{
    (void)state;
    struct fy_dataset *dataset = project();
    struct fy_dataset_files files;
    assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
    assert_int_equal(files.count, 5);
    assert_string_equal(file(&files, "wav.scp"),
                        "alone cat '/corpus/a|lone.wav|' |\n"
                        "talk_01 /corpus/talk-01.wav\n"
                        "u65E9u8336_2 sox -D '/corpus/it'\\''s/早茶 2.flac' -t wav -b 16 -c 1 - |\n");
    assert_string_equal(file(&files, "segments"),
                        "A-talk_01-00003000-00004000 talk_01 3.000000 4.000000\n"
                        "A-talk_01-00005000-00010000 talk_01 5.000000 10.000000\n"
                        "A_1-talk_01-00001000-00002500 talk_01 1.000000 2.500000\n"
                        "alone-00000000-00000333 alone 0.000000 0.333333\n"
                        "alone-00000333-00005000 alone 0.333333 5.000000\n"
                        "u65E9u8336_2_B-00000500-00001500 u65E9u8336_2 0.500000 1.500000\n"
                        "u65E9u8336_2_u963F-00001000-00002000 u65E9u8336_2 1.000000 2.000000\n");
    assert_string_equal(file(&files, "text"), "A-talk_01-00003000-00004000 侬好 一道去 伐\n"
                                              "A-talk_01-00005000-00010000 明朝會\n"
                                              "A_1-talk_01-00001000-00002500 儂早呀\n"
                                              "alone-00000000-00000333 涯係\n"
                                              "alone-00000333-00005000 客家人\n"
                                              "u65E9u8336_2_B-00000500-00001500 食飯未\n"
                                              "u65E9u8336_2_u963F-00001000-00002000 食咗\n");
    assert_string_equal(file(&files, "utt2spk"), "A-talk_01-00003000-00004000 A\n"
                                                 "A-talk_01-00005000-00010000 A\n"
                                                 "A_1-talk_01-00001000-00002500 A_1\n"
                                                 "alone-00000000-00000333 alone\n"
                                                 "alone-00000333-00005000 alone\n"
                                                 "u65E9u8336_2_B-00000500-00001500 u65E9u8336_2_B\n"
                                                 "u65E9u8336_2_u963F-00001000-00002000 u65E9u8336_2_u963F\n");
    assert_string_equal(file(&files, "spk2utt"), "A A-talk_01-00003000-00004000 A-talk_01-00005000-00010000\n"
                                                 "A_1 A_1-talk_01-00001000-00002500\n"
                                                 "alone alone-00000000-00000333 alone-00000333-00005000\n"
                                                 "u65E9u8336_2_B u65E9u8336_2_B-00000500-00001500\n"
                                                 "u65E9u8336_2_u963F u65E9u8336_2_u963F-00001000-00002000\n");
    const struct fy_dataset_counts *counts = fy_dataset_counts(dataset);
    assert_int_equal(counts->recordings, 3);
    assert_int_equal(counts->speakers, 5);
    assert_int_equal(counts->segments, 7);
    assert_near(counts->seconds, 1 + 5 + 1.5 + 5 + 1 + 1, 1e-9);
    static const size_t left_out[FY_LEFT_COUNT] = {
        [FY_LEFT_EMPTY] = 1, [FY_LEFT_PAUSE] = 1, [FY_LEFT_INVALID] = 1, [FY_LEFT_SHORT] = 1
    };
    assert_memory_equal(counts->left_out, left_out, sizeof left_out);
    fy_dataset_files_free(&files);
    fy_dataset_free(dataset);
}

/* ---- what Kaldi's validate_data_dir.sh asks for ---- */

struct line {
    char first[80], second[80], third[40], fourth[40];
    int fields;
};

static size_t read_lines(const char *text, struct line *lines, size_t most)
{
    size_t count = 0;
    for (const char *end; (end = strchr(text, '\n')) != NULL && count < most; text = end + 1) {
        char copy[512];
        snprintf(copy, sizeof copy, "%.*s", (int)(end - text), text);
        struct line *line = &lines[count++];
        line->fields = sscanf(copy, "%79s %79s %39s %39s", line->first, line->second, line->third, line->fourth);
    }
    assert_int_equal(*text, '\0'); /* the last line ends too */
    return count;
}

static void check_rules(const struct fy_dataset_files *files, size_t expected)
{
    static struct line segments[512], text[512], speakers[512], sources[512];
    const size_t count = read_lines(file(files, "segments"), segments, N(segments));
    assert_int_equal(count, expected);
    assert_int_equal(read_lines(file(files, "text"), text, N(text)), count);
    assert_int_equal(read_lines(file(files, "utt2spk"), speakers, N(speakers)), count);
    const size_t source_count = read_lines(file(files, "wav.scp"), sources, N(sources));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(segments[i].first, text[i].first);
        assert_string_equal(segments[i].first, speakers[i].first);
        assert_int_equal(segments[i].fields, 4);
        assert_int_equal(speakers[i].fields, 2);
        assert_true(strtod(segments[i].third, NULL) >= 0);
        assert_true(strtod(segments[i].fourth, NULL) > strtod(segments[i].third, NULL));
        assert_true(strtod(segments[i].fourth, NULL) <= 10);
        assert_memory_equal(speakers[i].first, speakers[i].second, strlen(speakers[i].second));
        for (const char *c = segments[i].first; *c; c++)
            assert_true(*c > ' ' && *c < 0x7F);
        size_t found = 0;
        for (size_t s = 0; s < source_count; s++)
            found += strcmp(sources[s].first, segments[i].second) == 0;
        assert_int_equal(found, 1);
        if (i > 0) {
            assert_true(strcmp(segments[i - 1].first, segments[i].first) < 0);
            assert_true(strcmp(speakers[i - 1].second, speakers[i].second) <= 0);
        }
    }
    for (size_t s = 1; s < source_count; s++)
        assert_true(strcmp(sources[s - 1].first, sources[s].first) < 0);
    assert_null(strpbrk(file(files, "text"), "\t\r"));
}

static uint32_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % below;
}

static void any_names_and_speakers_keep_the_rules(void **state)
{
    (void)state;
    static const char *const names[] = { "A", "AB", "A-B", "A_B", "A B", "阿", "u963F", "", "a", ".", "Ā", "A\u0304" };
    for (int round = 0; round < 200; round++) {
        struct fy_dataset *dataset = fy_dataset_new(&all);
        size_t added = 0;
        for (int r = 0; r < 8; r++) {
            struct fy_grid *grid = fy_grid_new(0, 10);
            char path[64];
            snprintf(path, sizeof path, "/d%d/rec.wav", r);
            ADD(grid, "text@B", { 0, 1, "一" }, { 1, 2, "二" }, { 2, 3, "三" });
            ADD(grid, "text", { 0, 1, "四" }, { 1, 2.2, "五" });
            const char *speaker = names[draw(N(names))];
            add_parts(grid, "speaker", &(struct part){ 0, 10, speaker }, draw(2));
            assert_int_equal(add_new(dataset, grid, facts(names[draw(N(names))], path)), FY_OK);
            added += 5;
        }
        struct fy_dataset_files files;
        assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
        check_rules(&files, added);
        fy_dataset_files_free(&files);
        fy_dataset_free(dataset);
    }
}

static void names_that_would_be_one_get_a_hash(void **state)
{
    (void)state;
    struct fy_dataset *dataset = fy_dataset_new(&all);
    assert_int_equal(add_new(dataset, alone(), facts("rec", "/one/rec.wav")), FY_OK);
    assert_int_equal(add_new(dataset, alone(), facts("rec", "/two/rec.wav")), FY_OK);
    assert_int_equal(add_new(dataset, alone(), facts("other", "/two/other.wav")), FY_OK);
    struct fy_dataset_files files;
    assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
    check_rules(&files, 6);
    assert_non_null(strstr(file(&files, "wav.scp"), "other /two/other.wav\n"));
    assert_null(strstr(file(&files, "wav.scp"), "rec /one/"));
    fy_dataset_files_free(&files);
    fy_dataset_free(dataset);
}

/* ---- reasons ---- */

static void check_left_out(double xmin, double xmax, const char *text, enum fy_left_out reason)
{
    struct fy_dataset *dataset = fy_dataset_new(&all);
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text", { xmin, xmax, text });
    assert_int_equal(add_new(dataset, grid, facts("rec", "/rec.wav")), FY_OK);
    struct fy_dataset_files files;
    assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
    const struct fy_dataset_counts *counts = fy_dataset_counts(dataset);
    assert_int_equal(counts->segments, reason == FY_LEFT_COUNT);
    for (int i = 0; i < FY_LEFT_COUNT; i++)
        assert_int_equal(counts->left_out[i], (int)reason == i);
    if (reason == FY_LEFT_COUNT)
        check_rules(&files, 1);
    else
        for (size_t i = 0; i < files.count; i++)
            assert_int_equal(files.items[i].content.size, 0);
    fy_dataset_files_free(&files);
    fy_dataset_free(dataset);
}

static void every_reason_is_counted(void **state)
{
    (void)state;
    check_left_out(1, 2, "好", FY_LEFT_COUNT);
    check_left_out(1, 2, " \u3000\t\uFEFF", FY_LEFT_EMPTY);
    check_left_out(1, 1.09, "好", FY_LEFT_SHORT);
    check_left_out(1, 1.1, "好", FY_LEFT_COUNT);
    check_left_out(9, 10.5, "好", FY_LEFT_COUNT);
    check_left_out(9, 10.51, "好", FY_LEFT_OUTSIDE);
    check_left_out(10, 10.4, "好", FY_LEFT_OUTSIDE);
    check_left_out(9.95, 10.4, "好", FY_LEFT_SHORT);
    check_left_out(-0.5, 1, "好", FY_LEFT_COUNT);
    check_left_out(-0.6, 1, "好", FY_LEFT_OUTSIDE);
    check_left_out(-0.4, 0, "好", FY_LEFT_OUTSIDE);
    check_left_out(1, 1e300, "好", FY_LEFT_OUTSIDE);
    check_left_out(1, 2, "好 <s> 好", FY_LEFT_WORDS);
    check_left_out(1, 2, "好#0", FY_LEFT_WORDS);
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++)
        assert_true(fy_left_out_text((enum fy_left_out)reason)[0] != '\0');
}

static void a_span_counts_once_for_a_speaker(void **state)
{
    (void)state;
    struct fy_dataset *dataset = fy_dataset_new(&all);
    struct fy_grid *grid = fy_grid_new(0, 10);
    ADD(grid, "text", { 1, 2, "一" }, { 1, 2, "二" }, { 1, 2, "三" }, { 1, 2.5, "四" });
    assert_int_equal(add_new(dataset, grid, facts("rec", "/rec.wav")), FY_OK);
    struct fy_dataset_files files;
    assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
    check_rules(&files, 2);
    assert_int_equal(fy_dataset_counts(dataset)->left_out[FY_LEFT_DOUBLE], 2);
    fy_dataset_files_free(&files);
    fy_dataset_free(dataset);
}

static void what_cannot_be_added_leaves_no_trace(void **state)
{
    (void)state;
    const struct fy_dataset_selection one = { .tier = "text@B", .shortest = 0 };
    struct fy_dataset *dataset = fy_dataset_new(&one);
    struct fy_dataset_recording bad = facts("rec", "/rec.wav");
    bad.rate = 0;
    assert_int_equal(add_new(dataset, talk(), facts("rec", "/rec.wav")), FY_NOT_FOUND);
    assert_int_equal(add_new(dataset, two_tiers(), bad), FY_INVALID);
    assert_int_equal(add_new(dataset, two_tiers(), facts("rec", "/a\nb.wav")), FY_UNSUPPORTED);
    assert_int_equal(add_new(dataset, two_tiers(), facts("rec", "/rec.wav")), FY_OK);
    struct fy_dataset_files files;
    assert_int_equal(fy_dataset_write(dataset, "wenet", &files, NULL), FY_UNSUPPORTED);
    assert_int_equal(fy_dataset_write(dataset, "kaldi", &files, NULL), FY_OK);
    assert_string_equal(file(&files, "text"), "rec_B-00000500-00001500 食飯未\n");
    fy_dataset_files_free(&files);
    fy_dataset_free(dataset);
    const char *help = NULL;
    assert_string_equal(fy_dataset_format(0, &help), "kaldi");
    assert_non_null(help);
    assert_null(fy_dataset_format(1, &help));
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
    enum fy_status status = FY_NO_MEMORY;
    long failures = 0;
    struct fy_grid *first = talk(), *second = two_tiers();
    for (; status != FY_OK; failures++) {
        struct fy_dataset_files files = { .count = 0 };
        struct fy_dataset_recording one = facts("one", "/one.wav"), two = facts("two", "/two.wav"),
                                    same = facts("one", "/there/one.wav");
        fy_memory_fail_after(failures);
        struct fy_dataset *dataset = fy_dataset_new(&all);
        status = dataset ? fy_dataset_add(dataset, &one, first, NULL) : FY_NO_MEMORY;
        if (status == FY_OK)
            status = fy_dataset_add(dataset, &two, second, NULL);
        if (status == FY_OK)
            status = fy_dataset_add(dataset, &same, second, NULL);
        if (status == FY_OK)
            status = fy_dataset_write(dataset, "kaldi", &files, NULL);
        fy_memory_fail_after(-1);
        assert_true(status == FY_NO_MEMORY || status == FY_OK);
        if (status == FY_OK)
            check_rules(&files, 7);
        else
            assert_int_equal(files.count, 0);
        fy_dataset_files_free(&files);
        fy_dataset_free(dataset);
    }
    assert_true(failures > 50);
    fy_grid_free(first);
    fy_grid_free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_project_becomes_kaldis_files),
        cmocka_unit_test(any_names_and_speakers_keep_the_rules),
        cmocka_unit_test(names_that_would_be_one_get_a_hash),
        cmocka_unit_test(every_reason_is_counted),
        cmocka_unit_test(a_span_counts_once_for_a_speaker),
        cmocka_unit_test(what_cannot_be_added_leaves_no_trace),
        cmocka_unit_test(labels_become_lines),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
