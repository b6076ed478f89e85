/* Speakers' ranges: who is measured where, until the voice is known, and what fangyin.ini says instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/scratch.h"
#include "support/sound_files.h"
#include "terminal/voices.h"

#include <math.h>

enum { RATE = 8000 };

/* Seconds [0, 2): a voice that glides from 100 to 200 Hz; [2, 4): one from 200 to 400 Hz. */
static struct fy_recording *glides(void)
{
    static float values[RATE * 4];
    struct fy_recording *recording = NULL;
    double phase = 0;
    for (int i = 0; i < RATE * 4; i++) {
        const double time = fmod((double)i / RATE, 2), base = i < RATE * 2 ? 100 : 200;
        phase += base * (1 + time / 2) / RATE;
        values[i] = (float)(0.2 * sin(2 * acos(-1) * phase) + 0.1 * sin(4 * acos(-1) * phase));
    }
    assert_true(sound_write_values(scratch_path("glides.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, values, RATE * 4));
    assert_int_equal(fy_recording_open(&recording, scratch_path("glides.wav"), NULL), FY_OK);
    return recording;
}

/* Two segments and a pause; the first has the speaker A, the second has `second`. */
static struct fy_grid *grid(const char *second, const char *text)
{
    static const double times[] = { 0, 2, 4, 5 };
    struct fy_grid *grid = fy_grid_new(0, 5);
    const char *const labels[3][3] = { { text, text, "" }, { "A", second, "" }, { "", "", "pause" } };
    const char *const names[] = { "text", "speaker", "event" };
    assert_non_null(grid);
    for (size_t tier = 0; tier < 3; tier++) {
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, names[tier], strlen(names[tier]), 0, 5, NULL), FY_OK);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(fy_tier_append_interval(grid, tier, times[i], times[i + 1], labels[tier][i],
                                                     strlen(labels[tier][i])), FY_OK);
    }
    return grid;
}

static const struct fy_voice *voice_named(const struct fy_voices *voices, const char *name)
{
    for (size_t i = 0; i < voices->count; i++) {
        if (strcmp(voices->items[i].name, name) == 0)
            return &voices->items[i];
    }
    fail_msg("no voice \"%s\"", name);
    return NULL;
}

static struct fy_project *project_of(const char *ini)
{
    struct fy_project *project = NULL;
    if (ini)
        scratch_write("fangyin.ini", ini);
    assert_int_equal(fy_project_open(&project, scratch_path("glides.wav"), NULL), FY_OK);
    return project;
}

static void each_speaker_has_a_range(void **state)
{
    (void)state;
    struct fy_recording *recording = glides();
    struct fy_grid *own = grid("", "text");
    struct fy_project *project = project_of(NULL);
    struct fy_voice_set *set = fy_voice_set_new();
    struct fy_voice_spans spans = { NULL, 0, 0 };
    atomic_bool stopping = false;
    fy_voice_spans_own(&spans, set, own);
    assert_int_equal(spans.count, 2); /* not the pause */
    fy_voice_set_measure(set, recording, &spans, &stopping);
    assert_false(fy_voice_set_complete(set)); /* four seconds are not enough */
    struct fy_voices *voices = fy_voice_set_ranges(set, project, true);
    assert_int_equal(voices->count, 2);
    const struct fy_voice *a = voice_named(voices, "A"), *nameless = voice_named(voices, "");
    assert_in_range((int)a->range.lowest, 98, 106);
    assert_in_range((int)a->range.highest, 190, 202);
    assert_in_range((int)nameless->range.lowest, 196, 212);
    assert_in_range((int)nameless->range.highest, 380, 404);
    assert_true(voices->all && !a->fixed);
    fy_voices_free(voices);
    fy_voice_set_free(set);
    fy_voice_spans_free(&spans);
    fy_project_close(project);
    fy_grid_free(own);
    fy_recording_close(recording);
}

/* Only what is written, and only of those who are heard in this recording too. */
static void another_recording_adds_to_those_who_have_a_name(void **state)
{
    (void)state;
    struct fy_grid *own = grid("", "text"), *other = grid("B", "text"), *empty = grid("B", "");
    struct fy_voice_set *set = fy_voice_set_new();
    struct fy_voice_spans mine = { NULL, 0, 0 }, theirs = { NULL, 0, 0 };
    fy_voice_spans_own(&mine, set, own);
    fy_voice_spans_other(&theirs, set, empty);
    assert_int_equal(theirs.count, 0);
    fy_voice_spans_other(&theirs, set, other);
    assert_int_equal(theirs.count, 1);
    assert_true(theirs.items[0].from < 1 && theirs.items[0].to < 3);
    fy_voice_spans_free(&mine);
    fy_voice_spans_free(&theirs);
    fy_voice_set_free(set);
    fy_grid_free(own);
    fy_grid_free(other);
    fy_grid_free(empty);
}

static void what_the_project_says_stands(void **state)
{
    (void)state;
    struct fy_recording *recording = glides();
    struct fy_project *project = project_of("[project]\nname = x\n[tone.ranges]\nA = 90 250\nB = 300 200\n");
    struct fy_grid *own = grid("B", "text");
    struct fy_voice_set *set = fy_voice_set_new();
    struct fy_voice_spans spans = { NULL, 0, 0 };
    fy_voice_spans_own(&spans, set, own);
    struct fy_voices *voices = fy_voice_set_ranges(set, project, false);
    const struct fy_voice *a = voice_named(voices, "A"), *b = voice_named(voices, "B");
    assert_true(a->fixed && fabs(a->range.lowest - 90) < 1e-9 && fabs(a->range.highest - 250) < 1e-9);
    assert_true(!b->fixed && b->range.lowest < 1); /* upside down: not taken; and nothing was measured */
    fy_voices_free(voices);
    fy_voice_set_free(set);
    fy_voice_spans_free(&spans);
    fy_project_close(project);
    fy_grid_free(own);
    fy_recording_close(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_speaker_has_a_range, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(another_recording_adds_to_those_who_have_a_name, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_the_project_says_stands, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
