/* Thousands of keys and events, the same in every run: the grid stays whole, undo gives the beginning back, the journal
 * says what was done, and every screen can be drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fangyin/memory.h>

#include "support/annotator.h"

static uint64_t seed;

/* splitmix64 */
static uint64_t next_random(void)
{
    uint64_t z = (seed += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static size_t below(size_t count)
{
    return (size_t)(next_random() % count);
}

static struct fy_grid *start_grid(void)
{
    struct fy_grid *grid = fy_grid_new(0, ANNOTATOR_SECONDS);
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 你好啊|2 |5 hello there|9 |14 ŋ̍˩˧|15 |20 ");
    tier_of_words(grid, FY_POINT_TIER, "tones", "0.5 H|3 L|3.25 |19 H*");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect", "0 yue-guangzhou|2 |5 |9 |14 hak|15 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@B", "0 |7 嗯|8 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@B", "0 |7 cmn|8 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "note", "0 |2 x|5 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@v1", "0 你好啊|2 |5 hello there|9 |14 ŋ̍˩˧|15 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@v2", "0 你好|2.5 |4 hullo there|8 |14 ŋ̍˩˧|15 |20 ");
    return grid;
}

/* Every key of the table, and some that are in no table. */
static struct fy_key keys[512];
static size_t key_count;

static void collect_keys(void)
{
    static const char *const more[] = { "1", "2", "3", "9", "x", "好", "ｊ", "ｉ", "，", "M-x", "F12", "C-g", "b", "r", "t", "k",
                                        "Y", "M-0", "S-F4", "\u0301", "🇨", "￼" };
    key_count = 0;
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        const struct fy_action_info *info = fy_action_info((enum fy_action)i);
        const char *const lists[] = { info->always, info->moving, info->writing };
        for (int which = 0; which < 3; which++) {
            for (const char *at = lists[which]; *(at += strspn(at, " "));) {
                const size_t size = strcspn(at, " ");
                assert_true(key_count < sizeof keys / sizeof *keys && fy_key_read(at, size, &keys[key_count]));
                key_count++;
                at += size;
            }
        }
    }
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        assert_true(fy_key_read(more[i], strlen(more[i]), &keys[key_count++]));
}

static void random_command(struct annotator *a)
{
    static const char *const commands[] = {
        "speaker B", "speaker C", "add-tier std", "add-tier std@B", "add-point-tier beat", "add-point tones x",
        "add-point beat", "remove-point tones", "remove-point beat", "remove-tier std", "remove-tier dialect",
        "remove-tier text@B", "remove-tier tones", "rename-tier note words", "rename-tier words note",
        "rename-tier text text@Z", "rename-tier text@Z text", "tag cmn+hak?", "tag cmn", "tag", "split 3.3",
        "split 12.0001", "goto 0", "goto 20", "goto 7.5", "goto #2", "default-dialect cmn", "search 你", "search x", "next",
        "undo", "redo", "edit", "commit", "leave", "caret-left", "nonsense", "", "tags", "help", "goto",
    };
    if (a->app->mode != FY_MODE_NAVIGATE)
        annotator_keys(a, "Esc Esc");
    if (a->app->mode == FY_MODE_NAVIGATE)
        annotator_command(a, commands[below(sizeof commands / sizeof *commands)]);
}

static void random_speech(struct annotator *a)
{
    struct fy_stretch stretches[6];
    const int64_t from = (int64_t)below(ANNOTATOR_SECONDS) * ANNOTATOR_RATE;
    int64_t at = from;
    size_t count = 0;
    for (; count < 6; count++) {
        stretches[count].from = at + (int64_t)below(2 * ANNOTATOR_RATE);
        stretches[count].to = stretches[count].from + 1 + (int64_t)below(3 * ANNOTATOR_RATE);
        at = stretches[count].to;
        if (at > ANNOTATOR_SECONDS * ANNOTATOR_RATE)
            break;
    }
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SPEECH,
                                         .speech = { stretches, count, from, ANNOTATOR_SECONDS * ANNOTATOR_RATE } });
}

