/* Pictures at every zoom are true: what is short is seen, what has a frequency stands at it; and scrolling makes only what is
 * new. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "terminal/level_file.h"
#include "terminal/tiles.h"

#include <fangyin/memory.h>
#include <math.h>

#define RATE 8000

struct bench {
    struct fy_recording *recording;
    struct fy_pyramid *pyramid;
    struct fy_tiles *tiles;
};

/* A recording of 16-bit samples, mono. */
static const char *write_wave(double seconds, double (*sample)(double time))
{
    static char path[512];
    const uint32_t frames = (uint32_t)(seconds * RATE), data = frames * 2, riff = data + 36, rate = RATE, bytes = RATE * 2;
    unsigned char header[44] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0";
    memcpy(header + 4, &riff, 4);
    memcpy(header + 24, &rate, 4);
    memcpy(header + 28, &bytes, 4);
    memcpy(header + 32, "\2\0\20\0data", 8);
    memcpy(header + 40, &data, 4);
    snprintf(path, sizeof path, "%s/sound.wav", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(header, 1, 44, file), 44);
    for (uint32_t i = 0; i < frames; i++) {
        const int16_t value = (int16_t)(sample((double)i / RATE) * 32000);
        assert_int_equal(fwrite(&value, 2, 1, file), 1);
    }
    assert_int_equal(fclose(file), 0);
    return path;
}

static int empty_file(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    const int fd = dup(fileno(file));
    fclose(file);
    return fd;
}

static struct fy_pyramid_settings settings_of(const struct fy_recording *recording)
{
    return (struct fy_pyramid_settings){ { 0.005, -1 }, fy_recording_frames(recording), fy_recording_rate(recording) };
}

static void open_bench(struct bench *bench, double seconds, double (*sample)(double), bool build)
{
    const struct fy_slice_settings slice = { 0.005, -1 };
    const char *path = write_wave(seconds, sample);
    assert_int_equal(fy_recording_open(&bench->recording, path, NULL), FY_OK);
    unlink(path);
    const struct fy_pyramid_settings settings = settings_of(bench->recording);
    assert_int_equal(fy_pyramid_new(&bench->pyramid, &settings, empty_file(), false), FY_OK);
    bool done = false;
    while (build && !done)
        assert_int_equal(fy_pyramid_build(bench->pyramid, bench->recording, 100, &done), FY_OK);
    assert_int_equal(fy_tiles_new(&bench->tiles, bench->recording, &slice, bench->pyramid, NULL), FY_OK);
}

static void close_bench(struct bench *bench)
{
    fy_tiles_free(bench->tiles);
    fy_pyramid_free(bench->pyramid);
    fy_recording_close(bench->recording);
}

static enum fy_tiles_result picture(struct bench *bench, double from, double to, size_t columns, size_t rows,
                                    bool hurry, float *db)
{
    const struct fy_tiles_request request = { .from = from, .to = to, .columns = columns, .rows = rows,
                                              .highest = RATE / 2.0, .hurry = hurry };
    return fy_tiles_picture(bench->tiles, &request, db);
}

#define COLUMNS 144
#define ROWS 20
#define CLICK 123.4567

static double click(double time)
{
    return fabs(time - CLICK) < 0.5 / RATE ? 0.9 : 0.0005 * sin(time * 12345.6789);
}

static float most_of(const float *db, size_t count)
{
    float most = -1000;
    for (size_t i = 0; i < count; i++)
        most = db[i] > most ? db[i] : most;
    return most;
}

static void a_click_is_seen_at_every_zoom(void **state)
{
    struct bench bench;
    float db[COLUMNS * ROWS];
    (void)state;
    open_bench(&bench, 300, click, true);
    for (double span = 0.02; span <= 300; span *= 1.37) {
        for (int place = 0; place < 5; place++) {
            double from = CLICK - span * (0.1 + 0.2 * place);
            from = from < 0 ? 0 : from > 300 - span ? 300 - span : from;
            assert_int_equal(picture(&bench, from, from + span, COLUMNS, ROWS, false, db), FY_TILES_WHOLE);
            const double at = (CLICK - from) / span * COLUMNS;
            size_t loudest = 0;
            float most = -1000;
            for (size_t column = 0; column < COLUMNS; column++) {
                const float level = most_of(db + column * ROWS, ROWS);
                loudest = level > most ? column : loudest;
                most = level > most ? level : most;
            }
            /* Within the column, or, where columns are shorter, within the window's length. */
            const double tolerance = 1.5 + 0.006 / (span / COLUMNS);
            if (fabs((double)loudest + 0.5 - at) > tolerance || most < 40)
                fail_msg("span %g s: loudest column %zu of %.1f dB, not %.1f", span, loudest, (double)most, at);
        }
    }
    close_bench(&bench);
}