static void random_picture(struct annotator *a)
{
    const size_t columns = 1 + below(300), rows = 1 + below(60);
    const double from = (double)below(20), to = from + (double)(1 + below(100)) / 10;
    if (below(2)) {
        struct fy_wave *wave = fy_must_calloc(1, sizeof *wave);
        const size_t waves = 1 + below(3);
        *wave = (struct fy_wave){ from, to, columns, waves, fy_must_calloc(waves * columns, sizeof(float)),
                                  fy_must_calloc(waves * columns, sizeof(float)), below(2) == 0 };
        for (size_t i = 0; i < waves * columns; i++)
            wave->minimum[i] = -(wave->maximum[i] = (float)below(100) / 100);
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_WAVE, .wave = wave });
    } else {
        struct fy_spectrum *spectrum = fy_must_calloc(1, sizeof *spectrum);
        *spectrum = (struct fy_spectrum){ .from = from, .to = to, .frequency = 5000, .columns = columns, .rows = rows,
                                          .db = fy_must_calloc(columns * rows, sizeof(float)) };
        for (size_t i = 0; i < columns * rows; i++)
            spectrum->db[i] = (float)below(120) - 40;
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SPECTRUM, .spectrum = spectrum });
    }
}

/* Returns its number, for the message. */
static size_t random_outside(struct annotator *a)
{
    static const char pasted[] = "讲 a\nb\t\033[0m🇨🇳\xff";
    const size_t kind = below(12);
    switch (kind) {
    case 0:
        annotator_resize(a, (int)(1 + below(160)), (int)(1 + below(60)));
        break;
    case 1:
        random_speech(a);
        break;
    case 2:
    case 3:
        random_picture(a);
        break;
    case 4:
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PASTE, .paste = { pasted, below(sizeof pasted) } });
        break;
    case 5:
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SAVED, .saved = { fy_app_revision(a->app), "x" } });
        break;
    case 6:
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SAVE_FAILED, .message = { "No room is left." } });
        break;
    case 7:
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_ON_DISK_CHANGED });
        break;
    case 8:
        annotator_tick(a, next_random() >> 40);
        break;
    case 9:
        random_command(a);
        break;
    default:
        annotator_playhead(a, (int64_t)below(ANNOTATOR_SECONDS * ANNOTATOR_RATE + 1), below(3) > 0);
        break;
    }
    return kind;
}

/* What must hold after every event. NULL, or what does not. */
static const char *fault(const struct fy_app *app)
{
    const struct fy_grid *grid = app->grid;
    const size_t count = fy_grid_tier_count(grid);
    for (size_t tier = 0; tier < count; tier++) {
        const size_t size = fy_tier_size(grid, tier);
        if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
            const struct fy_point *points = fy_tier_points(grid, tier);
            for (size_t i = 1; i < size; i++) {
                if (!(points[i - 1].time < points[i].time))
                    return "points out of order";
            }
            continue;
        }
        const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
        if (size == 0 || intervals[0].xmin > 0 || intervals[0].xmin < 0 || intervals[size - 1].xmax < ANNOTATOR_SECONDS ||
            intervals[size - 1].xmax > ANNOTATOR_SECONDS)
            return "a tier that does not cover the recording";
        for (size_t i = 0; i < size; i++) {
            if (!(intervals[i].xmin < intervals[i].xmax))
                return "an interval without length";
            if (i > 0 && memcmp(&intervals[i - 1].xmax, &intervals[i].xmin, sizeof(double)) != 0)
                return "neighbours that do not touch";
            if (!fy_text_valid(intervals[i].text, strlen(intervals[i].text), NULL) || strpbrk(intervals[i].text, "\n\t\033"))
                return "a label that is no line of text";
        }
    }
    if (app->tier != FY_NONE && (app->tier >= count || fy_tier_kind(grid, app->tier) != FY_INTERVAL_TIER))
        return "a primary tier that is none";
    if (app->tier != FY_NONE && (app->edit_tier >= count || !fy_tiers_are_sisters(grid, app->tier, app->edit_tier)))
        return "writing goes to a stranger's tier";
    if (app->tier != FY_NONE && app->segment >= fy_tier_size(grid, app->tier))
        return "a segment that is none";
    if (app->playhead < 0 || app->playhead > app->frames)
        return "a playhead outside";
    if (!(app->view_from >= 0 && app->view_from < app->view_to && app->view_to <= ANNOTATOR_SECONDS))
        return "a window outside";
    if (app->line.caret > app->line.text.size)
        return "a caret outside";
    if (app->mode == FY_MODE_EDIT && app->tier == FY_NONE)
        return "writing without a tier";
    const size_t at = fy_app_edit_index(app);
    if (app->mode != FY_MODE_PROMPT && at != FY_NONE &&
        strcmp(fy_tier_intervals(grid, app->edit_tier)[at].text, fy_buffer_text(&app->line.text)) != 0)
        return "a line that is not the label";
    return NULL;
}