static double tone(double time)
{
    return 0.3 * sin(2 * 3.14159265358979 * 1250 * time);
}

static void a_tone_stands_at_its_frequency_at_every_zoom(void **state)
{
    struct bench bench;
    float db[COLUMNS * 40];
    (void)state;
    open_bench(&bench, 200, tone, true);
    for (double span = 0.02; span <= 200; span *= 1.9) {
        for (size_t rows = 8; rows <= 40; rows += 16) {
            assert_int_equal(picture(&bench, 100 - span / 2, 100 + span / 2, COLUMNS, rows, false, db), FY_TILES_WHOLE);
            for (size_t column = 1; column + 1 < COLUMNS; column++) {
                const float *levels = db + column * rows;
                size_t loudest = 0;
                for (size_t row = 0; row < rows; row++)
                    loudest = levels[row] > levels[loudest] ? row : loudest;
                const double frequency = ((double)loudest + 0.5) * RATE / 2 / (double)rows;
                if (fabs(frequency - 1250) > RATE / 2.0 / (double)rows)
                    fail_msg("span %g s, %zu rows, column %zu: %g Hz", span, rows, column, frequency);
            }
        }
    }
    close_bench(&bench);
}

static double warble(double time)
{
    return 0.3 * sin(2 * 3.14159265358979 * (500 + 400 * sin(time)) * time) * (fmod(time, 0.7) < 0.4);
}

/* What the pyramid says of 64 ms is the highest of the four columns of 16 ms it is made of. */
static void coarse_columns_are_the_highest_of_the_fine_ones(void **state)
{
    static float coarse[100 * 32], fine[400 * 32];
    struct bench bench;
    (void)state;
    open_bench(&bench, 20, warble, true);
    const double step = 0.064;
    assert_int_equal(picture(&bench, 0, 100 * step, 100, 32, false, coarse), FY_TILES_WHOLE);
    assert_int_equal(picture(&bench, 0, 100 * step, 400, 32, false, fine), FY_TILES_WHOLE);
    for (size_t column = 0; column < 100; column++) {
        for (size_t row = 0; row < 32; row++) {
            float most = -1000;
            for (size_t i = 0; i < 4; i++)
                most = fine[(column * 4 + i) * 32 + row] > most ? fine[(column * 4 + i) * 32 + row] : most;
            /* A band's mean of the highest is no less than the highest mean, but bands lie between bins. */
            const float above = coarse[column * 32 + row] - most;
            if (most > 0 && (above < -3 || above > 6))
                fail_msg("column %zu, row %zu: %g dB, not %g", column, row, (double)coarse[column * 32 + row], (double)most);
        }
    }
    close_bench(&bench);
}

static void scrolling_makes_only_what_is_new(void **state)
{
    struct bench bench;
    static float db[400 * ROWS];
    (void)state;
    open_bench(&bench, 100, warble, false);
    (void)picture(&bench, 10, 20, 400, ROWS, false, db);
    const unsigned long first = fy_tiles_made(bench.tiles);
    assert_true(first > 4);
    (void)picture(&bench, 10, 20, 400, ROWS, false, db);
    assert_int_equal(fy_tiles_made(bench.tiles), first);
    (void)picture(&bench, 15, 25, 400, ROWS, false, db);
    assert_in_range(fy_tiles_made(bench.tiles), first + 1, first + first / 2 + 2);
    /* A little zoom uses the same ones. */
    const unsigned long before = fy_tiles_made(bench.tiles);
    (void)picture(&bench, 15.5, 24.5, 400, ROWS, false, db);
    assert_int_equal(fy_tiles_made(bench.tiles), before);
    for (int i = 0; i < 90; i++)
        (void)picture(&bench, i, i + 4, 400, ROWS, false, db);
    assert_true(fy_tiles_kept(bench.tiles) <= FY_TILES_BYTES);
    close_bench(&bench);
}

/* The same whatever was looked at before. */
static void a_picture_does_not_depend_on_those_before(void **state)
{
    struct bench one, other;
    static float a[COLUMNS * ROWS], b[COLUMNS * ROWS];
    (void)state;
    open_bench(&one, 100, warble, true);
    open_bench(&other, 100, warble, true);
    for (int i = 0; i < 60; i++)
        (void)picture(&other, i, i + 0.5 + i / 2.0, 400 - 4 * (size_t)i, 5, true, b);
    for (double span = 0.05; span < 90; span *= 3) {
        (void)picture(&one, 7, 7 + span, COLUMNS, ROWS, false, a);
        (void)picture(&other, 7, 7 + span, COLUMNS, ROWS, false, b);
        assert_memory_equal(a, b, sizeof a);
    }
    close_bench(&one);
    close_bench(&other);
}

static void before_the_pyramid_is_built_there_is_a_picture_all_the_same(void **state)
{
    struct bench bench;
    float db[COLUMNS * ROWS];
    (void)state;
    open_bench(&bench, 200, tone, false);
    assert_int_equal(picture(&bench, 0, 200, COLUMNS, ROWS, true, db), FY_TILES_WAITING);
    for (size_t column = 0; column < COLUMNS; column++)
        assert_true(most_of(db + column * ROWS, ROWS) > 40);
    bool done = false;
    while (!done)
        assert_int_equal(fy_pyramid_build(bench.pyramid, bench.recording, 100, &done), FY_OK);
    assert_int_equal(picture(&bench, 0, 200, COLUMNS, ROWS, true, db), FY_TILES_WHOLE);
    close_bench(&bench);
}

static void what_is_built_is_read_meanwhile(void **state)
{
    struct bench bench;
    unsigned char values[FY_COARSE_TILE];
    bool done = false;
    (void)state;
    open_bench(&bench, 20, tone, false);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL, 0, values), 0);
    assert_int_equal(fy_pyramid_build(bench.pyramid, bench.recording, 50, &done), FY_OK);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL, 0, values), 50);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL + 1, 0, values), 12);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL, 1, values), 0);
    assert_false(done);
    while (!done)
        assert_int_equal(fy_pyramid_build(bench.pyramid, bench.recording, 7, &done), FY_OK);
    /* 20 s are 312.5 columns of 64 ms: three tiles, the last with 57 columns. */
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL, 2, values), 57);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL, 3, values), 0);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_COARSE_LEVEL + 1, 0, values), 79);
    assert_int_equal(fy_pyramid_read(bench.pyramid, FY_LEVEL_COUNT - 1, 0, values), 1);
    close_bench(&bench);
}

static void a_pyramid_in_a_file_is_taken_up_again_and_only_if_it_is_whole(void **state)
{
    struct bench bench;
    unsigned char a[FY_COARSE_TILE], b[FY_COARSE_TILE];
    (void)state;
    open_bench(&bench, 20, warble, false);
    const int fd = empty_file();
    struct fy_pyramid_settings settings = settings_of(bench.recording);
    struct fy_pyramid *built, *again;
    bool done = false;
    assert_int_equal(fy_pyramid_new(&built, &settings, dup(fd), false), FY_OK);
    assert_int_equal(fy_pyramid_build(built, bench.recording, 100, &done), FY_OK);
    assert_int_equal(fy_pyramid_new(&again, &settings, dup(fd), true), FY_INVALID);
    fy_pyramid_set_black(built, 71.5F);
    while (!done)
        assert_int_equal(fy_pyramid_build(built, bench.recording, 100, &done), FY_OK);
    assert_int_equal(fy_pyramid_new(&again, &settings, dup(fd), true), FY_OK);
    assert_true(fy_pyramid_black(again) > 71.4F && fy_pyramid_black(again) < 71.6F);
    for (int level = FY_COARSE_LEVEL; level < FY_LEVEL_COUNT; level++) {
        memset(a, 0, sizeof a);
        memset(b, 0, sizeof b);
        assert_int_equal(fy_pyramid_read(again, level, 0, a), fy_pyramid_read(built, level, 0, b));
        assert_memory_equal(a, b, sizeof a);
    }
    fy_pyramid_free(again);
    settings.slice.window_length = 0.03;
    assert_int_equal(fy_pyramid_new(&again, &settings, dup(fd), true), FY_INVALID);
    settings = settings_of(bench.recording);
    assert_int_equal(ftruncate(fd, 40000), 0);
    assert_int_equal(fy_pyramid_new(&again, &settings, dup(fd), true), FY_INVALID);
    close(fd);
    fy_pyramid_free(built);
    close_bench(&bench);
}