static const char *effect_fault(const struct annotator *a)
{
    for (size_t i = 0; i < a->effects.count; i++) {
        const struct fy_effect *effect = &a->effects.items[i];
        const bool plays = effect->kind == FY_EFFECT_PLAY;
        const int64_t from = plays ? effect->play.from : effect->frames.from;
        const int64_t to = plays ? effect->play.to : effect->frames.to;
        if ((plays || effect->kind == FY_EFFECT_SPEECH) &&
            (from < 0 || from > to || to > ANNOTATOR_SECONDS * ANNOTATOR_RATE))
            return "frames outside the recording";
        if ((effect->kind == FY_EFFECT_WAVE || effect->kind == FY_EFFECT_SPECTRUM) &&
            (!(effect->picture.from < effect->picture.to) || effect->picture.columns == 0))
            return "a picture of nothing";
    }
    return NULL;
}

static void replay(struct fy_grid *copy, const struct fy_buffer *lines, uint64_t run)
{
    for (const char *at = fy_buffer_text(lines); *at;) {
        const size_t size = strcspn(at, "\n");
        struct fy_edit edit = { 0 };
        struct fy_error error = { 0 };
        if (fy_edit_read(&edit, copy, at, size, &error) != FY_OK || fy_edit_apply(&edit, copy, &error) != FY_OK)
            fail_msg("run %llu, “%.*s”: %s", (unsigned long long)run, (int)size, at, error.sentence);
        fy_edit_clear(&edit);
        at += size + 1;
    }
}

static void run_once(uint64_t number, int steps)
{
    struct annotator a;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_grid *before = start_grid(), *copy = start_grid();
    seed = number * 7919;
    annotator_open(&a, start_grid(), number % 2 ? "cmn" : "");
    a.app->colours = number % 3 ? 256 : 8;
    /* Half of them in a team, in each role. */
    static const struct fy_colleague colleagues[] = { { "an", "An" }, { "bo", "" } };
    static const struct fy_subject_of_question subjects[] = { { "word", "a word" }, { "tag", "which dialect" } };
    const struct fy_app_team team = { .role = (enum fy_team_role)(number / 2 % 4),
                                      .unit = "u",
                                      .dialect = "yue",
                                      .note = "",
                                      .to = ANNOTATOR_SECONDS,
                                      .colleagues = colleagues,
                                      .colleague_count = 2,
                                      .subjects = subjects,
                                      .subject_count = 2,
                                      .question = "word? 你",
                                      .guess = "您" };
    if (number % 2)
        a.app->team = &team;
    for (int step = 0; step < steps; step++) {
        char name[FY_KEY_NAME];
        if (below(8) == 0) {
            snprintf(name, sizeof name, "event %zu", random_outside(&a));
        } else {
            const struct fy_key key = keys[below(key_count)];
            fy_key_write(key, name);
            annotator_key(&a, key);
        }
        const char *wrong = fault(a.app);
        if (!wrong)
            wrong = effect_fault(&a);
        if (!wrong && step % 8 == 0) {
            fy_app_render(a.app, &a.canvas);
            wrong = canvas_fault(&a.canvas);
        }
        if (wrong)
            fail_msg("run %llu, step %d (%s): %s", (unsigned long long)number, step, name, wrong);
        annotator_forget(&a);
    }
    fy_app_take_journal(a.app, &lines);
    replay(copy, &lines, number);
    if (!fy_grid_equal(a.app->grid, copy))
        fail_msg("run %llu: the journal gives another grid", (unsigned long long)number);
    const size_t undos = fy_history_undo_count(a.app->history);
    for (size_t i = 0; i < undos; i++)
        fy_app_run(a.app, FY_ACTION_UNDO, NULL, &a.effects);
    if (!fy_grid_equal(a.app->grid, before))
        fail_msg("run %llu: undo gives another grid", (unsigned long long)number);
    for (size_t i = 0; i < undos; i++)
        fy_app_run(a.app, FY_ACTION_REDO, NULL, &a.effects);
    if (!fy_grid_equal(a.app->grid, copy))
        fail_msg("run %llu: redo gives another grid", (unsigned long long)number);
    fy_buffer_free(&lines);
    fy_grid_free(before);
    fy_grid_free(copy);
    annotator_close(&a);
}

static void many_random_sessions(void **state)
{
    (void)state;
    collect_keys();
    for (uint64_t number = 1; number <= 40; number++)
        run_once(number, 800);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_random_sessions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