/* In a cache of its own: found again for the same recording under another name, not for another one, and half of one never. */
static void a_whole_pyramid_is_kept_for_the_same_recording(void **state)
{
    static struct fy_level_file file;
    char folder[] = "/tmp/fangyin-test-XXXXXX", command[128], other[600];
    bool done = false;
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("XDG_CACHE_HOME", folder, 1), 0);
    const char *path = write_wave(20, warble);
    struct fy_recording *recording;
    assert_int_equal(fy_recording_open(&recording, path, NULL), FY_OK);
    const struct fy_pyramid_settings settings = settings_of(recording);
    /* Broken off. */
    struct fy_pyramid *pyramid = fy_level_file_open(&file, path, &settings);
    assert_int_equal(fy_pyramid_build(pyramid, recording, 100, &done), FY_OK);
    fy_pyramid_free(pyramid);
    fy_level_file_close(&file);
    pyramid = fy_level_file_open(&file, path, &settings);
    assert_false(fy_pyramid_done(pyramid));
    while (!done)
        assert_int_equal(fy_pyramid_build(pyramid, recording, 100, &done), FY_OK);
    fy_level_file_keep(&file);
    fy_level_file_close(&file);
    fy_pyramid_free(pyramid);
    snprintf(other, sizeof other, "%s.wav", path);
    assert_int_equal(rename(path, other), 0);
    pyramid = fy_level_file_open(&file, other, &settings);
    assert_true(fy_pyramid_done(pyramid));
    fy_pyramid_free(pyramid);
    fy_level_file_close(&file);
    fy_recording_close(recording);
    unlink(other);
    path = write_wave(20, tone);
    pyramid = fy_level_file_open(&file, path, &settings);
    assert_false(fy_pyramid_done(pyramid));
    fy_pyramid_free(pyramid);
    fy_level_file_close(&file);
    unlink(path);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static double hush(double time)
{
    (void)time;
    return 0;
}

static void black_is_speech_not_a_click(void **state)
{
    struct bench bench;
    struct fy_slicer *slicer;
    const struct fy_slice_settings slice = { 0.005, -1 };
    (void)state;
    open_bench(&bench, 10, hush, false);
    assert_int_equal(fy_slicer_new(&slicer, bench.recording, &slice, NULL), FY_OK);
    const float silent = fy_slicer_black(slicer, bench.recording, 200, 0);
    assert_true(silent > 19 && silent < 21);
    fy_slicer_free(slicer);
    close_bench(&bench);
    open_bench(&bench, 10, tone, false);
    assert_int_equal(fy_slicer_new(&slicer, bench.recording, &slice, NULL), FY_OK);
    const float loud = fy_slicer_black(slicer, bench.recording, 200, 0);
    float db[COLUMNS * 160];
    (void)picture(&bench, 3, 4, COLUMNS, 160, false, db);
    assert_true(fabsf(loud - most_of(db, COLUMNS * 160)) < 2);
    fy_slicer_free(slicer);
    close_bench(&bench);
}

static void another_wish_stops_the_work(void **state)
{
    struct bench bench;
    float db[COLUMNS * ROWS];
    atomic_uint wanted = 2;
    (void)state;
    open_bench(&bench, 10, tone, false);
    struct fy_tiles_request request = { .from = 0, .to = 5, .columns = COLUMNS, .rows = ROWS, .highest = 4000,
                                        .wanted = &wanted, .mine = 1 };
    assert_int_equal(fy_tiles_picture(bench.tiles, &request, db), FY_TILES_STOPPED);
    request.mine = 2;
    assert_int_equal(fy_tiles_picture(bench.tiles, &request, db), FY_TILES_WHOLE);
    close_bench(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_is_seen_at_every_zoom),
        cmocka_unit_test(a_tone_stands_at_its_frequency_at_every_zoom),
        cmocka_unit_test(coarse_columns_are_the_highest_of_the_fine_ones),
        cmocka_unit_test(scrolling_makes_only_what_is_new),
        cmocka_unit_test(a_picture_does_not_depend_on_those_before),
        cmocka_unit_test(before_the_pyramid_is_built_there_is_a_picture_all_the_same),
        cmocka_unit_test(what_is_built_is_read_meanwhile),
        cmocka_unit_test(a_pyramid_in_a_file_is_taken_up_again_and_only_if_it_is_whole),
        cmocka_unit_test(a_whole_pyramid_is_kept_for_the_same_recording),
        cmocka_unit_test(black_is_speech_not_a_click),
        cmocka_unit_test(another_wish_stops_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
